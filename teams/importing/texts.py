"""CSV files in whatever encoding and with whatever separator, with the line on which each record starts."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from accounts.csv_text import ESCAPED
from teams.importing import MAX_COLUMNS, MAX_ROWS, Book, Refused, Sheet, too_many_rows
from teams.importing.encodings import decoded
from teams.importing.headings import exact_meaning

PREAMBLE = 200
"""Rows above and below the posts that a file may have."""
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", "^": "carets", "~": "tildes", ":": "colons"}
_SNIFFED = 60
"""Records by which the separator is told."""
_SAMPLE = 200_000
_LONGEST_HEADING = 60


def read_text_file(data: bytes) -> Book:
    """The text of a CSV file. Refused: no text, mixed encodings, quotation marks that do not match."""
    text, notes = decoded(data)
    separator, start = _separator(text)
    if separator != ",":
        notes.append(f"The columns are separated by {SEPARATORS.get(separator, repr(separator))}.")
    rows: list[tuple[int, list[str]]] = []
    for number, cells in _records(text, separator, start):
        if any(cells[MAX_COLUMNS:]):
            raise Refused(f"The file has {len(cells):,} columns. A file may have {MAX_COLUMNS}.")
        if any(cells):
            if len(rows) == MAX_ROWS + PREAMBLE:
                raise too_many_rows()
            rows.append((number, cells))
    if not rows:
        raise Refused("The file is empty.")
    return Book([Sheet("", rows)], notes)


def _separator(text: str) -> tuple[str, int]:
    """The separator, and how many lines at the top are Excel's hint about it."""
    hint = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    if hint:
        return hint[1], 1
    return max(SEPARATORS, key=lambda mark: _likeness(text, mark)), 0


def _likeness(text: str, mark: str) -> tuple[int, float, int]:
    """How much `mark` looks like the separator: most known headings in a record, then how regular the records are."""
    widths: Counter[int] = Counter()
    headings = 0
    if mark not in text:
        return 0, 0, 0
    try:
        for count, cells in enumerate(csv.reader(io.StringIO(text[:_SAMPLE], newline=""), delimiter=mark)):
            widths[len(cells)] += any(cells)
            headings = max(
                headings, len({exact_meaning(cell) for cell in cells if len(cell) < _LONGEST_HEADING} - {""})
            )
            if count == _SNIFFED:
                break
    except csv.Error:
        return 0, 0, 0
    width, times = max(widths.items(), key=lambda pair: (pair[0] > 1, pair[1]), default=(0, 0))
    return headings, round(times / max(widths.total(), 1), 1) if width > 1 else 0, width


def _records(text: str, separator: str, hints: int) -> Iterator[tuple[int, list[str]]]:
    """The records of a CSV, each with the line on which it starts, trimmed and with one apostrophe taken off."""
    # Without newline="" a line break inside a cell would be changed.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    start = 1
    try:
        for cells in reader:
            if cells and start > hints:
                yield start, [_bare(cell.strip()) for cell in cells]
            start = reader.line_num + 1
    except csv.Error as error:
        raise Refused(_says(str(error), start)) from None


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell.startswith(ESCAPED, 1) else cell


def _says(error: str, line: int) -> str:
    if "end of data" in error:
        return f"A quotation mark opens in line {line} and never closes. The file may be cut short."
    if "field larger" in error:
        return f"A cell in line {line} holds over {csv.field_size_limit():,} characters. Is a quotation mark missing?"
    return f"The quotation marks in line {line} do not match: text follows a closing one."
