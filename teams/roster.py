"""The roster: a plain table of posts, its columns and their checks. The rules are those of `docs/rubric-format.md`.

A `Post` here is one checked row as it was written; a `Roster` is the same posts as columns of codes, with what a blank
means already worked out. The engine reads a `Roster` and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from teams import catalogue

COLUMNS = (
    "post_ref",
    "title",
    "team",
    "role",
    "employment",
    "status",
    "wte",
    "funded_wte",
    "grade",
    "employer",
    "clinical_profession",
    "senior_leader",
    "control_role",
    "started_on",
    "ends_on",
    "supplier",
    "skills",
)
"""The columns of a roster file, in order."""

WTE_UNIT = 100_000
"""Amounts of work are whole numbers of 0.00001 WTE, so that 0.3 and 0.2 are exactly 0.5."""

MAX_WTE = Decimal("1.5")
TEXT_LIMIT = 200
"""Characters allowed in a free-text column."""

UNKNOWN = -1
"""The code of a value that is not known (role, employment, clinician, senior leader, funded WTE)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One refused value: the column, the value as typed and the reason as a sentence."""

    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Post:
    """One checked row of a roster, blanks kept as blanks. WTEs are in units of 0.00001."""

    post_ref: str
    title: str
    wte: int
    team: str = ""
    role: str = ""
    employment: str = ""
    status: str = "filled"
    funded_wte: int | None = None
    grade: str = ""
    employer: str = ""
    clinical_profession: str = ""
    senior_leader: bool | None = None
    control_role: tuple[str, ...] = ()
    started_on: date | None = None
    ends_on: date | None = None
    supplier: str = ""
    skills: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_filled(self) -> bool:
        return self.status == "filled"

    @property
    def clinician(self) -> int:
        """1 for a clinician's post, 0 for another's, `UNKNOWN` without a role and a profession."""
        if self.clinical_profession:
            return 1
        return int(catalogue.roles()[self.role].clinician) if self.role else UNKNOWN

    @property
    def effective_funded_wte(self) -> int:
        """The funded WTE that counts, in units of 0.00001: none of a vacancy, never more than the WTE, else `UNKNOWN`."""
        if not self.is_filled:
            return 0
        if self.funded_wte is not None:
            return min(self.funded_wte, self.wte)
        return self.wte if self.clinician == 0 else UNKNOWN

    @property
    def effective_senior_leader(self) -> int:
        """1 or 0 as recorded, else by the work of the role, else `UNKNOWN`."""
        if self.senior_leader is not None:
            return int(self.senior_leader)
        return int(catalogue.roles()[self.role].work == "leadership") if self.role else UNKNOWN


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of an organisation's own words: `codes` index `names`; `UNKNOWN` is a blank."""

    codes: Sequence[int]
    names: Sequence[str]

    @classmethod
    def of(cls, values: Iterable[str]) -> Coded:
        index: dict[str, int] = {}
        codes = [index.setdefault(value, len(index)) if value else UNKNOWN for value in values]
        return cls(codes, tuple(index))


