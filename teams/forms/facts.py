"""The forms of what is known beside the roster, checked by the rules of a facts file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone

from accounts.conflicts import VersionedForm
from accounts.english import lower_first
from accounts.fields import HintedRadios
from accounts.layout import Fieldset, form_helper
from teams.cells import Problem
from teams.facts import COUNTS, GROUP_COUNTS, read_facts
from teams.forms.text import Day, ShortText
from teams.models import OrganisationFacts, RepresentationCount
from teams.services import FACT_FIELDS, REPRESENTATION_FIELDS

MOST = 1_000_000
"""More initiatives or people than any organisation has."""

EXTERNAL_STAFF_WORDS = (
    ("recorded", "Yes, all of them"),
    ("none", "We have none"),
    ("not_yet", "Not yet"),
    ("", "We do not know"),
)


TO_SCORE = (
    "Leave blank what you do not know. A group is scored once every number is known, where its share elsewhere would"
    " come to several people of the team, and most of the team have said yes or no."
)


class Amount(forms.DecimalField):
    """A number from nought up, typed with or without a pound sign, commas and spaces."""

    def __init__(self, *, suffix: str = "", prefix: str = "", **kwargs: Any) -> None:
        super().__init__(required=False, min_value=0, **kwargs)
        attrs = {"class": "nhsuk-input--width-10", "prefix": prefix, "suffix": suffix}
        self.widget.attrs |= {name: text for name, text in attrs.items() if text}

    def to_python(self, value: Any) -> Any:
        return super().to_python(str(value or "").translate(_DRESSING))

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


_DRESSING = str.maketrans("", "", "£, \u00a0")


class Pounds(Amount):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(prefix="£", max_digits=14, decimal_places=2, **kwargs)


class Wte(Amount):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(suffix="WTE", max_digits=12, decimal_places=5, **kwargs)


class Count(forms.IntegerField):
    """A whole number of things or people."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, min_value=0, max_value=MOST, **kwargs)


