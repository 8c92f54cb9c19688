"""The files of a report: those of the roster as it stands, and those of a signed-off report.

An address gives the public paper unless it says private.
"""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from accounts.pages import SignedInRequest
from accounts.permissions import Access, Action, organisation_for
from assessment.models import SignOff
from assessment.submitted import current_report

MAY_READ = {"public": Action.SEE_SIGNED_OFF, "private": Action.SEE_PRIVATE_PAPER}
"""Who may read the papers of a signed-off report, by the audience in the address."""


@require_safe
def live_file(request: SignedInRequest, ods: str, kind: str, audience: str) -> HttpResponse:
    """The report as it stands as a file of `kind`."""
    access = organisation_for(request.user, ods, Action.SEE_LIVE_REPORT)
    from reports import live_pages, outputs

    return outputs.as_file(ods, kind, live_pages.made(access, audience))


@require_safe
def live_table(request: SignedInRequest, ods: str, table: str, audience: str) -> HttpResponse:
    """One table of the report as it stands as CSV. Http404: it has none of that name."""
    access = organisation_for(request.user, ods, Action.SEE_LIVE_REPORT)
    from reports import live_pages, outputs

    return outputs.as_csv(ods, table, live_pages.made(access, audience))


@require_safe
def signed_off_file(request: SignedInRequest, ods: str, number: int, kind: str, audience: str) -> HttpResponse:
    """A signed-off report as a file of `kind`. Http404: there is none of that number."""
    access = organisation_for(request.user, ods, MAY_READ[audience])
    report = _report(access, number)
    from reports import outputs, signed_pages

    return outputs.as_file(ods, kind, signed_pages.made(access, report, audience))


@require_safe
def signed_off_table(request: SignedInRequest, ods: str, number: int, table: str, audience: str) -> HttpResponse:
    """One table of a signed-off report as CSV. Http404: there is no such report, or it has none of that name."""
    access = organisation_for(request.user, ods, MAY_READ[audience])
    report = _report(access, number)
    from reports import outputs, signed_pages

    return outputs.as_csv(ods, table, signed_pages.made(access, report, audience))


def _report(access: Access, number: int) -> SignOff:
    report = current_report(access.organisation, number)
    if report is None:
        raise Http404
    return report
