"""The roster as it is scored, as a file: what counts for the organisation on the date of its assessment."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from accounts.pages import SignedInRequest
from accounts.permissions import Action, organisation_for
from assessment.services import draft_for
from teams.exporting import roster_csv
from teams.roster import Post as PostRow
from teams.share_lines import scored_roster
from teams.views.downloads import CSV, XLSX, download


@require_safe
def scored_csv(request: SignedInRequest, ods: str) -> HttpResponse:
    """The roster as it is scored, as CSV."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    rows, name = _scored(access.organisation)
    return download(roster_csv(rows), CSV, f"{name}.csv")


@require_safe
def scored_xlsx(request: SignedInRequest, ods: str) -> HttpResponse:
    """The roster as it is scored, as a workbook."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    from teams.exporting_xlsx import roster_xlsx  # loads XlsxWriter, start-up must not wait for it

    rows, name = _scored(access.organisation)
    return download(roster_xlsx(rows), XLSX, f"{name}.xlsx")


def _scored(organisation: Organisation) -> tuple[list[PostRow], str]:
    """The rows of the roster, and the name of a file of them without its ending."""
    as_at = draft_for(organisation).as_at
    return scored_roster(organisation, as_at), f"{organisation.ods_code}-roster-as-scored-{as_at}"
