"""The writes of the representation counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.models import Organisation, User
from teams.models import RepresentationCount
from teams.services.writing import add, change, locked, one_write, remove

REPRESENTATION_FIELDS = (
    "as_at",
    "group",
    "comparator",
    "team_count",
    "team_known",
    "headcount",
    "comparator_count",
    "comparator_total",
    "comparator_pct",
)


def add_representation(*, by: User, organisation: Organisation, values: Mapping[str, Any]) -> RepresentationCount:
    """Counts of a group on a day. AlreadyThere: the group is counted against that comparator on that day."""
    with one_write():
        return add(RepresentationCount(organisation=organisation, **values), by, REPRESENTATION_FIELDS)


def change_representation(
    *, by: User, count: RepresentationCount, version: int | None, values: Mapping[str, Any]
) -> RepresentationCount:
    """Change the counts of a group. Stale: `version` is no longer that of the row. AlreadyThere: as when adding."""
    with one_write():
        return change(locked(count, version), by, values)


def remove_representation(*, by: User, count: RepresentationCount, version: int | None) -> None:
    """Remove a group. Stale: `version` is no longer that of the row."""
    with one_write():
        remove(locked(count, version), by, REPRESENTATION_FIELDS)
