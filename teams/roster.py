"""The roster: a plain table of posts. The rules are those of `docs/rubric-format.md`, "Input: a roster".

A `Post` here is one checked row as it was written; a `Roster` is the same posts as columns of codes, with what a blank
means already worked out. The engine reads a `Roster` and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

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

TEXT_LIMIT = 200
"""Characters allowed in a free-text column."""

UNKNOWN = -1
"""The code of a value that is not known (role, employment, clinician, senior leader, funded WTE)."""


@dataclass(frozen=True, slots=True)
class Post:
    """One checked row of a roster, blanks kept as blanks. WTEs are in units of 0.00001.

    `host` is the ODS code of the organisation whose team is shared, on a row that a partner counts (`teams.shares`).
    """

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
    host: str = ""

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
        """The funded WTE that counts, in units of 0.00001: nought of a vacancy, at most the WTE, or `UNKNOWN`."""
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
