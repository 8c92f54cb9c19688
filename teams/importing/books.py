"""A file as it is, but for what is personal in it. Called in a child process: see `sandbox.read_book`."""

from __future__ import annotations

from teams.importing import Book
from teams.importing.layouts import find_headings
from teams.importing.personal import without_personal
from teams.importing.tables import read_sheets


def book_of(data: bytes) -> Book:
    """The text of a file without what is personal. Refused: it cannot be read."""
    book = read_sheets(data)
    for sheet in book.sheets:
        without_personal(sheet, *(find_headings(sheet) or (0, 0)))
    return book
