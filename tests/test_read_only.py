"""A database that only takes reads for now, as after a fail-over to a standby (fault F24)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import time

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts import sessions
from accounts.models import Organisation, User
from tests.furnishing import furnish
from tests.walk import missing_headers
from tests.walks.table import LOGGED_WHEN_OPENED, PAGES, paths

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

SWITCH = {
    "postgresql": ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off"),
    "sqlite": ("PRAGMA query_only = on", "PRAGMA query_only = off"),
}


@contextmanager
def read_only() -> Iterator[None]:
    on, off = SWITCH[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(on)
        try:
            yield
        finally:
            cursor.execute(off)


@pytest.fixture
def furnished(organisation: Organisation, other_organisation: Organisation, lead: User) -> list[Organisation]:
    cache.clear()
    furnish(organisation, by=lead)
    return [organisation, other_organisation]


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def test_every_page_and_file_can_be_read(furnished: list[Organisation], lead: User) -> None:
    client, wrong = signed_in(lead), []
    for route in (page.route for page in PAGES if "lead" in page.opened_by):
        _, path = next(paths(route, *furnished))
        cache.clear()
        before = client.get(path).status_code
        with read_only(), pytest.MonkeyPatch.context() as patch:
            # So late, the times of the session would be written.
            patch.setattr(sessions.time, "time", lambda: time() + 400)
            answer = client.get(path)
        # Nobody opens a link unlogged: it waits until there is a log again.
        expected = 503 if route in LOGGED_WHEN_OPENED else before
        if answer.status_code != expected:
            wrong.append(f"{path}: {answer.status_code}, not {expected}")
        wrong += [f"{path}, without a proper {name}" for name in missing_headers(answer)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/organisations/ZZA/teams/add/", {"name": "New team", "kind": "standing"}),
        ("/session/extend/", {}),
    ],
)
def test_what_would_be_saved_is_not_and_the_page_says_why(
    lead: User, organisation: Organisation, path: str, form: dict[str, str]
) -> None:
    cache.clear()
    client = signed_in(lead)
    with read_only():
        answer = client.post(path, form)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert missing_headers(answer) == []
    assert "Our records can only be read for now." in answer.content.decode()
    assert not organisation.teams.exists()
    assert client.post(path, form).status_code != 503


def test_nobody_tries_passwords_uncounted_meanwhile(lead: User) -> None:
    cache.clear()
    with read_only():
        answer = Client(raise_request_exception=False).post("/sign-in/", {"login": lead.email, "password": "a guess"})
    assert answer.status_code == 503
