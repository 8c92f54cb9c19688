"""`manage.py suggest_roles`: what the job titles of a file seem to mean, without a browser and without a database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from teams.importing import Refused
from teams.importing.tables import read_table
from teams.titles import Suggestion, suggest

COLUMNS = ("title", "band", "staff_group", "area")
HEADINGS = ("title", "role", "function", "confidence", "ask")


class Command(BaseCommand):
    help = "Suggest the role and function of each job title of a file. Needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file to read, and how to write what it comes to."""
        parser.add_argument("titles", type=Path, help="CSV or Excel, with a column title, and band, staff_group, area")
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write one suggestion for each row; or what is wrong on standard error and nothing else, and end with 2."""
        path = options["titles"]
        try:
            suggestions = suggestions_of(path.read_bytes())
        except OSError as error:
            self._refuse(f"{path}: cannot be read: {error.strerror or error}")
        except Refused as refusal:
            self._refuse(*(f"{path}: {reason}" for reason in refusal.reasons))
        if options["format"] == "json":
            self.stdout.write(json.dumps([asdict(found) for found in suggestions], ensure_ascii=False, indent=1))
        else:
            self.stdout.write(text_table(suggestions))

    def _refuse(self, *reasons: str) -> NoReturn:
        for reason in reasons:
            self.stderr.write(reason)
        sys.exit(2)


def suggestions_of(data: bytes) -> list[Suggestion]:
    """A suggestion for each row of a file. Refused: it cannot be read, has no column title or one of ours twice."""
    table = read_table(data)
    header = [heading.strip().casefold().replace(" ", "_") for heading in table.header]
    twice = [name for name in COLUMNS if header.count(name) > 1]
    if "title" not in header or twice:
        raise Refused(*(f"The column {name} is there twice." for name in twice), *_without_title(header))
    places = {name: header.index(name) for name in COLUMNS if name in header}
    return [_of_row({name: _cell(cells, at) for name, at in places.items()}) for _, cells in table.rows]


def _without_title(header: Sequence[str]) -> list[str]:
    return [] if "title" in header else ["There is no column title. The first row must hold the names of the columns."]


def _of_row(row: Mapping[str, str]) -> Suggestion:
    return suggest(row["title"], row.get("band", ""), row.get("staff_group", ""), row.get("area", ""))


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""


def text_table(suggestions: Sequence[Suggestion]) -> str:
    """The suggestions as lines of text in columns."""
    rows = [HEADINGS, *(_line(found) for found in suggestions)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEADINGS))]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def _line(found: Suggestion) -> tuple[str, ...]:
    role = found.role or "-"
    return (found.title, role, found.function or "-", f"{found.confidence:.2f}", "yes" if found.ask else "no")
