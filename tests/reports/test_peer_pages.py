"""The page that compares an organisation with peers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import services
from accounts.models import Organisation, PeerAgreement, Role, User
from reports import peers
from reports.peer_pages import size
from teams.models import OrganisationFacts
from tests.factories import AS_AT, make_member, make_organisation, make_post, make_ready_draft, sign_off
from tests.test_queries import MOST, statements

KIND = "Acute"


@pytest.fixture(autouse=True)
def _little_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports of tests have few criteria that are scored."""
    monkeypatch.setattr(peers, "ENOUGH_SCORED", Fraction(0))


@pytest.fixture
def board() -> Organisation:
    return make_organisation("QZZ", "Fenland ICB", kind="Integrated care board")


def signed(organisation: Organisation, *, external: str = "none", workforce: int = 4000, agrees: bool = True) -> None:
    """Give an organisation a signed-off report."""
    lead, sponsor = (make_member(organisation, role) for role in (Role.LEAD, Role.SPONSOR))
    facts = {"as_at": AS_AT, "external_staff": external, "workforce_wte": workforce}
    OrganisationFacts.objects.update_or_create(organisation=organisation, defaults=facts)
    make_post(organisation)
    if agrees:
        services.set_consents(by=lead, organisation=organisation, version=0, to=["peers"])
    organisation.refresh_from_db()
    sign_off(make_ready_draft(organisation), lead, sponsor)


def others(number: int, start: int = 0, **values: Any) -> list[Organisation]:
    """So many organisations of the kind with signed-off reports."""
    found = []
    for each in range(start, start + number):
        found.append(make_organisation(f"ZY{each:02}", f"Other {each}", kind=KIND, **values))
        signed(found[-1])
    return found


@pytest.fixture
def ours(organisation: Organisation) -> Organisation:
    """The organisation of the cast with a signed-off report, which has not agreed to be compared."""
    Organisation.objects.filter(pk=organisation.pk).update(kind=KIND)
    organisation.refresh_from_db()
    signed(organisation, agrees=False)
    return organisation


@pytest.fixture
def shown(client_of: Callable[[User], Client], board_member: User) -> Callable[..., str]:
    def ask(by: str = "") -> str:
        query = {"by": by} if by else {}
        response = client_of(board_member).get(reverse("peers", args=["ZZA"]), query)
        assert response.status_code == 200
        return response.content.decode().split("<main")[1].split("</main>")[0]

    return ask


NOTHING = "There is no comparison to show"


def test_five_others_make_a_comparison_and_four_do_not(ours: Organisation, shown: Callable[..., str]) -> None:
    others(4)
    assert NOTHING in shown()
    others(1, start=4)
    html = shown()
    assert "Middle half of the group" in html
    assert "Your report is one of those compared" not in html
    assert "Other 1" not in html


def test_the_own_report_does_not_count_among_the_five(
    ours: Organisation, lead: User, shown: Callable[..., str]
) -> None:
    services.set_consents(by=lead, organisation=ours, version=0, to=["peers"])
    others(4)
    html = shown()
    assert "Your report is one of those compared" in html
    assert "Fewer than five others" in html
    assert "In the middle half" not in html


def test_who_withdraws_is_out_at_once(ours: Organisation, shown: Callable[..., str]) -> None:
    first, *_ = others(6)
    assert NOTHING not in shown()
    services.set_consents(by=first.memberships.leads().get().user, organisation=first, version=4, to=[])
    assert NOTHING in shown()
    assert PeerAgreement.objects.filter(until=None).count() == 5


def test_one_more_changes_nothing(ours: Organisation, shown: Callable[..., str]) -> None:
    others(5)
    before = shown()
    others(1, start=5)
    assert shown() == before


def test_who_is_left_out_is_counted_in_steps(ours: Organisation, shown: Callable[..., str]) -> None:
    others(5)
    make_organisation("ZX1", "Without a report", kind=KIND)
    for code, values in (("ZX2", {"external": "not_yet"}), ("ZX3", {"agrees": False})):
        signed(make_organisation(code, "Left out", kind=KIND), **values)
    html = shown()
    assert html.count("Fewer than ten") == 7
    assert "Left out" not in html


def test_the_groups_are_of_kind_size_and_system(
    ours: Organisation, board: Organisation, shown: Callable[..., str]
) -> None:
    Organisation.objects.filter(pk=ours.pk).update(parent=board)
    others(5, parent=board)
    assert "<strong>Acute</strong>" in shown("kind")
    assert "<strong>A workforce of 2,500 to 5,000 WTE</strong>" in shown("size")
    html = shown("system")
    assert "<strong>Fenland ICB</strong>" in html
    assert NOTHING not in html
    assert "There is a problem" in shown("rank")


def test_a_group_that_would_tell_of_few_beside_another_is_not_shown(
    ours: Organisation, board: Organisation, shown: Callable[..., str]
) -> None:
    Organisation.objects.filter(pk=ours.pk).update(parent=board)
    signed(make_organisation("ZX1", "Another kind", kind="Ambulance", parent=board))
    others(5, parent=board)
    # The first of the system alone would be told by what differs from the kind.
    assert NOTHING not in shown("kind")
    assert NOTHING in shown("system")


def test_an_organisation_without_a_report_a_kind_or_a_system_is_told_so(
    organisation: Organisation, shown: Callable[..., str]
) -> None:
    assert "has no current signed-off report" in shown()
    signed(organisation)
    assert "does not know what kind" in shown()
    assert "belongs to no integrated care board" in shown("system")


def test_sizes_in_words() -> None:
    assert [size(each) for each in (None, 2499, 2500, 9999, 10000)] == [  # type: ignore[arg-type]  # whole numbers
        "",
        "A workforce below 2,500 WTE",
        "A workforce of 2,500 to 5,000 WTE",
        "A workforce of 5,000 to 10,000 WTE",
        "A workforce of 10,000 WTE or more",
    ]


def test_it_costs_few_queries_and_no_more_for_more_organisations(
    ours: Organisation, client_of: Callable[[User], Client], board_member: User
) -> None:
    client, url = client_of(board_member), reverse("peers", args=["ZZA"])

    def queries() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        return statements(captured)

    others(5)
    few = queries()
    others(10, start=5)
    assert queries() == few <= MOST
