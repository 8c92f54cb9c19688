"""Print the table of who may do what, as the README shows it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from accounts.access_words import markdown


class Command(BaseCommand):
    help = "Print who may do what, from the table in accounts/permissions.py. Paste it into the README."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(markdown(), ending="")
