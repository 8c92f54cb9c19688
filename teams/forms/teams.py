"""The form of a team."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.conflicts import VersionedForm
from accounts.fields import HintedRadios
from teams.forms.text import ShortText
from teams.models import Team

KIND_HINTS = {
    "standing": "It looks after services for as long as they run",
    "project": "It was set up for one piece of work and ends with it",
}


class MergeForm(VersionedForm):
    """The team that a team becomes part of."""

    into: forms.ModelChoiceField[Team] = forms.ModelChoiceField(
        Team.objects.none(), label="Which team do its posts move to?", empty_label="Choose a team"
    )

    def __init__(self, *args: Any, team: Team, others: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": team.version}, **kwargs)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]  # a field of rows


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


class SplitForm(TeamForm):
    """A new team, and which posts of a team become its."""

    posts = forms.TypedMultipleChoiceField(
        coerce=int,
        label="Which posts move to it?",
        help_text="Select all that apply. The others stay where they are.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, team: Team, posts: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"version": team.version, "kind": team.kind}
        self.fields["name"].label = "Name of the new team"
        self.fields["posts"].choices = posts  # type: ignore[attr-defined]  # a field of choices
