"""The forms of the assessment."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from accounts.conflicts import VersionedForm
from accounts.fields import HintedRadios
from assessment.models import Answer
from assessment.rubric import Criterion, Rubric
from teams.forms.text import Day, LongText

UNKNOWN = "unknown"


class AnswerForm(VersionedForm):
    """The answer to one criterion of a rubric: one of its levels or "we do not know", with the evidence."""

    level = forms.ChoiceField(label="Which is closest to how things are?", widget=HintedRadios)
    evidence = LongText(
        required=False,
        rows=6,
        label="Evidence",
        help_text="What shows it: a document, a date, a decision, a figure. Do not write personal names.",
    )

    def __init__(self, *args: Any, rubric: Rubric, criterion: Criterion, answer: Answer | None, **kwargs: Any) -> None:
        super().__init__(*args, initial=_stored(answer), **kwargs)
        field = self.fields["level"]
        # With its number, as the words of a level may say "as 3, and ...".
        words = [(str(level), f"{level}: {text}") for level, text in enumerate(criterion.answers)]
        field.choices = [*words, (UNKNOWN, "We do not know")]  # type: ignore[attr-defined]  # a field of choices
        needed = range(rubric.rules.evidence_needed_from, len(criterion.answers))
        field.widget.hints = {str(level): "Needs evidence" for level in needed}

    def values(self) -> dict[str, Any]:
        """The level, None for "we do not know", and the evidence."""
        level = self.cleaned_data["level"]
        return {"level": None if level == UNKNOWN else int(level), "evidence": self.cleaned_data["evidence"]}


def _stored(answer: Answer | None) -> dict[str, Any]:
    if answer is None:
        return {}
    level = UNKNOWN if answer.level is None else str(answer.level)
    return {"level": level, "evidence": answer.evidence, "version": answer.version}


class ClearForm(VersionedForm):
    """Takes an answer away; there is nothing to fill in."""

    def __init__(self, *args: Any, answer: Answer, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": answer.version}, **kwargs)


class AsAtForm(VersionedForm):
    """The day as at which an organisation is assessed. The day is its own version."""

    as_at = Day(
        label="As at which day is the assessment?", called="date of the assessment", help_text="For example, 30 9 2026."
    )

    def __init__(self, *args: Any, as_at: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"as_at": as_at, "version": as_at.toordinal()}, **kwargs)

    def was(self) -> date:
        """The day that was on the page; one that nobody saw where the page did not say."""
        version = self.cleaned_data["version"]
        return date.fromordinal(version) if version and 0 < version <= date.max.toordinal() else date.min
