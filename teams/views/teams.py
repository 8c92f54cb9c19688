"""The pages of teams."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import conflicts
from accounts.held_forms import posted
from accounts.pages import SignedInRequest, crumbs, saved
from accounts.permissions import Access, Action, organisation_for
from teams import services
from teams.cells import format_wte
from teams.forms.posts import wte_text
from teams.forms.teams import TeamForm
from teams.models import Team

TAKEN = "There is a team with this name already. Enter a different name"


@require_safe
def teams(request: SignedInRequest, ods: str) -> HttpResponse:
    """The teams of an organisation, and its posts that are in none of them."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    today = timezone.localdate()
    listed = access.organisation.teams.with_totals(today)
    own = access.organisation.posts.open_at(today).filter(team=None).totals()
    return render(
        request,
        "teams/teams.html",
        {
            "access": access,
            "crumbs": crumbs(access.organisation),
            "teams": [
                (pk, name, Team.Kind(kind).label, posts, wte_text(wte) or "0") for pk, name, kind, posts, wte in listed
            ],
            "own": (own.posts, format_wte(own.wte)),
        },
    )


def team_add(request: SignedInRequest, ods: str) -> HttpResponse:
    """Add a team."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    form = TeamForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            team = services.add_team(by=request.user, organisation=access.organisation, values=form.values())
        except services.AlreadyThere:
            form.add_error("name", TAKEN)
        else:
            return saved(request, f"Saved: team {team.name}", teams_url(access))
    return _form_page(request, access, form, "Add a team")


def team_edit(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Change a team."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    team = find_team(access, pk)
    if team is None:
        return removed(request, access, pk, TeamForm(request.POST))
    form = TeamForm(posted(request), team=team)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_team(by=request.user, team=team, version=form.cleaned_data["version"], values=form.values())
        except services.AlreadyThere:
            form.add_error("name", TAKEN)
        except services.Stale as stale:
            return conflict(request, access, form, stale.row, stale.row and TeamForm(team=stale.row), pk)
        else:
            return saved(request, f"Saved: team {form.cleaned_data['name']}", teams_url(access))
    return _form_page(request, access, form, "Change a team", team=team, template="teams/team.html")


def find_team(access: Access, pk: int) -> Team | None:
    """The team of that id in the organisation, None where there is none any more, or never was."""
    return access.organisation.teams.filter(pk=pk).first()


def removed(request: SignedInRequest, access: Access, pk: int, form: conflicts.VersionedForm) -> HttpResponse:
    """What a form gets that was open while its team was removed or merged. Http404: there never was such a team."""
    event = conflicts.removal(access.organisation, "team", pk)
    if event is None or request.method != "POST":
        raise Http404
    return conflicts.gone(request, form, event=event, keep_url=teams_url(access))


def conflict(
    request: SignedInRequest,
    access: Access,
    form: conflicts.VersionedForm,
    row: Team | None,
    stored: conflicts.VersionedForm | None,
    pk: int,
    **words: str,
) -> HttpResponse:
    """Let the person choose between what they typed in `form` and the team `pk` as it is now, in `stored`."""
    if row is None or stored is None:
        return removed(request, access, pk, form)
    target, keep_url = services.target_of(row), teams_url(access)
    return conflicts.choose(
        request, form, stored, organisation=access.organisation, target=target, keep_url=keep_url, **words
    )


def _form_page(
    request: SignedInRequest,
    access: Access,
    form: TeamForm,
    heading: str,
    template: str = "form.html",
    **context: Any,
) -> HttpResponse:
    page = {
        "access": access,
        "form": form,
        "heading": heading,
        "crumbs": crumbs(access.organisation, ("Teams", teams_url(access))),
        "button": "Save team",
        "cancel_url": teams_url(access),
    }
    return render(request, template, page | context)


def teams_url(access: Access) -> str:
    return reverse("teams", args=[access.organisation.ods_code])
