"""Personal data in a file: found by heading and by content, and taken out before anything else sees the cells."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from functools import cache

from teams.importing import Sheet
from teams.importing.headings import DATA, meaning, personal_kind, plain
from teams.importing.leftovers import as_marker
from teams.importing.vacancies import is_vacancy
from teams.roster import COLUMNS

TOLD_BY = 0.3
"""The share of a column's values that must look like personal data for all of it to be left out."""
_MOST = 0.5
"""The same, of what is told for sure below a heading that we know: fewer such cells are refused one by one."""
_HEADING_CELLS = 3
"""Cells with something in them, of a row that may be one of headings."""
_HEADING_ROWS = 30
_LOOKED_AT = 500
"""Values of a column, spread over all of it, by which its kind is told; single cells are all looked at."""

_IN_A_CELL = (
    ("e-mail addresses", re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")),
    (
        "National Insurance numbers",
        re.compile(r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", re.I),
    ),
    ("telephone numbers", re.compile(r"(?:\+44 ?\(?0?\)?|\b0)\d(?:[ -]?\d){8,9}\b")),
)
_MAY_HOLD = re.compile(r"@|\d ?[A-Da-d]\b|(?:\+44|\b0)\d")
_WHOLE_CELL = (
    ("addresses", re.compile(r".*\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}")),
    ("sex or gender", re.compile(r"male|female|non-binary", re.I)),
    ("names", re.compile(r"mr|mrs|ms|miss|mx|dr|prof|professor|rev|sir|dame", re.I)),
    (
        "ethnicity",
        re.compile(
            r"(?:[A-Z][A-Z0-9]? *[-–:]? *)?(?:white|mixed|asian|black|chinese|any other|other ethnic|arab)\b.*"
            r"\b(?:british|irish|caribbean|african|asian|indian|pakistani|bangladeshi|background|english|white|group)\b.*",
            re.I,
        ),
    ),
)
_SAID_BY = re.compile(
    r"\b(?:run|printed|prepared|produced|created|requested|exported|extracted|owner|author|contact)\b", re.I
)
_SURNAME_FIRST = re.compile(
    r"[A-Z][A-Za-z'’-]+, ?(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\.? )?[A-Z][A-Za-z'’-]+(?: [A-Z][A-Za-z'’-]*\.?)?"
)
_WORD = re.compile(r"[A-Za-z'’-]+")


def kind_in(text: str) -> str:
    """What personal data stands somewhere in a cell, "" for none that can be told for sure."""
    if not _MAY_HOLD.search(text):
        return ""
    return next((kind for kind, pattern in _IN_A_CELL if pattern.search(text)), "")


def without_personal(sheet: Sheet, first: int, last: int) -> None:
    """Blank what is personal in `sheet`, whose headings stand in its rows `first` to `last` (counted from 0).

    Columns of our own, headed exactly so, are the organisation's own posts and are left as they are. A cell of a
    personal column that says that the post is vacant, or that the row is a total, keeps that.
    """
    width = max((len(cells) for _, cells in sheet.rows), default=0)
    joined = [_headings_of(sheet, place, first, last) for place in range(width)]
    open_columns = [place for place in range(width) if not any(heading in COLUMNS for heading in joined[place])]
    for place in open_columns:
        kind = _by_heading(sheet, place, joined[place]) or _by_content(sheet, place, last, joined[place])
        if kind:
            sheet.personal[place] = kind
        else:
            _clean_column(sheet, place, last)
    _blank(sheet, first, last)


def _blank(sheet: Sheet, first: int, last: int) -> None:
    """Blank the personal columns below the headings, and what tells of somebody above them."""
    for _, cells in sheet.rows[:first]:
        cells[:] = ["" if _tells_of_somebody(cell) else cell for cell in cells]
    for _, cells in sheet.rows[last + 1 :]:
        for place in sheet.personal.keys() & range(len(cells)):
            cells[place] = "vacant" if is_vacancy(cells[place]) else as_marker(cells[place])
    for number, place in [where for where in sheet.faults if where[1] in sheet.personal]:
        del sheet.faults[number, place]


def _clean_column(sheet: Sheet, place: int, last: int) -> None:
    """Take e-mail addresses and the like, and names, out of single cells of a column that may be kept."""
    seen: dict[str, tuple[str, str]] = {}
    for number, cells in sheet.rows[last + 1 :]:
        text = cells[place] if place < len(cells) else ""
        if not text:
            continue
        if text not in seen:
            seen[text] = kind_in(text), name_within(text)
        kind, name = seen[text]
        if kind:
            reason = f"This cell seems to hold personal data ({kind}), so it was not kept"
            sheet.faults[number, place] = "", reason
            cells[place] = ""
        elif name:
            sheet.named.append(number)
            cells[place] = " ".join(text.replace(name, " ").split())


def _headings_of(sheet: Sheet, place: int, first: int, last: int) -> list[str]:
    return [cells[place] for _, cells in sheet.rows[first : last + 1] if place < len(cells) and cells[place]]


def _by_heading(sheet: Sheet, place: int, headings: Sequence[str]) -> str:
    """By the headings found, and by every cell near the top that would be one if the headings stand there instead."""
    kinds = [personal_kind(" ".join(headings)), *(personal_kind(heading) for heading in headings)]
    if any(kinds):
        return next(filter(None, kinds))
    near = [
        cells[place]
        for _, cells in sheet.rows[:_HEADING_ROWS]
        if place < len(cells) and sum(map(bool, cells)) >= _HEADING_CELLS and len(cells[place]) < 60
    ]
    certain = (personal_kind(text) for text in near if " " in text and meaning(text) == "")
    return next(filter(None, certain), "")


def _by_content(sheet: Sheet, place: int, last: int, headings: Sequence[str]) -> str:
    values = [cells[place] for _, cells in sheet.rows[last + 1 :] if place < len(cells) and cells[place]]
    if not values:
        return ""
    values = values[:: len(values) // _LOOKED_AT + 1]
    sure = next(filter(None, map(kind_in, values)), "")
    known = any(meaning(heading) for heading in (*headings, " ".join(headings)))
    if sure and not known:
        return sure
    for kind, pattern in (*_IN_A_CELL, *_WHOLE_CELL):
        share = _share(bool(pattern.fullmatch(value)) for value in values)
        if share > (_MOST if known and (kind, pattern) in _IN_A_CELL else TOLD_BY):
            return kind
    return "names" if not known and _share(map(is_a_name, values)) > TOLD_BY else ""


def _share(found: Iterable[bool]) -> float:
    answers = list(found)
    return sum(answers) / len(answers)


def is_a_name(text: str) -> bool:
    """Whether `text` is "Surname, Forename", or two to four words of which one is a common forename."""
    if _SURNAME_FIRST.fullmatch(text):
        return True
    words = _WORD.findall(text)
    return 2 <= len(words) <= 4 and any(word.casefold() in _forenames() for word in words)


def name_within(title: str) -> str:
    """The part of a job title that names somebody, "" for none: "cover for Jane Smith", "(Joseph Bloggs)"."""
    for match in _NAMED_IN_TITLE.finditer(title):
        if match["forename"].casefold() in _forenames():
            return match[0]
    return ""


_NAMED_IN_TITLE = re.compile(
    r"\s*(?:[-–,:/(\[]\s*|\b(?:cover(?:ing)? )?for )(?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?"
    r"(?P<forename>[A-Z][A-Za-z'’-]+) (?:[A-Z]\.? )?[A-Z][A-Za-z'’-]+\s*[)\]]?"
)


def _tells_of_somebody(text: str) -> bool:
    return bool(text) and bool(holds_somebody(text) or _SAID_BY.search(text))


def holds_somebody(text: str) -> bool:
    """Whether a cell is, or has in it, what only a row about somebody holds: a name or an e-mail address, say."""
    return bool(kind_in(text)) or is_a_name(text)


@cache
def _forenames() -> frozenset[str]:
    with (DATA / "import_forenames.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(plain(row["forename"]) for row in csv.DictReader(file))
