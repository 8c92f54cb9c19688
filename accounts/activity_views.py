"""The pages of the activity log."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.activity import Line, choices, events_of, lines
from accounts.activity_forms import ActivityFilter
from accounts.csv_text import csv_file
from accounts.pages import SignedInRequest, crumbs
from accounts.permissions import Access, Action, organisation_for

PAGE_SIZE = 50
HEADER = ("When (London time)", "Who", "What", "Thing", "Field", "From", "To")


@require_safe
def activity(request: SignedInRequest, ods: str) -> HttpResponse:
    """What was done in the organisation, latest first, a page at a time."""
    access = organisation_for(request.user, ods, Action.SEE_ACTIVITY)
    form = _filter(request, access)
    found = events_of(access.organisation, form.wanted())
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page", ""))
    query = urlencode([(name, value) for name, value in request.GET.items() if name != "page" and value])
    context: dict[str, Any] = {
        "access": access,
        "crumbs": crumbs(access.organisation),
        "form": form,
        "page": page,
        "lines": lines(access, page.object_list),
        "query": f"{query}&" if query else "",
        "narrows": bool(query),
    }
    return render(request, "accounts/activity.html", context)


@require_safe
def activity_csv(request: SignedInRequest, ods: str) -> HttpResponse:
    """The same events as a file, one line for each field that changed."""
    access = organisation_for(request.user, ods, Action.SEE_ACTIVITY)
    events = events_of(access.organisation, _filter(request, access).wanted())
    content = csv_file(HEADER, (row for line in lines(access, events) for row in _rows(line)))
    disposition = f'attachment; filename="{ods}-activity-{timezone.localdate()}.csv"'
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": disposition})


def _filter(request: SignedInRequest, access: Access) -> ActivityFilter:
    people, verbs = choices(access.organisation)
    return ActivityFilter(request.GET, people=people, verbs=verbs)


def _rows(line: Line) -> list[tuple[str, ...]]:
    start = (f"{timezone.localtime(line.at):%Y-%m-%d %H:%M:%S}", line.who, line.sentence, line.thing)
    return [(*start, change.field, change.old, change.new) for change in line.changes] or [(*start, "", "", "")]
