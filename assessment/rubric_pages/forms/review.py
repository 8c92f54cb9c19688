"""The forms around a draft: a new rubric, a TOML file, release notes, a comment, and the day of retirement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.conflicts import VersionedForm
from accounts.fields import PlainMessages
from assessment.models import RubricVersion
from assessment.rubric import parse_toml, read_rubric
from assessment.rubric.editing import rows
from assessment.rubric_services import MOST_CRITERIA
from teams.forms.text import Day, LongText, ShortText

LARGEST = 1024 * 1024
SHOWN = 50


class NewRubricForm(PlainMessages, forms.Form):
    """A rubric beside the others, which starts as a copy of one of them."""

    name = ShortText(
        label="Name of the rubric", help_text="For example, the kind of trust or the system that it is for."
    )
    source = forms.ChoiceField(label="Start from", help_text="The new rubric starts with the content of this version.")

    def __init__(self, *args: Any, versions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = versions  # type: ignore[attr-defined]  # a field of choices


class TomlField(forms.FileField):
    """A file with a rubric in it; gives the document."""

    def clean(self, data: Any, initial: Any = None) -> dict[str, Any]:
        """The document of the file, or every problem that it has."""
        file = super().clean(data, initial)
        if file.size > LARGEST:
            raise ValidationError("The file must be smaller than 1 MB")
        try:
            document = parse_toml(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise ValidationError("The file must be text in UTF-8") from None
        except ValueError as error:
            raise ValidationError(f"The file is not TOML: {error}") from None
        if len(rows(document, "criteria")) > MOST_CRITERIA:
            raise ValidationError(f"A rubric may have {MOST_CRITERIA} criteria at most")
        problems = [str(problem) for problem in read_rubric(document)[1]]
        if len(problems) > SHOWN:
            problems = [*problems[:SHOWN], f"There are {len(problems)} problems; these are the first {SHOWN}"]
        if problems:
            raise ValidationError(problems)
        return document


class ImportForm(PlainMessages, forms.Form):
    """A TOML file that becomes a rubric beside the others."""

    name = ShortText(label="Name of the rubric", required=False, help_text="Blank: the title in the file.")
    file = TomlField(label="TOML file", help_text="Up to 1 MB. It becomes a draft.")


class ReplaceForm(VersionedForm):
    """A TOML file that replaces the content of a draft."""

    file = TomlField(label="TOML file", help_text="It replaces everything in the draft.")

    def __init__(self, *args: Any, draft: RubricVersion, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": draft.version}, **kwargs)


class NotesForm(VersionedForm):
    """What is new in a draft."""

    notes = LongText(label="What is new, and why?", help_text="Everybody who reads the version sees this.", rows=8)

    def __init__(self, *args: Any, draft: RubricVersion, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": draft.version, "notes": draft.notes}, **kwargs)


class CommentForm(PlainMessages, forms.Form):
    """Something to say about a draft."""

    place = ShortText(
        label="What is it about?", required=False, help_text="For example, Criterion Q1.1. Blank: the whole."
    )
    text = LongText(label="Comment")


class ConfirmForm(VersionedForm):
    """Confirms something about a draft as it was seen; there is nothing to fill in."""

    def __init__(self, *args: Any, draft: RubricVersion, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": draft.version}, **kwargs)


class RetireForm(PlainMessages, forms.Form):
    """The day from which no new assessment is made by a version."""

    retires_on = Day(
        label="From which day is it retired?",
        called="day of retirement",
        required=False,
        help_text="For example, 31 3 2027. Blank: it is not retired.",
    )
