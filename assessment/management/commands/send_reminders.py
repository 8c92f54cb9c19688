"""Remind digital leads of deadlines."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from assessment import deadline_services


class Command(BaseCommand):
    help = (
        "Put reminders of deadlines in the queue of e-mails: four weeks, one week and one day before, and the day"
        " after, to the digital leads of organisations that have not submitted. Each is sent once, however often this"
        " is run."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        number = deadline_services.send_reminders()
        if number:
            self.stdout.write(f"Organisations that were reminded of a deadline: {number}.")
