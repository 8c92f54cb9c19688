"""How the activity log reads: the fields and values of every app in plain words. Named by `ACTIVITY_WORDS`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from accounts.models import Role
from teams import catalogue
from teams.journey import SECTIONS

FIELDS = {
    "action": "action",
    "because": "reason for no action",
    "cost": "cost (pounds)",
    "criterion": "code of the gap",
    "done_on": "day on which it was done",
    "due_on": "day on which it is due",
    "note": "note on progress",
    "adoption_measured": "answer on whether adoption is measured",
    "backfilled_wte": "backfilled time (WTE)",
    "changes_care": "answer on whether it changes care",
    "clinical_lead": "post of the clinical lead",
    "clinicians": "clinicians who are not listed",
    "complete": "word that it is complete",
    "confirmed_by": "job title of who confirmed it",
    "exit_terms": "answer on exit terms",
    "extra_wte": "time paid as extra sessions (WTE)",
    "functions": "functions that rest on it",
    "hours_a_week": "hours a week, all together",
    "is_open_ended": "mark as without an end date",
    "job_planned_wte": "time in the job plan (WTE)",
    "knowledge_transfer": "answer on knowledge transfer",
    "lead_funded": "answer on whether the clinical lead is funded",
    "lead_joined": "time at which the clinical lead joined",
    "led_by": "job title of who leads it",
    "led_outside_it": "answer on whether it is led outside IT",
    "notice_months": "notice period (months)",
    "outcome_named": "answer on whether an outcome is named",
    "sponsor_outside_it": "answer on whether the sponsor is outside IT",
    "tested_with_users": "answer on whether it is tested with users",
    "time_unit": "unit of the time",
    "value_a_year": "value a year (pounds)",
    "agenda_item": "agenda item",
    "assurance": "answer on independent assurance",
    "assured_by": "name of who checked it",
    "considered_by": "committees that considered it",
    "exemption": "reason for not being public",
    "executive_sponsor": "executive sponsor",
    "meeting_on": "date of the meeting",
    "session": "answer on whether it is taken in public",
    "days": "number of days",
    "as_at": "date",
    "as_at_from": "first date that counts",
    "accepted": "acceptance",
    "confirmed": "answers confirmed",
    "is_carried": "mark as carried forward",
    "reason": "reason",
    "reopened_because": "reason for reopening",
    "report": "number of the report",
    "returned_because": "comment",
    "returned_on": "section of the comment",
    "snapshot": "hash of what was submitted",
    "snapshots": "submissions without posts now",
    "closed_on": "day it leaves the roster",
    "clinical_profession": "clinical profession",
    "comparator": "comparison",
    "comparator_count": "people of the group in the comparison",
    "comparator_total": "all people in the comparison",
    "comparator_pct": "share in the comparison (per cent)",
    "control_role": "control roles",
    "counts_from": "first day",
    "counts_until": "day from which it no longer counts",
    "differs_because": "reason for differing from the records",
    "digital_revenue_budget": "digital revenue budget (pounds)",
    "employer": "employer (ODS code)",
    "employment": "engagement",
    "ends_on": "end date",
    "evidence_on": "date of the evidence",
    "external_staff": "answer on whether external staff are on the roster",
    "funded_wte": "funded WTE",
    "goodwill_wte_elsewhere": "clinical time of people not on the roster (WTE)",
    "headcount": "people in the team",
    "id": "number in the database",
    "initiatives_led_outside_it": "initiatives led outside IT",
    "initiatives_live": "live initiatives",
    "initiatives_tested_with_users": "initiatives tested with users",
    "initiatives_with_clinical_lead_from_start": "initiatives with a clinical lead from the start",
    "learnt_roles": "roles that titles stand for",
    "level": "answer (level)",
    "partner": "partner (ODS code)",
    "post_ref": "reference",
    "problems": "problems",
    "rated_at": "day of the ratings",
    "roster_version": "state of the roster",
    "rows": "rows",
    "senior_leader": "mark as senior leader",
    "service_contracts_a_year": "services of suppliers a year (pounds)",
    "share_before": "end of the share before it",
    "share_pct": "share (per cent)",
    "started_on": "start date",
    "team_count": "people of the group in the team",
    "team_known": "people whose group is known",
    "title": "job title",
    "vacant_since": "day since which it is vacant",
    "workforce_wte": "workforce (WTE)",
    "wte": "WTE",
}
CODED = ("role", "employment", "clinical_profession", "function", "work")
ROLES: dict[str, str] = {str(role.value): str(role.label) for role in Role}
WORDS = {
    ("state", "accepted"): "accepted",
    ("state", "declined"): "declined",
    ("state", "offered"): "waiting for an answer",
    ("state", "recorded"): "recorded, as the partner does not use this service",
    ("state", "withdrawn"): "withdrawn",
    ("state", "draft"): "draft",
    ("state", "submitted"): "submitted",
    ("state", "signed_off"): "signed off",
    ("reason", "retention"): "the time for which they are kept is over",
    ("reason", "correction"): "they held something that must not be kept",
    ("reason", "request"): "somebody asked for it",
    ("kind", "people"): "a service run by people",
    ("kind", "licences"): "licences, hosting or hardware",
    ("lead_joined", "start"): "from the start",
    ("lead_joined", "none"): "there is no clinical lead",
    ("time_unit", "hours"): "hours a week",
    ("time_unit", "pas"): "programmed activities",
    ("time_unit", "wte"): "WTE",
    ("status", "filled"): "filled",
    ("status", "vacant"): "vacant",
    ("external_staff", "recorded"): "yes, all of them",
    ("external_staff", "none"): "there are none",
    ("external_staff", "not_yet"): "not yet",
    ("progress", "not_started"): "not started",
    ("progress", "under_way"): "under way",
    ("progress", "done"): "done",
    ("confidence", "high"): "sure",
    ("confidence", "medium"): "fairly sure",
    ("confidence", "low"): "not sure",
    ("comparator", "workforce"): "the workforce",
    ("comparator", "population"): "the population",
    **{("sections", section.code): section.name for section in SECTIONS},
}

ROWS = {
    "team": "teams.Team",
    "clinical_lead": "teams.Post",
    "owner": "teams.Post",
    "supplier": "teams.Supplier",
}
"""Fields whose values are ids: of what."""


COUNTS_OF_PEOPLE = frozenset(
    {"team_count", "team_known", "headcount", "comparator_count", "comparator_total", "comparator_pct"}
)
"""Fields of counts by group, which only those read as they are who enter them."""

_SKILLS = catalogue.skills().keys() | catalogue.detailed_skills().keys()


def field(name: str) -> str:
    """What follows "the" in a sentence: "the WTE of post D14"."""
    if name in FIELDS:
        return FIELDS[name]
    return f"rating of {catalogue.name_of('skill', name)}" if name in _SKILLS else name.replace("_", " ")


def value(name: str, stored: Any) -> str:
    """A stored value as a person reads it; "" for none."""
    if stored is None or stored == "":
        return ""
    if isinstance(stored, bool):
        return "yes" if stored else "no"
    if isinstance(stored, list):
        return ", ".join(value(name, part) for part in stored)
    if isinstance(stored, str):
        return _text(name, stored)
    return str(stored)


def _text(name: str, text: str) -> str:
    if (name, text) in WORDS:
        return WORDS[name, text]
    if name == "role" and text in ROLES:
        return ROLES[text].lower()
    if name == "functions":
        return ", ".join(catalogue.name_of("function", code) for code in text.split(";"))
    if name == "control_role":
        return ", ".join(catalogue.name_of(name, code) for code in text.split(";"))
    if name in CODED:
        return catalogue.name_of(name, text)
    return _day(text) if len(text) == 10 else text


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {day:%B %Y}"


_MOST_NAMED = 10
"""Posts that a sentence names."""


def summary(counts: Any) -> str:
    """What follows the thing in the sentence of an event that changed many rows."""
    if not isinstance(counts, dict):
        return "nothing changed"
    done = (("added", "added"), ("changed", "changed"), ("unchanged", "left as they were"), ("moved", "moved"))
    parts = [f"{counts[name]:,} {words}" for name, words in done if counts.get(name)]
    into = [f"into team {counts['into']}"] if counts.get("into") else []
    posts = [f"posts: {', '.join(parts)}"] if parts else []
    more = [*_named(counts.get("references", ())), *_set(counts.get("set", {}))]
    return "; ".join([*into, *posts, *more]) or "nothing changed"


def _named(references: Sequence[str]) -> list[str]:
    """The references of the posts, as many as a sentence takes."""
    if not references:
        return []
    more = len(references) - _MOST_NAMED
    named = ", ".join(references[:_MOST_NAMED])
    return [f"{named} and {more} more" if more > 0 else named]


def _set(values: Mapping[str, Any]) -> list[str]:
    """What fields were set to."""
    return [f"{field(name)} set to {value(name, stored) or 'blank'}" for name, stored in values.items()]
