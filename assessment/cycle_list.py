"""Lists of the cycle to read: signed-off reports, which wait for somebody, and which actions are overdue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from accounts.models import Organisation, User
from accounts.permissions import Access
from assessment.models import Action, Assessment, SignOff


@dataclass(frozen=True, slots=True)
class Report:
    """One signed-off report: its number, whether it is current, when and by which job title it was signed off."""

    number: int
    is_current: bool
    as_at: date
    signed_at: datetime
    job_title: str
    rubric: str
    reopened_because: str
    sha256: str


def reports_of(organisation: Organisation) -> list[Report]:
    """Every signed-off report of `organisation`, the latest first. One query."""
    return [_report(found) for found in SignOff.objects.of(organisation)]


def reports_with_those_before(organisation: Organisation) -> tuple[list[Report], list[SignOff]]:
    """The reports of `reports_of`, and those of the organisations that went into `organisation`. One query."""
    found = list(SignOff.objects.with_predecessors(organisation))
    own = [_report(each) for each in found if each.organisation_id == organisation.pk]
    return own, [each for each in found if each.organisation_id != organisation.pk]


def to_be_signed_off(user: User, accesses: Iterable[Access]) -> set[int]:
    """The organisations (ids) in which a report waits for the sign-off of `user`. One query at most."""
    asked = {access.organisation.pk for access in accesses if access.may_sign_off}
    return Assessment.objects.waiting_for(user, asked) if asked else set()


def overdue_actions(accesses: Iterable[Access]) -> dict[int, int]:
    """How many actions are overdue today, by organisation (id), where one person looks after the plan. One query."""
    planned = [access.organisation.pk for access in accesses if access.may_edit_plan]
    return Action.objects.overdue(planned, timezone.localdate()) if planned else {}


def _report(found: SignOff) -> Report:
    assessment = found.snapshot.assessment
    return Report(
        number=found.number,
        is_current=assessment.state == Assessment.State.SIGNED_OFF,
        as_at=assessment.as_at,
        signed_at=found.signed_at,
        job_title=found.job_title,
        rubric=str(assessment.rubric_version),
        reopened_because=assessment.reopened_because,
        sha256=found.sha256,
    )
