"""The form of one initiative."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from accounts.conflicts import VersionedForm
from accounts.fields import HintedRadios
from accounts.layout import Fieldset, form_helper
from accounts.permissions import Access
from teams.forms.facts import stored_values
from teams.forms.text import ShortText
from teams.forms.truths import PostChoice, Truth, clinical_posts
from teams.models import Initiative
from teams.services import INITIATIVE_FIELDS

JOINED = [*Initiative.Joined.choices, ("", "Not known")]
NO_LEAD = "You said that there is no clinical lead, so this must be “Not known”"


class InitiativeForm(VersionedForm):
    """One initiative with the columns of `services.INITIATIVE_FIELDS`."""

    name = ShortText(label="Name of the initiative", help_text="For example, Digital outpatient letters.")
    status = forms.ChoiceField(
        label="Where is it now?",
        choices=Initiative.Status.choices,
        widget=HintedRadios(hints={"live": "Work on it has begun and has not ended. Only these are counted"}),
    )
    changes_care = Truth(
        label="Does it change how care is given?",
        help_text="For example, how patients are seen, treated or kept informed. New laptops for an office do not.",
    )
    sponsor = ShortText(
        required=False,
        label="Sponsor",
        help_text="The job title of the executive who sponsors it, not a name.",
    )
    sponsor_outside_it = Truth(label="Is the sponsor outside IT?")
    led_by = ShortText(
        required=False,
        label="Who leads it",
        help_text="The job title of whoever runs it day by day, not a name.",
    )
    led_outside_it = Truth(label="Is whoever leads it outside IT?")
    lead_joined = forms.ChoiceField(
        required=False, label="When did a clinical lead join?", choices=JOINED, widget=forms.RadioSelect
    )
    clinical_lead = PostChoice(
        label="Post of the clinical lead",
        help_text="Posts of your roster that are, or may be, a clinician's.",
    )
    lead_funded = Truth(
        label="Is the clinical lead's time for it funded?",
        help_text="In the job plan, or backfilled. A favour is not funded.",
    )
    tested_with_users = Truth(
        label="Has it been tested with users?",
        help_text="Staff or patients who use it tried it, and what they said was acted on.",
    )
    outcome_named = Truth(label="Does it name the outcome that it is for?")
    adoption_measured = Truth(label="Is it measured how many use it?")

    def __init__(self, *args: Any, access: Access, row: Initiative | None = None, **kwargs: Any) -> None:
        initial = stored_values(row, ("version", *INITIATIVE_FIELDS)) if row else {"status": "live"}
        lead = row.clinical_lead_id if row else None
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["clinical_lead"].queryset = clinical_posts(access, lead)  # type: ignore[attr-defined]  # of rows

    def clean(self) -> dict[str, Any]:
        """Without a clinical lead there is no post and no funding of one."""
        cleaned = self.cleaned_data
        if cleaned.get("lead_joined") == Initiative.Joined.NONE:
            for name in ("clinical_lead", "lead_funded"):
                if cleaned.get(name) is not None:
                    self.add_error(name, f"{self.fields[name].label}: {NO_LEAD[:1].lower()}{NO_LEAD[1:]}")
        return cleaned

    def values(self) -> dict[str, Any]:
        """The values for `services.INITIATIVE_FIELDS`."""
        return {name: self.cleaned_data[name] for name in INITIATIVE_FIELDS}

    @property
    def helper(self) -> FormHelper:
        return form_helper(
            "version",
            Fieldset("The initiative", "name", "status", "changes_care"),
            Fieldset("Sponsor and leader", "sponsor", "sponsor_outside_it", "led_by", "led_outside_it"),
            Fieldset("Clinical lead", "lead_joined", "clinical_lead", "lead_funded"),
            Fieldset("Users and outcome", "tested_with_users", "outcome_named", "adoption_measured"),
        )
