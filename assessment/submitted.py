"""What was submitted and signed off, found for the pages that show it."""

from __future__ import annotations

from accounts.models import Organisation
from assessment.models import Assessment, ReportLink, SignOff, Snapshot


def latest_snapshot(assessment: Assessment) -> Snapshot | None:
    """What was submitted last of an assessment; None before a submission."""
    return Snapshot.objects.latest_of(assessment)


def current_report(organisation: Organisation, number: int | None = None) -> SignOff | None:
    """The signed-off report of that number, or the latest; None: there is none."""
    return SignOff.objects.report(organisation, number)


def report_behind(token: str) -> ReportLink | None:
    """The link of that token with its report, while it works; None where it is unknown, over or revoked."""
    return ReportLink.objects.working(token)
