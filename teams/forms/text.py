"""Text fields that refuse what a roster file refuses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from teams.cells import read_text
from teams.roster import TEXT_LIMIT

LONG_TEXT_LIMIT = 5000


class ShortText(forms.CharField):
    """One line of up to 200 characters."""

    limit = TEXT_LIMIT

    def clean(self, value: Any) -> str:
        """The text, trimmed, by the rules of a roster file."""
        text = str(self.to_python(value))
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


def lower_first(text: str) -> str:
    """`text` with a small first letter, to stand after a colon; an abbreviation stays as it is."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
