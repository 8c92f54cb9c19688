from typing import Any

from django.core.management.base import BaseCommand

from accounts import organisations


class Command(BaseCommand):
    help = "Add or update the NHS trusts and integrated care boards of the data files. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{organisations.load()} organisations are up to date.")
