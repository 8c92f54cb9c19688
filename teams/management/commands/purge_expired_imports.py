from typing import Any

from django.core.management.base import BaseCommand

from teams import import_services


class Command(BaseCommand):
    help = "Delete the rows of uploaded roster files that nobody confirmed within a day. Safe to run at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        count = import_services.purge_expired()
        if count:
            self.stdout.write(f"Uploaded roster files that nobody confirmed, now deleted: {count}.")
