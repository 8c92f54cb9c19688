"""Text fields that refuse what a roster file refuses."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.english import lower_first
from accounts.fields import NhsDateField
from teams.cells import FIRST_DAY, LAST_DAY, read_text, trimmed
from teams.roster import TEXT_LIMIT

LONG_TEXT_LIMIT = 5000


class ShortText(forms.CharField):
    """One line of up to 200 characters."""

    limit = TEXT_LIMIT

    def clean(self, value: Any) -> str:
        """The text, trimmed, by the rules of a roster file."""
        text = trimmed(str(self.to_python(value)))
        self.validate(text)
        try:
            return read_text(text, self.limit)
        except ValueError as error:
            raise ValidationError(f"{self.label}: {lower_first(str(error))}") from None


class LongText(ShortText):
    """Lines of up to 5,000 characters in all; a browser's line ends count as one character."""

    limit = LONG_TEXT_LIMIT
    widget = forms.Textarea

    def __init__(self, *, rows: int = 5, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs |= {"rows": rows, "maxlength": self.limit}

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


def likely(day: date) -> None:
    """ValidationError: a day that no roster file may hold, which is a slip of the hand."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError("The year must be between 1950 and 2100", params={"parts": ["year"]})


class Day(NhsDateField):
    """A day between 1950 and 2100."""

    default_validators = [likely]
