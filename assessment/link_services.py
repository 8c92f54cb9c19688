"""The writes of links by which anybody reads the public paper of a signed-off report."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import audit
from accounts.models import User
from assessment.models import ReportLink, SignOff
from assessment.models.papers import token_hash

MOST = 20
"""Links to one report that work at a time."""


class TooManyLinks(Exception):
    """There are as many links to the report as there may be. Nothing was made."""


def links_of(report: SignOff) -> list[ReportLink]:
    """The links to a report, the latest first."""
    return list(ReportLink.objects.of(report))


@transaction.atomic
def make_link(*, by: User, report: SignOff, purpose: str, days: int) -> str:
    """Make a link that works for `days`. Gives its token, which is kept nowhere. TooManyLinks."""
    if sum(not link.is_over and not link.revoked_at for link in ReportLink.objects.of(report)) >= MOST:
        raise TooManyLinks
    token = secrets.token_urlsafe(32)
    link = ReportLink.objects.create(
        report=report, purpose=purpose, sha256=token_hash(token), made_by=by, made_at=timezone.now(), days=days
    )
    changes = {"purpose": [None, purpose], "days": [None, days]}
    audit.record(by=by, organisation=report.organisation, verb="made", target=link.log_name, changes=changes)
    return token


@transaction.atomic
def revoke_link(*, by: User, report: SignOff, key: int) -> bool:
    """End a link to a report at once; False where there is none of that id. Again: no change."""
    link = ReportLink.objects.of(report).select_for_update(of=("self",)).filter(pk=key).first()
    if link and not link.revoked_at:
        link.revoked_at = timezone.now()
        link.save(update_fields=("revoked_at",))
        audit.record(by=by, organisation=report.organisation, verb="revoked", target=link.log_name)
    return link is not None


@transaction.atomic
def note_opening(*, link: ReportLink) -> None:
    """Write in the activity log that somebody opened a link; who it was nobody knows."""
    ReportLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1, last_opened_at=timezone.now())
    audit.record(by=None, organisation=link.report.organisation, verb="opened", target=link.log_name)
