"""The writes of the assessment. Each is one transaction with one audit event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Organisation, User
from assessment.cycle import CHANGE, require
from assessment.models import Answer, Assessment, RubricVersion

AS_AT_TARGET = "assessment"
"""How the activity log names an assessment."""


class StaleAnswer(Exception):
    """Somebody saved this answer first. `answer` is what is stored now; nothing of the refused save was kept."""

    def __init__(self, answer: Answer | None) -> None:
        super().__init__(answer)
        self.answer = answer


@dataclass(eq=False)
class StaleAnswers(Exception):
    """Somebody saved some of these answers first. `answers` are those by criterion, as they are stored now."""

    answers: dict[str, Answer | None]


class StaleDate(Exception):
    """Somebody changed the date of the assessment first. `draft` is what is stored now."""

    def __init__(self, draft: Assessment) -> None:
        super().__init__(draft)
        self.draft = draft


def draft_for(organisation: Organisation) -> Assessment:
    """The assessment that the live report of `organisation` is worked out by; it may be unsaved, or not a draft.

    Once it is signed off the roster is read as at today (London); so it is for an unsaved one, by the current rubric.
    """
    return _as_read(Assessment.objects.working(organisation)) or _new_draft(organisation)


def draft_with_answers(
    organisation: Organisation, known: tuple[int, int] | None = None
) -> tuple[Assessment, list[Answer]]:
    """The assessment of `draft_for`, and its answers; without them where its id and version are the ones `known`."""
    found, answers = Assessment.objects.working_with_answers(organisation, known)
    return _as_read(found) or _new_draft(organisation), answers


def _as_read(found: Assessment | None) -> Assessment | None:
    if found and found.state == Assessment.State.SIGNED_OFF:
        found.as_at = timezone.localdate()
    return found


def _new_draft(organisation: Organisation) -> Assessment:
    return Assessment(
        organisation=organisation, rubric_version=RubricVersion.objects.current(), as_at=timezone.localdate()
    )


def held_draft(organisation: Organisation) -> Assessment:
    """The open draft, made if there was no assessment at all, and held for this transaction.

    NotNow: the assessment of `organisation` is submitted or signed off.
    """
    held = Assessment.objects.select_for_update(of=("self",))
    draft = held.working(organisation)
    if draft is None:
        # Of two people who start at once, the second waits here and then finds the draft of the first.
        Organisation.objects.hold(organisation)
        draft = held.working(organisation)
    if draft is None:
        draft = _new_draft(organisation)
        draft.save()
    require(CHANGE, draft.state)
    return draft


@transaction.atomic
def set_as_at(*, by: User, organisation: Organisation, as_at: date, was: date | None = None) -> Assessment:
    """Make the open draft an assessment as at `as_at`.

    `was` is the day that the person saw, None to set it whatever it was. StaleDate: it is another day by now. NotNow:
    the assessment is not a draft.
    """
    draft = held_draft(organisation)
    if was not in (None, draft.as_at):
        raise StaleDate(draft)
    if draft.as_at != as_at:
        changes = {"as_at": [draft.as_at.isoformat(), as_at.isoformat()]}
        draft.as_at = as_at
        touch(draft)
        audit.record(by=by, organisation=organisation, verb="changed", target=AS_AT_TARGET, changes=changes)
    return draft


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody answers: a level, None for "we do not know", what shows it, and how sure they are.

    `differs_because` says why the answer differs from the records.
    """

    level: int | None
    evidence: str = ""
    link: str = ""
    evidence_on: date | None = None
    confidence: str = ""
    differs_because: str = ""


ANSWER_FIELDS = tuple(field.name for field in fields(Given))
STORED_FIELDS = (*ANSWER_FIELDS, "is_carried")


def save_answer(*, by: User, organisation: Organisation, criterion: str, version: int | None, **given: Any) -> Answer:
    """Answer `criterion` of the open draft with the values of `Given`; `version` None is a first answer.

    StaleAnswer: somebody answered first.
    """
    try:
        [answer] = save_answers(by=by, organisation=organisation, given={criterion: (version, Given(**given))})
    except StaleAnswers as stale:
        raise StaleAnswer(stale.answers[criterion]) from None
    return answer


@transaction.atomic
def save_answers(
    *, by: User, organisation: Organisation, given: Mapping[str, tuple[int | None, Given]]
) -> list[Answer]:
    """Answer several criteria of the open draft, all or none: each with the version that was on the page.

    StaleAnswers: somebody answered some of them first. NotNow: the assessment is not a draft.
    """
    draft = held_draft(organisation)
    stored = {answer.criterion: answer for answer in draft.answers.select_for_update().filter(criterion__in=given)}
    versions = {criterion: stored[criterion].version if criterion in stored else None for criterion in given}
    stale = [criterion for criterion, (version, _) in given.items() if version != versions[criterion]]
    if stale:
        raise StaleAnswers({criterion: stored.get(criterion) for criterion in stale})
    # A new answer goes on from the version of the draft, so that it never has that of one which was taken away.
    answers = [
        stored.get(criterion) or Answer(assessment=draft, criterion=criterion, version=draft.version)
        for criterion in given
    ]
    changes = {answer.criterion: _set(answer, given[answer.criterion][1]) for answer in answers}
    written = [answer for answer in answers if changes[answer.criterion] or answer.pk is None]
    by_target = {target_of(answer.criterion): changes[answer.criterion] for answer in written}
    _write(draft, written)
    audit.record_several(by=by, organisation=organisation, verb="answered", changes=by_target)
    return answers


def _set(answer: Answer, given: Given) -> audit.Changes:
    """Set the values; what was carried forward and is saved, changed or not, is confirmed by that."""
    before = audit.values(answer, STORED_FIELDS)
    for field, value in asdict(given).items():
        setattr(answer, field, value)
    answer.is_carried = False
    return audit.changed(before, audit.values(answer, STORED_FIELDS))


def _write(draft: Assessment, answers: list[Answer]) -> None:
    """Store answers that are new or have changed, and mark the draft."""
    if not answers:
        return
    for answer in answers:
        answer.version += 1
    Answer.objects.bulk_update([answer for answer in answers if answer.pk], (*STORED_FIELDS, "version"))
    Answer.objects.bulk_create([answer for answer in answers if answer.pk is None])
    touch(draft)


@transaction.atomic
def remove_answer(*, by: User, organisation: Organisation, criterion: str, version: int | None) -> None:
    """Take an answer away, so that the question is not answered. StaleAnswer: somebody changed it first."""
    draft = held_draft(organisation)
    answer = Answer.objects.select_for_update().filter(assessment=draft, criterion=criterion).first()
    if answer is None or answer.version != version:
        raise StaleAnswer(answer)
    changes = {
        field: [value, None] for field, value in audit.values(answer, ANSWER_FIELDS).items() if value not in (None, "")
    }
    answer.delete()
    touch(draft)
    audit.record(
        by=by, organisation=organisation, verb="removed the answer to", target=target_of(criterion), changes=changes
    )


def touch(draft: Assessment) -> None:
    """Mark that the draft has changed, so that a scorecard at hand is worked out again."""
    draft.version += 1
    draft.save(update_fields=("version", "as_at"))


def target_of(criterion: str) -> str:
    """How the activity log names the answer to a criterion."""
    return f"question {criterion}"
