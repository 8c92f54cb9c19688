"""Signed-off reports of demonstration trusts, and a draft that was reopened from one."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation, User
from assessment import cycle_services, services, submission
from assessment.checking import findings_before
from assessment.models import Assessment, SignOff
from assessment.readiness import accepted

COMMENTARY = (
    "The core team is in place and funded. User research and product management rest on few people. We recruit for both"
    " this year."
)
EXPLAINED = "We know of it, and mend it before the next report."
REOPENED = "The board asked for the posts of the new service desk to be counted."


@transaction.atomic
def sign_off_and_reopen(organisation: Organisation, lead: User, sponsor: User) -> None:
    """Submit the draft as it stands, sign it off, and reopen it, unless a report is signed off already."""
    if SignOff.objects.of(organisation).exists():
        return
    draft = services.draft_for(organisation)
    cycle_services.save_commentary(by=lead, organisation=organisation, question="Q1", version=0, text=COMMENTARY)
    draft.refresh_from_db()
    _sign_off(draft, lead, sponsor)
    cycle_services.reopen(by=lead, organisation=organisation, assessment=draft, because=REOPENED)


@transaction.atomic
def sign_off(organisation: Organisation, lead: User, sponsor: User) -> None:
    """Submit the draft as it stands, and sign it off, unless a report is signed off already."""
    if not SignOff.objects.of(organisation).exists():
        _sign_off(services.draft_for(organisation), lead, sponsor)


def _sign_off(draft: Assessment, lead: User, sponsor: User) -> None:
    organisation = draft.organisation
    warnings = accepted(findings_before(draft, organisation, timezone.localdate()), {})
    reasons = {warning.matter: EXPLAINED for warning in warnings}
    cycle_services.save_reasons(by=lead, organisation=organisation, reasons=reasons)
    draft.refresh_from_db()
    organisation.refresh_from_db()
    seen = submission.Seen(draft.version, organisation.roster_version)
    snapshot = submission.submit(
        by=lead, assessment=draft, seen=seen, sponsor=sponsor, job_title="Chief digital information officer"
    )
    cycle_services.sign_off(by=sponsor, assessment=draft, sha256=snapshot.sha256)
