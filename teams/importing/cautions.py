"""What is worth a second look in rows that are all in order. Nothing here stops an import."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

from teams import catalogue
from teams.cells import read_wte
from teams.importing import Reading
from teams.importing.changes import Cells, levels_of

SHOWN = 20
"""Codes or headings that one sentence names."""


def cautions(
    reading: Reading, *, ods_code: str, today: date, more_skills: Collection[str] = (), to_be_kept: bool = True
) -> list[str]:
    """Sentences about a file: columns left out, unknown skills, other employers, dates and amounts that look odd.

    `ods_code` is the organisation's ("" for none known); `more_skills` are known beside the catalogue's; `to_be_kept`:
    the rows are to become posts, and not only to be scored.
    """
    said = list(reading.notes)
    if reading.not_kept:
        said.append(f"Columns that are not kept: {_list([name[:100] for name in reading.not_kept])}.")
    rows = [dict(zip(reading.columns, row, strict=True)) for row in reading.rows]
    skills = sorted({skill for row in rows for skill in levels_of(row.get("skills", ""))})
    known = catalogue.skills().keys() | catalogue.detailed_skills().keys() | set(more_skills)
    unknown = [skill for skill in skills if skill not in known]
    if unknown:
        said.append(f"Skills beside the scored areas, which count only where the rubric names them: {_list(unknown)}.")
    employers = sorted({row.get("employer", "") for row in rows} - {"", ods_code})
    if ods_code and employers:
        said.append(f"Employers other than {ods_code}: {_list(employers)}.")
    for odd, sentence in _odd_rows(today)[0 if to_be_kept else 1 :]:
        numbers = [number for number, row in zip(reading.numbers, rows, strict=True) if odd(row)]
        if numbers:
            said.append(f"{sentence}: {_rows(numbers)}.")
    return said


def _odd_rows(today: date) -> list[tuple[Callable[[Cells], bool], str]]:
    day = today.isoformat()
    return [
        (_vacant_with_holder, "Vacant posts whose start date or skills are not kept"),
        (_funded_above_wte, "Funded WTE above the WTE, which counts as the WTE"),
        (lambda row: "" < row.get("ends_on", "") < day, "End dates that have passed"),
        (lambda row: "" < row.get("ends_on", "") < row.get("started_on", ""), "End dates before the start date"),
    ]


def _vacant_with_holder(row: Cells) -> bool:
    return row.get("status") == "vacant" and bool(row.get("started_on") or row.get("skills"))


def _funded_above_wte(row: Cells) -> bool:
    return bool(row.get("funded_wte")) and read_wte(row["funded_wte"]) > read_wte(row["wte"])


def _rows(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"row {numbers[0]}"
    return f"{len(numbers):,} rows, {_list([str(number) for number in numbers], 5)}"


def _list(names: list[str], shown: int = SHOWN) -> str:
    more = len(names) - shown
    return ", ".join(names[:shown]) + (f" and {more:,} more" if more > 0 else "")
