"""The pages that a board and its organisation read: overview, report and one criterion.

The engine, typst and what stands on them cost a quarter of a second to import, so that they are imported by the first
page that needs them and not by every process that starts.
"""

from __future__ import annotations

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.pages import SignedInRequest, crumbs
from accounts.permissions import Action, organisation_for
from assessment.cycle_list import reports_of


@require_safe
def overview(request: SignedInRequest, ods: str) -> HttpResponse:
    """What there is of an organisation, the answers in short, and what to do next."""
    access = organisation_for(request.user, ods, Action.SEE_ORGANISATION)
    context = {"access": access, "crumbs": crumbs(access.organisation)[:1]}
    if access.may_see_live_report:
        from reports import live_pages

        context |= live_pages.overview(access)
    else:
        context["reports"] = reports_of(access.organisation)
    return render(request, "reports/overview.html", context)


@require_safe
def start(request: SignedInRequest, ods: str) -> HttpResponse:
    """The short way from nothing to a first report."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    from reports import live_pages

    context = {"access": access, "crumbs": crumbs(access.organisation), **live_pages.start(access)}
    return render(request, "reports/start.html", context)


@require_safe
def report(request: SignedInRequest, ods: str) -> HttpResponse:
    """The board report of the roster as it stands."""
    access = organisation_for(request.user, ods, Action.SEE_LIVE_REPORT)
    from reports import live_pages

    context = {"access": access, "crumbs": crumbs(access.organisation), **live_pages.report(access)}
    return render(request, "reports/report.html", context)


@require_safe
def criterion(request: SignedInRequest, ods: str, criterion: str) -> HttpResponse:
    """One criterion explained, with the posts that count for it. Http404: the rubric has no such criterion."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    from reports import criterion_page

    context = criterion_page.context(access, criterion, request.GET.get("page", ""))
    if context is None:
        raise Http404
    way = crumbs(access.organisation, ("Board report", reverse("report", args=[ods])))
    return render(request, "reports/criterion.html", {"access": access, "crumbs": way, **context})


@require_safe
def chart(request: SignedInRequest, ods: str, chart: str) -> HttpResponse:
    """What plotly draws for one chart of the report, as JSON. Http404: the report has no such chart."""
    access = organisation_for(request.user, ods, Action.SEE_LIVE_REPORT)
    from reports import live_pages

    figure = live_pages.figure(access, chart)
    if figure is None:
        raise Http404
    return JsonResponse(figure)
