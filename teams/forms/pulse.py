"""The three questions of the anonymous survey of clinicians."""

from __future__ import annotations

import secrets
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from accounts.fields import PlainMessages
from accounts.layout import form_helper
from teams.pulse import CHOICES, QUESTIONS


def _question(name: str, help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=QUESTIONS[name], choices=CHOICES[name], widget=forms.RadioSelect, help_text=help_text
    )


class PulseForm(PlainMessages, forms.Form):
    """What a respondent says. `once` is a random word by which a page that is sent twice counts once."""

    job_plan = _question("job_plan")
    hours = _question("hours", "In a usual week. If nothing is in your job plan, all the hours that you give.")
    from_start = _question("from_start", "Think of the piece of digital work that takes most of your time.")
    once = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"once": secrets.token_urlsafe(12)}, **kwargs)

    def said(self) -> dict[str, str]:
        """The answers: a code by question."""
        return {name: self.cleaned_data[name] for name in QUESTIONS}

    @property
    def helper(self) -> FormHelper:
        return form_helper(*QUESTIONS, "once", label_size="m")
