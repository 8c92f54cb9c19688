"""The forms of a clinician's digital time, and of the help of clinicians who are not listed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from accounts.conflicts import VersionedForm
from accounts.fields import HintedRadios
from accounts.layout import Fieldset, Reveal, form_helper
from teams.cells import MAX_WTE
from teams.clinical_time import IN_ONE_WTE, PLACES, SHORT_UNITS, UNITS, from_units, parts_to_units, to_units
from teams.forms.facts import Amount, Count
from teams.forms.posts import term_choices
from teams.forms.text import ShortText
from teams.models import ClinicalHelp, Post
from teams.models.clinical_help import MOST_HOURS
from teams.roster import WTE_UNIT

AMOUNTS = {"given": "wte", "job_planned": "job_planned_wte", "backfilled": "backfilled_wte", "extra": "extra_wte"}
"""The amounts that are typed, in the unit that is chosen, and the column of the post that keeps each in WTE."""

CLOSE = [
    ("no", "Close to the detail: a practising clinician"),
    ("yes", "Further away: a senior leader"),
    ("", "Work it out from the role"),
]
_SENIOR = {"yes": True, "no": False, "": None}


class ClinicalTimeForm(VersionedForm):
    """The time of one clinician and its parts, typed in hours, PAs or WTE."""

    unit = forms.ChoiceField(
        label="In what do you count the time?",
        choices=UNITS,
        widget=HintedRadios(hints={"hours": "37.5 hours are 1 WTE", "pas": "10 PAs are 1 WTE"}),
    )
    given = Amount(
        label="Digital time that is really given", help_text="All of it, also what nobody pays for.", decimal_places=5
    )
    job_planned = Amount(
        label="Of that, in the job plan", help_text="If there is none, enter 0. A blank means not known."
    )
    backfilled = Amount(
        label="Of that, backfilled", help_text="Somebody else is paid to do their clinical work meanwhile."
    )
    extra = Amount(
        label="Of that, paid as extra sessions",
        help_text="Paid, but outside the job plan. The score counts it with unpaid time; we show it apart.",
    )
    clinical_profession = forms.ChoiceField(
        required=False, label="Clinical profession", choices=term_choices("clinical_profession", "None")
    )
    senior_leader = forms.ChoiceField(
        required=False,
        label="How close to the detail of the work is this post?",
        choices=CLOSE,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        self.post = post
        self.fields_shown = {name: _shown(getattr(post, column), post.time_unit) for name, column in AMOUNTS.items()}
        initial = {
            "version": post.version,
            "unit": post.time_unit,
            "clinical_profession": post.clinical_profession,
            "senior_leader": {True: "yes", False: "no", None: ""}[post.senior_leader],
        }
        super().__init__(*args, initial=initial | self.fields_shown, **kwargs)

    def clean(self) -> dict[str, Any]:
        """The parts are those of the whole, in the unit that is chosen."""
        cleaned = self.cleaned_data
        unit, given = cleaned.get("unit"), cleaned.get("given")
        if unit and not self.errors.keys() & AMOUNTS.keys():
            self._check_amounts(unit)
            if given is None:
                self.add_error("given", "Enter the digital time that is really given")
            elif not 0 < to_units(given, unit) <= MAX_WTE * WTE_UNIT:
                most = f"{MAX_WTE * IN_ONE_WTE[unit]:f}".rstrip("0").rstrip(".")
                self.add_error("given", f"Enter more than 0 and no more than {most} {SHORT_UNITS[unit]}")
        if (cleaned.get("job_planned") is None) != (cleaned.get("backfilled") is None):
            blank = "job_planned" if cleaned.get("job_planned") is None else "backfilled"
            if blank not in self.errors:
                self.add_error(blank, f"{self.fields[blank].label}: enter 0 if there is none, or leave both blank")
        if given is not None and sum(self._parts()) > given:
            self.add_error("given", "The parts come to more than the time that is given. Change one of them")
        return cleaned

    def _check_amounts(self, unit: str) -> None:
        for name in AMOUNTS:
            typed = self.cleaned_data.get(name)
            if typed is not None and -int(typed.normalize().as_tuple().exponent) > PLACES[unit]:
                label = self.fields[name].label
                self.add_error(name, f"{label} must have {PLACES[unit]} decimal places or fewer")

    def _parts(self) -> list[Decimal]:
        return [self.cleaned_data.get(name) or Decimal(0) for name in ("job_planned", "backfilled", "extra")]

    def values(self) -> dict[str, Any]:
        """The values for `services.TIME_FIELDS`; time that was not touched stays as it is, to the last decimal."""
        cleaned = self.cleaned_data
        about = {
            "clinical_profession": cleaned["clinical_profession"],
            "senior_leader": _SENIOR[cleaned["senior_leader"]],
        }
        if cleaned["unit"] == self.post.time_unit and all(cleaned[name] == self.fields_shown[name] for name in AMOUNTS):
            return about
        unit = cleaned["unit"]
        job_planned, backfilled, extra = (_wte(units) for units in parts_to_units(self._parts(), unit))
        is_split = cleaned["job_planned"] is not None
        # Parts that were known and are not any more take what they came to with them.
        unsplit = None if self.post.job_planned_wte is not None else self.post.funded_wte
        return about | {
            "time_unit": unit,
            "wte": _wte(to_units(cleaned["given"], unit)),
            "funded_wte": job_planned + backfilled if is_split else unsplit,
            "job_planned_wte": job_planned if is_split else None,
            "backfilled_wte": backfilled if is_split else None,
            "extra_wte": extra if cleaned["extra"] is not None else None,
        }

    @property
    def helper(self) -> FormHelper:
        return form_helper(
            "version", Fieldset("Time", "unit", *AMOUNTS), Fieldset("Clinician", "clinical_profession", "senior_leader")
        )


def _wte(units: int) -> Decimal:
    return Decimal(units) / WTE_UNIT


def _shown(wte: Decimal | None, unit: str) -> Decimal | None:
    return None if wte is None else from_units(round(wte * WTE_UNIT), unit)


HELP = [("some", "Yes"), ("none", "No, nobody"), ("", "We do not know")]


class ClinicalHelpForm(VersionedForm):
    """Whether clinicians help who are not listed as posts, how many, and for how long."""

    helps = forms.ChoiceField(
        required=False,
        label="Do clinicians help with digital work who are not listed as posts?",
        choices=HELP,
        widget=HintedRadios(hints={"some": "About how many, and for how long, is enough"}),
    )
    clinicians = Count(label="About how many clinicians?")
    hours_a_week = Amount(
        label="About how many hours a week, all of them together?", suffix="hours", max_digits=8, decimal_places=2
    )
    confirmed_by = ShortText(
        required=False,
        label="Who confirms this?",
        help_text="A job title, not a person's name. For example, Chief clinical information officer.",
    )

    def __init__(self, *args: Any, stored: ClinicalHelp | None, **kwargs: Any) -> None:
        super().__init__(*args, initial=_help(stored), **kwargs)

    def clean(self) -> dict[str, Any]:
        """Some help has people and hours, and an answer has somebody who confirms it."""
        cleaned = self.cleaned_data
        helps = cleaned.get("helps")
        if helps == "some":
            people, hours = cleaned.get("clinicians"), cleaned.get("hours_a_week")
            for name, typed in (("clinicians", people), ("hours_a_week", hours)):
                if not typed and name not in self.errors:
                    self.add_error(name, f"“{self.fields[name].label}” must be more than 0")
            if people and hours and hours > people * MOST_HOURS:
                self.add_error("hours_a_week", f"That is more than {MOST_HOURS} hours a week for each of them")
        if helps and not cleaned.get("confirmed_by") and "confirmed_by" not in self.errors:
            self.add_error("confirmed_by", "Enter the job title of who confirms this")
        return cleaned

    def values(self) -> dict[str, Any] | None:
        """The values for `services.HELP_FIELDS`; None where it is not known."""
        cleaned = self.cleaned_data
        if not cleaned["helps"]:
            return None
        some = cleaned["helps"] == "some"
        return {
            "clinicians": cleaned["clinicians"] if some else 0,
            "hours_a_week": cleaned["hours_a_week"] if some else Decimal(0),
            "confirmed_by": cleaned["confirmed_by"],
        }

    @property
    def helper(self) -> FormHelper:
        return form_helper("version", Reveal("helps", {"some": ["clinicians", "hours_a_week"]}), "confirmed_by")


def _help(stored: ClinicalHelp | None) -> dict[str, Any]:
    if stored is None:
        return {"helps": ""}
    some = {"clinicians": stored.clinicians, "hours_a_week": stored.hours_a_week} if stored.clinicians else {}
    helps = "some" if stored.clinicians else "none"
    return {"version": stored.version, "helps": helps, "confirmed_by": stored.confirmed_by, **some}
