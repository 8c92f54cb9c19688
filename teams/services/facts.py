"""The writes of the facts about an organisation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.models import Organisation, User
from teams.models import OrganisationFacts
from teams.services.writing import Stale, add, change, locked, one_write

FACT_FIELDS = (
    "as_at",
    "workforce_wte",
    "external_staff",
    "goodwill_wte_elsewhere",
    "initiatives_live",
    "initiatives_with_clinical_lead_from_start",
    "initiatives_tested_with_users",
    "initiatives_led_outside_it",
    "service_contracts_a_year",
    "digital_revenue_budget",
)


def save_facts(
    *, by: User, organisation: Organisation, version: int | None, values: Mapping[str, Any]
) -> OrganisationFacts:
    """Save the facts of `organisation`; `version` is None where there were none. Stale: somebody saved first."""
    with one_write():
        # Of two people who save the first facts at once, the second waits here and then finds them.
        Organisation.objects.hold(organisation)
        facts = OrganisationFacts.objects.filter(organisation=organisation).first()
        if facts is None and version is None:
            return add(OrganisationFacts(organisation=organisation, **values), by, FACT_FIELDS)
        if facts is None or version is None:
            raise Stale(facts)
        return change(locked(facts, version), by, values)