@dataclass(frozen=True, slots=True)
class Roster:
    """The posts of one organisation as columns of equal length (lists or NumPy arrays), one element a post.

    Coded columns index the codes of `catalogue.values(column)`, with `UNKNOWN` for a blank. `wte` and `funded_wte` are
    units of 0.00001, `funded_wte` as it counts. `senior_leader` and `clinician` are 1, 0 or `UNKNOWN`. `control_role`
    is a bit mask over `catalogue.values("control_role")`. Dates are days since 1 January 1970, `NO_DATE` for a blank.
    `skills` has one row a post and one column for each of `skill_codes`, `UNKNOWN` where a skill is not rated.
    """

    post_ref: Sequence[str]
    title: Sequence[str]
    role: Sequence[int]
    employment: Sequence[int]
    filled: Sequence[bool]
    wte: Sequence[int]
    funded_wte: Sequence[int]
    clinician: Sequence[int]
    clinical_profession: Sequence[int]
    senior_leader: Sequence[int]
    control_role: Sequence[int]
    started_on: Sequence[int]
    ends_on: Sequence[int]
    team: Coded
    grade: Coded
    supplier: Coded
    skill_codes: tuple[str, ...]
    skills: Sequence[Sequence[int]]

    def __len__(self) -> int:
        return len(self.post_ref)

    @classmethod
    def of(cls, posts: Sequence[Post]) -> Roster:
        """The roster of checked posts, in the order given."""
        skill_codes = tuple(sorted({skill for post in posts for skill in post.skills}))
        return cls(
            post_ref=[post.post_ref for post in posts],
            title=[post.title for post in posts],
            role=_codes("role", [post.role for post in posts]),
            employment=_codes("employment", [post.employment for post in posts]),
            filled=[post.is_filled for post in posts],
            wte=[post.wte for post in posts],
            funded_wte=[post.effective_funded_wte for post in posts],
            clinician=[post.clinician for post in posts],
            clinical_profession=_codes("clinical_profession", [post.clinical_profession for post in posts]),
            senior_leader=[post.effective_senior_leader for post in posts],
            control_role=[_control_bits(post.control_role) for post in posts],
            started_on=[day_number(post.started_on) for post in posts],
            ends_on=[day_number(post.ends_on) for post in posts],
            team=Coded.of(post.team for post in posts),
            grade=Coded.of(post.grade for post in posts),
            supplier=Coded.of(post.supplier for post in posts),
            skill_codes=skill_codes,
            skills=[[post.skills.get(skill, UNKNOWN) for skill in skill_codes] for post in posts],
        )


EPOCH = date(1970, 1, 1).toordinal()
NO_DATE = -(2**31)
"""The day number of a date that is not recorded."""


def day_number(day: date | None) -> int:
    """Days from 1 January 1970 to `day`; `NO_DATE` for none."""
    return NO_DATE if day is None else day.toordinal() - EPOCH


def _codes(column: str, values: Iterable[str]) -> list[int]:
    index = {code: number for number, code in enumerate(catalogue.values(column) or ())}
    index[""] = UNKNOWN
    return [index[value] for value in values]


def _control_bits(held: Iterable[str]) -> int:
    roles = catalogue.values("control_role") or ()
    return sum(1 << roles.index(role) for role in set(held))


# Reading one row -----------------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"\d+(\.\d*)?|\.\d+", re.ASCII)
_ODS_CODE = re.compile(r"[A-Z0-9]{3,5}", re.ASCII)
_SKILL_CODE = re.compile(r"[a-z][a-z0-9_]{0,49}", re.ASCII)  # as long as a stored rating takes
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def read_post(cells: Mapping[str, str]) -> tuple[Post | None, list[Problem]]:
    """Check one row of a roster file.

    `cells` maps the names of `COLUMNS` to text; a column that is not there is blank. Gives the post and no problems,
    or no post and every problem of the row.
    """
    values: dict[str, object] = {}
    problems: list[Problem] = []
    for column in COLUMNS:
        text = cells.get(column, "").strip()
        try:
            values[column] = _READERS[column](text)
        except ValueError as error:
            problems.append(Problem(column, text, str(error)))
    if problems:
        return None, problems
    return Post(**values), []  # type: ignore[arg-type]  # each reader gives its column's type


def read_wte(text: str) -> int:
    """`text` as units of 0.00001 WTE. ValueError: not a plain number from 0 to 1.5 with at most 5 decimals."""
    if not _NUMBER.fullmatch(text) or Decimal(text) > MAX_WTE:
        raise ValueError("Enter a number from 0 to 1.5, for example 0.6")
    units = Decimal(text) * WTE_UNIT
    if units != int(units):
        raise ValueError("Enter no more than 5 decimal places")
    return int(units)


def format_wte(units: int) -> str:
    """Units of 0.00001 WTE as the shortest plain number: 60000 is "0.6"."""
    text = f"{units // WTE_UNIT}.{units % WTE_UNIT:05d}".rstrip("0")
    return text.rstrip(".")


def _established_wte(text: str) -> int:
    units = read_wte(text) if text else 0
    if units == 0:
        raise ValueError("Enter a WTE above 0 and up to 1.5")
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
    if not text:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError("Enter a real date as year-month-day, for example 2026-03-31")


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


def unknown_skills(post: Post, rubric_skills: Iterable[str]) -> list[str]:
    """The rated skills of `post` that are neither in the catalogue nor in `rubric_skills`: worth a warning."""
    known = catalogue.skills().keys() | set(rubric_skills)
    return [skill for skill in post.skills if skill not in known]


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
