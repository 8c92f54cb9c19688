"""A roster as CSV in our own columns, so that importing it again changes nothing; `exporting_xlsx` makes workbooks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from teams.cells import write_post
from teams.importing.texts import ESCAPED
from teams.roster import COLUMNS, Post


def roster_csv(posts: Iterable[Post]) -> bytes:
    """The posts as CSV: UTF-8 with the mark by which Excel knows it, one apostrophe before text that it would run."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for post in posts:
        cells = write_post(post)
        writer.writerow([_shielded(cells[column]) for column in COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def _shielded(text: str) -> str:
    return f"'{text}" if text.startswith(ESCAPED) else text


def template_csv() -> bytes:
    """The line of our headings."""
    return roster_csv(())
