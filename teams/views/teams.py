"""The pages of teams."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
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
            return saved(request, f"Saved: team {team.name}", _teams_url(access))
    return _form_page(request, access, form, "Add a team")


def team_edit(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Change a team."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    team = get_object_or_404(access.organisation.teams, pk=pk)
    form = TeamForm(posted(request), team=team)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_team(by=request.user, team=team, version=form.cleaned_data["version"], values=form.values())
        except services.AlreadyThere:
            form.add_error("name", TAKEN)
        except services.Stale as stale:
            return _conflict(request, access, form, stale.row)
        else:
            return saved(request, f"Saved: team {form.cleaned_data['name']}", _teams_url(access))
    return _form_page(request, access, form, "Change a team")


def _conflict(request: SignedInRequest, access: Access, form: TeamForm, stored: Team | None) -> HttpResponse:
    if stored is None:
        return conflicts.gone(request, form, keep_url=_teams_url(access))
    return conflicts.choose(
        request,
        form,
        TeamForm(team=stored),
        organisation=access.organisation,
        target=services.target_of(stored),
        keep_url=_teams_url(access),
    )


def _form_page(request: SignedInRequest, access: Access, form: TeamForm, heading: str) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "crumbs": crumbs(access.organisation, ("Teams", _teams_url(access))),
        "button": "Save team",
        "cancel_url": _teams_url(access),
    }
    return render(request, "form.html", context)


def _teams_url(access: Access) -> str:
    return reverse("teams", args=[access.organisation.ods_code])
