"""A table of text to checked rows: the headings, each row by `teams.cells`, and what only the whole file shows."""

from __future__ import annotations

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from teams.cells import read_post, write_post
from teams.importing import MAX_CELL, MAX_COLUMNS, MAX_RATINGS, Reading, Refused, RowProblem, Table
from teams.roster import COLUMNS

REQUIRED = ("post_ref", "title", "wte")
SHOWN_VALUE = 100
"""Characters of a refused value that are kept to be shown."""


def check(table: Table, keep: int | None = None) -> Reading:
    """Check the headings and every row; of the problems the first `keep` are kept, all without it.

    Refused: headings that are missing, renamed or given twice; too many columns or skill ratings.
    """
    columns = _columns(table)
    problems = list(_duplicates(table, columns["post_ref"]))
    numbers, rows = [], []
    for number, cells in table.rows:
        row, wrong = _row(number, cells, columns, table)
        problems += wrong
        if row is not None:
            numbers.append(number)
            rows.append(row)
    _check_ratings(rows, list(columns))
    problems.sort(key=lambda problem: problem.row)
    not_kept = [heading for heading in table.header if heading and heading not in columns]
    return Reading(
        columns=list(columns),
        numbers=numbers,
        rows=rows,
        problems=problems[:keep],
        problem_count=len(problems),
        not_kept=not_kept,
        notes=table.notes,
    )


# Headings ------------------------------------------------------------------------------------------------------------


def _columns(table: Table) -> dict[str, int]:
    """The places of our columns in a row, in our order. Refused with everything that is wrong with the headings."""
    header = table.header
    if len(header) > MAX_COLUMNS:
        raise Refused(f"The file has {len(header):,} columns. A file may have {MAX_COLUMNS}.")
    reasons = [*_given_twice(header), *_renamed(header), *_missing(table), *_unnamed(table)]
    if reasons:
        raise Refused(*reasons)
    return {column: header.index(column) for column in COLUMNS if column in header}


def _given_twice(header: list[str]) -> Iterator[str]:
    for heading, count in Counter(header).items():
        if count > 1 and heading in COLUMNS:
            places = [str(place) for place, name in enumerate(header, 1) if name == heading]
            yield f"The heading “{heading}” is there {count} times, in columns {', '.join(places)}."


def _renamed(header: list[str]) -> Iterator[str]:
    for heading in header:
        plain = re.sub(r"[^a-z0-9]+", "_", heading.casefold()).strip("_")
        if heading not in COLUMNS and plain in COLUMNS:
            yield f"The heading “{_cut(heading)}” must be written “{plain}”."


def _missing(table: Table) -> Iterator[str]:
    if not set(table.header) & set(COLUMNS):
        held = ", ".join(_cut(heading) for heading in table.header[:5] if heading)
        yield f"Row {table.header_row} must hold the headings of this format, such as post_ref. It holds: {held}."
        return
    for column in REQUIRED:
        if column not in table.header:
            others = [heading for heading in table.header if heading not in COLUMNS]
            near = difflib.get_close_matches(column, others, 1)
            yield f"The column “{column}” is missing." + (f" Did you mean it by “{_cut(near[0])}”?" if near else "")


def _unnamed(table: Table) -> Iterator[str]:
    for place, heading in enumerate(table.header):
        if not heading and any(place < len(cells) and cells[place] for _, cells in table.rows):
            yield f"Column {place + 1} has no heading."


# Rows ----------------------------------------------------------------------------------------------------------------


def _row(
    number: int, cells: list[str], columns: dict[str, int], table: Table
) -> tuple[list[str] | None, list[RowProblem]]:
    """The row in our columns, or its problems."""
    if len(cells) != len(table.header):
        reason = f"The row has {len(cells)} cells but there are {len(table.header)} headings. Is there a stray comma?"
        # Its cells may stand in other columns than their own, so none of them is kept, not even to be shown.
        return None, [RowProblem(number, "", "", reason)]
    ours = {column: cells[place] for column, place in columns.items()}
    problems = list(_cell_problems(number, ours, columns, table))
    told = {problem.column for problem in problems}
    post, refused = read_post(ours)
    problems += [
        RowProblem(number, problem.column, _cut(problem.value), problem.reason)
        for problem in refused
        if problem.column not in told
    ]
    if post is None or problems:
        return None, problems
    written = write_post(post)
    return [written[column] for column in columns], []


def _cell_problems(number: int, ours: dict[str, str], columns: dict[str, int], table: Table) -> Iterator[RowProblem]:
    """What is wrong with the cells of a row before they are read as a post."""
    for column, text in ours.items():
        if len(text) > MAX_CELL:
            yield RowProblem(number, column, _cut(text), f"Enter {MAX_CELL:,} characters or fewer")
        elif table.faults and (number, columns[column]) in table.faults:
            value, reason = table.faults[number, columns[column]]
            yield RowProblem(number, column, _cut(value), reason)


def _duplicates(table: Table, place: int) -> Iterator[RowProblem]:
    rows: dict[str, list[int]] = defaultdict(list)
    for number, cells in table.rows:
        if len(cells) == len(table.header) and cells[place]:
            rows[cells[place]].append(number)
    for ref, numbers in rows.items():
        for number in numbers if len(numbers) > 1 else ():
            other = numbers[1] if number == numbers[0] else numbers[0]
            yield RowProblem(number, "post_ref", _cut(ref), f"Row {other} has the same reference")


def _check_ratings(rows: Sequence[Sequence[str]], columns: list[str]) -> None:
    if "skills" in columns:
        place = columns.index("skills")
        count = sum(row[place].count(":") for row in rows)
        if count > MAX_RATINGS:
            raise Refused(f"The file has {count:,} skill ratings. One import takes {MAX_RATINGS:,}.")


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN_VALUE else text[: SHOWN_VALUE - 1] + "…"
