"""The page of an integrated care board on its whole system."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation, Role, User
from assessment.models import PostsRemoval
from assessment.retention import remove_posts
from teams.models import OrganisationFacts
from tests.factories import (
    AS_AT,
    make_member,
    make_organisation,
    make_post,
    make_ready_draft,
    make_share,
    make_team,
    sign_off,
)
from tests.test_queries import MOST, statements


@pytest.fixture
def board(db: None) -> Organisation:
    return make_organisation("QZZ", "Fenland ICB", kind="Integrated care board")


@pytest.fixture
def reader(board: Organisation) -> User:
    return make_member(board, Role.SYSTEM)


@pytest.fixture
def shown(client_of: Callable[[User], Client], reader: User) -> Callable[[], str]:
    def ask() -> str:
        response = client_of(reader).get(reverse("system", args=["QZZ"]))
        assert response.status_code == 200
        return response.content.decode()

    return ask


def trust(board: Organisation, code: str, *, shares: bool = True) -> Organisation:
    """An organisation of the system, of which external staff are known."""
    organisation = make_organisation(code, f"Trust {code}", parent=board)
    facts = {"as_at": AS_AT, "external_staff": "recorded", "workforce_wte": 1000}
    OrganisationFacts.objects.create(organisation=organisation, **facts)
    if shares:
        organisation.consents.create(to="system", given_by=make_member(organisation, Role.LEAD))
    return organisation


def signed(organisation: Organisation) -> None:
    lead, sponsor = (make_member(organisation, role) for role in (Role.LEAD, Role.SPONSOR))
    organisation.refresh_from_db()
    sign_off(make_ready_draft(organisation), lead, sponsor)


def test_a_system_without_organisations_or_without_any_that_shares(
    board: Organisation, shown: Callable[[], str]
) -> None:
    assert "No organisation belongs to this system here." in shown()
    signed(trust(board, "ZY1", shares=False))
    html = shown()
    assert "does not share its reports with the board yet" in html
    assert "Trust ZY1" not in html
    assert "<table" not in html


def test_one_that_shares_has_a_system_of_its_own(board: Organisation, shown: Callable[[], str]) -> None:
    signed(trust(board, "ZY1"))
    trust(board, "ZY2")
    html = shown()
    assert "Two of the two organisations" in html
    assert "It takes two organisations" in html
    assert reverse("signed_off", args=["ZY1", 1]) in html
    assert "Who shares and has no signed-off report yet" in html
    assert "<li>Trust ZY2</li>" in html


def test_what_several_lack_could_be_shared(board: Organisation, shown: Callable[[], str]) -> None:
    for code in ("ZY1", "ZY2", "ZY3"):
        signed(trust(board, code))
    html = shown()
    assert "Three organisations each have nobody in user-centred design: 0.6 WTE between them would cover all." in html
    assert "in software and systems" not in html
    assert "Software developer" not in html


def test_a_shared_team_is_counted_once(board: Organisation, shown: Callable[[], str]) -> None:
    host, guest = trust(board, "ZY1"), trust(board, "ZY2")
    team = make_team(host)
    make_post(host, team=team, wte=Decimal(1), funded_wte=Decimal(1))
    make_share(team, guest, "40")
    make_post(guest, role="delivery_manager", wte=Decimal(1), funded_wte=Decimal(1))
    signed(host)
    signed(guest)
    assert "All 2 funded WTE is in-house" in shown()


def test_who_stops_sharing_is_out_at_once(board: Organisation, shown: Callable[[], str]) -> None:
    first = trust(board, "ZY1")
    signed(first)
    signed(trust(board, "ZY2"))
    first.consents.all().delete()
    html = shown()
    assert "Trust ZY1" not in html
    assert "All 1 funded WTE is in-house" in html


def test_posts_that_were_removed_are_not_counted(board: Organisation, shown: Callable[[], str]) -> None:
    first, second = trust(board, "ZY1"), trust(board, "ZY2")
    signed(first)
    signed(second)
    assert "All 2 funded WTE is in-house" in shown()
    report = first.sign_offs.get()
    remove_posts(by=None, assessment=report.snapshot.assessment, reason=PostsRemoval.Reason.CORRECTION)
    html = shown()
    assert "All 1 funded WTE is in-house" in html
    assert "The posts of 1 report have been removed, and are not counted." in html
    assert "Two organisations each have nobody in user-centred design" in html


def test_only_system_members_of_the_board_itself_read_it(
    board: Organisation, client_of: Callable[[User], Client], reader: User, stranger: User
) -> None:
    signed(trust(board, "ZY1"))
    url = reverse("system", args=["QZZ"])
    assert client_of(stranger).get(url).status_code == 404
    for role in (Role.LEAD, Role.BOARD):
        assert client_of(make_member(board, role)).get(url).status_code == 403
    assert client_of(reader).get(reverse("system", args=["ZY1"])).status_code == 403
    assert url in client_of(reader).get(reverse("overview", args=["QZZ"])).content.decode()
    assert "system/" not in client_of(reader).get(reverse("overview", args=["ZY1"])).content.decode()


def test_another_system_is_not_there(board: Organisation, shown: Callable[[], str]) -> None:
    other = make_organisation("QZY", "Other ICB", kind="Integrated care board")
    signed(trust(other, "ZY1"))
    signed(trust(board, "ZY2"))
    assert "Trust ZY1" not in shown()


def test_it_costs_few_queries_and_no_more_for_more_organisations(
    board: Organisation, reader: User, client_of: Callable[[User], Client], shown: Any
) -> None:
    client, url = client_of(reader), reverse("system", args=["QZZ"])

    def queries() -> int:
        client.get(url)  # which reads the new reports
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        return statements(captured)

    for code in ("ZY1", "ZY2"):
        signed(trust(board, code))
    few = queries()
    for number in range(10):
        signed(trust(board, f"ZX{number}"))
    assert queries() == few <= MOST
