"""The writes of teams."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.models import Organisation, User
from teams.models import Team
from teams.services.writing import add, change, locked, one_write

TEAM_FIELDS = ("name", "kind")


def add_team(*, by: User, organisation: Organisation, values: Mapping[str, Any]) -> Team:
    """A new team with `values` for `TEAM_FIELDS`. AlreadyThere: a team has that name."""
    with one_write():
        return add(Team(organisation=organisation, **values), by, TEAM_FIELDS)


def change_team(*, by: User, team: Team, version: int | None, values: Mapping[str, Any]) -> Team:
    """Change a team. Stale: `version` is no longer that of the row. AlreadyThere: a team has that name."""
    with one_write():
        return change(locked(team, version), by, values)
