"""The data of a signed-off report as files: as it was signed off, whatever has changed since."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.pages import SignedInRequest, go
from accounts.permissions import Access, Action, organisation_for
from assessment.models import SignOff
from assessment.submitted import current_report
from reports.frozen import posts_in
from teams.exporting import roster_csv
from teams.views.downloads import CSV, XLSX, download

JSON = "application/json"
Made = Callable[[Access, SignOff], tuple[bytes, str, str]]
"""The file, its content type and the end of its name."""


def _of_report(action: Action, *, needs_posts: bool = False) -> Callable[[Made], Callable[..., HttpResponse]]:
    """A view of a file of a signed-off report for those who may do `action`. Http404: there is none of that number.

    Where it `needs_posts` and they were removed, it leads to the page that says when and why.
    """

    def wrap(made: Made) -> Callable[..., HttpResponse]:
        @require_safe
        @wraps(made)
        def view(request: SignedInRequest, ods: str, number: int) -> HttpResponse:
            access = organisation_for(request.user, ods, action)
            report = current_report(access.organisation, number)
            if report is None:
                raise Http404
            if needs_posts and not hasattr(report.snapshot, "posts"):
                gone = "There is no such file any more: the posts were removed."
                return go(request, gone, reverse("signed_off_posts", args=[ods, number]))
            content, content_type, ending = made(access, report)
            return download(content, content_type, f"{ods}-report-{number}-{ending}")

        return view

    return wrap


@_of_report(Action.SEE_ROSTER, needs_posts=True)
def signed_off_posts_csv(access: Access, report: SignOff) -> tuple[bytes, str, str]:
    """The roster as it was scored, as CSV."""
    return roster_csv(posts_in(report.snapshot)), CSV, "posts.csv"


@_of_report(Action.SEE_ROSTER, needs_posts=True)
def signed_off_posts_xlsx(access: Access, report: SignOff) -> tuple[bytes, str, str]:
    """The roster as it was scored, as a workbook."""
    from teams.exporting_xlsx import roster_xlsx  # loads XlsxWriter, start-up must not wait for it

    return roster_xlsx(posts_in(report.snapshot)), XLSX, "posts.xlsx"


@_of_report(Action.EDIT_REPRESENTATION)
def signed_off_content(access: Access, report: SignOff) -> tuple[bytes, str, str]:
    """The sums, facts, answers and scorecard exactly as they were hashed.

    It has counts of people as they are, which only those read who enter them.
    """
    return report.snapshot.content.encode(), JSON, "content.json"


@_of_report(Action.SEE_ROSTER, needs_posts=True)
def signed_off_posts_json(access: Access, report: SignOff) -> tuple[bytes, str, str]:
    """The posts and texts of evidence exactly as they were hashed."""
    return report.snapshot.posts.text.encode(), JSON, "posts.json"
