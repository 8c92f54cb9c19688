"""The writes of initiatives, and of the word that a list is complete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts import audit
from accounts.models import Organisation, User
from teams.models import CompleteList, Initiative
from teams.services.writing import add, change, locked, one_write, raise_roster_version, remove

INITIATIVE_FIELDS = (
    "name",
    "status",
    "changes_care",
    "sponsor",
    "sponsor_outside_it",
    "led_by",
    "led_outside_it",
    "lead_joined",
    "clinical_lead",
    "lead_funded",
    "tested_with_users",
    "outcome_named",
    "adoption_measured",
)


def add_initiative(*, by: User, organisation: Organisation, values: Mapping[str, Any]) -> Initiative:
    """A new initiative with `values` for `INITIATIVE_FIELDS`. AlreadyThere: one has that name."""
    with one_write():
        return add(Initiative(organisation=organisation, **values), by, INITIATIVE_FIELDS)


def change_initiative(
    *, by: User, initiative: Initiative, version: int | None, values: Mapping[str, Any]
) -> Initiative:
    """Change an initiative. Stale: `version` is no longer that of the row. AlreadyThere: as when adding."""
    with one_write():
        return change(locked(initiative, version), by, values)


def remove_initiative(*, by: User, initiative: Initiative, version: int | None) -> None:
    """Remove an initiative. Stale: `version` is no longer that of the row."""
    with one_write():
        remove(locked(initiative, version), by, INITIATIVE_FIELDS)


def say_complete(*, by: User, organisation: Organisation, name: str, complete: bool) -> None:
    """Say that the list `name` (of `CompleteList.Name`) is complete, or that it is not. Saying it twice is once."""
    with one_write():
        Organisation.objects.hold(organisation)
        said = CompleteList.objects.filter(organisation=organisation, name=name)
        if said.exists() == complete:
            return
        if complete:
            CompleteList.objects.create(organisation=organisation, name=name)
        else:
            said.delete()
        raise_roster_version(organisation)
        changes = {"complete": [not complete, complete]}
        target = f"list of {name}"
        audit.record(by=by, organisation=organisation, verb="changed", target=target, changes=changes)
