"""The form that takes a roster file."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.fields import PlainMessages
from teams.importing import MAX_BYTES, Book, Refused
from teams.importing.sandbox import read_book

TOO_BIG = f"The file must be smaller than {MAX_BYTES // 1024 // 1024} MB"


class ImportForm(PlainMessages, forms.Form):
    """A roster file; its cleaned value is the `Book`. `sent` is the size of the request in bytes.

    A file far above the limit is never taken in, so that only the size of the request tells why it is not there.
    """

    file = forms.FileField(
        label="Roster file",
        help_text="An Excel workbook (.xlsx), or CSV or text with any separator",
        widget=forms.FileInput({"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def __init__(self, *args: Any, sent: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        required = TOO_BIG if sent > MAX_BYTES else "Choose a roster file"
        self.fields["file"].error_messages = {
            **self.fields["file"].error_messages,
            "required": required,
            "missing": "Choose a roster file",
            "empty": "The file is empty",
            "invalid": "Choose a roster file",
        }

    def clean_file(self) -> Book:
        """The text of the file without what is personal."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(TOO_BIG)
        try:
            return read_book(file.read())
        except Refused as refusal:
            raise forms.ValidationError(list(refusal.reasons)) from None


class ConfirmForm(PlainMessages, forms.Form):
    """Whether posts that the file does not have are closed."""

    missing = forms.ChoiceField(
        label="Posts that are not in the file",
        choices=[("keep", "Keep them as they are"), ("close", "Close them today")],
        initial="keep",
        widget=forms.RadioSelect,
    )
