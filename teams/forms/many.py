"""The form that changes many posts at once: what is left alone stays as it is on each of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError

from accounts.fields import NhsDateField, PlainMessages
from accounts.layout import Fieldset, Reveal, form_helper
from accounts.permissions import Access
from teams.cells import FIRST_DAY, LAST_DAY
from teams.forms.posts import role_choices, term_choices
from teams.models import Team

LEAVE = "Leave as it is"
OWN, UNKNOWN = "own", "unknown"
_POST = re.compile(r"(\d{1,18}):(\d{1,9})", re.ASCII)


def _between_days(day: Any) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError("Enter a date between 1950 and 2100")


class ManyForm(PlainMessages, forms.Form):
    """What to set on every chosen post. `posts` are the ids and versions of these as they were on the page."""

    posts = forms.CharField(widget=forms.HiddenInput)
    team = forms.ChoiceField(required=False, label="Team")
    role = forms.ChoiceField(
        required=False,
        label="Role",
        help_text="The role decides which function the posts count towards.",
        choices=[("", LEAVE), (UNKNOWN, "Not known"), *role_choices("")[1:]],
    )
    employment = forms.ChoiceField(
        required=False,
        label="Engaged as",
        choices=[("", LEAVE), (UNKNOWN, "Not known"), *term_choices("employment", "")[1:]],
    )
    ends = forms.ChoiceField(
        label="End date",
        choices=[("", LEAVE), ("set", "Set a new end date"), ("none", "Take the end date away")],
        widget=forms.RadioSelect,
        required=False,
    )
    ends_on = NhsDateField(required=False, label="New end date", validators=[_between_days])
    close = forms.ChoiceField(
        label="Close the posts",
        choices=[("", LEAVE), ("set", "Close them from a day on")],
        widget=forms.RadioSelect,
        required=False,
    )
    closed_on = NhsDateField(
        required=False,
        label="When do the posts leave the roster?",
        help_text="The first day on which they no longer count. Nothing is deleted, and each can be opened again.",
        validators=[_between_days],
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = access.organisation.teams.order_by("name")
        if access.teams is not None:
            teams = teams.filter(pk__in=access.teams)
        self.teams: dict[str, Team | None] = {} if access.teams is not None else {OWN: None}
        self.teams |= {str(team.pk): team for team in teams}
        named = [(key, team.name if team else "The organisation's own team") for key, team in self.teams.items()]
        self.fields["team"].choices = [("", LEAVE), *named]  # type: ignore[attr-defined]  # a field of choices

    def clean_posts(self) -> dict[int, int]:
        """The versions of the posts by their ids."""
        found = [_POST.fullmatch(part) for part in self.cleaned_data["posts"].split(",")]
        if not all(found):
            raise ValidationError("Choose the posts again from the list of posts")
        return {int(match[1]): int(match[2]) for match in found if match}

    def clean(self) -> dict[str, Any]:
        """Beside each field: a date where one is to be set, and anything to change at all."""
        cleaned = self.cleaned_data
        for choice, day in (("ends", "ends_on"), ("close", "closed_on")):
            if cleaned.get(choice) == "set" and not cleaned.get(day) and day not in self.errors:
                self.add_error(day, "Enter the date, for example 31 3 2026")
        if not self.errors and not self.values():
            self.add_error("team", "Choose at least one thing to change")
        return cleaned

    def values(self) -> dict[str, Any]:
        """The checked values for `services.change_posts`, of what is to be set."""
        cleaned = self.cleaned_data
        values: dict[str, Any] = {}
        if cleaned.get("team"):
            values["team"] = self.teams[cleaned["team"]]
        for name in ("role", "employment"):
            if cleaned.get(name):
                values[name] = "" if cleaned[name] == UNKNOWN else cleaned[name]
        if cleaned.get("ends"):
            values["ends_on"] = cleaned["ends_on"] if cleaned["ends"] == "set" else None
        if cleaned.get("close"):
            values["closed_on"] = cleaned["closed_on"]
        return values

    @property
    def helper(self) -> FormHelper:
        return form_helper(
            "posts",
            Fieldset("What to change", "team", "role", "employment"),
            Fieldset("Dates", Reveal("ends", {"set": ["ends_on"]}), Reveal("close", {"set": ["closed_on"]})),
        )


def posts_text(versions: Mapping[int, int]) -> str:
    """The ids and versions of posts as the form carries them."""
    return ",".join(f"{pk}:{version}" for pk, version in versions.items())
