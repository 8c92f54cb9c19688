"""What the lists of posts and of teams show: filters that live in the address, orders, and totals."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet, Sum

from teams import catalogue
from teams.clinical_time import PARTS, Time
from teams.first_lists import FirstLists
from teams.roster import WTE_UNIT
from teams.roster import Post as PostRow

if TYPE_CHECKING:
    from teams.models import Post, Team  # noqa: F401  # the rows of the classes below, by name

PAGE_SIZE = 100
"""Posts on one page of the list."""

MOST_ON_ONE_PAGE = 500
"""Posts on a page of the grid for who asks for them all."""

MOST_AT_ONCE = 1000
"""Posts that are changed together."""

UNKNOWN = "unknown"
OWN_TEAM = "own"
EXTERNAL = "external"
CLOSED = {"": "In the roster now", "yes": "Closed", "all": "All posts"}
SORTS = {"reference": "post_ref", "title": "title", "team": "team__name", "wte": "wte"}


@dataclass(frozen=True, slots=True)
class PostFilter:
    """Which posts of an organisation to list, in which order; a blank keeps every post.

    `team` is the id of a team or `OWN_TEAM`; `function`, `role` and `employment` a code or `UNKNOWN` (`employment` also
    `EXTERNAL`); `closed` a key of `CLOSED`; `sort` a key of `SORTS`, with a minus before it for the opposite order.
    """

    search: str = ""
    team: str = ""
    function: str = ""
    role: str = ""
    employment: str = ""
    status: str = ""
    closed: str = ""
    sort: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> PostFilter:
        """The filter of an address. A value that cannot be chosen on the page counts as a blank."""
        given = {field.name: query.get(field.name, "").strip() for field in fields(cls)}
        search, team = given.pop("search")[:200].replace("\x00", ""), given.pop("team")
        kept = {name: value for name, value in given.items() if value in _ALLOWED[name]}
        return cls(search=search, team=team if team == OWN_TEAM or _is_id(team) else "", **kept)

    @property
    def query(self) -> str:
        """The filter as the text after the question mark of an address, without blanks."""
        return urlencode({field.name: value for field in fields(self) if (value := getattr(self, field.name))})

    @property
    def chooses(self) -> bool:
        """Whether anything is set but the search and the order."""
        return any(getattr(self, field.name) for field in fields(self) if field.name not in ("search", "sort"))

    @property
    def narrows(self) -> bool:
        """Whether anything but the order is set."""
        return bool(self.search) or self.chooses

    def condition(self, day: date) -> Q:
        """The posts that the filter keeps, where `day` decides which are closed."""
        kept = Q()
        if self.search:
            pattern = _in_any_case(self.search)
            kept &= Q(post_ref__iregex=pattern) | Q(title__iregex=pattern)
        if self.team:
            kept &= Q(team__isnull=True) if self.team == OWN_TEAM else Q(team=int(self.team))
        if self.function:
            kept &= Q(role="") if self.function == UNKNOWN else Q(role__in=_roles_of(self.function))
        if self.role:
            kept &= Q(role="" if self.role == UNKNOWN else self.role)
        if self.employment == EXTERNAL:
            kept &= Q(employment__in=catalogue.EXTERNAL)
        elif self.employment:
            kept &= Q(employment="" if self.employment == UNKNOWN else self.employment)
        if self.status:
            kept &= Q(status=self.status)
        return kept if self.closed == "all" else kept & (Q(closed_on__lte=day) if self.closed else open_at(day))

    @property
    def order(self) -> tuple[Any, ...]:
        """What to sort by; the reference decides among equals, so that pages never overlap."""
        column = F(SORTS[self.sort.removeprefix("-") or "reference"])
        first = column.desc(nulls_last=True) if self.sort.startswith("-") else column.asc(nulls_first=True)
        return first, "post_ref"


_ALLOWED: dict[str, frozenset[str]] = {
    "function": frozenset({UNKNOWN, *(catalogue.values("function") or ())}),
    "role": frozenset({UNKNOWN, *(catalogue.values("role") or ())}),
    "employment": frozenset({UNKNOWN, EXTERNAL, *(catalogue.values("employment") or ())}),
    "status": frozenset(catalogue.STATUSES),
    "closed": frozenset(CLOSED),
    "sort": frozenset({*SORTS, *(f"-{name}" for name in SORTS)}),
}


def ids_of(text: str, most: int) -> list[int]:
    """The ids in an address such as `12.30.7`, at most so many; what is no id is left out."""
    return [int(part) for part in text.split(".")[:most] if _is_id(part)]


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _in_any_case(text: str) -> str:
    """A pattern of `text` in large and small letters, as many a database takes É and é for two that differ."""
    return "".join(
        re.escape(letter) if letter.isascii() else f"({re.escape(letter.lower())}|{re.escape(letter.upper())})"
        for letter in text
    )


def _roles_of(function: str) -> list[str]:
    return [role.code for role in catalogue.roles().values() if role.function == function]


def open_at(day: date, to_post: str = "") -> Q:
    """The posts that are in the roster on `day`; `to_post` leads to the post from another table ("posts__")."""
    return Q(**{f"{to_post}closed_on__isnull": True}) | Q(**{f"{to_post}closed_on__gt": day})


def may_be_clinical() -> Q:
    """The posts that are a clinician's, or may be: without a role and a profession nobody knows."""
    roles = [role.code for role in catalogue.roles().values() if role.clinician]
    return Q(role__in=roles) | ~Q(clinical_profession="") | Q(role="")


