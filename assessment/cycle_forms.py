"""The forms of the assessment cycle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from accounts.conflicts import VersionedForm
from accounts.fields import PlainMessages
from accounts.models import Membership
from assessment.asking import Line
from assessment.cycle_services import text_version
from assessment.models import PostsRemoval
from assessment.personal_names import looks_like_names
from assessment.readiness import Accepted
from assessment.rubric import Question
from teams.forms.text import Day, LongText, ShortText


class StartForm(PlainMessages, forms.Form):
    """The day as at which a new assessment is made."""

    as_at = Day(
        label="As at which day is the assessment?",
        called="date of the assessment",
        help_text="It reads the roster as at this day. For example, 31 3 2027.",
    )


class CommentaryForm(VersionedForm):
    """The lead's own words on one question."""

    text = LongText(required=False, rows=8, label="Your commentary")

    def __init__(self, *args: Any, text: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"text": text, "version": text_version(text)}, **kwargs)
        limit = settings.COMMENTARY_WORDS
        self.fields["text"].help_text = (
            f"What the board should know beside the numbers, in up to {limit} words. It is shown beside the answer, as"
            " yours. Do not write personal names."
        )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        words, limit = len(text.split()), settings.COMMENTARY_WORDS
        if words > limit:
            raise ValidationError(f"Your commentary must be {limit} words or fewer. It has {words}")
        return text


class WarningsForm(PlainMessages, forms.Form):
    """Why each warning of the quality checks is accepted."""

    def __init__(self, *args: Any, warnings: Iterable[Accepted], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for warning in warnings:
            self.fields[warning.matter] = LongText(
                rows=2,
                label=f"{warning.title} ({warning.number})",
                initial=warning.because,
                help_text="Why is this so, or when will it be mended? One sentence will do.",
                error_messages={"required": f"Explain: {warning.title}"},
            )


class CarriedForm(PlainMessages, forms.Form):
    """Answers from the assessment before, to be ticked where they still hold. Each name carries the version seen."""

    still = forms.MultipleChoiceField(
        label="Which of these answers still hold?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the answers that still hold, or go back and change those that do not"},
    )

    def __init__(self, *args: Any, lines: Sequence[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(_name(line), f"{line.criterion.name}: {line.words}") for line in lines]
        self.fields["still"].choices = choices  # type: ignore[attr-defined]  # a field of choices

    def versions(self) -> dict[str, int]:
        """The versions that were seen, by criterion."""
        pairs = (name.rsplit(":", 1) for name in self.cleaned_data["still"])
        return {criterion: int(version) for criterion, version in pairs}


def _name(line: Line) -> str:
    return f"{line.criterion.id}:{line.answer.version if line.answer else 0}"


class SubmitForm(VersionedForm):
    """To whom an assessment is submitted. `roster` is the version of the roster that was seen."""

    roster = forms.IntegerField(required=False, widget=forms.HiddenInput)
    sponsor = forms.ChoiceField(
        label="Who signs it off?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who signs it off"},
    )
    job_title = ShortText(
        label="Their job title",
        help_text="It stands on the report. Their name does not. For example, chief executive.",
        error_messages={"required": "Enter their job title"},
    )
    no_names = forms.BooleanField(
        label="None of these names a person",
        error_messages={"required": "Take the names out, or say that none of these names a person"},
    )

    def __init__(
        self, *args: Any, sponsors: Sequence[Membership], names: Sequence[str], versions: tuple[int, int], **kwargs: Any
    ) -> None:
        version, roster = versions
        super().__init__(*args, initial={"version": version, "roster": roster}, **kwargs)
        self.people = [sponsor.user.name for sponsor in sponsors]
        choices = [(str(sponsor.user_id), sponsor.user.name) for sponsor in sponsors]
        self.fields["sponsor"].choices = choices  # type: ignore[attr-defined]  # a field of choices
        if not names:
            del self.fields["no_names"]

    def clean_job_title(self) -> str:
        """The job title; a personal name is not one."""
        title: str = self.cleaned_data["job_title"]
        if looks_like_names(title, self.people):
            raise ValidationError("Enter a job title, not a personal name")
        return title


class SignOffForm(PlainMessages, forms.Form):
    """Signs off what has this hash."""

    sha256 = forms.CharField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label="I have read the report, and it is a fair account of our digital team",
        error_messages={"required": "Say that you have read the report, or return it"},
    )


class ReturnForm(PlainMessages, forms.Form):
    """Why a submission is returned, and what it is about."""

    section = forms.ChoiceField(label="What is your comment about?", widget=forms.RadioSelect)
    because = LongText(
        label="What should change?",
        rows=4,
        help_text="The digital leads see it. Do not write personal names.",
        error_messages={"required": "Say what should change"},
    )

    def __init__(self, *args: Any, questions: Iterable[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = sections(questions)  # type: ignore[attr-defined]  # a field of choices


def sections(questions: Iterable[Question]) -> list[tuple[str, str]]:
    """What a comment may be about: a code and its words."""
    about = [(question.id, question.text) for question in questions]
    return [*about, ("roster", "The posts and teams"), ("facts", "The facts about the organisation"), ("all", "All")]


class ReopenForm(PlainMessages, forms.Form):
    """Why a signed-off report is reopened."""

    because = LongText(
        label="Why is it reopened?",
        rows=4,
        help_text="It stands beside the new report, for everybody who reads it. Do not write personal names.",
        error_messages={"required": "Say why it is reopened"},
    )


class RemovePostsForm(PlainMessages, forms.Form):
    """Why the posts behind a signed-off report are removed."""

    reason = forms.ChoiceField(
        label="Why are they removed?",
        widget=forms.RadioSelect,
        choices=PostsRemoval.Reason.choices,
        help_text="It stands on the report, with the date, for everybody who reads it.",
        error_messages={"required": "Choose why they are removed"},
    )
    sure = forms.BooleanField(
        label="I know that nobody can bring them back",
        error_messages={"required": "Say that you know that nobody can bring them back"},
    )
