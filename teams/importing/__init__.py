"""Roster files: from the bytes of an upload to checked rows, and from those to what would change.

`sandbox.read_book` is the way in for files as trusts have them: a child process (`python -m teams.importing`) reads the
file, so that a hostile one ends nothing but that process, and leaves out what is personal. `layouts` finds headings and
columns, `interpreting` makes checked rows, `changes.plan` compares those with a roster. `sandbox.read_upload` reads a
file that must be in our own format to the letter. Nothing in this package imports Django, so that the child starts in
some 60 milliseconds.
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
MAX_CELLS = 1_000_000
"""Cells with something in them, of all sheets of a file."""
MAX_TEXT = 12_000_000
"""Characters in all cells of a file."""

SAVE_AS = "Save it as “CSV UTF-8 (comma delimited)” or as an Excel workbook (.xlsx) and choose it again."


class Refused(Exception):
    """The file cannot be read at all. `reasons` are sentences for the person who chose it."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


Faults = dict[tuple[int, int], tuple[str, str]]
"""The value and the reason of cells that hold no value, by row number and place in the row."""


@dataclass(slots=True)
class Sheet:
    """The text of a sheet, or of a whole CSV file: every row with something in it, but for those that are hidden.

    `rows` are (row number as a person sees it, cells). `merged` are the cells, by row number and place, that show the
    text of another cell with which they are merged. `personal` tells by place what kind of personal data a column
    held; its cells are blank already. `named` are the rows in which a person's name was taken out of another cell.
    """

    name: str
    rows: list[tuple[int, list[str]]]
    faults: Faults = field(default_factory=dict)
    merged: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: list[int] = field(default_factory=list)
    personal: dict[int, str] = field(default_factory=dict)
    named: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Book:
    """A file: the sheets that can be seen, and sentences about what else was found. A CSV file is one sheet."""

    sheets: list[Sheet]
    notes: list[str] = field(default_factory=list)

    def sheet(self, name: str) -> Sheet:
        """The sheet called `name`. KeyError: there is none."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Table:
    """The text of a file. `rows` are (row number as a person sees it, cells).

    `faults` gives the value and the reason for cells that hold no value, by row number and place in the row.
    """

    header_row: int
    header: list[str]
    rows: list[tuple[int, list[str]]]
    faults: Faults = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One refused value of a file: the row number as a person sees it, the column ("" for the whole row), why."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A word of the file that we do not know: `column` is its heading, `target` ours, `rows` the rows that hold it.

    `suggested` is the code that comes nearest, "" for none.
    """

    column: str
    target: str
    value: str
    rows: list[int]
    suggested: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The checked rows of a file: text as `teams.cells.write_post` writes it, one cell for each of `columns`.

    `numbers` are the row numbers. `problems` may be only the first ones of `problem_count`; rows with problems are not
    among `rows`. `not_kept` are the headings of columns that are none of ours; `notes` say what else was left out.

    The rest is empty for a file that was read as our own format to the letter. `skipped` are rows left out and why;
    `row_notes` sentences about single rows; `unmapped` words that stay blank until somebody explains them; `rejected`
    the cells, in the file's words, of the rows with problems, below the headings `kept`; `only_fills` are columns
    whose values were inferred, so that they count only where nothing is stored; `source` is esr, own or other.
    """

    columns: list[str]
    numbers: list[int]
    rows: list[list[str]]
    problems: list[RowProblem]
    problem_count: int
    not_kept: list[str]
    notes: list[str]
    skipped: list[tuple[int, str]] = field(default_factory=list)
    row_notes: list[tuple[int, str]] = field(default_factory=list)
    unmapped: list[Unmapped] = field(default_factory=list)
    rejected: list[tuple[int, list[str]]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    only_fills: list[str] = field(default_factory=list)
    source: str = "own"

    @property
    def accepted(self) -> int:
        """Rows of the file that are in order; one may tell of a filled part and a vacant part of a post."""
        return len(set(self.numbers))


def too_many_rows() -> Refused:
    """The refusal of a file with more posts than `MAX_ROWS`."""
    return Refused(f"The file has more than {MAX_ROWS:,} rows of posts, which is the most that one import takes.")
