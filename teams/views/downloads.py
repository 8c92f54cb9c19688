"""Lists as files, as filtered and sorted on the page; the roster that can be imported again is another file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.english import sentence
from accounts.pages import SignedInRequest
from accounts.permissions import Access, Action, organisation_for
from teams import catalogue
from teams.exporting import Cell, list_csv
from teams.lists import PostFilter, counted_wte
from teams.models import Team
from teams.roster import WTE_UNIT

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"

POSTS = (
    "Reference",
    "Job title",
    "Team",
    "Role",
    "Function",
    "Engaged as",
    "Filled or vacant",
    "WTE",
    "Funded WTE",
    "Start date",
    "End date",
    "Closed",
)
TEAMS = ("Team", "Kind", "Posts", "WTE")
OWN = "The organisation's own team"


@require_safe
def posts_list_csv(request: SignedInRequest, ods: str) -> HttpResponse:
    """The posts that the address asks for as CSV, in words."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    return download(list_csv(POSTS, _posts(request, access)), CSV, _name(ods, "posts", "csv"))


@require_safe
def posts_list_xlsx(request: SignedInRequest, ods: str) -> HttpResponse:
    """The posts that the address asks for as a workbook, in words."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    from teams.exporting_xlsx import list_xlsx  # loads XlsxWriter, start-up must not wait for it

    return download(list_xlsx("Posts", POSTS, _posts(request, access)), XLSX, _name(ods, "posts", "xlsx"))


@require_safe
def teams_csv(request: SignedInRequest, ods: str) -> HttpResponse:
    """The teams as CSV."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    return download(list_csv(TEAMS, _teams(access)), CSV, _name(ods, "teams", "csv"))


@require_safe
def teams_xlsx(request: SignedInRequest, ods: str) -> HttpResponse:
    """The teams as a workbook."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    from teams.exporting_xlsx import list_xlsx  # loads XlsxWriter, as above

    return download(list_xlsx("Teams", TEAMS, _teams(access)), XLSX, _name(ods, "teams", "xlsx"))


def _posts(request: SignedInRequest, access: Access) -> Iterable[Sequence[Cell]]:
    wanted = PostFilter.read(request.GET)
    found = access.organisation.posts.filter(wanted.condition(timezone.localdate()))
    return map(_post, found.listed(wanted.order, "started_on", "ends_on"))


def _post(row: tuple[Any, ...]) -> Sequence[Cell]:
    _, ref, title, team, employment, closed_on, status, role, profession, wte, funded, started_on, ends_on = row
    _, counted = counted_wte(status, role, profession, wte, funded)
    known = catalogue.roles().get(role)
    return (
        ref,
        title,
        team or OWN,
        known.name if known else "Not known",
        sentence(catalogue.name_of("function", known.function)) if known else "Not known",
        sentence(catalogue.name_of("employment", employment)) if employment else "Not known",
        sentence(status),
        wte,
        "Not known" if counted < 0 else Decimal(counted) / WTE_UNIT,
        started_on,
        ends_on,
        closed_on,
    )


def _teams(access: Access) -> Iterable[Sequence[Cell]]:
    today = timezone.localdate()
    for _, name, kind, number, wte in access.organisation.teams.with_totals(today):
        yield name, Team.Kind(kind).label, number, wte or Decimal(0)
    own = access.organisation.posts.open_at(today).filter(team=None).totals()
    yield OWN, "Posts in no team", own.posts, Decimal(own.wte) / WTE_UNIT


def _name(ods: str, what: str, ending: str) -> str:
    return f"{ods}-{what}-{timezone.localdate()}.{ending}"


def download(content: bytes, content_type: str, name: str) -> HttpResponse:
    """The answer that a browser saves as a file of that name."""
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})
