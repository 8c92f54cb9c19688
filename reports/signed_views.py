"""The pages of what is to be submitted, what is submitted, and what was signed off."""

from __future__ import annotations

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.pages import Crumb, SignedInRequest, crumbs
from accounts.permissions import Access, Action, organisation_for
from assessment import services
from assessment.models import Assessment, SignOff, Snapshot
from assessment.submitted import current_report, latest_snapshot

State = Assessment.State


@require_safe
def check(request: SignedInRequest, ods: str) -> HttpResponse:
    """Check answers: everything that would be submitted, with links to change it."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    from reports import signed_pages

    context = {"access": access, "crumbs": _way(access), **signed_pages.check(access)}
    return render(request, "reports/check.html", context)


@require_safe
def submitted(request: SignedInRequest, ods: str) -> HttpResponse:
    """The report that waits for sign-off, as it was submitted; a page without one where nothing is submitted."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    snapshot = _submitted(access)
    context = {"access": access, "crumbs": _way(access), "snapshot": snapshot}
    if snapshot:
        from reports import signed_pages

        context |= {
            "body": signed_pages.body(access, snapshot),
            "phase_label": "Submitted",
            "phase_text": "This report waits for sign-off. Nobody has signed it off.",
        }
    return render(request, "reports/submitted.html", context)


@require_safe
def signed_off(request: SignedInRequest, ods: str, number: int) -> HttpResponse:
    """A signed-off report as it was signed off. Http404: there is none of that number."""
    access = organisation_for(request.user, ods, Action.SEE_SIGNED_OFF)
    report = _report(access, number)
    from reports import signed_pages

    assessment = report.snapshot.assessment
    is_current = assessment.state == State.SIGNED_OFF
    context = {
        "access": access,
        "crumbs": _way(access),
        "report": report,
        "is_current": is_current,
        "reopened_because": assessment.reopened_because,
        "removal": getattr(report.snapshot, "removal", None),
        "body": signed_pages.body(access, report.snapshot, report),
        "phase_label": "Current" if is_current else "Superseded",
        "phase_text": f"Report {number}, signed off.",
    }
    return render(request, "reports/signed_off.html", context)


@require_safe
def signed_off_chart(request: SignedInRequest, ods: str, number: int, chart: str) -> HttpResponse:
    """What plotly draws for one chart of a signed-off report, as JSON. Http404: there is no such report or chart."""
    access = organisation_for(request.user, ods, Action.SEE_SIGNED_OFF)
    report = _report(access, number)
    from reports import signed_pages

    figure = signed_pages.figure(access, report, chart)
    if figure is None:
        raise Http404
    return JsonResponse(figure)


@require_safe
def signed_off_posts(request: SignedInRequest, ods: str, number: int) -> HttpResponse:
    """The posts and the evidence of a signed-off report. Http404: there is none of that number."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    report = _report(access, number)
    from reports import signed_pages

    way = _way(access, (f"Report {number}", reverse("signed_off", args=[ods, number])))
    context = {"access": access, "crumbs": way, "report": report, **signed_pages.posts(report)}
    return render(request, "reports/signed_off_posts.html", context)


def _report(access: Access, number: int) -> SignOff:
    report = current_report(access.organisation, number)
    if report is None:
        raise Http404
    return report


def _submitted(access: Access) -> Snapshot | None:
    held = services.draft_for(access.organisation)
    return latest_snapshot(held) if held.pk and held.state == State.SUBMITTED else None


def _way(access: Access, *further: Crumb) -> list[Crumb]:
    cycle = ("Reports and assessments", reverse("cycle", args=[access.organisation.ods_code]))
    return crumbs(access.organisation, cycle, *further)
