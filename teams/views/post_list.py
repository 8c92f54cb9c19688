"""The list of posts, which stays usable at hundreds of posts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts.english import sentence
from accounts.models import Organisation
from accounts.pages import SignedInRequest, crumbs, day_words
from accounts.permissions import Access, Action, organisation_for
from teams import catalogue
from teams.cells import format_wte
from teams.forms.posts import role_choices, term_choices
from teams.lists import CLOSED, EXTERNAL, OWN_TEAM, PAGE_SIZE, UNKNOWN, PostFilter, counted_wte

COLUMNS = (("reference", "Reference"), ("title", "Job title"), ("team", "Team"), ("wte", "WTE"))


@require_safe
def posts(request: SignedInRequest, ods: str) -> HttpResponse:
    """The posts that the address asks for, a page at a time, with the totals of all of them."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    wanted = PostFilter.read(request.GET)
    found = access.organisation.posts.filter(wanted.condition(timezone.localdate()))
    totals = found.totals()
    page = page_of(found.listed(wanted.order, "team_id"), totals.posts, request.GET.get("page", ""))
    context = {
        "access": access,
        "crumbs": crumbs(access.organisation),
        "wanted": wanted,
        "filters": filters(wanted, access.organisation),
        "sorts": {name: sort_heading(wanted, name, label) for name, label in COLUMNS},
        "totals": totals,
        "total_wte": format_wte(totals.wte),
        "total_funded": format_wte(totals.funded_wte),
        "page": page,
        "rows": _rows(page.object_list, access),
        "query": f"{wanted.query}&" if wanted.query else "",
    }
    return render(request, "teams/posts.html", context)


def page_of(rows: QuerySet[Any, Any], count: int, number: str, size: int = PAGE_SIZE) -> Page[Any]:
    """The page of that number of a list whose length is known."""
    paginator = Paginator(rows, size)
    paginator.count = count  # known already: it need not be asked again
    return paginator.get_page(number)


TICK = '<td><input type="checkbox" class="app-tick" name="post" value="{}" aria-label="Select post {}"></td>'
NO_TICK = SafeString("<td></td>")
ROW = (
    '<tr>{}<td class="app-typed">{}</td><th scope="row" class="app-typed"><a href="{}/">{}</a>{}</th>'
    '<td class="app-typed">{}</td>{}{}</tr>'
)
WORK = "<td>{}</td><td>{}</td>"
AMOUNTS = '<td class="nhsuk-table__cell--numeric">{}</td><td class="nhsuk-table__cell--numeric">{}</td>'
VACANT = SafeString(' <strong class="nhsuk-tag nhsuk-tag--yellow">Vacant</strong>')
BLANK = SafeString("")
OWN = SafeString("Own team")


def _rows(rows: Iterable[tuple[Any, ...]], access: Access) -> SafeString:
    """The lines of the list. A template would take three times as long, and this page is read most."""
    teams: dict[str, SafeString] = {}
    return format_html_join("\n", ROW, (_cells(row, teams, access) for row in rows))


def _cells(row: tuple[Any, ...], teams: dict[str, SafeString], access: Access) -> tuple[Any, ...]:
    """What stands in one line. What comes again and again is drawn once, the teams once in this list."""
    pk, ref, title, team, employment, closed_on, status, role, *amounts, team_id = row
    state = VACANT if status == "vacant" else BLANK
    return (
        _tick(pk, ref, team_id, access),
        ref,
        SafeString(pk),
        title,
        state + closed_tag(closed_on) if closed_on else state,
        (teams.get(team) or teams.setdefault(team, conditional_escape(team))) if team else OWN,
        _work(role, employment),
        _amounts(status, role, *amounts),
    )


def _tick(pk: int, ref: str, team_id: int | None, access: Access) -> SafeString:
    """The cell to tick a post for a change of several: for who may change any, blank where not this one."""
    if not access.may_edit_posts:
        return BLANK
    may = access.teams is None or team_id in access.teams
    return format_html(TICK, SafeString(pk), ref) if may else NO_TICK


@lru_cache(maxsize=1000)
def _work(role: str, employment: str) -> SafeString:
    """The cells of role and employment."""
    done = catalogue.name_of("role", role) if role else "Not known"
    engaged = sentence(catalogue.name_of("employment", employment)) if employment else "Not known"
    return format_html(WORK, done, engaged)


@lru_cache(maxsize=4096)
def _amounts(*alike: Any) -> SafeString:
    """The cells of WTE and funded WTE."""
    wte, funded = counted_wte(*alike)
    return format_html(AMOUNTS, format_wte(wte), "Not known" if funded < 0 else format_wte(funded))


def closed_tag(day: date) -> SafeString:
    """The mark of a post that has left the roster, or will."""
    return format_html(' <strong class="nhsuk-tag nhsuk-tag--grey">Closed {}</strong>', day_words(day))


def sort_heading(wanted: PostFilter, name: str, label: str) -> dict[str, str]:
    """A heading of the list: where it leads, and how the list is sorted by it now."""
    now = wanted.sort or "reference"
    ways = {name: "ascending", f"-{name}": "descending"}
    other = f"-{name}" if now == name else name
    return {"label": label, "query": replace(wanted, sort=other).query, "way": ways.get(now, "")}


def filters(wanted: PostFilter, organisation: Organisation) -> list[tuple[str, str, SafeString]]:
    """The choices that narrow the list: the name of each, its label and its options."""
    fixed = [(name, label, _fixed_options(name, getattr(wanted, name))) for name, (label, _) in FIXED.items()]
    return [("team", "Team", team_options(organisation, wanted.team)), *fixed]


def team_options(organisation: Organisation, chosen: str) -> SafeString:
    """The options of a list of the organisation's teams, for a filter."""
    teams = organisation.teams.order_by("name").values_list("pk", "name")
    named = [(str(pk), name) for pk, name in teams]
    return options_html([("", "Any"), (OWN_TEAM, "Own team"), *named], chosen)


def by_words(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
    """Grouped choices as one list in the order of their words."""
    blank, *groups = choices
    return [blank, *sorted((option for _, options in groups for option in options), key=lambda option: option[1])]


_MAYBE = (UNKNOWN, "Not known")
_ANY, *_EMPLOYMENTS = term_choices("employment", "Any")
FIXED: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "function": ("Function", [*term_choices("function", "Any"), _MAYBE]),
    "role": ("Role", [*by_words(role_choices("Any")), _MAYBE]),
    "employment": ("Engaged as", [_ANY, (EXTERNAL, "Any external"), *_EMPLOYMENTS, _MAYBE]),
    "status": ("Filled or vacant", [("", "Any"), ("filled", "Filled"), ("vacant", "Vacant")]),
    "closed": ("Closed or not", list(CLOSED.items())),
}
"""The choices that are the same for every organisation: their labels and options by name."""


@lru_cache(maxsize=500)
def _fixed_options(name: str, chosen: str) -> SafeString:
    return options_html(FIXED[name][1], chosen)


def options_html(options: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """The options of a list of choices, given as values and words."""
    lines = ((value, SafeString(" selected") if value == chosen else "", words) for value, words in options)
    return format_html_join("", '<option value="{}"{}>{}</option>', lines)
