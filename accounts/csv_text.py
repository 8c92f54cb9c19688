"""Text in a CSV file that a spreadsheet will open."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

ESCAPED = ("=", "+", "-", "@", "\t", "\r", "'")
"""What text in a CSV may not start with, as a sheet would run it or lose it: one apostrophe stands before."""


def shielded(text: str) -> str:
    """`text`, with one apostrophe before what a sheet would run."""
    return f"'{text}" if text.startswith(ESCAPED) else text


def csv_file(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file of shielded text: UTF-8 with the mark by which Excel knows it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([shielded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
