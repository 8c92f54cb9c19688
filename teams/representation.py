"""Which counts of a group count, of those of several days. Plain Python, no database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from teams.facts import RepresentationGroup

Counted = tuple[date, RepresentationGroup]
"""The day of the counts, and the counts."""


def counting(counts: Iterable[Counted], as_at: date) -> tuple[RepresentationGroup, ...]:
    """Of each group against each comparator the latest counts on or before `as_at`.

    Where a group was first counted later than that, its first counts: an assessment is often dated back to the end of a
    month.
    """
    found: dict[tuple[str, str], Counted] = {}
    for day, group in sorted(counts, key=lambda counted: counted[0]):
        key = (group.group, group.comparator)
        if key not in found or day <= as_at:
            found[key] = (day, group)
    return tuple(group for _, (_, group) in sorted(found.items()))
