"""Roster files: from the bytes of an upload to checked rows, and from those to what would change.

`sandbox.read_upload` is the way in. It has a child process (`python -m teams.importing`) read and check the file, so
that a hostile one ends nothing but that process. `changes.plan` compares the rows with a roster. Nothing in this
package imports Django, so that the child starts in some 60 milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 10_000
MAX_COLUMNS = 200
MAX_CELL = 2_000
"""Characters in one cell of a column that is kept; text columns have a lower limit of their own."""
MAX_RATINGS = 250_000
"""Skill ratings in one file."""

SAVE_AS = "Save it as “CSV UTF-8 (comma delimited)” or as an Excel workbook (.xlsx) and choose it again."


class Refused(Exception):
    """The file cannot be read at all. `reasons` are sentences for the person who chose it."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Table:
    """The text of a file. `rows` are (row number as a person sees it, cells).

    `faults` gives the value and the reason for cells that hold no value, by row number and place in the row.
    """

    header_row: int
    header: list[str]
    rows: list[tuple[int, list[str]]]
    faults: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One refused value of a file: the row number as a person sees it, the column ("" for the whole row), why."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The checked rows of a file: text as `teams.cells.write_post` writes it, one cell for each of `columns`.

    `numbers` are the row numbers. `problems` may be only the first ones of `problem_count`; rows with problems are not
    among `rows`. `not_kept` are the headings of columns that are none of ours; `notes` say what else was left out.
    """

    columns: list[str]
    numbers: list[int]
    rows: list[list[str]]
    problems: list[RowProblem]
    problem_count: int
    not_kept: list[str]
    notes: list[str]


def too_many_rows() -> Refused:
    """The refusal of a file with more posts than `MAX_ROWS`."""
    return Refused(f"The file has more than {MAX_ROWS:,} rows of posts, which is the most that one import takes.")
