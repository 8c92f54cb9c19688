"""The form of a deadline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from accounts.conflicts import VersionedForm
from accounts.models import Organisation
from assessment.models import Deadline
from teams.forms.text import Day, ShortText


class DeadlineForm(VersionedForm):
    """By when which organisations are to submit. A new one is for all that are `offered`, until they are unticked.

    Without `deadline` it is a new one; `chosen` are the ids of the organisations that it is for.
    """

    name = ShortText(
        label="What is it for?",
        help_text="Digital leads see it. For example, annual board report 2026 to 2027.",
        error_messages={"required": "Enter what it is for"},
    )
    as_at_from = Day(
        label="As at which day, at the earliest, must an assessment be?",
        called="first date that counts",
        help_text="An assessment as at an earlier day does not count for this deadline. For example, 31 3 2027.",
    )
    due_on = Day(
        label="By which day is it to be submitted?",
        called="day it is due",
        help_text=(
            "To be in time it must be submitted to an executive sponsor by 23:59 (London time) on this day. What is"
            " submitted later is accepted, and shown as late."
        ),
    )
    organisations = forms.TypedMultipleChoiceField(
        label="Which organisations is it for?",
        widget=forms.CheckboxSelectMultiple,
        coerce=int,
        error_messages={"required": "Choose the organisations that it is for"},
    )

    def __init__(
        self,
        *args: Any,
        offered: Sequence[Organisation],
        today: date,
        deadline: Deadline | None = None,
        chosen: Sequence[int] = (),
        **kwargs: Any,
    ) -> None:
        initial = {"organisations": [organisation.pk for organisation in offered]}
        if deadline:
            stored = ("version", "name", "as_at_from", "due_on")
            initial = {name: getattr(deadline, name) for name in stored} | {"organisations": list(chosen)}
        super().__init__(*args, initial=initial, **kwargs)
        self.today, self.was_due_on = today, deadline and deadline.due_on
        choices = [(organisation.pk, organisation.name) for organisation in offered]
        self.fields["organisations"].choices = choices  # type: ignore[attr-defined]  # a field of choices

    def clean(self) -> dict[str, Any]:
        """Refuse a day that has passed, unless it stays, and a first date that comes after the day."""
        typed = self.cleaned_data
        due_on, as_at_from = typed.get("due_on"), typed.get("as_at_from")
        if due_on and due_on != self.was_due_on and due_on < self.today:
            self.add_error("due_on", "The day it is due must be today or later")
        elif due_on and as_at_from and as_at_from > due_on:
            self.add_error("as_at_from", "The first date that counts must not come after the day it is due")
        return typed

    def values(self) -> dict[str, Any]:
        """What was typed, as the services of deadlines take it."""
        return {name: typed for name, typed in self.cleaned_data.items() if name != "version"}
