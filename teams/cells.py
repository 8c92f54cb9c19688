"""The cells of a roster file: text to checked values, and back. The rules are those of `docs/rubric-format.md`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from teams import catalogue
from teams.roster import COLUMNS, TEXT_LIMIT, WTE_UNIT, Post

MAX_WTE = Decimal("1.5")
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 12, 31)
"""The days that a post or an assessment can have. Earlier and later ones are slips of the hand."""

_OUTSIDE = "Enter a number {}, for example 0.6"
_NUMBER = re.compile(r"\d+(\.\d*)?|\.\d+", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ODS_CODE = re.compile(r"[A-Z0-9]{3,5}", re.ASCII)
_SKILL_CODE = re.compile(r"[a-z][a-z0-9_]{0,49}", re.ASCII)  # as long as a stored rating takes
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Control characters, also those that turn the direction of writing around, and what no file can carry."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One refused value: the column, the value as typed and the reason as a sentence."""

    column: str
    value: str
    reason: str


def read_post(cells: Mapping[str, str]) -> tuple[Post | None, list[Problem]]:
    """Check one row of a roster file.

    `cells` maps the names of `COLUMNS` to text; a column that is not there is blank. Gives the post and no problems,
    or no post and every problem of the row.
    """
    values: dict[str, object] = {}
    problems: list[Problem] = []
    for column in COLUMNS:
        text = trimmed(cells.get(column, ""))
        try:
            values[column] = _READERS[column](text)
        except ValueError as error:
            problems.append(Problem(column, text, str(error)))
    if problems:
        return None, problems
    return Post(**values), []  # type: ignore[arg-type]  # each reader gives its column's type


def trimmed(text: str) -> str:
    """`text` without space around it, and nothing where all of it is characters that nobody can see."""
    text = text.strip()
    return "" if all(unicodedata.category(character) in ("Cc", "Cf", "Zs") for character in text) else text


def read_wte(text: str, span: str = "from 0 to 1.5") -> int:
    """`text` as units of 0.00001 WTE. ValueError: no plain number of `span`, or more than 5 decimals."""
    if not _NUMBER.fullmatch(text) or Decimal(text) > MAX_WTE:
        raise ValueError(_OUTSIDE.format(span))
    units = Decimal(text) * WTE_UNIT
    if units != int(units):
        raise ValueError("Enter no more than 5 decimal places")
    return int(units)


def format_wte(units: int) -> str:
    """Units of 0.00001 WTE as the shortest plain number: 60000 is "0.6"."""
    text = f"{units // WTE_UNIT}.{units % WTE_UNIT:05d}".rstrip("0")
    return text.rstrip(".")


def _established_wte(text: str) -> int:
    span = "above 0 and up to 1.5"
    units = read_wte(text, span)
    if units == 0:
        raise ValueError(_OUTSIDE.format(span))
    return units


def _funded_wte(text: str) -> int | None:
    return read_wte(text) if text else None


def read_text(text: str, limit: int) -> str:
    """`text` as it is. ValueError: longer than `limit` characters, or with a control character in it."""
    if _FORBIDDEN.search(text):
        raise ValueError("Remove the control characters that cannot be shown")
    if len(text) > limit:
        raise ValueError(f"Enter {limit} characters or fewer")
    return text


def _text(*, required: bool = False) -> Callable[[str], str]:
    def read(text: str) -> str:
        if required and not text:
            raise ValueError("This must not be blank")
        return read_text(text, TEXT_LIMIT)

    return read


def _one_of(column: str, *, blank: str = "") -> Callable[[str], str]:
    def read(text: str) -> str:
        if not text:
            return blank
        if text not in (catalogue.values(column) or ()):
            raise ValueError(f"This is not a code of the list for {column}")
        return text

    return read


def _employer(text: str) -> str:
    if text and not _ODS_CODE.fullmatch(text):
        raise ValueError("Enter an ODS code of three to five capital letters and digits")
    return text


def _yes_no(text: str) -> bool | None:
    if text not in ("", "yes", "no"):
        raise ValueError("Enter yes or no")
    return text == "yes" if text else None


def _control_roles(text: str) -> tuple[str, ...]:
    held = [part.strip() for part in text.split(";") if part.strip()]
    read_one = _one_of("control_role")
    return tuple(dict.fromkeys(read_one(role) for role in held))


def _day(text: str) -> date | None:
    return read_day(text) if text else None


def read_day(text: str) -> date:
    """The day in `text`. ValueError: no real date as year-month-day, or not between 1950 and 2100."""
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise ValueError("Enter a real date as year-month-day, for example 2026-03-31")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError("Enter a date between 1950 and 2100")
    return day


def _skills(text: str) -> dict[str, int]:
    levels: dict[str, int] = {}
    for pair in filter(None, (part.strip() for part in text.split(";"))):
        skill, _, level = (part.strip() for part in pair.partition(":"))
        if not _SKILL_CODE.fullmatch(skill) or level not in ("0", "1", "2", "3", "4"):
            raise ValueError("Enter skills as skill:level with levels 0 to 4, for example user_research:3")
        if skill in levels:
            raise ValueError(f"The skill {skill} is given twice")
        levels[skill] = int(level)
    return levels


_READERS: dict[str, Callable[[str], object]] = {
    "post_ref": _text(required=True),
    "title": _text(required=True),
    "team": _text(),
    "role": _one_of("role"),
    "employment": _one_of("employment"),
    "status": _one_of("status", blank="filled"),
    "wte": _established_wte,
    "funded_wte": _funded_wte,
    "grade": _text(),
    "employer": _employer,
    "clinical_profession": _one_of("clinical_profession"),
    "senior_leader": _yes_no,
    "control_role": _control_roles,
    "started_on": _day,
    "ends_on": _day,
    "supplier": _text(),
    "skills": _skills,
}


def write_post(post: Post) -> dict[str, str]:
    """The row of `post` as text, so that `read_post` gives the same post back."""
    return {
        "post_ref": post.post_ref,
        "title": post.title,
        "team": post.team,
        "role": post.role,
        "employment": post.employment,
        "status": post.status,
        "wte": format_wte(post.wte),
        "funded_wte": "" if post.funded_wte is None else format_wte(post.funded_wte),
        "grade": post.grade,
        "employer": post.employer,
        "clinical_profession": post.clinical_profession,
        "senior_leader": {True: "yes", False: "no", None: ""}[post.senior_leader],
        "control_role": ";".join(post.control_role),
        "started_on": post.started_on.isoformat() if post.started_on else "",
        "ends_on": post.ends_on.isoformat() if post.ends_on else "",
        "supplier": post.supplier,
        "skills": ";".join(f"{skill}:{level}" for skill, level in sorted(post.skills.items())),
    }
