"""A roster as CSV in our own columns, so that importing it again changes nothing; `exporting_xlsx` makes workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from accounts.csv_text import csv_file
from teams.cells import write_post
from teams.roster import COLUMNS, Post

Cell = str | int | Decimal | date | None
"""What stands in one place of a list that is written to a file; None is a blank."""


def list_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A list as CSV, as on the page: days as year-month-day, amounts as plain numbers."""
    return csv_file(header, ([_text(cell) for cell in row] for row in rows))


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return f"{cell.normalize():f}" if isinstance(cell, Decimal) else str(cell)


def roster_csv(posts: Iterable[Post]) -> bytes:
    """The posts as CSV: UTF-8 with the mark by which Excel knows it, one apostrophe before text that it would run."""
    return csv_file(COLUMNS, ([cells[column] for column in COLUMNS] for cells in map(write_post, posts)))


def template_csv() -> bytes:
    """The line of our headings."""
    return roster_csv(())
