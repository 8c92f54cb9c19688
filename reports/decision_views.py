"""The page on which a lead keeps or rewrites the decisions that a board paper asks for."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts import conflicts
from accounts.held_forms import posted
from accounts.pages import SignedInRequest, crumbs, saved
from accounts.permissions import Access, Action, organisation_for
from assessment import cover_services
from assessment.cover_forms import DecisionsForm
from assessment.models import Assessment
from assessment.services import draft_for
from assessment.submitted import current_report
from reports.drafts import drafts_in


def decisions(request: SignedInRequest, ods: str) -> HttpResponse:
    """The decisions of the papers of the assessment that is worked on."""
    access = organisation_for(request.user, ods, Action.PREPARE_PAPER)
    return _page(request, access, draft_for(access.organisation), reverse("report", args=[ods]))


def report_decisions(request: SignedInRequest, ods: str, number: int) -> HttpResponse:
    """The decisions of the papers of a signed-off report. Http404: there is none of that number."""
    access = organisation_for(request.user, ods, Action.PREPARE_PAPER)
    report = current_report(access.organisation, number)
    if report is None:
        raise Http404
    return _page(request, access, report.snapshot.assessment, reverse("signed_off", args=[ods, number]))


def _page(request: SignedInRequest, access: Access, assessment: Assessment, back: str) -> HttpResponse:
    drafts = drafts_in(request.GET.get("drafts", ""))
    assessment.organisation = access.organisation
    cover = cover_services.cover_of(access.organisation, assessment.pk)
    form = DecisionsForm(posted(request), access=access, cover=cover, drafts=drafts)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            cover_services.save_decisions(
                by=request.user, assessment=assessment, version=values["version"], decisions=values["decisions"]
            )
        except cover_services.StaleCover as stale:
            return conflicts.choose(
                request,
                form,
                DecisionsForm(access=access, cover=stale.cover, drafts=drafts),
                organisation=access.organisation,
                target=cover_services.COVER_TARGET,
                keep_url=back,
            )
        said = "Saved: the decisions" if values["decisions"] else "Saved: the decisions are drafts again"
        return saved(request, said, f"{back}#decisions")
    context = {
        "access": access,
        "crumbs": crumbs(access.organisation, ("Board report", back)),
        "form": form,
        "heading": "Decisions asked of the board",
        "caption": access.organisation,
        "lead": DRAFTED if drafts and not cover.decisions else "",
        "button": "Keep these decisions",
        "cancel_url": back,
    }
    return render(request, "form.html", context)


DRAFTED = "These were drafted from the findings, and papers mark them as drafts until you keep or rewrite them."
