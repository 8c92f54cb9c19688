"""The form of a team."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.conflicts import VersionedForm
from accounts.fields import HintedRadios
from teams.forms.text import ShortText
from teams.models import Team

KIND_HINTS = {
    "standing": "It looks after services for as long as they run",
    "project": "It was set up for one piece of work and ends with it",
}


class TeamForm(VersionedForm):
    """A team's name and kind."""

    name = ShortText(label="Name of the team")
    kind = forms.ChoiceField(
        label="What kind of team is it?", choices=Team.Kind.choices, widget=HintedRadios(hints=KIND_HINTS)
    )

    def __init__(self, *args: Any, team: Team | None = None, **kwargs: Any) -> None:
        stored = {"name": team.name, "kind": team.kind, "version": team.version} if team else {}
        super().__init__(*args, initial=stored, **kwargs)

    def values(self) -> dict[str, Any]:
        """The values for `services.TEAM_FIELDS`."""
        return {name: self.cleaned_data[name] for name in ("name", "kind")}
