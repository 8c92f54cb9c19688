"""The improvement plan of a demonstration trust: what is done about its largest gaps, and why one has to wait."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import Organisation, User
from assessment import action_services
from assessment.published import rubric_of
from assessment.services import draft_for

ACTIONS: tuple[dict[str, Any], ...] = (
    {
        "criterion": "Q3.1",
        "action": "Turn four contracted posts of the integration team into permanent ones",
        "owner": "Chief digital information officer",
        "due_on": date(2027, 3, 31),
        "cost": Decimal(240_000),
        "progress": "not_started",
    },
    {
        "criterion": "Q3.1",
        "action": "Agree how posts that become permanent are paid for",
        "owner": "Deputy director of finance",
        "due_on": date(2026, 10, 31),
        "cost": None,
        "progress": "under_way",
        "note": "The first meeting was held. The next is in December.",
    },
    {
        "criterion": "Q1.4",
        "action": "Rate the skills of every post holder",
        "owner": "Head of digital delivery",
        "due_on": date(2026, 12, 18),
        "cost": Decimal(0),
        "progress": "under_way",
    },
)
REASON = {
    "criterion": "Q2.2",
    "because": "Job plans are agreed in spring. The clinical board comes back to it then.",
}


def record_plan(organisation: Organisation, lead: User) -> None:
    """Record everything as the lead would in the browser, unless something is planned already."""
    if organisation.actions.exists() or organisation.no_actions.exists():
        return
    names = {each.id: each.name for each in rubric_of(draft_for(organisation).rubric_version).criteria}
    for planned in ACTIONS:
        new = {name: planned[name] for name in ("criterion", *action_services.ACTION_FIELDS)}
        values = {**new, "name": names[planned["criterion"]]}
        row = action_services.add_action(by=lead, organisation=organisation, values=values)
        progress = {"progress": planned["progress"], "done_on": None, "note": planned.get("note", "")}
        action_services.record_progress(by=lead, action=row, version=row.version, values=progress)
    reason = {**REASON, "name": names[REASON["criterion"]]}
    action_services.add_reason(by=lead, organisation=organisation, values=reason)
