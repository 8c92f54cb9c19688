"""The forms of the improvement plan."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone

from accounts.conflicts import VersionedForm
from accounts.layout import Reveal, form_helper
from accounts.permissions import Access
from assessment.action_services import ACTION_FIELDS, PROGRESS_FIELDS
from assessment.improvement import PROGRESS_WORDS, Progress
from assessment.models import Action, NoAction
from assessment.personal_names import looks_like_names
from assessment.rubric import Criterion
from teams.forms.facts import Pounds, stored_values
from teams.forms.text import Day, LongText, ShortText

ASKED = "no_names"
"""The box that is only there where something looks like a name."""


class NamelessForm(VersionedForm):
    """A form whose `texts` are searched for names of people: where one looks like it, the person has to decide."""

    texts: tuple[str, ...] = ()
    no_names = forms.BooleanField(required=False, label="None of these names a person")

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names: dict[str, list[str]] = self._names(access) if self.is_bound else {}
        if not self.names:
            del self.fields[ASKED]

    def _names(self, access: Access) -> dict[str, list[str]]:
        """What was typed and looks like the name of a person, by field."""
        people = [member.user.name for member in access.organisation.memberships.who_can_sign_in()]
        found = {name: looks_like_names(str(self.data.get(name, "")), people) for name in self.texts}
        return {name: names for name, names in found.items() if names}

    @property
    def asked(self) -> list[str]:
        return [name for name in super().asked if name != ASKED]

    def clean(self) -> dict[str, Any]:
        """What looks like a name is refused until somebody says that it is none."""
        if self.names and not self.cleaned_data.get(ASKED):
            for field, names in self.names.items():
                said = " and ".join(f"“{name}”" for name in names)
                verb = "looks like the name of a person" if len(names) == 1 else "look like names of people"
                self.add_error(field, f"{self.fields[field].label}: {said} {verb}. Take it out, or tick the box below")
        return self.cleaned_data

    def helper_of(self, *fields: Any) -> FormHelper:
        """The fields in that order, and the box after them where it is there."""
        return form_helper("version", *fields, *([ASKED] if ASKED in self.fields else []))


class ActionForm(NamelessForm):
    """One action for a gap with the columns of `action_services.ACTION_FIELDS`."""

    texts = ("action", "owner")
    action = ShortText(
        label="What will be done?",
        help_text="It is in the public paper: name no person and no supplier. For example, Recruit a user researcher.",
    )
    owner = ShortText(
        label="Job title of who answers for it",
        help_text="A job title, not a name: it stands on the report. For example, chief nursing information officer.",
    )
    due_on = Day(label="When is it due?", called="day on which it is due", help_text="For example, 31 3 2027.")
    cost = Pounds(
        label="What does it cost, all together?",
        help_text="In pounds, if you know. Leave it blank if you do not; type 0 if it costs nothing.",
    )

    def __init__(
        self, *args: Any, access: Access, criterion: Criterion | None = None, row: Action | None = None, **kwargs: Any
    ) -> None:
        self.criterion = criterion
        initial = stored_values(row, ("version", *ACTION_FIELDS)) if row else {}
        super().__init__(*args, access=access, initial=initial, **kwargs)

    def values(self) -> dict[str, Any]:
        """The values for `action_services.ACTION_FIELDS`, and those of the gap for a new action."""
        return {**_gap(self.criterion), **{name: self.cleaned_data[name] for name in ACTION_FIELDS}}

    @property
    def helper(self) -> FormHelper:
        return self.helper_of(*ACTION_FIELDS)


class ReasonForm(NamelessForm):
    """Why there is no action for a gap."""

    texts = ("because",)
    because = LongText(
        label="Why is there no action?",
        rows=4,
        help_text="It is in the public paper: name no person and no supplier.",
        error_messages={"required": "Say why there is no action"},
    )

    def __init__(
        self, *args: Any, access: Access, criterion: Criterion | None = None, row: NoAction | None = None, **kwargs: Any
    ) -> None:
        self.criterion = criterion
        initial = stored_values(row, ("version", "because")) if row else {}
        super().__init__(*args, access=access, initial=initial, **kwargs)

    def values(self) -> dict[str, Any]:
        """The reason, and the gap for a new one."""
        return {**_gap(self.criterion), "because": self.cleaned_data["because"]}

    @property
    def helper(self) -> FormHelper:
        return self.helper_of("because")


class ProgressForm(NamelessForm):
    """How far an action is, with the columns of `action_services.PROGRESS_FIELDS`."""

    texts = ("note",)
    progress = forms.ChoiceField(
        label="How far is it?",
        choices=[(code.value, words) for code, words in PROGRESS_WORDS.items()],
        widget=forms.RadioSelect,
    )
    done_on = Day(required=False, label="When was it done?", called="day on which it was done")
    note = LongText(
        required=False,
        rows=4,
        label="Note on progress",
        help_text="For those who see the roster. It is not in any report. Do not write personal names.",
    )

    def __init__(self, *args: Any, access: Access, row: Action | None = None, **kwargs: Any) -> None:
        initial = stored_values(row, ("version", *PROGRESS_FIELDS)) if row else {}
        super().__init__(*args, access=access, initial=initial, **kwargs)

    def clean_done_on(self) -> Any:
        """The day; none has been done on a day to come."""
        day = self.cleaned_data["done_on"]
        if day and day > timezone.localdate() and self.cleaned_data.get("progress") == Progress.DONE:
            raise forms.ValidationError("The day on which it was done must be today or earlier")
        return day

    def clean(self) -> dict[str, Any]:
        """What is done was done on a day."""
        cleaned = super().clean()
        is_done = cleaned.get("progress") == Progress.DONE
        if is_done and "done_on" in cleaned and cleaned["done_on"] is None:
            self.add_error("done_on", "Enter the day on which it was done, for example 31 3 2027")
        return cleaned

    def values(self) -> dict[str, Any]:
        """The values for `action_services.PROGRESS_FIELDS`."""
        cleaned = self.cleaned_data
        is_done = cleaned["progress"] == Progress.DONE
        done_on = cleaned["done_on"] if is_done else None
        return {"progress": cleaned["progress"], "done_on": done_on, "note": cleaned["note"]}

    @property
    def helper(self) -> FormHelper:
        return self.helper_of(Reveal("progress", {"done": ["done_on"]}), "note")


def _gap(criterion: Criterion | None) -> dict[str, str]:
    """What a new row says of its gap."""
    return {"criterion": criterion.id, "name": criterion.name[: ShortText.limit]} if criterion else {}
