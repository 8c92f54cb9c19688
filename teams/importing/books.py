"""A file as it is, but for what is personal in it. Called in a child process: see `sandbox.read_book`."""

from __future__ import annotations

from teams.importing import MAX_CELLS, Book, Refused
from teams.importing.archives import COPY
from teams.importing.layouts import find_headings
from teams.importing.personal import without_personal
from teams.importing.tables import read_sheets


def book_of(data: bytes) -> Book:
    """The text of a file without what is personal. Refused: it cannot be read."""
    book = read_sheets(data)
    filled = sum(len(cells) - cells.count("") for sheet in book.sheets for _, cells in sheet.rows)
    if filled > MAX_CELLS:
        raise Refused(f"The file has {filled:,} cells with something in them, more than {MAX_CELLS:,}. {COPY}")
    for sheet in book.sheets:
        without_personal(sheet, *(find_headings(sheet) or (0, 0)))
    return book
