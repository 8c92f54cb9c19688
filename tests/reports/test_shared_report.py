"""A signed-off report shared by a link: who makes it, what it shows to anybody, and how it ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from assessment import link_services, retention
from assessment.models import ReportLink, SignOff
from tests.assessment.test_cycle_pages import send, text
from tests.factories import make_organisation, make_post, make_ready_draft, sign_off

ClientOf = Callable[[User], Client]
REPORT = "/organisations/ZZA/reports/1/"
LINKS = f"{REPORT}links/"


@pytest.fixture
def signed(organisation: object, lead: User, sponsor: User) -> SignOff:
    title, supplier = "Lone researcher", "Bramble Systems"
    make_post(organisation, post_ref="W77", title=title, role="user_researcher", supplier=supplier)  # type: ignore[arg-type]  # one is given
    draft = make_ready_draft(organisation, commentary={"Q1": "Between ourselves"})  # type: ignore[arg-type]  # as above
    return sign_off(draft, lead, sponsor)


@pytest.fixture
def address(signed: SignOff, lead: User) -> str:
    token = link_services.make_link(by=lead, report=signed, purpose="The board of May", days=30)
    return reverse("shared_report", args=[token])


def test_a_lead_makes_a_link_that_is_shown_once_and_kept_as_a_hash_alone(
    client_of: ClientOf, lead: User, signed: SignOff
) -> None:
    client = client_of(lead)
    made = text(send(client, LINKS, purpose="The board of May", days="14"))
    found = re.search(r"/shared/([\w-]{43})/", made)
    assert found is not None
    link = ReportLink.objects.get()
    assert (link.days, link.purpose) == (14, "The board of May")
    assert found[1] not in str(list(ReportLink.objects.values()))
    assert found[1] not in str(list(AuditEvent.objects.values()))
    listed = text(client.get(LINKS))
    assert found[1] not in listed
    assert "Not opened yet" in listed
    assert Client().get(f"/shared/{found[1]}/").status_code == 200


def test_anybody_reads_the_public_paper_and_nothing_private(address: str, signed: SignOff) -> None:
    page = Client().get(address)
    said = text(page)
    assert "Public paper Final, version 1." in said
    assert signed.sha256 in said
    assert "Decisions asked of the board" in said
    for secret in ("Lone researcher", "W77", "Bramble", "Between ourselves", "need cover", "Spencer", "checks found"):
        assert secret not in page.content.decode()
    assert "/organisations/" not in page.content.decode()


def test_it_is_kept_from_search_engines_caches_and_other_sites(address: str) -> None:
    for page in (Client().get(address), Client().get("/shared/unknown/")):
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in page.headers["X-Robots-Tag"]
        assert "no-store" in page.headers["Cache-Control"]
        assert not page.cookies


def test_each_opening_is_logged_without_who_it_was(
    client_of: ClientOf, lead: User, sponsor: User, address: str
) -> None:
    Client().get(address)
    client_of(sponsor).get(address)
    Client().head(address)
    events = AuditEvent.objects.filter(verb="opened")
    assert [(event.actor, event.target) for event in events] == [(None, events[0].target)] * 2
    assert events[0].target.startswith("link ")
    assert "Opened 2 times" in text(client_of(lead).get(LINKS))


def test_unknown_expired_and_revoked_links_give_the_same_page(client_of: ClientOf, lead: User, address: str) -> None:
    unknown = Client().get("/shared/unknown/")
    assert unknown.status_code == 404
    assert "This link does not work" in text(unknown)
    link = ReportLink.objects.get()
    ReportLink.objects.update(made_at=timezone.now() - timedelta(days=31))
    expired = Client().get(address)
    assert "Over since" in text(client_of(lead).get(LINKS))
    ReportLink.objects.update(made_at=timezone.now())
    said = text(client_of(lead).post(f"{LINKS}{link.pk}/revoke/", follow=True))
    assert "Revoked: the link works no longer" in said
    revoked = Client().get(address)
    assert [(page.status_code, text(page)) for page in (expired, revoked)] == [(404, text(unknown))] * 2
    assert not AuditEvent.objects.filter(verb="opened").exists()
    client_of(lead).post(f"{LINKS}{link.pk}/revoke/")
    assert AuditEvent.objects.filter(verb="revoked").count() == 1


@pytest.mark.parametrize("days", ["0", "91", "-1", "x", ""])
def test_a_link_works_for_at_most_ninety_days(client_of: ClientOf, lead: User, signed: SignOff, days: str) -> None:
    assert "There is a problem" in text(send(client_of(lead), LINKS, purpose="The board", days=days))
    assert not ReportLink.objects.exists()


def test_it_is_for_one_version(
    client_of: ClientOf, lead: User, sponsor: User, board_member: User, address: str, signed: SignOff
) -> None:
    assert client_of(sponsor).get(LINKS).status_code == 403
    assert client_of(board_member).post(LINKS, {"purpose": "Mine", "days": "3"}).status_code == 403
    other = make_organisation("ZZC", "Third Trust")
    draft = make_ready_draft(other)
    theirs = sign_off(draft, lead, sponsor)
    assert not link_services.revoke_link(by=lead, report=theirs, key=ReportLink.objects.get().pk)
    assert client_of(lead).post("/organisations/ZZC/reports/1/links/1/revoke/").status_code == 404


def test_there_are_at_most_twenty_that_work(client_of: ClientOf, lead: User, address: str, signed: SignOff) -> None:
    for number in range(link_services.MOST - 1):
        link_services.make_link(by=lead, report=signed, purpose=f"Board {number}", days=1)
    assert "Revoke one of them first" in text(send(client_of(lead), LINKS, purpose="One more", days="3"))


def test_it_still_works_once_the_posts_are_removed(lead: User, address: str, signed: SignOff) -> None:
    Client().get(address)
    retention.remove_posts(by=lead, assessment=signed.snapshot.assessment, reason="request")
    assert "Public paper Final, version 1." in text(Client().get(address))


def test_a_name_in_what_it_is_for_is_asked_about(client_of: ClientOf, lead: User, signed: SignOff) -> None:
    asked = text(send(client_of(lead), LINKS, purpose="Dr Ansah", days="3"))
    assert "looks like the name of a person" in asked
    assert not ReportLink.objects.exists()
