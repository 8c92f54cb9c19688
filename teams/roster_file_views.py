"""The roster as a file, and blank templates of one."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.pages import SignedInRequest
from accounts.permissions import Action, organisation_for
from teams import exporting
from teams.views.downloads import CSV, XLSX, download


@require_safe
def posts_csv(request: SignedInRequest, ods: str) -> HttpResponse:
    """The open posts of the organisation as CSV."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    today = timezone.localdate()
    return download(
        exporting.roster_csv(access.organisation.posts.open_at(today).rows()), CSV, f"{ods}-roster-{today}.csv"
    )


@require_safe
def posts_xlsx(request: SignedInRequest, ods: str) -> HttpResponse:
    """The open posts of the organisation as a workbook."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    from teams.exporting_xlsx import roster_xlsx  # loads XlsxWriter, start-up must not wait for it

    today = timezone.localdate()
    return download(roster_xlsx(access.organisation.posts.open_at(today).rows()), XLSX, f"{ods}-roster-{today}.xlsx")


@require_safe
def template_csv(request: SignedInRequest, ods: str) -> HttpResponse:
    """A CSV file with our headings and nothing else."""
    organisation_for(request.user, ods, Action.SEE_ROSTER)
    return download(exporting.template_csv(), CSV, "roster-template.csv")


@require_safe
def template_xlsx(request: SignedInRequest, ods: str) -> HttpResponse:
    """A workbook with our headings, lists of codes and what they mean."""
    organisation_for(request.user, ods, Action.SEE_ROSTER)
    from teams.exporting_xlsx import template_xlsx as blank  # loads XlsxWriter, as above

    return download(blank(), XLSX, "roster-template.xlsx")
