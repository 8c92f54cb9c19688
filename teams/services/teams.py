"""The writes of teams."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import F, QuerySet

from accounts import audit
from accounts.models import Organisation, User
from accounts.services import withdraw_team
from teams.models import Post, Team, TeamShare
from teams.services.writing import Stale, add, change, locked, locked_beside, one_write, record, record_many, target_of

TEAM_FIELDS = ("name", "kind")


class HasPosts(Exception):
    """The team has posts, open or closed, so that it cannot be removed. Nothing was changed."""


class IsShared(Exception):
    """Partners count a share of the team, or were offered one, so that its posts stay together. Nothing was changed."""


def add_team(*, by: User, organisation: Organisation, values: Mapping[str, Any]) -> Team:
    """A new team with `values` for `TEAM_FIELDS`. AlreadyThere: a team has that name."""
    with one_write():
        return add(Team(organisation=organisation, **values), by, TEAM_FIELDS)


def change_team(*, by: User, team: Team, version: int | None, values: Mapping[str, Any]) -> Team:
    """Change a team. Stale: `version` is no longer that of the row. AlreadyThere: a team has that name."""
    with one_write():
        return change(locked(team, version), by, values)


def merge_team(*, by: User, team: Team, version: int | None, into: Team) -> int:
    """Move every post of `team`, also the closed ones, to `into` and remove `team`; give how many moved.

    The activity log keeps its name and which posts were its. Contributors to whom it was assigned have it no more.
    Stale: `version` is no longer that of `team`, either team is gone, or a post came to `team` in this moment.
    IsShared: one of them is, or was.
    """
    with one_write():
        # Posts before teams, as by the writes of single posts.
        references = sorted(post.post_ref for post in team.posts.order_by("pk").select_for_update())
        # Nobody can remove the other team any more once it is held.
        team, other = locked_beside(team, version, into)
        if other is None:
            raise Stale(team)
        _keep_shared(team, into)
        moved = _move(team.posts.all(), references, team, into)
        number = len(moved[0])
        counts = {"into": into.name, "moved": number}
        target, organisation = target_of(team), team.organisation
        gone = {name: [value, None] for name, value in audit.values(team, ("id", *TEAM_FIELDS)).items()}
        record_many(organisation, by, "merged", target, counts, moved, gone)
        withdraw_team(organisation=organisation, team=team.pk)
        team.delete()
    return number


def split_team(*, by: User, team: Team, version: int | None, values: Mapping[str, Any], posts: Collection[int]) -> Team:
    """A new team with `values` for `TEAM_FIELDS`, and with those posts of `team` whose ids are in `posts`.

    Stale: `version` is no longer that of `team`, or one of the posts left it. AlreadyThere: a team has that name.
    IsShared: partners count the team.
    """
    with one_write():
        leaving = team.posts.filter(pk__in=posts).order_by("pk")
        references = sorted(post.post_ref for post in leaving.select_for_update())
        found = len(references)
        team = locked(team, version)
        if found != len(posts):
            raise Stale(team)
        _keep_shared(team)
        made = Team.objects.create(organisation=team.organisation, **values)
        moved = _move(leaving, references, team, made)
        added = {name: [None, value] for name, value in audit.values(made, TEAM_FIELDS).items()}
        counts = {"into": made.name, "moved": found}
        record_many(team.organisation, by, "split", target_of(team), counts, moved, added)
    return made


def remove_team(*, by: User, team: Team, version: int | None) -> None:
    """Remove a team without posts. HasPosts: it has some. IsShared: it is or was. Stale: as for `change_team`."""
    with one_write():
        team = locked(team, version)
        if team.posts.exists():
            raise HasPosts
        _keep_shared(team)
        # With its id, a form that is still open on it can be told what became of it.
        removed = audit.values(team, ("id", *TEAM_FIELDS))
        record(team, by, "removed", {field: [value, None] for field, value in removed.items()})
        withdraw_team(organisation=team.organisation, team=team.pk)
        team.delete()


def _keep_shared(*teams: Team) -> None:
    """IsShared: a partner's roster, now or on an earlier day, is read from one of the teams."""
    if TeamShare.objects.filter(team__in=teams).exists():
        raise IsShared


def _move(posts: QuerySet[Post], references: list[str], old: Team, new: Team) -> list[dict[str, Any]]:
    """Move `posts`, which have these references, from one team to another; give their old and new team by reference.

    Stale: they are no longer as many.
    """
    if posts.update(team=new, version=F("version") + 1) != len(references):
        raise Stale(old)
    return [{reference: {"team": team.pk} for reference in references} for team in (old, new)]