@lru_cache(maxsize=4096)
def counted_wte(status: str, role: str, profession: str, wte: Decimal, funded: Decimal | None) -> tuple[int, int]:
    """The WTE and the funded WTE of a post as they count, in units of 0.00001; the latter may be `roster.UNKNOWN`."""
    row = PostRow(
        post_ref="",
        title="",
        wte=round(wte * WTE_UNIT),
        status=status,
        role=role,
        clinical_profession=profession,
        funded_wte=None if funded is None else round(funded * WTE_UNIT),
    )
    return row.wte, row.effective_funded_wte


def counted_time(*values: Any) -> Time:
    """The time of a post from its three parts and then what it is `COUNTED_BY`."""
    parts, counted_by = values[:3], values[3:]
    return Time.counted(counted_wte(*counted_by), [None if part is None else round(part * WTE_UNIT) for part in parts])


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over posts in units of 0.00001 WTE. `funded_wte` leaves out the `unknown` posts, where it is not known."""

    posts: int
    wte: int
    funded_wte: int
    unknown: int


COUNTED_BY = ("status", "role", "clinical_profession", "wte", "funded_wte")


class PostLists(FirstLists):
    """What the list of posts reads."""

    def totals(self) -> Totals:
        """Number, WTE and funded WTE of the posts. Posts that count alike are one row from the database."""
        posts = wte = funded_wte = unknown = 0
        for *alike, number in self.order_by().values_list(*COUNTED_BY).annotate(Count("pk")):
            of_each, funded = counted_wte(*alike)
            posts += number
            wte += number * of_each
            funded_wte += number * max(funded, 0)
            unknown += number * (funded < 0)
        return Totals(posts, wte, funded_wte, unknown)

    def clinicians(self, day: date) -> PostLists:
        """The filled posts in the roster on `day` that are a clinician's, or may be, by reference."""
        return self.filter(open_at(day) & may_be_clinical(), status="filled").order_by("post_ref")

    def clinical_times(self) -> QuerySet[Any, tuple[Any, ...]]:
        """Id, reference, title, profession, mark as senior leader, unit, the three parts, then `COUNTED_BY`."""
        return self.values_list(
            "pk", "post_ref", "title", "clinical_profession", "senior_leader", "time_unit", *PARTS, *COUNTED_BY
        )

    def times(self) -> list[Time]:
        """The time of each post as it counts, of clinicians."""
        return [
            Time.counted(
                counted_wte(*values[3:]), [None if part is None else round(part * WTE_UNIT) for part in values[:3]]
            )
            for values in self.values_list(*PARTS, *COUNTED_BY)
        ]

    def by_supplier(self) -> QuerySet[Any, tuple[str, int, Decimal]]:
        """The suppliers that external posts name, as they are written, with the number and the WTE of their posts."""
        external = self.order_by().filter(employment__in=catalogue.EXTERNAL).exclude(supplier="")
        return external.values_list("supplier").annotate(number=Count("pk"), amount=Sum("wte"))

    def external_with_supplier(self) -> PostLists:
        """The external posts that name a supplier, by reference."""
        return self.filter(employment__in=catalogue.EXTERNAL).exclude(supplier="").order_by("post_ref")

    def references(self) -> set[str]:
        """The references of the posts."""
        return set(self.values_list("post_ref", flat=True))

    def listed(self, order: tuple[Any, ...], *further: str) -> QuerySet[Any, tuple[Any, ...]]:
        """The columns of the list: id, reference, title, team, employment, closed, `COUNTED_BY`, then `further`."""
        return self.order_by(*order).values_list(
            "pk", "post_ref", "title", "team__name", "employment", "closed_on", *COUNTED_BY, *further
        )

    def in_grid(self, order: tuple[Any, ...]) -> QuerySet[Any, tuple[Any, ...]]:
        """The columns of the grid: id, version, reference, closed, then what a row of it changes."""
        fields = ("title", "team_id", "role", "employment", "status", "wte", "funded_wte", "ends_on")
        return self.order_by(*order).values_list("pk", "version", "post_ref", "closed_on", *fields)

    def in_matrix(self) -> QuerySet[Any, tuple[Any, ...]]:
        """The columns of the matrix of skills: id, reference, title, team and its id, version; by reference."""
        return self.order_by("post_ref").values_list("pk", "post_ref", "title", "team__name", "team_id", "version")


class TeamLists(QuerySet["Team"]):
    """What the list of teams reads."""

    def with_totals(self, day: date) -> QuerySet[Any, tuple[int, str, str, int, Decimal | None]]:
        """Id, name, kind, number of posts and their WTE of each team, by name, for its posts in the roster on `day`."""
        in_roster = open_at(day, "posts__")
        counted = self.annotate(number=Count("posts", filter=in_roster), wte=Sum("posts__wte", filter=in_roster))
        return counted.order_by("name").values_list("pk", "name", "kind", "number", "wte")
