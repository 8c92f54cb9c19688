"""Shared teams: who counts what, on which day, and what cannot be agreed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import AuditEvent, Organisation, Role
from assessment.live import live_report
from teams import services
from teams.models import Post, TeamShare
from teams.services import ShareRefused, Why
from teams.shares import by_host_and_ref
from tests.factories import make_draft, make_member, make_organisation, make_post, make_share, make_team

APRIL, JULY, OCTOBER = date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1)


def wanted(share_pct: str = "40", counts_from: date = APRIL, counts_until: date | None = None) -> dict[str, object]:
    return {"share_pct": Decimal(share_pct), "counts_from": counts_from, "counts_until": counts_until}


def rows(organisation: Organisation, day: date = JULY) -> dict[str, int]:
    return {row.post_ref: row.wte for row in Post.objects.as_scored(organisation, day).values()}


@pytest.fixture
def third(db: None) -> Organisation:
    return make_organisation("ZZC", "Thirdbrook Trust")


@pytest.fixture
def team(organisation):
    team = make_team(organisation, "Integration")
    make_post(organisation, post_ref="D1", team=team, wte=Decimal("0.6"))
    make_post(organisation, post_ref="D2", team=team, wte=Decimal("0.33333"), employment="contractor")
    make_post(organisation, post_ref="D3", wte=Decimal(1))
    return team


def test_each_counts_its_part_and_the_parts_add_up(organisation, other_organisation, third, team):
    make_share(team, other_organisation, "33.33")
    make_share(team, third, "50")
    make_post(third, post_ref="T1")
    assert rows(organisation) == {"D1": 10_002, "D2": 5_558, "D3": 100_000}
    assert rows(other_organisation) == {"ZZA:D1": 19_998, "ZZA:D2": 11_109}
    assert rows(third) == {"T1": 100_000, "ZZA:D1": 30_000, "ZZA:D2": 16_666}
    everybody = [organisation, other_organisation, third]
    together = Post.objects.rosters_as_scored(everybody, JULY)
    assert together == {each.pk: Post.objects.as_scored(each, JULY) for each in everybody}
    engaged = {row.post_ref: row.employment for row in Post.objects.as_scored(third, JULY).values()}
    assert engaged == {"T1": "permanent", "ZZA:D1": "shared_partner", "ZZA:D2": "contractor"}


shares = st.lists(st.sampled_from(["0.01", "12.5", "33.33", "49.99", "50"]), min_size=2, max_size=2)
wtes = st.lists(st.integers(1, 150_000), min_size=1, max_size=3)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wtes=wtes, before=shares, after=shares)
def test_all_rosters_and_the_system_agree_also_after_shares_change_from_a_day(
    organisation, other_organisation, third, wtes, before, after
):
    everybody = {"ZZA": organisation, "ZZB": other_organisation, "ZZC": third}
    with transaction.atomic():
        team = make_team(organisation)
        for number, units in enumerate(wtes):
            make_post(organisation, post_ref=f"D{number}", team=team, wte=Decimal(units) / 100_000)
        for partner, first, second in zip((other_organisation, third), before, after, strict=True):
            make_share(team, partner, first, counts_until=JULY)
            make_share(team, partner, second, counts_from=JULY)
        for day in (APRIL, JULY, date(2026, 3, 31)):
            rosters = {ods: list(Post.objects.as_scored(each, day).values()) for ods, each in everybody.items()}
            sums = by_host_and_ref(rosters)
            assert {ref: found.wte for (_, ref), found in sums.items()} == {
                f"D{number}": units for number, units in enumerate(wtes)
            }
            assert sum(row.wte for found in rosters.values() for row in found) == sum(wtes)
        transaction.set_rollback(True)


def test_an_offer_counts_once_a_lead_of_the_partner_accepts(organisation, other_organisation, team, lead, stranger):
    offer = services.offer_share(by=lead, team=team, partner=other_organisation, values=wanted())
    assert rows(other_organisation) == {}
    assert mail.outbox[0].to == ["lead@otherbrook.example"]
    assert f"/organisations/ZZB/sharing/offers/{offer.pk}/" in mail.outbox[0].body
    services.answer_offer(by=stranger, share=offer, version=1, accept=True)
    assert rows(other_organisation) == {"ZZA:D1": 24_000, "ZZA:D2": 13_333}
    assert mail.outbox[1].to == ["lead@fenbrook.example"]
    for side in (organisation, other_organisation):
        assert list(AuditEvent.objects.of(side).values_list("verb", flat=True)) == ["changed", "added"]


def test_a_declined_or_withdrawn_offer_never_counts_and_waits_no_longer(other_organisation, team, lead, stranger):
    for answer in (
        lambda offer: services.answer_offer(by=stranger, share=offer, version=1, accept=False),
        lambda offer: services.withdraw_offer(by=lead, share=offer, version=1),
    ):
        offer = services.offer_share(by=lead, team=team, partner=other_organisation, values=wanted())
        answer(offer)
        assert rows(other_organisation) == {}
        with pytest.raises(services.Stale):
            services.answer_offer(by=stranger, share=offer, version=2, accept=True)


def test_another_share_counts_from_its_day_and_what_was_before_stays(
    organisation, other_organisation, team, lead, stranger
):
    first = make_share(team, other_organisation, "40")
    values = wanted("50", counts_from=JULY)
    offer = services.change_share(by=lead, share=first, version=1, values=values)
    assert rows(other_organisation, JULY)["ZZA:D1"] == 24_000
    services.answer_offer(by=stranger, share=offer, version=1, accept=True)
    assert rows(other_organisation, date(2026, 6, 30))["ZZA:D1"] == 24_000
    assert rows(other_organisation, JULY)["ZZA:D1"] == 30_000
    assert rows(organisation, JULY)["D1"] == 30_000


def test_a_share_ends_on_its_day_for_both_sides(organisation, other_organisation, team, stranger):
    share = make_share(team, other_organisation, "40")
    services.end_share(by=stranger, share=share, version=1, counts_until=OCTOBER)
    assert rows(organisation, date(2026, 9, 30))["D1"] == 36_000
    assert rows(organisation, OCTOBER)["D1"] == 60_000
    assert rows(other_organisation, OCTOBER) == {}
    with pytest.raises(ShareRefused):
        services.end_share(by=stranger, share=share, version=2, counts_until=date(2027, 1, 1))


def test_a_share_that_is_recorded_counts_at_once(organisation, third, team, lead):
    services.offer_share(by=lead, team=team, partner=third, values=wanted(), recorded=True)
    assert rows(organisation)["D1"] == 36_000
    assert mail.outbox == []


def test_when_a_partner_closes_the_host_counts_the_whole_team_again(organisation, third, team):
    make_share(team, third, "40")
    Organisation.objects.filter(pk=third.pk).update(closed_on=date(2026, 6, 30))
    assert rows(organisation, date(2026, 6, 30))["D1"] == 36_000
    assert rows(organisation, JULY)["D1"] == 60_000
    assert rows(third, JULY) == {}


def refusal(**given):
    with pytest.raises(ShareRefused) as refused:
        services.offer_share(**given)
    return refused.value.why


def test_what_cannot_be_agreed_is_refused_with_its_reason(
    organisation, other_organisation, third, team, lead, stranger
):
    def why(partner, recorded=False, **values):
        return refusal(by=lead, team=team, partner=partner, values=wanted(**values), recorded=recorded)

    assert why(organisation) == Why.OWN
    assert why(third) == Why.NOBODY
    assert why(other_organisation, recorded=True) == Why.USES_SERVICE
    assert why(other_organisation, counts_until=APRIL) == Why.BEFORE
    make_share(team, third, "60.01", counts_from=JULY)
    assert why(other_organisation) == Why.TOO_MUCH
    services.offer_share(by=lead, team=team, partner=other_organisation, values=wanted(counts_until=JULY))
    assert why(other_organisation, share_pct="1") == Why.WAITS
    make_member(third, Role.LEAD)
    assert why(third, share_pct="1") == Why.LATER
    Organisation.objects.filter(pk=third.pk).update(closed_on=date(2026, 6, 30))
    third.refresh_from_db()
    assert why(third, share_pct="1", counts_from=JULY) == Why.CLOSED


def test_an_offer_that_waits_is_counted_before_another_is_made(other_organisation, third, team, lead, stranger):
    services.offer_share(by=lead, team=team, partner=other_organisation, values=wanted("60"))
    refused = refusal(by=lead, team=team, partner=third, values=wanted("40.01"), recorded=True)
    assert refused == Why.TOO_MUCH
    services.offer_share(by=lead, team=team, partner=third, values=wanted("40"), recorded=True)


@pytest.mark.parametrize(
    "values",
    [
        {"share_pct": Decimal(0)},
        {"share_pct": Decimal("100.01")},
        {"state": "agreed"},
        {"counts_until": date(2026, 3, 31)},
    ],
)
def test_the_database_refuses_what_is_no_share(other_organisation, team, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_share(team, other_organisation, **values)


def test_the_database_refuses_a_share_with_oneself_and_two_that_never_end(organisation, other_organisation, team):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_share(team, organisation)
    make_share(team, other_organisation)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_share(team, other_organisation, counts_from=JULY)


def test_a_change_in_a_shared_team_shows_in_the_partners_report(organisation, other_organisation, team, lead):
    make_share(team, other_organisation)
    make_draft(other_organisation, JULY)
    before = live_report(Organisation.objects.get(pk=other_organisation.pk))
    assert before.scorecard.totals.posts == 2
    post = team.posts.get(post_ref="D1")
    services.close_post(by=lead, post=post, version=1, closed_on=APRIL)
    after = live_report(Organisation.objects.get(pk=other_organisation.pk))
    assert after.scorecard.totals.posts == 1
    assert list(after.post_ids) == ["ZZA:D2"]


def test_a_change_in_another_team_of_a_stranger_leaves_the_report_alone(other_organisation, team, lead, third):
    make_share(team, other_organisation, state="declined")
    services.close_post(by=lead, post=team.posts.get(post_ref="D1"), version=1, closed_on=APRIL)
    other_organisation.refresh_from_db()
    assert other_organisation.roster_version == 0
    assert TeamShare.objects.get().version == 1
