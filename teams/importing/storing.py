"""A book as plain lists, to be handed from the child process and to wait in the database; and back."""

from __future__ import annotations

from typing import Any

from teams.importing import MAX_CELL, Book, Sheet


def to_plain(book: Book) -> dict[str, Any]:
    """A book as JSON takes it. Longer cells than are ever kept are cut to just above the limit."""
    return {"sheets": [_sheet_to_plain(sheet) for sheet in book.sheets], "notes": book.notes}


def from_plain(plain: dict[str, Any]) -> Book:
    """The book that `to_plain` gave."""
    return Book([_sheet_from_plain(sheet) for sheet in plain["sheets"]], plain["notes"])


def _sheet_to_plain(sheet: Sheet) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "rows": [[number, [cell[: MAX_CELL + 1] for cell in cells]] for number, cells in sheet.rows],
        "faults": [[row, place, *fault] for (row, place), fault in sheet.faults.items()],
        "merged": sorted(sheet.merged),
        "hidden_rows": sheet.hidden_rows,
        "personal": list(sheet.personal.items()),
        "named": sheet.named,
    }


def _sheet_from_plain(plain: dict[str, Any]) -> Sheet:
    return Sheet(
        name=plain["name"],
        rows=[(number, cells) for number, cells in plain["rows"]],
        faults={(row, place): (value, reason) for row, place, value, reason in plain["faults"]},
        merged={(row, place) for row, place in plain["merged"]},
        hidden_rows=plain["hidden_rows"],
        personal=dict(map(tuple, plain["personal"])),
        named=plain["named"],
    )
