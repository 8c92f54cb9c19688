"""One way for every page of a draft to show its form, save it, and meet somebody else's change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from accounts import conflicts
from accounts.held_forms import posted
from accounts.pages import SignedInRequest, saved
from assessment import rubric_services
from assessment.models import RubricVersion
from assessment.rubric.editing import Document
from assessment.rubric_pages.finding import draft_way, version_url
from assessment.rubric_pages.forms.base import DraftForm

Maker = Callable[[QueryDict | None, Document], DraftForm]
"""Makes the form of a page from what was sent and a document."""


def part_page(
    request: SignedInRequest,
    draft: RubricVersion,
    make: Maker,
    heading: str,
    *,
    after: str = "",
    cancel_url: str = "",
    template: str = "assessment/rubrics/part.html",
    **context: Any,
) -> HttpResponse:
    """The page of one part of a draft.

    `after` is where saving leads, and `cancel_url` where cancelling does: blank, the draft's own page and `after`.
    """
    form = make(posted(request), draft.definition)
    back = after or version_url(draft)
    if form.is_bound and form.is_gone:
        return _gone(request, draft, form)
    if request.method == "POST" and form.is_valid() and form.accepted():
        try:
            rubric_services.change_part(by=request.user, draft=draft, form=form, seen=form.cleaned_data["version"])
        except rubric_services.StaleDraft as stale:
            return _conflict(request, draft, form, stale.draft, make, back)
        return saved(request, f"Saved: {heading[:1].lower()}{heading[1:]}", back)
    page = {"heading": heading, "form": form, "draft": draft, "button": "Save", "crumbs": draft_way(draft)}
    return render(request, template, {**page, "cancel_url": cancel_url or back, **context})


def _conflict(
    request: SignedInRequest,
    draft: RubricVersion,
    form: DraftForm,
    now: RubricVersion | None,
    make: Maker,
    back: str,
) -> HttpResponse:
    """Let the person choose between what they typed and what the part is now."""
    stored = make(None, now.definition) if now else None
    if stored is None or stored.is_gone:
        return _gone(request, draft, form)
    target = rubric_services.target_of(draft)
    return conflicts.choose(request, form, stored, organisation=None, target=target, keep_url=back)


def _gone(request: SignedInRequest, draft: RubricVersion, form: DraftForm) -> HttpResponse:
    """Say that the part is no longer there, and show what was typed."""
    event = conflicts.latest(None, rubric_services.target_of(draft))
    return conflicts.gone(request, form, event=event, keep_url=reverse("rubrics"))
