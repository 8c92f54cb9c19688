"""Sessions end after idleness and after half a day, whatever the browser does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import sessions
from accounts.models import Membership, Organisation, Role, Session, User

START = 1_800_000_000
PAGE = "/organisations/ZZA/posts/"


class Clock:
    """The server's clock, in seconds."""

    now = START

    def forward(self, **length: float) -> None:
        self.now += int(timedelta(**length).total_seconds())


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(sessions.time, "time", lambda: clock.now)
    return clock


@pytest.fixture
def client(clock: Clock, client_of: Callable[[User], Client], lead: User) -> Client:
    return client_of(lead)


def is_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def test_a_session_ends_after_half_an_hour_of_nothing(client: Client, clock: Clock) -> None:
    clock.forward(minutes=29)
    assert is_in(client)
    clock.forward(minutes=31)
    response = client.get(PAGE)
    assert response.headers["Location"] == f"{reverse('account_login')}?next={PAGE}"
    assert Session.objects.count() == 0
    html = client.get(response.headers["Location"]).content.decode()
    assert "You were signed out because you did nothing for 30 minutes." in html
    assert f'value="{PAGE}"' in html


def test_the_sentence_is_said_once(client: Client, clock: Clock) -> None:
    clock.forward(hours=1)
    client.get(PAGE)
    client.get(reverse("account_login"))
    assert "signed out" not in client.get(reverse("account_login")).content.decode()


def test_a_session_ends_after_twelve_hours_of_work(client: Client, clock: Clock) -> None:
    for _ in range(12 * 3):
        clock.forward(minutes=20)
        if clock.now < START + 12 * 3600:
            assert is_in(client)
    response = client.get(PAGE, follow=True)
    assert "You were signed out because you signed in more than 12 hours ago." in response.content.decode()


def test_reading_writes_the_session_once_in_five_minutes(client: Client, clock: Clock) -> None:
    def writes() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return sum(f'UPDATE "{Session._meta.db_table}"' in query["sql"] for query in queries)

    assert writes() == 0
    clock.forward(minutes=4)
    assert writes() == 0
    clock.forward(minutes=1)
    assert writes() == 1
    assert writes() == 0


def test_a_clock_that_was_put_back_makes_no_session_immortal(client: Client, clock: Clock) -> None:
    clock.forward(days=-2)
    assert is_in(client)
    clock.forward(minutes=31)
    assert not is_in(client)


def test_a_session_without_its_times_has_ended(client: Client) -> None:
    session = client.session
    del session[sessions.SEEN]
    super(sessions.SessionStore, session).save()
    assert not is_in(client)


def test_one_request_extends_the_session(client: Client, clock: Clock) -> None:
    clock.forward(minutes=29)
    assert client.post(reverse("session_extend")).json() == {"idle": 1800, "absolute": 12 * 3600 - 29 * 60}
    clock.forward(minutes=29)
    assert is_in(client)


def test_no_request_extends_what_has_ended(client: Client, clock: Clock) -> None:
    clock.forward(minutes=31)
    assert client.post(reverse("session_extend")).status_code == 302
    assert not is_in(client)


def test_the_page_knows_how_long_the_session_lasts(client: Client, clock: Clock) -> None:
    clock.forward(minutes=4)
    html = client.get(PAGE).content.decode()
    assert f'data-idle="{26 * 60}"' in html
    assert f'data-absolute="{12 * 3600 - 4 * 60}"' in html


def test_the_sign_in_page_warns_of_nothing(db: None) -> None:
    assert "session-warning" not in Client().get(reverse("account_login")).content.decode()


def _changed_role(membership: Membership) -> None:
    membership.role = Role.BOARD
    membership.save()


def _deactivated(membership: Membership) -> None:
    membership.user.is_active = False
    membership.user.save()


@pytest.mark.parametrize(
    ("change", "status"), [(_changed_role, 403), (lambda membership: membership.delete(), 404), (_deactivated, 302)]
)
def test_what_a_person_may_do_counts_from_the_next_request(
    client: Client, organisation: Organisation, lead: User, change: Callable[[Membership], Any], status: int
) -> None:
    assert is_in(client)
    change(organisation.memberships.get(user=lead))
    assert client.get(PAGE).status_code == status
    assert client.post(f"{PAGE}add/").status_code == status
