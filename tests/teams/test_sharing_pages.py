"""The pages of shared teams, as both sides see them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Organisation
from assessment.live import live_report
from teams.models import TeamShare
from tests.factories import make_draft, make_organisation, make_post, make_share, make_team
from tests.forms import send

OURS, THEIRS = "/organisations/ZZA/sharing/", "/organisations/ZZB/sharing/"


@pytest.fixture
def team(organisation):
    team = make_team(organisation, "Integration")
    make_post(organisation, post_ref="D1", title="Architect", team=team, wte=Decimal("0.6"), notes="private words")
    return team


def offer(client, team, **typed):
    days = {"counts_from_day": "1", "counts_from_month": "4", "counts_from_year": "2026"}
    values = {"partner": "zzb", "share_pct": "40", "how": "ask", **days}
    return send(client, f"{OURS}add/", **{**values, **typed})


def test_two_leads_agree_on_a_share(client_of, lead, stranger, organisation, other_organisation, team):
    host, guest = client_of(lead), client_of(stranger)
    assert offer(host, team).status_code == 302
    assert "Waits for Otherbrook Hospitals" in host.get(OURS).content.decode()
    waiting = guest.get(THEIRS)
    assert [line.team for line in waiting.context["waiting"]] == ["Integration"]
    share = TeamShare.objects.get()
    answer = f"{THEIRS}offers/{share.pk}/"
    page = guest.get(answer).content.decode()
    assert "1 post, 0.6 WTE in all" in page
    assert "Architect" not in page
    assert send(guest, answer, answer="accept").status_code == 302
    shown = guest.get(f"{THEIRS}{share.pk}/").content.decode()
    assert "ZZA:D1" in shown
    assert "0.24" in shown
    for text in ("accepted", "state"):
        assert text in guest.get(reverse("activity", args=["ZZB"])).content.decode()


def test_a_partner_reads_a_shared_post_without_notes_and_cannot_change_it(
    client_of, stranger, other_organisation, organisation, team
):
    share = make_share(team, other_organisation)
    post = team.posts.get()
    guest = client_of(stranger)
    page = guest.get(f"/organisations/ZZB/posts/{post.pk}/").content.decode()
    assert "Fenbrook Community Trust hosts this post" in page
    assert "private words" not in page
    assert "Change post" not in page
    assert guest.get(f"/organisations/ZZB/posts/{post.pk}/edit/").status_code == 404
    TeamShare.objects.filter(pk=share.pk).update(counts_until="2026-05-01")
    assert guest.get(f"/organisations/ZZB/posts/{post.pk}/").status_code == 404


@pytest.mark.parametrize("state", ["offered", "declined", "withdrawn"])
def test_a_share_that_is_not_agreed_shows_no_post(client_of, stranger, other_organisation, team, state):
    share = make_share(team, other_organisation, state=state)
    guest = client_of(stranger)
    assert "Architect" not in guest.get(f"{THEIRS}{share.pk}/").content.decode()
    assert guest.get(f"/organisations/ZZB/posts/{team.posts.get().pk}/").status_code == 404


def test_a_share_of_others_is_not_there(client_of, lead, other_organisation, stranger):
    third = make_organisation("ZZC", "Thirdbrook Trust")
    share = make_share(make_team(other_organisation), third)
    client = client_of(lead)
    for page in ("", "change/", "end/"):
        assert client.get(f"{OURS}{share.pk}/{page}").status_code == 404
    assert client.get(f"{OURS}offers/{share.pk}/").status_code == 404
    # The guest may end a share and not change it.
    assert client_of(stranger).get(f"{THEIRS}{share.pk}/change/").status_code == 200
    mine = make_share(make_team(third), other_organisation)
    assert client_of(stranger).get(f"{THEIRS}{mine.pk}/change/").status_code == 404
    assert client_of(stranger).get(f"{THEIRS}{mine.pk}/end/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"partner": "ZZA"}, "This is your own"),
        ({"partner": "ZQQ"}, "No organisation of this service has that ODS code"),
        ({"partner": "Z\0"}, "Null characters are not allowed"),
        ({"how": "record"}, "This partner has a digital lead here"),
        ({"share_pct": "70"}, "would come to 110% on 1 April 2026"),
        ({"share_pct": "0"}, "must be 0.01 or more"),
        ({"share_pct": "33.333"}, "2 decimal places or fewer"),
        ({"share_pct": ""}, "Enter the share of the partner in per cent"),
        ({"counts_until_day": "1", "counts_until_month": "4", "counts_until_year": "2026"}, "must be after the share"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(client_of, lead, stranger, other_organisation, team, typed, said):
    make_share(team, make_organisation("ZZC", "Thirdbrook Trust"), state="recorded")
    response = offer(client_of(lead), team, **typed)
    assert response.status_code == 200
    assert said in response.content.decode()
    assert TeamShare.objects.count() == 1


def test_a_partner_that_is_not_here_is_recorded_and_counts_at_once(client_of, lead, organisation, team):
    make_organisation("ZZC", "Thirdbrook Trust")
    make_draft(organisation)
    response = offer(client_of(lead), team, partner="ZZC")
    assert "no digital lead here who could answer" in response.content.decode()
    offer(client_of(lead), team, partner="ZZC", how="record")
    live = live_report(Organisation.objects.get(pk=organisation.pk))
    assert list(live.roster.wte) == [36_000]


def test_two_who_end_a_share_choose_and_an_answered_offer_says_so(
    client_of, lead, stranger, organisation, other_organisation, team
):
    share = make_share(team, other_organisation)
    host, guest = client_of(lead), client_of(stranger)
    end = {"counts_until_day": "1", "counts_until_month": "1", "counts_until_year": "2027", "version": "1"}
    assert host.post(f"{OURS}{share.pk}/end/", end).status_code == 302
    conflict = guest.post(f"{THEIRS}{share.pk}/end/", {**end, "counts_until_year": "2026"})
    assert conflict.status_code == 409
    assert "1 January 2027" in conflict.content.decode()
    late = guest.post(f"{THEIRS}offers/{share.pk}/", {"answer": "accept", "version": "2"}, follow=True)
    assert "This offer no longer waits" in late.content.decode()


def test_a_closed_partner_ends_the_share_and_its_successor_is_named(client_of, lead, other_organisation, team):
    share = make_share(team, other_organisation)
    Organisation.objects.filter(pk=other_organisation.pk).update(closed_on=date(2026, 6, 30))
    other_organisation.successors.add(make_organisation("ZZC", "Thirdbrook Trust"))
    client = client_of(lead)
    page = client.get(OURS)
    assert [line.state for line in page.context["past"]] == ["Ended: Otherbrook Hospitals closed on 30 June 2026"]
    assert "Thirdbrook Trust (ZZC)" in client.get(f"{OURS}{share.pk}/").content.decode()


def test_the_roster_as_it_is_scored_is_a_download_of_its_own(client_of, lead, organisation, other_organisation, team):
    make_draft(organisation)
    make_share(team, other_organisation)
    client = client_of(lead)
    scored = client.get("/organisations/ZZA/roster-as-scored.csv")
    assert "ZZA-roster-as-scored-2026-09-30.csv" in scored["Content-Disposition"]
    assert ",0.36," in scored.content.decode()
    assert ",0.6," in client.get("/organisations/ZZA/posts.csv").content.decode()
    assert client.get("/organisations/ZZA/roster-as-scored.xlsx").content[:2] == b"PK"


def test_a_criterion_names_a_partners_posts_and_links_those_that_may_be_opened(
    client_of, stranger, other_organisation, team
):
    make_draft(other_organisation)
    share = make_share(team, other_organisation)
    url = reverse("criterion", args=["ZZB", "Q1.1"])
    client = client_of(stranger)
    link = f'href="/organisations/ZZB/posts/{team.posts.get().pk}/"'
    assert link in client.get(url).content.decode()
    TeamShare.objects.filter(pk=share.pk).update(counts_until="2026-10-01")
    page = client.get(url).content.decode()
    assert "ZZA:D1" in page
    assert link not in page
