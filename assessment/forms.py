"""The forms of the assessment."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from accounts.conflicts import VersionedForm
from accounts.fields import HintedRadios, NhsDateWidget
from assessment.asking import Line
from assessment.models import Answer
from assessment.models.assessments import LINK_LIMIT
from assessment.services import ANSWER_FIELDS
from teams.forms.text import Day, LongText

UNKNOWN = "unknown"


class AnswerForm(VersionedForm):
    """The answer to one question: one of its levels or "we do not know", with what shows it.

    Where `line.record` says something else, a sentence is needed. `prefix` sets it apart from others on its page.
    """

    level = forms.ChoiceField(label="Which is closest to how things are?", widget=HintedRadios)
    differs_because = LongText(
        required=False,
        rows=2,
        label="Why does your answer differ from the records?",
        help_text="Needed only where it differs. One sentence will do. It is shown beside your answer.",
    )
    evidence = LongText(
        required=False,
        rows=4,
        label="Evidence",
        help_text="What shows it: a document, a date, a decision, a figure. Do not write personal names.",
    )
    link = forms.URLField(
        required=False,
        max_length=LINK_LIMIT,
        label="Link to the evidence",
        help_text="The address of a document or a page. Starts with https://",
        assume_scheme="https",
        widget=forms.URLInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "invalid": "Link to the evidence must be a web address, such as https://example.nhs.uk/minutes"
        },
    )
    evidence_on = Day(
        required=False, label="Date of the evidence", called="date of the evidence", help_text="For example, 30 9 2026."
    )
    confidence = forms.ChoiceField(
        required=False,
        label="How sure are you of this answer?",
        choices=[*Answer.Confidence.choices, ("", "Not said")],
        widget=forms.RadioSelect({"class": "nhsuk-radios--inline nhsuk-radios--small"}),
    )

    def __init__(self, *args: Any, line: Line, answer: Answer | None, **kwargs: Any) -> None:
        super().__init__(*args, initial=_stored(answer), **kwargs)
        self.line = line
        rules, answers = line.rubric.rules, line.criterion.answers
        field = self.fields["level"]
        # With its number, as the words of a level may say "as 3, and ...".
        words = [(str(level), f"{level}: {text}") for level, text in enumerate(answers)]
        field.choices = [*words, (UNKNOWN, "We do not know")]  # type: ignore[attr-defined]  # a field of choices
        needed = range(rules.evidence_needed_from, len(answers))
        field.widget.hints = {str(level): "Needs evidence" for level in needed}
        if line.record is None:
            del self.fields["differs_because"]

    def clean(self) -> dict[str, Any]:
        """Ask for a sentence where the answer differs from the records."""
        cleaned, record = self.cleaned_data, self.line.record
        chosen = cleaned.get("level")
        if record and chosen and record.differs_from(_level(chosen)) and not cleaned.get("differs_because"):
            self.add_error("differs_because", f"Say why your answer differs from the records: {record.says}")
        return cleaned

    def values(self) -> dict[str, Any]:
        """The values of `services.Given`: level None for "we do not know"."""
        cleaned = self.cleaned_data
        given = {name: cleaned[name] for name in ANSWER_FIELDS if name in cleaned}
        return given | {"level": _level(cleaned["level"])}


def _level(chosen: str) -> int | None:
    return None if chosen == UNKNOWN else int(chosen)


def _stored(answer: Answer | None) -> dict[str, Any]:
    if answer is None:
        return {}
    level = UNKNOWN if answer.level is None else str(answer.level)
    return {name: getattr(answer, name) for name in (*ANSWER_FIELDS, "version")} | {"level": level}


class AnswerBlock(AnswerForm):
    """One question on a page of all of them. `was` tells what its controls held when the page was opened."""

    was = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, line: Line, answer: Answer | None, **kwargs: Any) -> None:
        super().__init__(*args, line=line, answer=answer, prefix=line.prefix, **kwargs)
        self.initial["was"] = _digest([self[name].initial for name in self.asked])

    @property
    def is_touched(self) -> bool:
        """Whether somebody changed anything since they opened the page; what was left alone is nobody's wish."""
        held = [self[name].value() for name in self.asked]
        return bool(_digest(held) != self["was"].value())


def _digest(held: Sequence[Any]) -> str:
    """What controls hold, in short. A date counts by its parts, as it is typed."""
    texts = []
    for each in held:
        parts = NhsDateWidget().decompress(each) if isinstance(each, date) else each
        several = parts if isinstance(parts, list) else [parts]
        texts.append(" ".join(str("" if part is None else part).strip() for part in several).strip())
    return hashlib.sha256("\0".join(texts).replace("\r\n", "\n").encode()).hexdigest()[:16]


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
