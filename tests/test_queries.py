"""A page costs few queries, and the same number for 10 posts as for 1,000."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, User
from teams.models import OrganisationFacts, Post, SkillRating
from teams.services import raise_roster_version
from tests.factories import make_post, make_share, make_team
from tests.forms import shown
from tests.furnishing import furnish
from tests.walks.table import ORGANISATION, PAGES, paths

MOST = 8
MOST_TO_SAVE = 12
MOST_TO_MERGE = 15
"""It removes a team, before which Django looks for everything that hangs on it."""

Deed = tuple[str, dict[str, Any]]


def add_posts(organisation: Organisation, count: int) -> None:
    """Posts with a rated skill each."""
    start = organisation.posts.count()
    new = [
        Post(organisation=organisation, post_ref=f"N{start + n}", title="Nurse", role="clinical_safety_officer", wte=1)
        for n in range(count)
    ]
    Post.objects.bulk_create(new)
    SkillRating.objects.bulk_create(SkillRating(post=post, skill="data", level=2, source="lead") for post in new)


def statements(captured: CaptureQueriesContext) -> int:
    """How many statements there were, less those of the shared cache, in which the limits of downloads count."""
    return sum(not re.search("shared_cache|SAVEPOINT", query["sql"]) for query in captured)


def counted(client: Client, organisation: Organisation, other: Organisation) -> dict[str, int]:
    """Queries of every page that a lead may open, by route, for the first who opens it after a change of the roster."""
    queries = {}
    cache.clear()  # or the limit of downloads would be reached
    for page in PAGES:
        if "lead" in page.opened_by and ORGANISATION in page.route:
            path = next(paths(page.route, organisation, other))[1]
            raise_roster_version(organisation)
            organisation.refresh_from_db()
            organisation.staged_imports.update(roster_version=organisation.roster_version)
            with CaptureQueriesContext(connection) as captured:
                response = client.get(path)
            assert response.status_code == 200, path
            queries[page.route] = statements(captured)
    return queries


def test_pages_cost_few_queries_and_no_more_for_a_hundred_times_the_posts(
    client_of: Callable[[User], Client], lead: User, organisation: Organisation, other_organisation: Organisation
) -> None:
    furnish(organisation, by=lead)
    client = client_of(lead)
    add_posts(organisation, 9)
    counted(client, organisation, other_organisation)  # the first of all also reads the rubric
    few = counted(client, organisation, other_organisation)
    add_posts(organisation, 990)
    many = counted(client, organisation, other_organisation)
    assert {route: count for route, count in many.items() if count > MOST} == {}
    assert many == few


DUE = {"due_on_day": "1", "due_on_month": "4"}

SAVES = {
    "posts/add/": {"post_ref": "{}", "title": "Nurse", "wte": "1"},
    "posts/<int:pk>/copy/": {"post_ref": "C{}"},
    "posts/<int:pk>/edit/": {"title": "{}"},
    "posts/<int:pk>/skills/": {"skill_user_research": "{}"},
    "posts/<int:pk>/close/": {"closed_on_day": "{}", "closed_on_month": "9", "closed_on_year": "2099"},
    "teams/add/": {"name": "{}", "kind": "project"},
    "teams/<int:pk>/": {"name": "Renamed {}"},
    "sharing/<int:pk>/change/": {"counts_from_day": "{}", "counts_from_month": "9", "counts_from_year": "2099"},
    "facts/": {"workforce_wte": "{}"},
    "representation/add/": {"group": "{}", "comparator": "workforce"},
    "representation/<int:pk>/": {"headcount": "{}"},
    "clinical-time/<int:pk>/": {"given": "0.{}"},
    "clinical-time/elsewhere/": {"helps": "some", "clinicians": "{}", "hours_a_week": "3", "confirmed_by": "CCIO"},
    "initiatives/add/": {"name": "{}"},
    "initiatives/<int:pk>/": {"name": "Renamed {}"},
    "suppliers/add/": {"name": "{}"},
    "suppliers/<int:pk>/edit/": {"name": "Renamed {}"},
    "contracts/<int:pk>/": {"value_a_year": "{}"},
    "plan/gaps/<str:criterion>/add/": {"action": "{}", "owner": "CCIO", "due_on_year": "2099", **DUE},
    "plan/actions/<int:pk>/": {"action": "{}"},
    "plan/actions/<int:pk>/progress/": {"note": "{}"},
    "plan/reasons/<int:pk>/": {"because": "{}"},
    "answers/<criterion>/": {"evidence": "{}", "differs_because": "{}"},
    "answers/all/": {"Q1_9-level": "2", "Q1_9-evidence": "{}", "Q1_8-level": "1", "Q1_8-evidence": "{}"},
    "assessments/commentary/<question>/": {"text": "{}"},
    "assessments/cover/": {"agenda_item": "{}"},
    "report/decisions/": {"decisions": "{}"},
    "assessment/as-at/": {"as_at_day": "{}", "as_at_month": "9", "as_at_year": "2026"},
}
"""What a lead types to save, with a number that differs from save to save; by address."""


@pytest.mark.parametrize("address", SAVES)
def test_saving_costs_few_queries_and_no_more_for_a_hundred_times_the_posts(
    address: str,
    client_of: Callable[[User], Client],
    lead: User,
    organisation: Organisation,
    other_organisation: Organisation,
) -> None:
    furnish(organisation, by=lead)
    path = next(paths(f"{ORGANISATION}/{address}", organisation, other_organisation))[1]
    client = client_of(lead)

    def queries(number: int) -> int:
        typed = {name: text.format(number) for name, text in SAVES[address].items()}
        values = shown(client, path) | typed
        with CaptureQueriesContext(connection) as captured:
            response = client.post(path, values)
        assert response.status_code == 302
        return statements(captured)

    queries(1)  # the first of all also makes what there was none of
    add_posts(organisation, 9)
    few = queries(2)
    add_posts(organisation, 990)
    assert queries(3) == few <= MOST_TO_SAVE


def _grid_row(ours: Organisation, other: Organisation, number: int) -> Deed:
    ref = make_post(ours, post_ref=f"Grid {number}").post_ref
    return f"posts/grid/?search={ref}", {"row_title": "Nurse"}


def _many(ours: Organisation, other: Organisation, number: int) -> Deed:
    posts = ours.posts.filter(pk__in=[make_post(ours, employment="agency").pk for _ in range(3)])
    versions = ",".join(f"{pk}:{version}" for pk, version in posts.values_list("pk", "version"))
    return "posts/change/", {"posts": versions, "employment": "bank", "step": "confirm"}


def _merge(ours: Organisation, other: Organisation, number: int) -> Deed:
    make_post(ours, team=(team := make_team(ours)))
    return f"teams/{team.pk}/merge/", {"into": make_team(ours).pk}


def _split(ours: Organisation, other: Organisation, number: int) -> Deed:
    post = make_post(ours, team=(team := make_team(ours)))
    return f"teams/{team.pk}/split/", {"name": f"Part {number}", "posts": [post.pk]}


def _matrix_row(ours: Organisation, other: Organisation, number: int) -> Deed:
    post = make_post(ours, team=(team := make_team(ours)))
    return f"skills/?team={team.pk}", {f"s{post.pk}-user_research": "2"}


def _offer(ours: Organisation, other: Organisation, number: int) -> Deed:
    day = {"counts_from_day": "1", "counts_from_month": "4", "counts_from_year": "2026"}
    team = make_team(ours)
    return f"sharing/add/?team={team.pk}", {"partner": other.ods_code, "share_pct": "40", "how": "ask", **day}


def _answer(ours: Organisation, other: Organisation, number: int) -> Deed:
    share = make_share(make_team(other), ours, state="offered")
    return f"sharing/offers/{share.pk}/", {"answer": "accept"}


def _contract(ours: Organisation, other: Organisation, number: int) -> Deed:
    return "contracts/add/", {"supplier": ours.suppliers.get().pk, "service": f"Service {number}"}


def _roles(ours: Organisation, other: Organisation, number: int) -> Deed:
    post = make_post(ours, title=f"Teacher {number}", role="")
    return "start/roles/", {f"role_{post.pk}": "digital_trainer"}


def _time(ours: Organisation, other: Organisation, number: int) -> Deed:
    post = make_post(ours, role="clinical_champion")
    OrganisationFacts.objects.filter(organisation=ours).update(external_staff="", goodwill_wte_elsewhere=None)
    return "start/time/", {"external_staff": "none", f"funded_{post.pk}": "0.5"}


DEEDS = (_grid_row, _many, _merge, _split, _matrix_row, _offer, _answer, _contract, _roles, _time)
"""What a lead saves that has to be there first: each makes it, and gives the address of its page and what is typed."""


@pytest.mark.parametrize("deed", DEEDS)
def test_saving_what_was_made_for_it_costs_few_queries_too(
    deed: Callable[[Organisation, Organisation, int], Deed],
    client_of: Callable[[User], Client],
    lead: User,
    stranger: User,
    organisation: Organisation,
    other_organisation: Organisation,
    settings: Any,
) -> None:
    # What the worker does is no part of a save.
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    furnish(organisation, by=lead)
    client = client_of(lead)

    def queries(number: int) -> int:
        address, typed = deed(organisation, other_organisation, number)
        path = f"/organisations/{organisation.ods_code}/{address}"
        values = shown(client, path) | typed
        with CaptureQueriesContext(connection) as captured:
            response = client.post(path, values)
        assert response.status_code == 302, response.content.decode()
        return statements(captured)

    queries(1)
    few = queries(2)
    add_posts(organisation, 990)
    assert queries(3) == few <= (MOST_TO_MERGE if deed is _merge else MOST_TO_SAVE)
