"""The values of quality checks: what they read and what they find. The checks stand in `teams.quality`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from teams.roster import Post

YEAR = timedelta(days=365)
"""A vacancy that is older is old, and so are facts and ratings of skills."""


class Level(StrEnum):
    """How much a finding matters: an error stops a submission, a warning needs a sentence there, a hint neither."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


class Place(StrEnum):
    """On which page the field stands that mends a finding."""

    POST = "post"
    SKILLS = "skills"
    FACTS = "facts"
    SHARING = "sharing"


@dataclass(frozen=True, slots=True)
class KnownPost:
    """A row of a roster with what is known beside it: its id, the id of its team, the days of its vacancy and ratings.

    `rated_on` is the day of the oldest of its ratings, None without any.
    """

    pk: int
    row: Post
    team: int | None = None
    vacant_since: date | None = None
    rated_on: date | None = None


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """The facts beside a roster as far as checks read them; None and "" are not known."""

    as_at: date | None = None
    workforce_wte: Decimal | None = None
    external_staff: str = ""
    goodwill_wte_elsewhere: Decimal | None = None


@dataclass(frozen=True, slots=True)
class KnownTeam:
    """A team that is shared: its id and name, and the largest sum of its shares on a day, in 0.01 per cent."""

    pk: int
    name: str
    shared: int


@dataclass(frozen=True, slots=True)
class Known:
    """All that the checks read. `hosts` are the ODS codes of partners that share a team with the organisation."""

    posts: Sequence[KnownPost]
    facts: KnownFacts = KnownFacts()
    teams: Sequence[KnownTeam] = ()
    hosts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Matter:
    """What a check finds: its heading, what to do about it, and the field that mends it. `code` never changes."""

    code: str
    level: Level
    place: Place
    field: str
    title: str
    advice: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found. `pk` is the id of the post or the shared team, None for the facts."""

    matter: Matter
    thing: str
    detail: str = ""
    pk: int | None = None
    team: int | None = None

    @classmethod
    def of_post(cls, matter: Matter, post: KnownPost, detail: str = "") -> Finding:
        return cls(matter, f"{post.row.post_ref} {post.row.title}", detail, post.pk, post.team)

    @property
    def key(self) -> str:
        """The same for as long as the matter lasts, such as "end_passed:post:12"."""
        return f"{self.matter.code}:{self.matter.place}" + ("" if self.pk is None else f":{self.pk}")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many findings there are of each level."""

    errors: int
    warnings: int
    hints: int


def day_words(day: date | None) -> str:
    """A day as it is written in a sentence; a blank for none."""
    return f"{day.day} {day:%B %Y}" if day else ""
