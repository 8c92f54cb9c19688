"""What becomes of a team: merged into another, split, removed. Its history stays in the activity log."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from accounts.held_forms import posted
from accounts.pages import SignedInRequest, crumbs, go, saved
from accounts.permissions import Access, Action, organisation_for
from teams import services
from teams.forms.posts import VersionOnly
from teams.forms.teams import MergeForm, SplitForm, TeamForm
from teams.models import Team
from teams.views.teams import TAKEN, conflict, find_team, removed, teams_url

SHARED = (
    "Nothing was changed. A team that is or was shared with a partner cannot be merged, split or removed,"
    " because the partner's roster is read from it. You can still rename it, and move posts one by one."
)


def team_merge(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Move the posts of a team to another and remove it."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    team = find_team(access, pk)
    others = access.organisation.teams.exclude(pk=pk).order_by("name")
    if team is None:
        return removed(request, access, pk, TeamForm(request.POST))
    form = MergeForm(posted(request), team=team, others=others)
    if request.method == "POST" and form.is_valid():
        version, into = form.cleaned_data["version"], form.cleaned_data["into"]
        try:
            moved = services.merge_team(by=request.user, team=team, version=version, into=into)
        except services.IsShared:
            return go(request, SHARED, request.path)
        except services.Stale as stale:
            fresh = stale.row and MergeForm(team=stale.row, others=others)
            return conflict(request, access, form, stale.row, fresh, pk, button="Merge the teams all the same")
        return saved(
            request, f"Saved: {team.name} is part of {into.name} now. {_posts(moved)} moved", teams_url(access)
        )
    context = {"posts": team.posts.count(), "assigned": _assigned(access, team), "others": others}
    return _page(request, access, form, f"Merge {team.name} into another team", "teams/team_merge.html", **context)


def team_split(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Make a new team of some of a team's posts."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    team = find_team(access, pk)
    if team is None:
        return removed(request, access, pk, TeamForm(request.POST))
    choices = _post_choices(team)
    form = SplitForm(posted(request), team=team, posts=choices)
    if request.method == "POST" and form.is_valid():
        chosen, version = form.cleaned_data["posts"], form.cleaned_data["version"]
        try:
            made = services.split_team(by=request.user, team=team, version=version, values=form.values(), posts=chosen)
        except services.AlreadyThere:
            form.add_error("name", TAKEN)
        except services.IsShared:
            return go(request, SHARED, request.path)
        except services.Stale as stale:
            fresh = stale.row and SplitForm(team=stale.row, posts=choices)
            return conflict(request, access, form, stale.row, fresh, pk, button="Split the team all the same")
        else:
            return saved(request, f"Saved: team {made.name} with {_posts(len(chosen)).lower()}", teams_url(access))
    return _page(request, access, form, f"Split {team.name}", "teams/team_split.html", posts=choices)


def team_remove(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Ask whether to remove a team without posts, and remove it."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    team = find_team(access, pk)
    if team is None:
        return removed(request, access, pk, VersionOnly(request.POST, row=Team(version=0)))
    form = VersionOnly(posted(request), row=team)
    if request.method == "POST" and form.is_valid():
        try:
            services.remove_team(by=request.user, team=team, version=form.cleaned_data["version"])
        except services.HasPosts:
            return go(request, f"{team.name} has posts, so it was not removed. Merge it instead.", request.path)
        except services.IsShared:
            return go(request, SHARED, request.path)
        except services.Stale as stale:
            fresh = stale.row and VersionOnly(row=stale.row)
            return conflict(request, access, form, stale.row, fresh, pk, button="Remove it all the same")
        return saved(request, f"Removed: team {team.name}", teams_url(access))
    heading = f"Remove {team.name}?"
    return _page(request, access, form, heading, "teams/team_remove.html", team=team, posts=team.posts.count())


def _post_choices(team: Team) -> list[tuple[int, str]]:
    """The posts of a team to choose from, closed ones too, as otherwise they would stay behind unseen."""
    listed = team.posts.order_by("post_ref").values_list("pk", "post_ref", "title", "closed_on")
    return [(pk, f"{ref} {title}{' (closed)' if closed else ''}") for pk, ref, title, closed in listed]


def _assigned(access: Access, team: Team) -> list[str]:
    """The names of the contributors who lose the team with it."""
    return list(access.organisation.memberships.assigned_to_team(team.pk).values_list("user__name", flat=True))


def _posts(number: int) -> str:
    return f"{number} post{'' if number == 1 else 's'}"


def _page(
    request: SignedInRequest, access: Access, form: Any, heading: str, template: str, **context: Any
) -> HttpResponse:
    url = teams_url(access)
    way = crumbs(access.organisation, ("Teams", url))
    page = {"access": access, "form": form, "heading": heading, "crumbs": way, "cancel_url": url}
    return render(request, template, page | context)
