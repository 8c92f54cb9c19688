"""The filter of the activity log."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div
from django import forms

from accounts.activity import Wanted
from accounts.fields import NhsDateField, PlainMessages
from accounts.layout import form_helper

Choices = list[tuple[str, str]]


class ActivityFilter(PlainMessages, forms.Form):
    """Who did what, to what, and when. `people` and `verbs` are the choices."""

    person = forms.ChoiceField(label="Who", required=False)
    what = forms.ChoiceField(label="What was done", required=False)
    thing = forms.CharField(
        label="To what", required=False, max_length=250, help_text="For example, post D14 or only D14"
    )
    since = NhsDateField(label="From", called="first day", required=False)
    until = NhsDateField(label="To", called="last day", required=False)

    def __init__(self, *args: Any, people: Choices, verbs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "Anybody"), *people]  # type: ignore[attr-defined]  # a choice field
        self.fields["what"].choices = [("", "Anything"), *verbs]  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> None:
        first, last = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if first and last and last < first:
            self.add_error("until", "The last day must be the same as or after the first day")

    def wanted(self) -> Wanted:
        """What is asked for; nothing is narrowed by a field that is wrong."""
        self.is_valid()
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})

    @property
    def helper(self) -> FormHelper:
        return form_helper("person", "what", "thing", Div("since", "until", css_class="app-filters__choices"))
