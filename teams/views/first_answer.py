"""The short way to a first answer: the role of every title on one page, and what else a report cannot do without."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.held_forms import posted
from accounts.pages import Crumb, SignedInRequest, crumbs, saved
from accounts.permissions import Access, Action, organisation_for
from teams import services
from teams.forms.first_answer import RolesForm, TimeForm, Titled

MOST_TITLES = 50
"""Titles on one page: each offers every role."""

MOST_CLINICIANS = 20


def first_roles(request: SignedInRequest, ods: str) -> HttpResponse:
    """Confirm the role of every title that has none yet, each for all of its posts."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    today = timezone.localdate()
    titles = [Titled(*found) for found in access.organisation.posts.open_at(today).titles_without_role()]
    if not titles:
        return _nothing(request, access, "Confirm the roles", "Every post on the roster has a role.")
    learnt = access.organisation.learnt_titles.roles_of(access.organisation)
    form = RolesForm(posted(request), titles=titles[:MOST_TITLES], learnt=learnt)
    if request.method == "POST" and form.is_valid():
        number = services.confirm_roles(by=request.user, organisation=access.organisation, roles=form.roles())
        left = len(titles) > MOST_TITLES and number
        return saved(request, f"Saved: the roles of {number} posts", request.path if left else _start(access))
    page = {"heading": "Confirm the roles", "button": "Save roles", "more": len(titles) - MOST_TITLES}
    return _page(request, access, page | {"form": form}, "teams/first_roles.html")


def first_time(request: SignedInRequest, ods: str) -> HttpResponse:
    """Say what no spreadsheet said: of external staff, of clinicians' time, and of help beside the roster."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    facts = getattr(access.organisation, "facts", None)
    clinicians = access.organisation.posts.open_at(timezone.localdate()).clinicians_without_funding()[:MOST_CLINICIANS]
    help_is_told = hasattr(access.organisation, "clinical_help")
    form = TimeForm(posted(request), facts=facts, help_is_told=help_is_told, clinicians=list(clinicians))
    if not form.fields:
        return _nothing(request, access, "External staff and clinicians’ time", "All of this is known already.")
    if request.method == "POST" and form.is_valid():
        number = services.fill_in_time(
            by=request.user, organisation=access.organisation, facts=form.facts(), funded=form.funded()
        )
        return saved(request, f"Saved: {number} answers" if number else "Nothing has changed", _start(access))
    page = {"heading": "External staff and clinicians’ time", "button": "Save and continue"}
    return _page(request, access, page | {"form": form}, "teams/first_time.html")


def _nothing(request: SignedInRequest, access: Access, heading: str, text: str) -> HttpResponse:
    """The page where there is nothing left to ask."""
    return _page(request, access, {"heading": heading, "text": text}, "teams/first_nothing.html")


def _page(request: SignedInRequest, access: Access, page: dict[str, object], template: str) -> HttpResponse:
    way: Crumb = ("First answer", _start(access))
    context = {"access": access, "crumbs": crumbs(access.organisation, way), "cancel_url": _start(access)}
    return render(request, template, context | page)


def _start(access: Access) -> str:
    return reverse("start", args=[access.organisation.ods_code])
