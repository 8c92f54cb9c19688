"""The pages that say who may do what, and let a lead decide who else reads reports."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import conflicts, services
from accounts.access_words import cards
from accounts.held_forms import posted
from accounts.pages import SignedInRequest, crumbs, saved
from accounts.people_forms import ConsentForm
from accounts.permissions import Action, organisation_for


@require_safe
def access_cards(request: SignedInRequest, ods: str) -> HttpResponse:
    """A card of each role, the reader's own first."""
    access = organisation_for(request.user, ods, Action.SEE_ORGANISATION)
    ordered = sorted(cards(), key=lambda card: card.role != access.role)
    context = {"access": access, "crumbs": crumbs(access.organisation), "cards": ordered}
    return render(request, "accounts/access.html", context)


def consent(request: SignedInRequest, ods: str) -> HttpResponse:
    """Who else may read reports."""
    access = organisation_for(request.user, ods, Action.GIVE_CONSENT)
    stored = frozenset(access.organisation.consents.values_list("to", flat=True))
    form = ConsentForm(posted(request), to=stored)
    url = reverse("access", args=[ods])
    if request.method == "POST" and form.is_valid():
        typed, version = form.cleaned_data["to"], form.cleaned_data["version"]
        try:
            services.set_consents(by=request.user, organisation=access.organisation, version=version, to=typed)
        except services.StaleConsents as stale:
            return conflicts.choose(
                request,
                form,
                ConsentForm(to=stale.now),
                organisation=access.organisation,
                target="consent",
                keep_url=request.path,
            )
        return saved(request, "Saved: who else may read reports", url)
    way = crumbs(access.organisation, ("Who may do what", url))
    page = {"form": form, "heading": "Who else may read reports", "crumbs": way, "button": "Save", "cancel_url": url}
    return render(request, "accounts/consent.html", {"access": access, **page})
