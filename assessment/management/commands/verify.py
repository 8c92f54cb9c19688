"""Check that everything that was submitted is as it was submitted, and scores as it did."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessment.verifying import verify


class Command(BaseCommand):
    help = (
        "Check the hashes and chains of all snapshots, and score each again from its sums. Says what is not the same."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = verify()
        for problem in found.problems:
            self.stdout.write(str(problem))
        if found.problems:
            raise CommandError(f"{found.snapshots} snapshots were checked. The first problem: {found.problems[0]}")
        self.stdout.write(f"{found.snapshots} snapshots are as they were submitted, and their sums score the same.")
