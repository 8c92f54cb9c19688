"""The forms of skill ratings of one post: the lead's, the holder's own, and which of those are verified."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from accounts.conflicts import VersionedForm
from accounts.english import sentence
from accounts.fields import HintedRadios, PlainMessages
from accounts.layout import Reveal, form_helper
from teams import catalogue
from teams.forms.text import LongText
from teams.models import Post

LEVELS: dict[str, tuple[str, str]] = {
    "0": ("None", "does not have the skill"),
    "1": ("Awareness", "knows what it is for and when to call in somebody who has it"),
    "2": ("Working", "uses it, with help from others for what is new or hard"),
    "3": ("Practitioner", "uses it alone, and shows others how"),
    "4": ("Expert", "leads others in it and decides how it is done"),
}
"""The levels of a skill: their names and what they mean."""


def level_name(level: int) -> str:
    return LEVELS[str(level)][0]


class _Levels(PlainMessages, forms.Form):
    """A list of levels for each of `codes`."""

    codes: list[str]

    def levels(self) -> dict[str, int | None]:
        """The level of each skill on the page; None is not rated."""
        typed = {code: self.cleaned_data[f"skill_{code}"] for code in self.codes}
        return {code: int(level) if level else None for code, level in typed.items()}


class SkillsForm(VersionedForm, _Levels):
    """The lead's ratings of the holder of a post.

    It asks for the scored skill areas, the detailed skills below each, and any other skill that is rated already.
    `lead` are the levels now, `others` what stands beside a skill by its code. With `stale` ratings it asks whether
    they still hold.
    """

    def __init__(
        self,
        *args: Any,
        post: Post,
        lead: Mapping[str, int],
        others: Mapping[str, str],
        stale: bool = False,
        **kwargs: Any,
    ) -> None:
        initial = {"version": post.version, **{f"skill_{code}": str(level) for code, level in lead.items()}}
        super().__init__(*args, initial=initial, **kwargs)
        detailed = list(catalogue.detailed_skills())
        more = sorted(lead.keys() - catalogue.skills().keys() - set(detailed))
        self.codes = [*catalogue.skills(), *detailed, *more]
        needed = catalogue.needed_levels(post.role)
        for code in self.codes:
            hints = filter(None, (_needed_words(needed.get(code)), others.get(code, "")))
            self.fields[f"skill_{code}"] = skill_field(code, " ".join(hints))
        if stale:
            self.fields["still_hold"] = forms.BooleanField(
                required=False, label="The ratings that I leave as they are still hold today"
            )
        self._more = more

    @property
    def opened(self) -> set[str]:
        """The fields of the skill areas that have a detailed skill which is rated or refused already."""
        return {
            area.name for area, detailed in self.areas() if any(field.errors or field.value() for field in detailed)
        }

    def areas(self) -> list[tuple[Any, list[Any]]]:
        """The field of each skill area with those of its detailed skills; then those of other skills, with none."""
        areas = [
            (self[f"skill_{code}"], [self[f"skill_{one}"] for one in skill.detailed])
            for code, skill in catalogue.skills().items()
        ]
        return areas + [(self[f"skill_{code}"], []) for code in self._more]


def _needed_words(needed: tuple[int, int] | None) -> str:
    """The range that a role needs, as a hint."""
    if needed is None:
        return ""
    low, high = (level_name(level).lower() for level in needed)
    return f"The role needs {low}." if low == high else f"The role needs {low} to {high}, by seniority."


@cache
def _level_choices() -> list[tuple[str, str]]:
    return [("", "Not rated"), *((level, name) for level, (name, _) in LEVELS.items())]


@cache
def _explained_choices() -> list[tuple[str, str]]:
    return [("", "I would rather not say"), *((level, f"{name}: {words}") for level, (name, words) in LEVELS.items())]


def skill_field(code: str, hint: str, *, explained: bool = False) -> forms.ChoiceField:
    """A list of the levels of one skill, `explained` with what they mean."""
    return forms.ChoiceField(
        choices=_explained_choices() if explained else _level_choices(),
        required=False,
        label=sentence(catalogue.name_of("skill", code)),
        help_text=hint,
        error_messages={"invalid_choice": f"Choose a level from the list: {catalogue.name_of('skill', code)}"},
    )


class VerifyForm(VersionedForm):
    """Which ratings of a post are verified; `own` are the holder's levels, `verified` those that are verified now."""

    def __init__(
        self, *args: Any, post: Post, own: Mapping[str, int], verified: Mapping[str, int], **kwargs: Any
    ) -> None:
        ticked = [f"{code}:{level}" for code, level in verified.items()]
        super().__init__(*args, initial={"version": post.version, "skills": ticked}, **kwargs)
        self.codes = _in_order({**verified, **own})
        rated = [(code, level, "verified before") for code, level in verified.items() if own.get(code) != level]
        rated += [(code, level, "their own rating") for code, level in own.items()]
        rated.sort(key=lambda choice: self.codes.index(choice[0]))
        self.fields["skills"] = forms.MultipleChoiceField(
            choices=[(f"{code}:{level}", _rated(code, level, said)) for code, level, said in rated],
            required=False,
            label="Which ratings have you verified?",
            help_text="Tick those that you have seen evidence for, such as work done or a qualification.",
            widget=forms.CheckboxSelectMultiple,
        )

    def clean_skills(self) -> list[str]:
        """What is ticked. ValidationError: two levels of one skill."""
        ticked: list[str] = self.cleaned_data["skills"]
        codes = [choice.partition(":")[0] for choice in ticked]
        twice = next((code for code in codes if codes.count(code) > 1), None)
        if twice:
            raise forms.ValidationError(f"Tick one level only: {catalogue.name_of('skill', twice)}")
        return ticked

    def levels(self) -> dict[str, int | None]:
        """The verified level of each skill on the page; None is not verified."""
        ticked = dict(choice.split(":") for choice in self.cleaned_data["skills"])
        return {code: int(ticked[code]) if code in ticked else None for code in self.codes}


