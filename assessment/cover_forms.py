"""The forms of the cover of board papers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError

from accounts.layout import Fieldset, Reveal
from assessment.action_forms import NamelessForm
from assessment.cover_services import COVER_FIELDS
from assessment.models import BoardPaperCover
from teams.forms.text import Day, LongText, ShortText

JOB_TITLES = ("author", "presenter", "executive_sponsor")
FREE_TEXTS = ("meeting", "title", "considered_by", "objectives", "risks", "assured_by", "exemption")


class CoverForm(NamelessForm):
    """The cover of a board paper, less the decisions."""

    texts = (*JOB_TITLES, *FREE_TEXTS)
    meeting = ShortText(
        required=False, label="Name of the meeting", help_text="For example, Board of directors meeting in public."
    )
    meeting_on = Day(required=False, label="Date of the meeting", called="date of the meeting")
    agenda_item = ShortText(required=False, label="Agenda item")
    title = ShortText(required=False, label="Title of the paper", help_text="Leave it blank for the usual title.")
    purpose = forms.ChoiceField(
        required=False,
        label="What is the paper for?",
        choices=[*BoardPaperCover.Purpose.choices, ("", "Not decided yet")],
        widget=forms.RadioSelect,
    )
    author = ShortText(required=False, label="Author’s job title")
    presenter = ShortText(required=False, label="Presenter’s job title")
    executive_sponsor = ShortText(required=False, label="Executive sponsor’s job title")
    considered_by = LongText(
        required=False,
        rows=3,
        label="Previously considered by",
        help_text="Committees and groups, with dates and what they decided.",
    )
    objectives = LongText(required=False, rows=3, label="Strategic objectives that it is about")
    risks = LongText(
        required=False,
        rows=3,
        label="Risks that it is about",
        help_text="Those of the board assurance framework, with their references.",
    )
    assurance = forms.ChoiceField(
        required=False,
        label="Has anybody independent checked it?",
        choices=[("some", "Yes"), ("none", "No"), ("", "Not known")],
        widget=forms.RadioSelect,
    )
    assured_by = ShortText(required=False, label="By whom?", help_text="For example, internal audit, in May 2027.")
    session = forms.ChoiceField(
        required=False,
        label="Is the item taken in public?",
        choices=[("public", "Yes, in public"), ("private", "No, in private"), ("", "Not decided yet")],
        widget=forms.RadioSelect,
    )
    exemption = ShortText(
        required=False,
        label="Why not in public?",
        help_text="The exemption of the Freedom of Information Act, for example section 43, commercial interests.",
    )

    def __init__(self, *args: Any, cover: BoardPaperCover, **kwargs: Any) -> None:
        initial = {name: getattr(cover, name) for name in ("version", *COVER_FIELDS)}
        super().__init__(*args, initial=initial, **kwargs)

    def clean(self) -> dict[str, Any]:
        """What is revealed by another choice is dropped with it."""
        cleaned = super().clean()
        for name, source, value in (("assured_by", "assurance", "some"), ("exemption", "session", "private")):
            if cleaned.get(source) != value and name in cleaned:
                cleaned[name] = ""
        if cleaned.get("assurance") == "some" and cleaned.get("assured_by") == "":
            self.add_error("assured_by", "Say who has checked it")
        return cleaned

    def values(self) -> dict[str, Any]:
        """The values for `cover_services.COVER_FIELDS`."""
        return {name: self.cleaned_data[name] for name in COVER_FIELDS}

    @property
    def helper(self) -> FormHelper:
        return self.helper_of(
            Fieldset("The meeting", "meeting", "meeting_on", "agenda_item"),
            Fieldset("The paper", "title", "purpose"),
            Fieldset("People, by job title", *JOB_TITLES, hint="Do not write personal names."),
            Fieldset("What it is linked to", "considered_by", "objectives", "risks"),
            Reveal("assurance", {"some": ["assured_by"]}),
            Reveal("session", {"private": ["exemption"]}),
        )


class DecisionsForm(NamelessForm):
    """What the board is asked to decide, one a line."""

    texts = ("decisions",)
    decisions = LongText(
        required=False,
        rows=8,
        label="Decisions asked of the board",
        help_text=(
            "One a line. They stand in the public paper as well, so name no supplier, post or person. Leave it blank to"
            " go back to what is drafted from the findings."
        ),
    )

    def __init__(self, *args: Any, cover: BoardPaperCover, drafts: Iterable[str] = (), **kwargs: Any) -> None:
        initial = {"version": cover.version, "decisions": cover.decisions or "\n".join(drafts)}
        super().__init__(*args, initial=initial, **kwargs)

    def clean_decisions(self) -> str:
        """The lines that are not blank; at most ten."""
        lines = [line.strip() for line in self.cleaned_data["decisions"].splitlines() if line.strip()]
        if len(lines) > MOST_DECISIONS:
            raise ValidationError(f"Ask for {MOST_DECISIONS} decisions or fewer. There are {len(lines)}")
        return "\n".join(lines)

    @property
    def helper(self) -> FormHelper:
        return self.helper_of("decisions")


MOST_DECISIONS = 10
"""A board that is asked for more decides nothing."""
