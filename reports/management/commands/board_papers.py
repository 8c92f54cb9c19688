"""`manage.py board_papers`: the public board paper of every organisation with a signed-off report, in one run."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Organisation
from assessment.standings import reported
from assessment.submitted import current_report
from reports.english import counted
from reports.outputs import KINDS, name_of
from reports.signed_pages import public_made

KIND = "paper"


class Command(BaseCommand):
    help = (
        "Write the public board paper (PDF) of the current report of each open organisation into a folder. Says how far"
        " it is. A paper that is there already is written again, so that it can be run at any time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where they go."""
        parser.add_argument("folder", type=Path, help="where the papers are written; it is made if it is not there")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        organisations = reported()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for number, organisation in enumerate(organisations, 1):
                name = _write(folder, organisation)
                self.stdout.write(f"{number} of {len(organisations)}: {name}")
        except OSError as error:
            raise CommandError(f"The folder cannot be written to: {error.strerror}.") from error
        self.stdout.write(f"Written: {counted(len(organisations), 'board paper')}.")


def _write(folder: Path, organisation: Organisation) -> str:
    """Write the paper of one organisation, and give the name of the file."""
    report = current_report(organisation)
    if report is None:
        raise CommandError(f"The report of {organisation.ods_code} has gone meanwhile. Run this again.")
    made = public_made(report)
    name = name_of(organisation.ods_code, KIND, made)
    (folder / name).write_bytes(KINDS[KIND].content(made))
    return name
