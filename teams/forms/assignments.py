"""The form in which a lead assigns work to a contributor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from accounts.conflicts import VersionedForm
from accounts.models import Assigned, Membership
from teams.journey import SECTIONS

SECTION_CHOICES = [(section.code, section.name) for section in SECTIONS if section.is_assignable]


class AssignmentForm(VersionedForm):
    """The sections of the task list and the teams that a contributor may change."""

    sections = forms.MultipleChoiceField(
        required=False,
        label="Which sections may they fill in?",
        help_text="Select all that apply. “Teams and posts” lets them change the posts of every team.",
        choices=SECTION_CHOICES,
        widget=forms.CheckboxSelectMultiple,
    )
    teams = forms.MultipleChoiceField(
        required=False,
        label="Or whose posts only?",
        help_text="They see the whole roster, and change only the posts of these teams.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, membership: Membership, assigned: Assigned, names: Mapping[int, str], **kwargs: Any
    ) -> None:
        initial = {
            "version": membership.version,
            "sections": [code for code, _ in SECTION_CHOICES if code in assigned.get("section", ())],
            "teams": [str(team) for team in names if str(team) in assigned.get("team", ())],
        }
        super().__init__(*args, initial=initial, **kwargs)
        if names:
            choices = [(str(team), name) for team, name in names.items()]
            self.fields["teams"].choices = choices  # type: ignore[attr-defined]  # a field of choices
        else:
            del self.fields["teams"]

    def values(self) -> dict[str, Any]:
        """The ids of the chosen teams, and the codes of the chosen sections."""
        teams = [int(team) for team in self.cleaned_data.get("teams", ())]
        return {"teams": teams, "sections": self.cleaned_data["sections"]}
