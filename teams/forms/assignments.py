"""The form in which a lead assigns teams to a contributor."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms

from accounts.conflicts import VersionedForm
from accounts.models import Membership


class AssignmentForm(VersionedForm):
    """The teams whose posts a contributor may change."""

    teams = forms.MultipleChoiceField(
        required=False,
        label="Whose posts may they change?",
        help_text="Select all that apply. They see the whole roster, and change only the posts of these teams.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, membership: Membership, assigned: Collection[int], names: Mapping[int, str], **kwargs: Any
    ) -> None:
        initial = {"version": membership.version, "teams": [str(team) for team in names if team in assigned]}
        super().__init__(*args, initial=initial, **kwargs)
        choices = [(str(team), name) for team, name in names.items()]
        self.fields["teams"].choices = choices  # type: ignore[attr-defined]  # a field of choices

    def ids(self) -> list[int]:
        """The ids of the chosen teams."""
        return [int(team) for team in self.cleaned_data["teams"]]
