"""The organisations of the NHS, read from the data files beside this module (sources: `data/SOURCES.md`)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db import transaction
from django.db.models import F

from accounts.models import Organisation

DATA = Path(__file__).parent / "data"
BOARD = "Integrated care board"
"""The kind of an organisation that may read what the organisations of its system share."""

BOARDS_CHANGED_ON = date(2026, 3, 31)
"""The last day of the integrated care boards that were dissolved for April 2026."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One organisation of the data files; `parent` and `successors` are ODS codes."""

    ods_code: str
    name: str
    kind: str
    region: str = ""
    parent: str = ""
    opened_on: date | None = None
    closed_on: date | None = None
    successors: tuple[str, ...] = ()


def entries() -> list[Entry]:
    """Every integrated care board and trust of the data files."""
    return [_board(row) for row in _rows("organisations-icbs.csv")] + [
        _trust(row) for row in _rows("organisations-trusts.csv")
    ]


def search(text: str, most: int = 50) -> list[Organisation]:
    """The first `most` organisations by name whose name holds `text` or whose ODS code starts with it."""
    return list(Organisation.objects.search(text.replace("\x00", ""))[:most])


@cache
def kinds() -> tuple[str, ...]:
    """The kinds of organisations: those of the data files, and one for any other."""
    return (*sorted({entry.kind for entry in entries()}), "Other")


@transaction.atomic
def load() -> int:
    """Add or update every organisation of the data files, and give how many there are. Safe to run again."""
    found, closed = entries(), Organisation.objects.closings()
    fields = ("name", "kind", "region", "opened_on", "closed_on")
    Organisation.objects.bulk_create(
        (
            Organisation(ods_code=entry.ods_code, **{field: getattr(entry, field) for field in fields})
            for entry in found
        ),
        update_conflicts=True,
        unique_fields=("ods_code",),
        update_fields=fields,
    )
    _link(found)
    if Organisation.objects.closings() != closed:
        # What is shared with an organisation that closes counts elsewhere from then on.
        Organisation.objects.update(roster_version=F("roster_version") + 1)
    return len(found)


def _link(found: list[Entry]) -> None:
    """Set parents and successors, once every organisation has its row."""
    stored = Organisation.objects.in_bulk([entry.ods_code for entry in found], field_name="ods_code")
    for entry in found:
        stored[entry.ods_code].parent = stored.get(entry.parent)
    Organisation.objects.bulk_update(stored.values(), ("parent",))
    through = Organisation.successors.through
    through.objects.filter(from_organisation__in=stored.values()).delete()
    through.objects.bulk_create(
        through(from_organisation=stored[entry.ods_code], to_organisation=stored[successor])
        for entry in found
        for successor in entry.successors
    )


def _board(row: dict[str, str]) -> Entry:
    return Entry(
        ods_code=row["icb_code"],
        name=row["icb_name"],
        kind=BOARD,
        closed_on=BOARDS_CHANGED_ON if row["status_from_2026_04_01"] == "dissolved" else None,
        successors=_codes(row["successor_icb_codes"]),
    )


def _trust(row: dict[str, str]) -> Entry:
    return Entry(
        ods_code=row["ods_code"],
        name=row["name"],
        kind=row["kind"],
        region=row["region"],
        parent=row["icb_code"],
        opened_on=_day(row["opened_on"]),
        closed_on=_day(row["closed_on"]),
        successors=_codes(row["successor"]),
    )


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code.strip() for code in text.split(";") if code.strip())


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