def _rated(code: str, level: int, said: str) -> str:
    return f"{sentence(catalogue.name_of('skill', code))}: {level_name(level).lower()} ({said})"


def _in_order(codes: Iterable[str]) -> list[str]:
    """Skill areas in the order of the catalogue, then other skills by code."""
    order = {code: place for place, code in enumerate((*catalogue.skills(), *catalogue.detailed_skills()))}
    return sorted(codes, key=lambda code: (order.get(code, len(order)), code))


class Comment(LongText):
    """A few lines."""

    limit = 1000


class OwnRatingForm(_Levels):
    """What the holder of a post says of their own skills; `own` is what they said before, `lead` what the lead did."""

    def __init__(
        self, *args: Any, own: Mapping[str, int], lead: Mapping[str, int], comment: str, **kwargs: Any
    ) -> None:
        initial: dict[str, Any] = {f"skill_{code}": str(level) for code, level in own.items()}
        super().__init__(*args, initial={**initial, "comment": comment}, **kwargs)
        self.codes = list(catalogue.skills())
        for code in self.codes:
            recorded = f"Your digital lead recorded: {level_name(lead[code]).lower()}." if code in lead else ""
            self.fields[f"skill_{code}"] = skill_field(code, recorded, explained=True)
        self.fields["comment"] = Comment(
            required=False,
            label="Is there anything you would like to say about this?",
            help_text="Optional. Do not write names or anything about your health or private life.",
        )


class LinkForm(PlainMessages, forms.Form):
    """How a link reaches the holder of a post."""

    by = forms.ChoiceField(
        label="How do you want to give the link to the person in this post?",
        choices=[("email", "By e-mail"), ("copy", "Show it to me, so that I can pass it on")],
        widget=HintedRadios(hints={"email": "We send it and do not keep the address."}),
    )
    email = forms.EmailField(required=False, label="Their work e-mail address", max_length=254)

    @property
    def helper(self) -> FormHelper:
        """The address is asked for where the link goes by e-mail."""
        return form_helper(Reveal("by", {"email": ["email"]}))

    def clean(self) -> dict[str, Any]:
        """An e-mail needs an address; a link that is shown takes none."""
        typed = super().clean() or {}
        if typed.get("by") == "email" and not typed.get("email") and "email" not in self.errors:
            self.add_error("email", "Enter their work e-mail address")
        return typed


class StaffToldForm(PlainMessages, forms.Form):
    """The word of the lead that staff were told."""

    told = forms.BooleanField(
        label="Staff were told what their own ratings are for, who sees them, and that they can decline"
    )
