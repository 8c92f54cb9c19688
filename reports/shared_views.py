"""The page that a link to a signed-off report opens: its public paper, for whoever has the link."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.limits import limited
from assessment import link_services
from assessment.models import ReportLink
from assessment.submitted import report_behind

HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow, noarchive"}
"""The address holds the token, so that no other site and no search engine may learn it."""


@never_cache
@login_not_required
@require_safe
@limited("report-link", lambda request: request.path, methods=("GET", "HEAD"))
def shared_report(request: HttpRequest, token: str) -> HttpResponse:
    """The public paper of a report as a page; the same page for a link that is unknown, over or revoked."""
    link = report_behind(token)
    answer = _shown(request, link) if link else render(request, "reports/shared_over.html", status=404)
    for name, value in HEADERS.items():
        answer.headers[name] = value
    return answer


def _shown(request: HttpRequest, link: ReportLink) -> HttpResponse:
    from reports import signed_pages

    if request.method == "GET":
        link_services.note_opening(link=link)
    context = {
        "report": link.report,
        "organisation": link.report.organisation,
        "expires_at": link.expires_at,
        "is_current": link.report.snapshot.assessment.state == "signed_off",
        "body": signed_pages.public_body(link.report),
    }
    return render(request, "reports/shared.html", context)
