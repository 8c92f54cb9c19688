"""The writes of the assessment. Each is one transaction with one audit event."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Organisation, User
from assessment.models import Answer, Assessment, RubricVersion


class StaleAnswer(Exception):
    """Somebody saved this answer first. `answer` is what is stored now; nothing of the refused save was kept."""

    def __init__(self, answer: Answer | None) -> None:
        super().__init__(answer)
        self.answer = answer


def draft_for(organisation: Organisation) -> Assessment:
    """The open draft of `organisation`, or an unsaved one as at today (London) by the current rubric."""
    draft = Assessment.objects.open_draft(organisation)
    return draft or Assessment(
        organisation=organisation, rubric_version=RubricVersion.objects.current(), as_at=timezone.localdate()
    )


def _saved_draft(organisation: Organisation) -> Assessment:
    """The open draft, made if there was none and held for this transaction."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    draft = draft_for(organisation)
    if draft.pk is None:
        draft.save()
    return draft


@transaction.atomic
def set_as_at(*, by: User, organisation: Organisation, as_at: date) -> Assessment:
    """Make the open draft an assessment as at `as_at`."""
    draft = _saved_draft(organisation)
    if draft.as_at != as_at:
        changes = {"as_at": [draft.as_at.isoformat(), as_at.isoformat()]}
        draft.as_at = as_at
        _touch(draft)
        audit.record(by=by, organisation=organisation, verb="changed", target="assessment", changes=changes)
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
    answer = answer or Answer(assessment=draft, criterion=criterion, version=0)
    answer.level, answer.evidence = level, evidence
    changes = audit.changed(before, audit.values(answer, ("level", "evidence")))
    if changes or answer.pk is None:
        answer.version += 1
        answer.save()
        _touch(draft)
        audit.record(
            by=by, organisation=organisation, verb="answered", target=f"question {criterion}", changes=changes
        )
    return answer


@transaction.atomic
def remove_answer(*, by: User, organisation: Organisation, criterion: str, version: int) -> None:
    """Take an answer away, so that the question is not answered. StaleAnswer: somebody changed it first."""
    draft = _saved_draft(organisation)
    answer = Answer.objects.select_for_update().filter(assessment=draft, criterion=criterion).first()
    if answer is None or answer.version != version:
        raise StaleAnswer(answer)
    changes = {field: [value, None] for field, value in audit.values(answer, ("level", "evidence")).items()}
    answer.delete()
    _touch(draft)
    audit.record(by=by, organisation=organisation, verb="removed the answer to", target=f"question {criterion}", changes=changes)


def _touch(draft: Assessment) -> None:
    """Mark that the draft has changed, so that a scorecard at hand is worked out again."""
    draft.version += 1
    draft.save(update_fields=("version", "as_at"))
