"""The page of the improvement plan with its files, and that of the history of reports."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.pages import SignedInRequest, crumbs
from accounts.permissions import Action, organisation_for
from teams.views.files import as_file


@require_safe
def plan(request: SignedInRequest, ods: str) -> HttpResponse:
    """Every gap, the largest first, with what is planned for it."""
    access = organisation_for(request.user, ods, Action.SEE_LIVE_REPORT)
    from reports import plan_pages

    context = {"access": access, "crumbs": crumbs(access.organisation), **plan_pages.page(access)}
    return render(request, "reports/plan.html", context)


@require_safe
def plan_file(request: SignedInRequest, ods: str, kind: str) -> HttpResponse:
    """The plan as a file of `kind`, csv or xlsx."""
    access = organisation_for(request.user, ods, Action.SEE_LIVE_REPORT)
    from reports import plan_pages

    return as_file(access.organisation, plan_pages.table(access), kind)


@require_safe
def history(request: SignedInRequest, ods: str) -> HttpResponse:
    """The signed-off reports over time."""
    access = organisation_for(request.user, ods, Action.SEE_SIGNED_OFF)
    from reports import history_pages

    cycle = ("Reports and assessments", reverse("cycle", args=[ods]))
    context = {"access": access, "crumbs": crumbs(access.organisation, cycle), **history_pages.page(access)}
    return render(request, "reports/history.html", context)
