"""Print the table of the assessment cycle, as docs/assessment-cycle.md shows it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from assessment.cycle import table


class Command(BaseCommand):
    help = "Print who may take which step in which state, from assessment/cycle.py. Paste it into the document."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(table(), ending="")
