"""What users decide about job titles is kept for their organisation only."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEvent
from teams import services
from teams.models import LearntTitle
from teams.titles import suggest


def learn(lead, organisation, **roles):
    return services.learn_titles(by=lead, organisation=organisation, roles=roles)


def test_a_decision_counts_for_the_organisation_in_every_spelling(organisation, other_organisation, lead):
    services.learn_titles(by=lead, organisation=organisation, roles={"Snr Analyst (Band 6)": "performance_analyst"})
    learnt = LearntTitle.objects.roles_of(organisation)
    found = suggest("Analyst B7|123", learnt=learnt)
    assert (found.role, found.ask) == ("performance_analyst", False)
    assert LearntTitle.objects.roles_of(other_organisation) == {}


def test_a_later_decision_replaces_the_first_and_both_are_logged(organisation, lead):
    decisions = {"Analyst": "data_analyst", "Trainer": ""}
    assert services.learn_titles(by=lead, organisation=organisation, roles=decisions) == 2
    assert services.learn_titles(by=lead, organisation=organisation, roles=decisions | {"8a": ""}) == 0
    assert learn(lead, organisation, Analyst="", Trainer="") == 1
    assert LearntTitle.objects.roles_of(organisation) == {"analyst": "", "trainer": ""}
    events = AuditEvent.objects.filter(target="job titles").order_by("id")
    assert [event.changes["learnt_roles"] for event in events] == [
        [[], ["analyst: Data analyst", "trainer: not digital"]],
        [["analyst: Data analyst"], ["analyst: not digital"]],
    ]


def test_the_roster_stays_as_it_is(organisation, lead):
    learn(lead, organisation, Analyst="data_analyst")
    before = organisation.roster_version
    organisation.refresh_from_db()
    assert organisation.roster_version == before


def test_a_role_that_is_none_is_refused_and_nothing_is_kept(organisation, lead):
    with pytest.raises(ValueError, match="wizard"):
        learn(lead, organisation, Analyst="data_analyst", Trainer="wizard")
    assert not LearntTitle.objects.exists()


@pytest.mark.parametrize("titles", [("analyst", "analyst"), ("",)])
def test_the_database_keeps_each_title_once_and_none_blank(organisation, titles):
    rows = [LearntTitle(organisation=organisation, title=title) for title in titles]
    with pytest.raises(IntegrityError), transaction.atomic():
        LearntTitle.objects.bulk_create(rows)
