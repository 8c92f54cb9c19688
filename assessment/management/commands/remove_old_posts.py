"""Remove the posts of what was submitted longer ago than they are kept."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessment import retention


class Command(BaseCommand):
    help = (
        "Remove for good the posts and texts of evidence of what was submitted more than --years ago. Verdicts, scores,"
        " sums, hashes and commentary stay. The current report of an organisation that is open, and what waits for"
        " sign-off, keep their posts. Safe to run at any time and again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--years", type=int, required=True, help="how long posts are kept, in whole years, 1 to 50")
        parser.add_argument("--dry-run", action="store_true", help="say what would be removed and change nothing")

    def handle(self, *args: Any, years: int, dry_run: bool, **options: Any) -> None:
        if not 1 <= years <= 50:
            raise CommandError("--years must be between 1 and 50. Nothing was changed.")
        before = retention.years_before(timezone.localdate(), years)
        old = retention.kept_since_before(before)
        for each in old:
            if not dry_run:
                retention.remove_posts(by=None, assessment=each.assessment, reason="retention", frozen_before=before)
            self.stdout.write(str(each))
        done = "would be removed" if dry_run else "were removed"
        number = sum(len(each.snapshots) for each in old)
        self.stdout.write(f"The posts of {number} submissions {done}.")
