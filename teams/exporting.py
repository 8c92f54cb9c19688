"""A roster as CSV in our own columns, so that importing it again changes nothing; `exporting_xlsx` makes workbooks."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.csv_text import csv_file
from teams.cells import write_post
from teams.roster import COLUMNS, Post


def roster_csv(posts: Iterable[Post]) -> bytes:
    """The posts as CSV: UTF-8 with the mark by which Excel knows it, one apostrophe before text that it would run."""
    return csv_file(COLUMNS, ([cells[column] for column in COLUMNS] for cells in map(write_post, posts)))


def template_csv() -> bytes:
    """The line of our headings."""
    return roster_csv(())
