"""The page on which a lead fills in the cover of the board papers of an assessment."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts import conflicts
from accounts.held_forms import posted
from accounts.pages import SignedInRequest, crumbs, saved
from accounts.permissions import Access, Action, organisation_for
from assessment import cover_services
from assessment.cover_forms import CoverForm
from assessment.models import Assessment
from assessment.services import draft_for
from assessment.submitted import current_report


def cover(request: SignedInRequest, ods: str) -> HttpResponse:
    """The cover of the papers of the assessment that is worked on."""
    access = organisation_for(request.user, ods, Action.PREPARE_PAPER)
    return _page(request, access, draft_for(access.organisation), reverse("report", args=[ods]))


def report_cover(request: SignedInRequest, ods: str, number: int) -> HttpResponse:
    """The cover of the papers of a signed-off report. Http404: there is none of that number."""
    access = organisation_for(request.user, ods, Action.PREPARE_PAPER)
    report = current_report(access.organisation, number)
    if report is None:
        raise Http404
    return _page(request, access, report.snapshot.assessment, reverse("signed_off", args=[ods, number]))


def _page(request: SignedInRequest, access: Access, assessment: Assessment, back: str) -> HttpResponse:
    assessment.organisation = access.organisation
    stored = cover_services.cover_of(access.organisation, assessment.pk)
    form = CoverForm(posted(request), access=access, cover=stored)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            cover_services.save_cover(by=request.user, assessment=assessment, version=version, values=form.values())
        except cover_services.StaleCover as stale:
            return conflicts.choose(
                request,
                form,
                CoverForm(access=access, cover=stale.cover),
                organisation=access.organisation,
                target=cover_services.COVER_TARGET,
                keep_url=back,
            )
        return saved(request, "Saved: the cover of the board paper", f"{back}#files")
    context = {
        "access": access,
        "crumbs": crumbs(access.organisation, ("Board report", back)),
        "form": form,
        "heading": "Cover of the board paper",
        "caption": access.organisation,
        "lead": (
            "It is about the meeting, so you can change it after sign-off too. It is not part of what is signed off,"
            " and the next assessment starts with it. It stands in the public paper as well."
        ),
        "button": "Save the cover",
        "cancel_url": back,
    }
    return render(request, "form.html", context)
