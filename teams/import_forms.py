"""The form that takes a roster file."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.fields import PlainMessages
from teams.importing import MAX_BYTES, Reading, Refused
from teams.importing.sandbox import read_upload

TOO_BIG = f"The file must be smaller than {MAX_BYTES // 1024 // 1024} MB"


class ImportForm(PlainMessages, forms.Form):
    """A roster file; its cleaned value is the `Reading`. `sent` is the size of the request in bytes.

    A file far above the limit is never taken in, so that only the size of the request tells why it is not there.
    """

    file = forms.FileField(
        label="Roster file",
        help_text="CSV in UTF-8, or an Excel workbook (.xlsx)",
        widget=forms.FileInput({"accept": ".csv,.xlsx"}),
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

    def clean_file(self) -> Reading:
        """The checked rows of the file."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(TOO_BIG)
        try:
            return read_upload(file.read())
        except Refused as refusal:
            raise forms.ValidationError(list(refusal.reasons)) from None
