"""What headings mean: words of the Electronic Staff Record, of finance and of trusts, from data files."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

from teams.roster import COLUMNS

DATA = Path(__file__).parents[1] / "data"
NOT_NEEDED = "-"
"""What a column means that is well known and that no roster needs."""
HELPERS = ("absence", "budget_wte", "vacant_wte", "hours", "days", "staff_group", "area")
"""Columns that are read beside those of a roster, to work out its cells."""
TIMES = ("wte", "hours", "days")
"""The columns by which a post's WTE is known, the best first; a file must have one of them."""
TARGETS = (*COLUMNS, *HELPERS)

_WHOLE_ONLY = 2
"""Words that a known heading must have to be recognised as a part of a longer one."""
_CLEAR_ALONE = ("wte", "fte", "grade", "band")
_DEEP = re.compile(r"(?:org(?:anisation)?|organisation) ?(?:level|l) ?(\d)(?: .*)?")


def plain(text: str) -> str:
    """`text` in small letters, with single spaces for everything that is no letter or digit."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


@cache
def meaning(heading: str) -> str:
    """What a column of that heading is: one of `TARGETS`, `NOT_NEEDED`, or "" for not recognised."""
    return exact_meaning(heading) or _by_part(plain(heading))


def exact_meaning(heading: str) -> str:
    """As `meaning`, of headings that are known as a whole."""
    words = plain(heading)
    return "team" if _DEEP.fullmatch(words) else _known().get(words, "")


def depth(heading: str) -> int:
    """How deep in the organisation a heading such as "Org L5" reaches; 0 for others."""
    deep = _DEEP.fullmatch(plain(heading))
    return int(deep[1]) if deep else 0


def preference(heading: str) -> int:
    """The place of a heading among those that mean the same: the lower, the better it says what we want."""
    return _order().get(plain(heading), len(_order()) - depth(heading))


@cache
def personal_kind(heading: str) -> str:
    """What kind of personal data a column of that heading holds, "" for none."""
    if heading in COLUMNS:
        return ""
    words = plain(heading)
    if not words or _known().get(words, "") not in ("", NOT_NEEDED):
        return ""
    return next((kind for kind, pattern in _personal() if pattern.fullmatch(words)), "")


@cache
def _rows() -> list[tuple[str, str]]:
    with (DATA / "import_headings.csv").open(encoding="utf-8", newline="") as file:
        return [(row["target"], row["heading"]) for row in csv.DictReader(file)]


@cache
def _known() -> dict[str, str]:
    return {heading: target for target, heading in _rows()} | {plain(column): column for column in COLUMNS}


@cache
def _order() -> dict[str, int]:
    return {heading: place for place, (_, heading) in enumerate(_rows())}


@cache
def _personal() -> list[tuple[str, re.Pattern[str]]]:
    with (DATA / "import_personal.csv").open(encoding="utf-8", newline="") as file:
        return [(row["kind"], re.compile(row["pattern"])) for row in csv.DictReader(file)]


def _by_part(words: str) -> str:
    """The meaning of the longest known heading that `words` begins or ends with."""
    parts = [
        known
        for known in _known()
        if (known.count(" ") + 1 >= _WHOLE_ONLY or known in _CLEAR_ALONE)
        and (words.startswith(f"{known} ") or words.endswith(f" {known}"))
    ]
    return _known()[max(parts, key=len)] if parts else ""
