"""The writes of the assessment. Each is one transaction with one audit event."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Organisation, User
from assessment.models import Answer, Assessment, RubricVersion

AS_AT_TARGET = "assessment"
"""How the activity log names an assessment."""


class StaleAnswer(Exception):
    """Somebody saved this answer first. `answer` is what is stored now; nothing of the refused save was kept."""

    def __init__(self, answer: Answer | None) -> None:
        super().__init__(answer)
        self.answer = answer


class StaleDate(Exception):
    """Somebody changed the date of the assessment first. `draft` is what is stored now."""

    def __init__(self, draft: Assessment) -> None:
        super().__init__(draft)
        self.draft = draft


def draft_for(organisation: Organisation) -> Assessment:
    """The open draft of `organisation`, or an unsaved one as at today (London) by the current rubric."""
    return Assessment.objects.open_draft(organisation) or _new_draft(organisation)


def draft_with_answers(organisation: Organisation) -> tuple[Assessment, list[Answer]]:
    """The draft of `draft_for`, and its answers."""
    draft, answers = Assessment.objects.open_draft_with_answers(organisation)
    return draft or _new_draft(organisation), answers


def _new_draft(organisation: Organisation) -> Assessment:
    return Assessment(
        organisation=organisation, rubric_version=RubricVersion.objects.current(), as_at=timezone.localdate()
    )


def _saved_draft(organisation: Organisation) -> Assessment:
    """The open draft, made if there was none and held for this transaction."""
    drafts = Assessment.objects.select_for_update(of=("self",))
    draft = drafts.open_draft(organisation)
    if draft is None:
        # Of two people who start at once, the second waits here and then finds the draft of the first.
        Organisation.objects.hold(organisation)
        draft = drafts.open_draft(organisation)
    if draft is None:
        draft = draft_for(organisation)
        draft.save()
    return draft


@transaction.atomic
def set_as_at(*, by: User, organisation: Organisation, as_at: date, was: date | None = None) -> Assessment:
    """Make the open draft an assessment as at `as_at`.

    `was` is the day that the person saw, None to set it whatever it was. StaleDate: it is another day by now.
    """
    draft = _saved_draft(organisation)
    if was not in (None, draft.as_at):
        raise StaleDate(draft)
    if draft.as_at != as_at:
        changes = {"as_at": [draft.as_at.isoformat(), as_at.isoformat()]}
        draft.as_at = as_at
        _touch(draft)
        audit.record(by=by, organisation=organisation, verb="changed", target=AS_AT_TARGET, changes=changes)
    return draft


@transaction.atomic
def save_answer(
    *, by: User, organisation: Organisation, criterion: str, version: int | None, level: int | None, evidence: str
) -> Answer:
    """Answer `criterion` of the open draft; `level` None is "we do not know", `version` None a first answer.

    StaleAnswer: somebody answered first.
    """
    draft = _saved_draft(organisation)
    answer = Answer.objects.select_for_update().filter(assessment=draft, criterion=criterion).first()
    if (answer.version if answer else None) != version:
        raise StaleAnswer(answer)
    before = audit.values(answer, ("level", "evidence")) if answer else {}
    # A new answer goes on from the version of the draft, so that it never has that of one which was taken away.
    answer = answer or Answer(assessment=draft, criterion=criterion, version=draft.version)
    answer.level, answer.evidence = level, evidence
    changes = audit.changed(before, audit.values(answer, ("level", "evidence")))
    if changes or answer.pk is None:
        answer.version += 1
        answer.save()
        _touch(draft)
        audit.record(by=by, organisation=organisation, verb="answered", target=target_of(criterion), changes=changes)
    return answer


@transaction.atomic
def remove_answer(*, by: User, organisation: Organisation, criterion: str, version: int | None) -> None:
    """Take an answer away, so that the question is not answered. StaleAnswer: somebody changed it first."""
    draft = _saved_draft(organisation)
    answer = Answer.objects.select_for_update().filter(assessment=draft, criterion=criterion).first()
    if answer is None or answer.version != version:
        raise StaleAnswer(answer)
    changes = {field: [value, None] for field, value in audit.values(answer, ("level", "evidence")).items()}
    answer.delete()
    _touch(draft)
    audit.record(
        by=by, organisation=organisation, verb="removed the answer to", target=target_of(criterion), changes=changes
    )


def _touch(draft: Assessment) -> None:
    """Mark that the draft has changed, so that a scorecard at hand is worked out again."""
    draft.version += 1
    draft.save(update_fields=("version", "as_at"))


def target_of(criterion: str) -> str:
    """How the activity log names the answer to a criterion."""
    return f"question {criterion}"