class FactsForm(VersionedForm):
    """The facts of an organisation; a blank is not known."""

    as_at = Day(label="When were these facts true?", called="date of the facts", help_text="For example, 30 9 2026.")
    workforce_wte = Wte(
        label="Workforce of the whole organisation",
        help_text="Everybody, not only the digital team. For example, 6,400.",
    )
    external_staff = forms.ChoiceField(
        required=False,
        label="Are agency staff, contractors, consultancies and suppliers on the roster?",
        help_text="We cannot say how dependent you are on them until they are.",
        choices=EXTERNAL_STAFF_WORDS,
        widget=HintedRadios(hints={"not_yet": "Some work here, but not all of them are on the roster"}),
    )
    goodwill_wte_elsewhere = Wte(
        label="Clinical time of people who are not on the roster",
        help_text="Time that clinicians give to digital work without being listed as a post. If there is none, enter 0:"
        " a blank means that you do not know.",
    )
    initiatives_live = Count(
        label="Live initiatives that change how care is given", help_text="The other three counts are of these."
    )
    initiatives_with_clinical_lead_from_start = Count(
        label="Of those, with a funded clinical lead from the start",
    )
    initiatives_tested_with_users = Count(label="Of those, tested with users")
    initiatives_led_outside_it = Count(label="Of those, led by somebody outside IT")
    service_contracts_a_year = Pounds(
        label="Services that suppliers run for you, a year",
        help_text="Contracts for services run by people. Leave out licences and hardware.",
    )
    digital_revenue_budget = Pounds(label="Digital revenue budget, a year")

    def __init__(
        self, *args: Any, facts: OrganisationFacts | None, counted: Collection[str] = (), **kwargs: Any
    ) -> None:
        """`counted` are the facts that come from lists: they are not asked here, and stay as they are."""
        super().__init__(*args, initial=stored_values(facts, ("version", *FACT_FIELDS)), **kwargs)
        self.counted = counted
        for name in counted:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Check the facts as a facts file is checked."""
        cleaned = self.cleaned_data
        _, problems = read_facts(cleaned | {"as_at": _iso(cleaned.get("as_at"))})
        _refuse(self, problems)
        return cleaned

    def values(self) -> dict[str, Any]:
        """The values for those of `services.FACT_FIELDS` that are asked."""
        return {name: self.cleaned_data[name] for name in FACT_FIELDS if name in self.fields}

    @property
    def helper(self) -> FormHelper:
        groups = {
            "People": ("workforce_wte", "external_staff", "goodwill_wte_elsewhere"),
            "Initiatives": COUNTS,
            "Money": ("service_contracts_a_year", "digital_revenue_budget"),
        }
        asked = {legend: [name for name in names if name in self.fields] for legend, names in groups.items()}
        fieldsets = [Fieldset(legend, *names) for legend, names in asked.items() if names]
        return form_helper("version", "as_at", *fieldsets)


class RepresentationForm(VersionedForm):
    """How many of the digital team belong to a group, and the group's share of those they are compared with."""

    group = ShortText(label="Group", help_text="For example, women, or people with a disability.")
    comparator = forms.ChoiceField(
        label="What is the group compared with?",
        choices=[("workforce", "The organisation's workforce"), ("population", "The population that it serves")],
        widget=forms.RadioSelect,
    )
    team_count = Count(label="People of the digital team who belong to the group")
    team_known = Count(
        label="People of the digital team for whom this is known",
        help_text="Those who said yes or no. Leave out the rest.",
    )
    headcount = Count(label="People in the digital team", help_text="A headcount, not WTE.")
    comparator_count = Count(label="People of the group among those they are compared with")
    comparator_total = Count(label="All people they are compared with", help_text="For whom this is known.")
    comparator_pct = Amount(
        label="Or the share of the group in per cent",
        help_text="If you have no counts: from a workforce report, or from the census.",
        suffix="%",
        max_value=100,
        max_digits=8,
        decimal_places=5,
    )
    as_at = Day(label="When were these counts true?", called="date of the counts")

    def __init__(
        self,
        *args: Any,
        count: RepresentationCount | None = None,
        again: RepresentationCount | None = None,
        **kwargs: Any,
    ) -> None:
        """`again` is an earlier count of the group that is counted anew."""
        stored = dict(stored_values(count, ("version", *REPRESENTATION_FIELDS)))
        if again:
            stored |= {"group": again.group, "comparator": again.comparator}
        if stored.get("comparator_total"):
            stored["comparator_pct"] = None  # it follows from the counts
        super().__init__(*args, initial=stored, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Check the counts as a facts file is checked."""
        cleaned = self.cleaned_data
        as_at = _iso(cleaned.get("as_at"))
        _, problems = read_facts({"as_at": as_at, "representation": [cleaned]})
        _refuse(self, [Problem(problem.column.split()[-1], problem.value, problem.reason) for problem in problems])
        for part, whole in pairwise(GROUP_COUNTS):
            counted, limit = cleaned.get(part), cleaned.get(whole)
            if counted is not None and limit is not None and counted > limit:
                self.add_error(part, f"{self.fields[part].label}: enter no more than the next number, {limit}")
        self._check_comparator(cleaned.get("comparator_count"), cleaned.get("comparator_total"))
        return cleaned

    def _check_comparator(self, count: int | None, total: int | None) -> None:
        """Two counts or a percentage, and not both."""
        if count is None and total is None:
            return
        for name, other, number in (("comparator_count", "total", count), ("comparator_total", "count", total)):
            if number is None and name not in self.errors:
                self.add_error(name, f"Enter the other number as well, as you gave the {other}")
        if total == 0:
            self.add_error("comparator_total", "All people they are compared with: enter a number above 0")
        elif count is not None and total is not None and count > total:
            self.add_error("comparator_count", f"Enter no more than all people they are compared with, {total}")
        if self.cleaned_data.get("comparator_pct") is not None:
            self.add_error("comparator_pct", "Enter the two counts or the percentage, and not both")

    def values(self) -> dict[str, Any]:
        """The values for `services.REPRESENTATION_FIELDS`; the share follows from the counts where they are given."""
        values = {name: self.cleaned_data[name] for name in REPRESENTATION_FIELDS}
        if values["comparator_total"]:
            share = Decimal(100 * values["comparator_count"]) / values["comparator_total"]
            values["comparator_pct"] = round(share, 5)
        return values

    @property
    def helper(self) -> FormHelper:
        compared = "Two counts, or a percentage if you have no counts."
        return form_helper(
            "version",
            "group",
            "as_at",
            Fieldset("In the digital team", *GROUP_COUNTS, hint=TO_SCORE),
            Fieldset(
                "Those they are compared with",
                "comparator",
                "comparator_count",
                "comparator_total",
                "comparator_pct",
                hint=compared,
            ),
        )


def stored_values(row: Any, names: Iterable[str]) -> Mapping[str, Any]:
    """The stored values of a row for a form, keys for other rows; without a row, only the date of today."""
    if not row:
        return {"as_at": timezone.localdate()}
    return {name: getattr(row, row._meta.get_field(name).attname) for name in names}


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _refuse(form: VersionedForm, problems: Iterable[Problem]) -> None:
    """Say each problem at its field, unless the field has been refused already."""
    for problem in problems:
        if problem.column not in form.errors:
            reason = problem.reason.replace("initiatives_live", "the number of live initiatives")
            form.add_error(problem.column, f"{form.fields[problem.column].label}: {lower_first(reason)}")
