"""A file as it is, but for what is personal in it. Called in a child process: see `sandbox.read_book`."""

from __future__ import annotations

from teams.importing import MAX_CELLS, Book, Refused, Sheet
from teams.importing.archives import COPY
from teams.importing.layouts import SEARCHED, find_headings, may_be_headings
from teams.importing.personal import holds_somebody, without_personal
from teams.importing.tables import read_sheets

_NO_HEADINGS = (
    "No row near the top holds headings, so nothing of the file was kept: without them we cannot tell what is"
    " personal data. Put a row of headings, such as a job title and WTE, above the posts."
)


def book_of(data: bytes) -> Book:
    """The text of a file without what is personal. Refused: it cannot be read, or no sheet has a row like headings."""
    book = read_sheets(data)
    filled = sum(len(cells) - cells.count("") for sheet in book.sheets for _, cells in sheet.rows)
    if filled > MAX_CELLS:
        raise Refused(f"The file has {filled:,} cells with something in them, more than {MAX_CELLS:,}. {COPY}")
    found = [(sheet, find_headings(sheet) or _like_headings(sheet)) for sheet in book.sheets]
    book.notes += [f"The sheet “{sheet.name}” was not read. It has no headings." for sheet, where in found if not where]
    book.sheets = [sheet for sheet, where in found if where]
    if not book.sheets:
        raise Refused(_NO_HEADINGS)
    for sheet, where in found:
        if where:
            without_personal(sheet, *where)
    return book


def _like_headings(sheet: Sheet) -> tuple[int, int] | None:
    """The place of the first row that may hold headings that we do not know: words, and nothing of a person's."""
    for index, (_, cells) in enumerate(sheet.rows[:SEARCHED]):
        if may_be_headings(cells) and not any(map(holds_somebody, cells)):
            return index, index
    return None
