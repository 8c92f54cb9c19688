"""The forms of shared teams."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from accounts.conflicts import VersionedForm
from accounts.fields import HintedRadios
from accounts.layout import form_helper
from accounts.models import Organisation
from accounts.pages import day_words
from teams.forms.text import Day
from teams.models import Team, TeamShare
from teams.services import ShareRefused, Why

ASK, RECORD = "ask", "record"
HOW = ((ASK, "Ask the partner"), (RECORD, "Record it: the partner does not use this service"))
HOW_HINTS = {
    ASK: "Its digital leads get an email. The share counts once one of them accepts",
    RECORD: "The share counts at once. You answer for the agreement with the partner",
}
REFUSED: dict[Why, tuple[str, str]] = {
    Why.OWN: ("partner", "Enter the ODS code of another organisation. This is your own"),
    Why.CLOSED: ("counts_from", "One of the organisations closed on {day}. Enter an earlier date, or another partner"),
    Why.NOBODY: ("how", "This partner has no digital lead here who could answer. Record the share instead"),
    Why.USES_SERVICE: ("how", "This partner has a digital lead here. Ask the partner"),
    Why.WAITS: ("partner", "An offer of this team waits for the answer of this partner. Withdraw that one first"),
    Why.LATER: ("counts_from", "A share of this partner begins on {day}. Enter a later date, or end that one first"),
    Why.TOO_MUCH: (
        "share_pct",
        "The shares of the team would come to {share}% on {day}, offers that wait included. They must not pass 100%",
    ),
    Why.BEFORE: ("counts_until", "The end must be after the share begins, on {day}"),
    Why.LONGER: ("counts_until", "The share ends on {day} by agreement. Enter that date or an earlier one"),
}
"""The field that each refusal is about, and what the page says."""


def per_cent(share_pct: Decimal) -> str:
    """A share as it is written: 33.5 or 40."""
    return f"{share_pct.normalize():f}"


class _Refusable(VersionedForm):
    def refuse(self, refused: ShareRefused) -> None:
        """Say why a share cannot be, beside the field that it is about, or above a form without that field."""
        field, words = REFUSED[refused.why]
        said = words.format(day=day_words(refused.day), share=per_cent(Decimal(refused.share) / 100))
        self.add_error(field if field in self.fields else None, said)


def _share_field() -> forms.DecimalField:
    return forms.DecimalField(
        label="Share of the partner in per cent",
        help_text="The part of the team's time that the partner counts, for example 40 or 33.33. You keep the rest.",
        min_value=Decimal("0.01"),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput({"class": "nhsuk-input--width-5", "inputmode": "decimal", "spellcheck": "false"}),
    )


def _from_field() -> Day:
    return Day(label="From which day does it count?", called="first day", help_text="For example, 1 4 2026.")


def _until_field() -> Day:
    return Day(
        required=False,
        label="From which day does it no longer count? (optional)",
        called="end of the share",
        help_text="Leave blank if no end is agreed.",
    )


class OfferForm(_Refusable):
    """A share of a team for a partner that has none yet."""

    team: forms.ModelChoiceField[Team] = forms.ModelChoiceField(
        Team.objects.none(), label="Which team do you share?", empty_label="Choose a team"
    )
    partner = forms.CharField(
        label="ODS code of the partner",
        help_text="Three to five capital letters and digits, for example RXX.",
        max_length=5,
        widget=forms.TextInput(
            {"class": "nhsuk-input--width-5", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    share_pct = _share_field()
    counts_from = _from_field()
    counts_until = _until_field()
    how = forms.ChoiceField(label="How is it agreed?", choices=HOW, widget=HintedRadios(hints=HOW_HINTS))

    def __init__(self, *args: Any, teams: QuerySet[Team], chosen: str = "", **kwargs: Any) -> None:
        super().__init__(*args, initial={"counts_from": timezone.localdate(), "team": chosen}, **kwargs)
        if not self.is_bound and len(teams) == 1:
            self.initial["team"] = teams[0].pk
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]  # a field of rows

    def clean_partner(self) -> Organisation:
        """The partner of that code. ValidationError: there is none."""
        code = self.cleaned_data["partner"].strip().upper()
        found = Organisation.objects.search(code).filter(ods_code=code).first() if code.isalnum() else None
        if found is None:
            raise ValidationError("No organisation of this service has that ODS code. Check the code")
        return found

    def values(self) -> dict[str, Any]:
        """The values for `services.offer_share`."""
        return {name: self.cleaned_data[name] for name in ("share_pct", "counts_from", "counts_until")}

    @property
    def records(self) -> bool:
        return bool(self.cleaned_data["how"] == RECORD)


class ChangeForm(_Refusable):
    """Another share for the same partner, from a day on."""

    share_pct = _share_field()
    counts_from = _from_field()
    counts_until = _until_field()

    def __init__(self, *args: Any, share: TeamShare, **kwargs: Any) -> None:
        initial = {"version": share.version, "share_pct": per_cent(share.share_pct)}
        super().__init__(*args, initial=initial, **kwargs)

    def values(self) -> dict[str, Any]:
        """The values for `services.change_share`."""
        return {name: self.cleaned_data[name] for name in ("share_pct", "counts_from", "counts_until")}


class EndForm(_Refusable):
    """The day from which a share no longer counts."""

    counts_until = Day(
        label="From which day does the share no longer count?",
        called="end of the share",
        help_text="Up to the day before, it stays as it is. For example, 1 4 2026.",
    )

    def __init__(self, *args: Any, share: TeamShare, **kwargs: Any) -> None:
        initial = {"version": share.version, "counts_until": share.counts_until or _soonest(share)}
        super().__init__(*args, initial=initial, **kwargs)


def _soonest(share: TeamShare) -> date:
    return max(share.counts_from, timezone.localdate())


class AnswerForm(_Refusable):
    """What a partner's lead says to an offer."""

    answer = forms.ChoiceField(
        label="Do you accept this share?",
        choices=(("accept", "Yes, accept it"), ("decline", "No, decline it")),
        widget=HintedRadios(hints={"accept": "Its part of each post counts in your roster from the first day on"}),
    )

    def __init__(self, *args: Any, share: TeamShare, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": share.version}, **kwargs)

    @property
    def accepts(self) -> bool:
        return bool(self.cleaned_data["answer"] == "accept")

    @property
    def helper(self) -> FormHelper:
        return form_helper("version", "answer")
