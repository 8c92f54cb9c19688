"""The writes of teams: one transaction, one event, one raise of the roster version, nothing lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEvent
from teams import services
from teams.models import OrganisationFacts, Post, RepresentationCount, SkillRating, Team
from tests.factories import make_post, make_team

FACTS = dict.fromkeys(services.FACT_FIELDS) | {"as_at": date(2026, 9, 30), "external_staff": ""}


def values_of(post, **changes):
    return {name: getattr(post, name) for name in services.POST_FIELDS} | changes


def roster_version(organisation):
    organisation.refresh_from_db()
    return organisation.roster_version


def test_each_write_is_one_event_and_raises_the_roster_version_once(organisation, lead):
    team = services.add_team(by=lead, organisation=organisation, values={"name": "Data", "kind": "standing"})
    new = {"post_ref": "D1", "title": "Analyst", "status": "filled", "wte": Decimal(1), "team": team}
    post = services.add_post(by=lead, organisation=organisation, values=new)
    post = services.change_post(by=lead, post=post, version=1, values=values_of(post, title="Data analyst"))
    post = services.rate_skills(by=lead, post=post, version=2, levels={"user_research": 2})
    services.close_post(by=lead, post=post, version=3, closed_on=date(2027, 1, 1))
    services.save_facts(by=lead, organisation=organisation, version=None, values=FACTS)
    assert roster_version(organisation) == 6
    lines = [(event.verb, event.target) for event in AuditEvent.objects.order_by("id")]
    assert lines == [
        ("added", "team Data"),
        ("added", "post D1"),
        ("changed", "post D1"),
        ("changed", "post D1"),
        ("changed", "post D1"),
        ("added", "facts"),
    ]


def test_a_change_logs_old_and_new_value_of_what_changed(organisation, lead):
    post = make_post(organisation, title="Developer")
    values = values_of(post, title="Lead developer", wte=Decimal("0.60000"), ends_on=date(2027, 3, 31))
    services.change_post(by=lead, post=post, version=1, values=values)
    event = AuditEvent.objects.get()
    assert event.actor == lead
    assert event.changes == {
        "title": ["Developer", "Lead developer"],
        "wte": ["1", "0.6"],
        "ends_on": [None, "2027-03-31"],
    }


def test_saving_what_is_stored_writes_nothing(organisation, lead):
    post = make_post(organisation, wte=Decimal("0.6"))
    services.change_post(by=lead, post=post, version=1, values=values_of(post, wte=Decimal("0.60000")))
    assert Post.objects.get().version == 1
    assert roster_version(organisation) == 0
    assert not AuditEvent.objects.exists()


def test_an_old_version_is_refused_with_what_is_stored_now(organisation, lead):
    post = make_post(organisation, title="Developer")
    services.change_post(by=lead, post=post, version=1, values=values_of(post, title="First"))
    for write in (
        lambda: services.change_post(by=lead, post=post, version=1, values=values_of(post, title="Second")),
        lambda: services.close_post(by=lead, post=post, version=1, closed_on=date(2026, 1, 1)),
        lambda: services.rate_skills(by=lead, post=post, version=None, levels={"user_research": 1}),
    ):
        with pytest.raises(services.Stale) as stale:
            write()
        assert stale.value.row.title == "First"
    stored = Post.objects.get()
    assert (stored.title, stored.closed_on, stored.skill_ratings.count()) == ("First", None, 0)
    assert AuditEvent.objects.count() == 1


def test_a_row_that_is_gone_is_stale_with_nothing(organisation, lead):
    post = make_post(organisation)
    Post.objects.all().delete()
    with pytest.raises(services.Stale) as stale:
        services.close_post(by=lead, post=post, version=1, closed_on=None)
    assert stale.value.row is None


def test_two_posts_of_one_reference_are_refused_by_name(organisation, lead):
    make_post(organisation, post_ref="D1")
    other = make_post(organisation, post_ref="D2")
    with pytest.raises(services.AlreadyThere):
        services.add_post(by=lead, organisation=organisation, values=values_of(other, post_ref="D1"))
    with pytest.raises(services.AlreadyThere):
        services.change_post(by=lead, post=other, version=1, values=values_of(other, post_ref="D1"))
    assert roster_version(organisation) == 0


def test_a_value_that_the_database_refuses_is_not_called_already_there(organisation, lead):
    post = make_post(organisation)
    with pytest.raises(IntegrityError):
        services.change_post(by=lead, post=post, version=1, values=values_of(post, employment="made_up"))


def test_what_was_typed_does_not_decide_what_a_refusal_is_called(organisation, lead):
    post = make_post(organisation)
    with pytest.raises(IntegrityError):
        services.change_post(by=lead, post=post, version=1, values=values_of(post, title="Unique", employment="x"))


def test_a_post_that_falls_vacant_loses_what_is_the_holders(organisation, lead):
    post = make_post(organisation, {"user_research": 3})
    post = services.change_post(by=lead, post=post, version=1, values=values_of(post, status="vacant"))
    assert (post.started_on, post.vacant_since, post.skill_ratings.count()) == (None, timezone.localdate(), 0)


def test_a_vacant_post_stays_vacant_since_the_first_day(organisation, lead):
    since = date(2025, 1, 1)
    post = make_post(organisation, status="vacant", started_on=None, vacant_since=since)
    post = services.change_post(by=lead, post=post, version=1, values=values_of(post, title="Other"))
    assert post.vacant_since == since
    post = services.change_post(by=lead, post=post, version=2, values=values_of(post, status="filled"))
    assert post.vacant_since is None


def test_a_vacancy_that_cannot_be_saved_keeps_the_ratings(organisation, lead):
    make_post(organisation, post_ref="D1")
    post = make_post(organisation, {"user_research": 3}, post_ref="D2")
    values = values_of(post, status="vacant", post_ref="D1")
    with pytest.raises(services.AlreadyThere):
        services.change_post(by=lead, post=post, version=1, values=values)
    assert SkillRating.objects.count() == 1


def test_rating_again_dates_only_what_changed(organisation, lead):
    post = make_post(organisation, {"user_research": 3, "agile_delivery": 1})
    earlier = timezone.now() - timezone.timedelta(days=400)
    SkillRating.objects.update(rated_at=earlier)
    levels = {"user_research": 3, "agile_delivery": 2, "cyber_security": None}
    services.rate_skills(by=lead, post=post, version=1, levels=levels)
    dated = {rating.skill: rating.rated_at for rating in SkillRating.objects.all()}
    assert dated["user_research"] == earlier
    assert dated["agile_delivery"] > earlier
    assert "cyber_security" not in dated


def test_a_lead_never_overwrites_what_others_rated(organisation, lead):
    post = make_post(organisation)
    for source in (SkillRating.Source.SELF, SkillRating.Source.VERIFIED):
        SkillRating.objects.create(post=post, skill="user_research", level=4, source=source)
    post = services.rate_skills(by=lead, post=post, version=1, levels={"user_research": 1})
    services.rate_skills(by=lead, post=post, version=2, levels={"user_research": None})
    assert SkillRating.objects.count() == 2
    assert Post.objects.rows_by_id()[post.pk].skills == {"user_research": 4}


def test_facts_that_somebody_recorded_first_are_not_overwritten(organisation, lead):
    services.save_facts(by=lead, organisation=organisation, version=None, values={**FACTS, "initiatives_live": 3})
    for version in (None, 7):
        with pytest.raises(services.Stale) as stale:
            services.save_facts(by=lead, organisation=organisation, version=version, values=FACTS)
        assert stale.value.row.initiatives_live == 3
    services.save_facts(by=lead, organisation=organisation, version=1, values=FACTS)
    assert OrganisationFacts.objects.get().initiatives_live is None


def test_two_comparisons_of_one_group_are_two_things_in_the_log(organisation, lead):
    values = dict.fromkeys(services.REPRESENTATION_FIELDS) | {"as_at": date(2026, 9, 30), "group": "Women"}
    for comparator in ("workforce", "population"):
        services.add_representation(by=lead, organisation=organisation, values=values | {"comparator": comparator})
    assert len(set(AuditEvent.objects.values_list("target", flat=True))) == 2


def test_a_removed_group_leaves_its_id_and_counts_in_the_log(organisation, lead):
    values = dict.fromkeys(services.REPRESENTATION_FIELDS)
    values |= {"as_at": date(2026, 9, 30), "group": "Women", "comparator": "workforce", "team_count": 4}
    count = services.add_representation(by=lead, organisation=organisation, values=values)
    pk = count.pk
    services.remove_representation(by=lead, count=count, version=1)
    assert not RepresentationCount.objects.exists()
    event = AuditEvent.objects.removal(organisation, "representation", pk)
    assert event.changes["team_count"] == [4, None]
    assert AuditEvent.objects.removal(organisation, "representation", pk + 1) is None


def test_a_write_whose_event_cannot_be_logged_is_not_kept(organisation, lead, monkeypatch):
    team = make_team(organisation, "Data")

    def broken(**_):
        raise DatabaseError("disk full")

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(DatabaseError), transaction.atomic():
        services.change_team(by=lead, team=team, version=1, values={"name": "Other", "kind": "standing"})
    assert Team.objects.get().name == "Data"
    assert roster_version(organisation) == 0
