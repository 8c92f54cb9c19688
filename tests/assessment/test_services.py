"""The writes of the assessment: one open draft, no answer overwritten unseen."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from assessment import services
from assessment.models import Answer, Assessment
from tests.factories import make_draft


def answer(organisation, lead, **values):
    plain = {"criterion": "Q1.7", "version": None, "level": 2, "evidence": ""}
    return services.save_answer(by=lead, organisation=organisation, **{**plain, **values})


def test_reading_makes_no_draft(organisation):
    draft = services.draft_for(organisation)
    assert (draft.pk, draft.as_at) == (None, timezone.localdate())
    assert not Assessment.objects.exists()


def test_the_first_answer_makes_the_one_draft(organisation, lead):
    answer(organisation, lead)
    answer(organisation, lead, criterion="Q1.8")
    draft = Assessment.objects.get()
    assert draft.answers.count() == 2
    assert draft.version > 1


def test_an_answer_is_changed_with_the_version_that_was_seen(organisation, lead):
    first = answer(organisation, lead)
    second = answer(organisation, lead, version=first.version, level=None, evidence="Nobody knows")
    assert second.version > first.version
    event = AuditEvent.objects.latest("id")
    assert (event.verb, event.target) == ("answered", "question Q1.7")
    assert event.changes == {"level": [2, None], "evidence": ["", "Nobody knows"]}


@pytest.mark.parametrize("version", [None, 999])
def test_an_answer_that_was_not_seen_is_not_overwritten(organisation, lead, version):
    answer(organisation, lead, evidence="First")
    with pytest.raises(services.StaleAnswer) as stale:
        answer(organisation, lead, version=version, evidence="Second")
    assert stale.value.answer.evidence == "First"
    assert Answer.objects.get().evidence == "First"


def test_the_same_answer_again_writes_nothing(organisation, lead):
    first = answer(organisation, lead)
    draft = Assessment.objects.get()
    answer(organisation, lead, version=first.version)
    assert Assessment.objects.get().version == draft.version
    assert AuditEvent.objects.count() == 1


def test_an_answer_that_is_not_there_is_stale_with_nothing(organisation, lead):
    with pytest.raises(services.StaleAnswer) as stale:
        answer(organisation, lead, version=1)
    assert stale.value.answer is None
    assert not Assessment.objects.exists()


def test_removing_an_answer_takes_the_version_that_was_seen(organisation, lead):
    first = answer(organisation, lead, evidence="Text")
    for version in (None, first.version + 1):
        with pytest.raises(services.StaleAnswer):
            services.remove_answer(by=lead, organisation=organisation, criterion="Q1.7", version=version)
    services.remove_answer(by=lead, organisation=organisation, criterion="Q1.7", version=first.version)
    assert not Answer.objects.exists()
    assert AuditEvent.objects.latest("id").changes == {"level": [2, None], "evidence": ["Text", None]}


def test_no_version_of_an_answer_comes_twice(organisation, lead):
    first = answer(organisation, lead)
    services.remove_answer(by=lead, organisation=organisation, criterion="Q1.7", version=first.version)
    assert answer(organisation, lead).version > first.version


def test_every_change_moves_the_draft_on(organisation, lead):
    draft = make_draft(organisation)
    versions = [draft.version]
    first = answer(organisation, lead)
    versions.append(Assessment.objects.get().version)
    services.set_as_at(by=lead, organisation=organisation, as_at=date(2026, 3, 31))
    versions.append(Assessment.objects.get().version)
    services.remove_answer(by=lead, organisation=organisation, criterion="Q1.7", version=first.version)
    versions.append(Assessment.objects.get().version)
    assert versions == sorted(set(versions))


def test_the_date_is_set_unless_another_was_set_meanwhile(organisation, lead):
    make_draft(organisation)
    services.set_as_at(by=lead, organisation=organisation, as_at=date(2026, 3, 31), was=date(2026, 9, 30))
    with pytest.raises(services.StaleDate) as stale:
        services.set_as_at(by=lead, organisation=organisation, as_at=date(2026, 4, 30), was=date(2026, 9, 30))
    assert stale.value.draft.as_at == date(2026, 3, 31)
    assert Assessment.objects.get().as_at == date(2026, 3, 31)
