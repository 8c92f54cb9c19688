"""The page on which a lead moves an assessment to another version of the rubric."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.conflicts import VersionedForm
from accounts.held_forms import posted
from accounts.pages import SignedInRequest, crumbs, go, saved
from accounts.permissions import Action, organisation_for
from assessment import offers
from assessment.rubric_pages.finding import name_of, version_url
from assessment.rubric_pages.reading import grouped
from assessment.services import draft_for

CHANGED = "The assessment or the offer changed since you opened the page. Nothing was moved. Look at it as it is now."


def rubric_of_assessment(request: SignedInRequest, ods: str) -> HttpResponse:
    """By which version the assessment is made, and what moving it to another would change."""
    access = organisation_for(request.user, ods, Action.CHOOSE_RUBRIC)
    draft = draft_for(access.organisation)
    versions = offers.offered(draft) if draft.pk else []
    chosen = next((version for version in versions if str(version.pk) == request.GET.get("to", "")), None)
    if request.GET.get("to") and chosen is None:
        raise Http404
    form = VersionedForm(posted(request), initial={"version": draft.version})
    if request.method == "POST" and form.is_valid():
        if chosen is None:
            return go(request, "Choose a version first. Nothing was changed.", request.path)
        try:
            offers.move(by=request.user, organisation=access.organisation, to=chosen, seen=form.cleaned_data["version"])
        except offers.Moved:
            return go(request, CHANGED, request.path)
        return saved(request, f"Moved: the assessment is by {name_of(chosen)}", reverse("answers", args=[ods]))
    context = {
        "access": access,
        "crumbs": crumbs(access.organisation),
        "form": form,
        "now": (name_of(draft.rubric_version), version_url(draft.rubric_version)),
        "versions": [(version.pk, name_of(version)) for version in versions],
    }
    if chosen:
        offer = offers.offer_of(draft, chosen)
        context |= {"offer": offer, "name": name_of(chosen), "groups": grouped(offer.differences)}
    return render(request, "assessment/rubrics/offer.html", context)
