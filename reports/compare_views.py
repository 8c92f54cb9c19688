"""The pages that compare two reports, or the current one with the roster as it is now."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.fields import PlainMessages
from accounts.pages import SignedInRequest, crumbs
from accounts.permissions import Access, Action, organisation_for
from assessment.cycle_list import Report, reports_of
from assessment.submitted import current_report


class CompareForm(PlainMessages, forms.Form):
    """Which two reports are compared."""

    first = forms.TypedChoiceField(label="The earlier report", coerce=int)
    second = forms.TypedChoiceField(label="The later report", coerce=int)

    def __init__(self, *args: Any, reports: list[Report], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(report.number, f"Report {report.number}, as at {report.as_at:%d %B %Y}") for report in reports]
        for name in ("first", "second"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a field of choices


@require_safe
def changes(request: SignedInRequest, ods: str) -> HttpResponse:
    """What has changed in the roster since the current report was signed off."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    report = current_report(access.organisation)
    context = {"access": access, "crumbs": _way(access), "report": report}
    if report:
        from reports import compare_pages

        context |= compare_pages.changes(access, report)
    return render(request, "reports/changes.html", context)


@require_safe
def compare(request: SignedInRequest, ods: str) -> HttpResponse:
    """Two signed-off reports compared in words; those that the address names, else the last two."""
    access = organisation_for(request.user, ods, Action.SEE_SIGNED_OFF)
    reports = reports_of(access.organisation)
    numbers = sorted(report.number for report in reports)[-2:]
    initial = dict(zip(("first", "second"), numbers, strict=False))
    form = CompareForm(request.GET or initial, reports=reports)
    context = {"access": access, "crumbs": _way(access), "form": form, "has_two": len(reports) > 1}
    if len(reports) > 1 and form.is_valid():
        chosen = sorted((form.cleaned_data["first"], form.cleaned_data["second"]))
        first, second = (current_report(access.organisation, number) for number in chosen)
        if first and second:
            from reports import compare_pages

            context |= compare_pages.two(access, first, second)
    return render(request, "reports/compare.html", context)


def _way(access: Access) -> list[tuple[str, str]]:
    cycle = ("Reports and assessments", reverse("cycle", args=[access.organisation.ods_code]))
    return crumbs(access.organisation, cycle)
