"""The signed-off reports of an organisation, as a list to read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import Organisation, User
from accounts.permissions import Access
from assessment.models import Assessment, SignOff


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
