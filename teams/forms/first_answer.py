"""The forms of the short way to a first answer. They ask only what is not known yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from accounts.fields import HintedRadios, PlainMessages
from teams.forms.facts import EXTERNAL_STAFF_WORDS, Amount, Wte
from teams.forms.posts import Choices, role_choices, wte_text
from teams.models import OrganisationFacts
from teams.titles import Suggestion, suggest

HOURS_A_WEEK = Decimal("37.5")
"""Of one WTE."""


@dataclass(frozen=True, slots=True)
class Titled:
    """The posts of one job title that have no role: their ids and grades."""

    title: str
    posts: Sequence[int]
    grades: Sequence[str]

    @property
    def field(self) -> str:
        return f"role_{self.posts[0]}"

    @property
    def words(self) -> str:
        """How many posts there are, and of which grades."""
        number = f"{len(self.posts)} {'post' if len(self.posts) == 1 else 'posts'}"
        return f"{number}, {', '.join(self.grades)}" if self.grades else number


class RolesForm(PlainMessages, forms.Form):
    """One choice for each distinct title, with the role that it seems to mean."""

    def __init__(self, *args: Any, titles: Sequence[Titled], learnt: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.titles = titles
        choices = role_choices("Decide later")
        for titled in titles:
            self.add_field(titled.field, _role_field(titled, choices, learnt))

    def roles(self) -> dict[int, str]:
        """The role of each post, by its id, as far as one was chosen."""
        chosen = [(titled, self.cleaned_data.get(titled.field)) for titled in self.titles]
        return {post: role for titled, role in chosen if role for post in titled.posts}


def _role_field(titled: Titled, choices: Choices, learnt: Mapping[str, str]) -> forms.ChoiceField:
    found = suggest(titled.title, titled.grades[0] if titled.grades else "", learnt=learnt)
    return forms.ChoiceField(
        required=False,
        choices=choices,
        label=titled.title,
        help_text=f"{titled.words}. {_advice(found)}",
        initial="" if found.ask else found.role,
    )


def _advice(found: Suggestion) -> str:
    if found.ask:
        return "Please choose: the title could mean several things."
    return "Suggested from the title." if found.role else "The title does not sound like a digital role."


class TimeForm(PlainMessages, forms.Form):
    """Whether external staff are on the roster, what clinicians' posts are funded for, and help beside the roster."""

    external_staff = forms.ChoiceField(
        required=False,
        label="Are agency staff, contractors, consultancies and suppliers on the roster?",
        choices=[*EXTERNAL_STAFF_WORDS[:-1], ("", "We do not know yet")],
        widget=HintedRadios(hints={"not_yet": "Some work here, but not all of them are on the roster"}),
    )
    goodwill_hours = Amount(
        label="For how many hours a week do clinicians who are not on the roster help with digital work?",
        help_text="All of them together, roughly. If nobody does, enter 0. Leave it blank if you do not know.",
        suffix="hours",
        max_digits=9,
        decimal_places=2,
    )

    def __init__(
        self,
        *args: Any,
        facts: OrganisationFacts | None,
        help_is_told: bool,
        clinicians: Sequence[tuple[int, str, str, Decimal]],
        **kwargs: Any,
    ) -> None:
        """`clinicians` are the posts whose funding is not known: id, reference, title and WTE."""
        super().__init__(*args, **kwargs)
        if facts and facts.external_staff:
            del self.fields["external_staff"]
        if help_is_told or (facts and facts.goodwill_wte_elsewhere is not None):
            del self.fields["goodwill_hours"]
        self.clinicians = {f"funded_{pk}": pk for pk, *_ in clinicians}
        for pk, reference, title, wte in clinicians:
            self.add_field(f"funded_{pk}", _funded_field(reference, title, wte))

    def facts(self) -> dict[str, Any]:
        """The facts that were told, by name."""
        told = {"external_staff": self.cleaned_data.get("external_staff") or None}
        hours = self.cleaned_data.get("goodwill_hours")
        if hours is not None:
            told["goodwill_wte_elsewhere"] = (hours / HOURS_A_WEEK).quantize(Decimal("0.00001"))
        return {name: value for name, value in told.items() if value is not None}

    def funded(self) -> dict[int, Decimal]:
        """The funded WTE of posts that was told, by the post's id."""
        told = {pk: self.cleaned_data.get(name) for name, pk in self.clinicians.items()}
        return {pk: wte for pk, wte in told.items() if wte is not None}


def _funded_field(reference: str, title: str, wte: Decimal) -> Wte:
    return Wte(
        label=f"{title} ({reference}): how much of the {wte_text(wte)} WTE is in the job plan or paid for?",
        help_text="Enter 0 if all of it is goodwill. Leave it blank if you do not know.",
        max_value=wte.normalize(),
    )
