"""Codes looked up in small tables: which of them a condition accepts, and which slot of a group each belongs to.

Every table has one element for each code and a last one, which numbers below nought reach: an unknown or blank value.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from teams import catalogue
from teams.roster import NO_DATE, Coded, day_number

Mask = NDArray[np.bool_]
Codes = NDArray[np.intp]

OF_ROLE = ("function", "work", "role")
"""The columns that are read by the codes of roles."""

YES_NO = ("clinician", "senior_leader", "funded")


def own_slots(column: str, coded: Coded, members: tuple[str, ...] | None) -> tuple[Codes, int]:
    """The slots of one organisation's own words, and how many there are; the own team comes before all teams."""
    if members is not None:
        index = {member: slot for slot, member in enumerate(members)}
        return np.array([*(index.get(name, -1) for name in coded.names), -1], dtype=np.intp), len(members)
    if column == "team":
        return np.array([*range(1, len(coded.names) + 1), 0], dtype=np.intp), len(coded.names) + 1
    return np.array([*range(len(coded.names)), -1], dtype=np.intp), len(coded.names)


@cache
def accepted(column: str, values: tuple[Any, ...]) -> Mask:
    """For every code of `column` whether it is among `values`."""
    if column in YES_NO:
        return np.array([False in values, True in values, False])
    if column in OF_ROLE:
        roles = catalogue.roles().values()
        return np.array(
            [*((role.code if column == "role" else getattr(role, column)) in values for role in roles), False]
        )
    return np.array([*(code in values for code in catalogue.values(column) or ()), False])


@cache
def slots_of(column: str, members: tuple[str, ...]) -> Codes:
    """The slot of every code of `column`, -1 for none."""
    index = {member: slot for slot, member in enumerate(members)}
    if column == "function":
        return np.array([*(index.get(role.function, -1) for role in catalogue.roles().values()), -1], dtype=np.intp)
    return np.array([*(index.get(code, -1) for code in catalogue.values(column) or ()), -1], dtype=np.intp)


def day_months_before(day: date, months: int) -> int:
    """The number of the same day `months` earlier; of that month's last day where it lacks the day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        return NO_DATE
    last = monthrange(year, month + 1)[1]
    return day_number(date(year, month + 1, min(day.day, last)))
