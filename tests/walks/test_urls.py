"""Every address of the site, asked for by every member of the cast with every kind of key, against the table."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

from accounts.models import Organisation, Role, User
from tests.factories import make_member, make_organisation
from tests.planting import canaries_in
from tests.walk import Asked, Caller, missing_headers, parameters, routes
from tests.walks.table import (
    BEFORE_SECOND_FACTOR,
    BY_ROUTE,
    KEYS,
    LOGGED_WHEN_OPENED,
    ORGANISATION,
    PAGES,
    SHUT_OUT,
    STRANGERS,
    UNLOGGED,
    Page,
    paths,
)

SIGN_IN = "/sign-in/?next="
SET_UP = "/account/second-factor/"


@pytest.fixture
def system_member(organisation: Organisation) -> User:
    """Of an integrated care board with which the cast's organisation shares, and the stranger's does not."""
    organisation.parent = make_organisation("QZZ", "Fenland ICB", kind="Integrated care board")
    organisation.save()
    member = make_member(organisation.parent, Role.SYSTEM)
    organisation.consents.create(to="system", given_by=member)
    return member


@pytest.fixture
def cast(
    organisation: Organisation,
    lead: User,
    contributor: User,
    sponsor: User,
    board_member: User,
    system_member: User,
    stranger: User,
) -> list[Caller]:
    people = {
        "lead": lead,
        "contributor": contributor,
        "sponsor": sponsor,
        "board_member": board_member,
        "system_member": system_member,
        "stranger": stranger,
        "anonymous": None,
    }
    callers = [Caller(name, user) for name, user in people.items()]
    return [*callers, *shut_out(organisation)]


def shut_out(organisation: Organisation) -> list[Caller]:
    """Those who signed in while they were leads, and what they may do was taken from them since."""
    people = {name: make_member(organisation, Role.LEAD) for name in SHUT_OUT}
    callers = [
        Caller(name, user, second_factor_required=name == "without_second_factor") for name, user in people.items()
    ]
    User.objects.filter(pk=people["disabled"].pk).update(is_active=False)
    organisation.memberships.get(user=people["removed"]).delete()
    return callers


@pytest.fixture
def organisations(organisation: Organisation, other_organisation: Organisation) -> list[Organisation]:
    return [organisation, other_organisation]


def expected(page: Page, kind: str, asked: Asked) -> int | None:
    """The answer that the table gives for a request."""
    try:
        resolve(asked.path)
    except Resolver404:
        return 404
    if must_set_up(page, asked):
        return 302
    if page.by_token:
        is_there = resolve(asked.path).route == page.route
        return 405 if asked.method not in ("GET", "HEAD") else 401 if is_there else 404
    who = SHUT_OUT.get(asked.who, asked.who)
    answer = page.answer(asked.method, who)
    if answer == 405:
        return 405
    if answer is None and who == "anonymous":
        return 302
    if ORGANISATION not in page.route:
        return answer if kind == "own" else 404
    keys = [KEYS[key] for key in parameters(page.route) if key != ORGANISATION]
    if asked.who == "stranger" and kind == STRANGERS and not any(values.belongs_to_one for values in keys):
        return page.answer(asked.method, "lead") or 403
    if who == "stranger" or kind in {STRANGERS, "no organisation"}:
        return 404
    if answer is None:
        # Who may read a thing is told that there is none; who may not even do that is refused before.
        may_read = page.answer("GET", who) == 200
        return 404 if kind == "other key" and may_read else 403
    return answer if kind == "own" else 404


def must_set_up(page: Page, asked: Asked) -> bool:
    """Whether a request is sent to the page on which a second factor is set up."""
    return asked.who == "without_second_factor" and page.route not in BEFORE_SECOND_FACTOR


def needs_user(page: Page, asked: Asked) -> bool:
    """Whether a request is of nobody, and the address is not for nobody."""
    is_nobody = SHUT_OUT.get(asked.who, asked.who) == "anonymous"
    return is_nobody and not page.by_token and page.answer(asked.method, "anonymous") is None


def test_every_address_has_a_line_in_the_table() -> None:
    assert sorted(routes()) == sorted(BY_ROUTE)
    assert len(BY_ROUTE) == len(PAGES)


def test_every_kind_of_key_has_a_line_in_the_table() -> None:
    assert {name for route in routes() for name in parameters(route)} == KEYS.keys()


@pytest.mark.parametrize("route", BY_ROUTE)
def test_each_member_of_the_cast_gets_the_answer_of_the_table(
    route: str, cast: list[Caller], organisations: list[Organisation]
) -> None:
    page, wrong = BY_ROUTE[route], []
    for kind, path in paths(route, *organisations):
        for asked in (caller.ask(method, path) for caller in cast for method in ("GET", "POST")):
            answer, status = expected(page, kind, asked), asked.response.status_code
            if status != answer:
                wrong.append(f"{asked}, not {answer}")
            refused = must_set_up(page, asked) or needs_user(page, asked)
            logged = asked.method == "GET" and kind == "own" and route in LOGGED_WHEN_OPENED
            if asked.writes and not logged and (refused or not (asked.method == "POST" and status == answer == 302)):
                wrong.append(f"{asked}, and it wrote: {asked.writes[0]}")
            if refused and status == 302 and not str(asked.response.headers["Location"]).startswith((SIGN_IN, SET_UP)):
                wrong.append(f"{asked}, but not to the page to sign in or to set up a second factor")
            if asked.writes and not asked.actors and route not in UNLOGGED:
                wrong.append(f"{asked}, and the activity log tells nothing of it")
            wrong += shared_faults(asked)
    assert not wrong, "\n" + "\n".join(wrong)


OTHER_METHODS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")


@pytest.mark.parametrize("route", BY_ROUTE)
def test_no_other_method_opens_or_changes_anything(
    route: str, cast: list[Caller], organisations: list[Organisation]
) -> None:
    page, wrong = BY_ROUTE[route], []
    _, path = next(paths(route, *organisations))
    for caller in (caller for caller in cast if caller.name in ("lead", "stranger", "anonymous")):
        like_get = expected(page, "own", Asked(caller.name, "GET", path, HttpResponse()))
        for asked in (caller.ask(method, path) for method in OTHER_METHODS):
            may_be = {like_get} if asked.method == "HEAD" else {like_get, 403, 404, 405}
            # Views of Django's own say which methods they have.
            says_methods = asked.method == "OPTIONS" and not asked.response.content
            if asked.response.status_code not in may_be and not says_methods:
                wrong.append(f"{asked}, not {like_get}")
            if asked.writes:
                wrong.append(f"{asked}, and it wrote: {asked.writes[0]}")
            wrong += shared_faults(asked)
    assert not wrong, "\n" + "\n".join(wrong)


def shared_faults(asked: Asked) -> list[str]:
    """What is wrong with an answer whoever asks: what they receive, who is said to have done it, its headers."""
    faults = [f"{asked}, without a proper {name}" for name in missing_headers(asked.response)]
    if asked.who != "stranger" and (seen := canaries_in(asked.received())):
        faults.append(f"{asked}, with texts of the stranger's organisation: {seen}")
    actor = None if asked.path.startswith(("/rate/", "/shared/")) else asked.user
    if any(named != actor for named in asked.actors):
        faults.append(f"{asked}, and the activity log names somebody else")
    return faults


QUERIES = [
    dict.fromkeys(("search", "page", "sort", "team", "function", "role", "status", "closed", "next", "matter"), value)
    for value in ("\0", "-1", "9" * 40, "'\"><&%", "\u202e\U0001f3f3" * 200)
]


@pytest.mark.parametrize("route", [page.route for page in PAGES if page.opened_by])
def test_no_query_breaks_a_page(route: str, lead: User, organisations: list[Organisation]) -> None:
    caller = Caller("lead", lead)
    _, path = next(paths(route, *organisations))
    answers = [caller.ask("GET", f"{path}?{urlencode(query)}") for query in QUERIES]
    assert [str(asked) for asked in answers if asked.response.status_code >= 500] == []


@pytest.mark.parametrize("route", [page.route for page in PAGES if page.sent_by])
def test_a_form_without_its_token_is_refused(route: str, lead: User, organisations: list[Organisation]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(lead)
    _, path = next(paths(route, *organisations))
    assert client.post(path).status_code == 403
