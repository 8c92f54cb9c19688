"""The posts of a few organisations as arrays: which rows a where keeps, what is unknown, how rows are grouped.

Two masks go with every condition: the rows that hold it for certain, and those that could hold it once what is unknown
were known (`docs/rubric-format.md`, "Not scored, and unknown"). What could pass is judged key by key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.codes import OF_ROLE, Codes, Mask, accepted, day_months_before, own_slots, slots_of
from assessment.rubric import Condition, Of, Where
from teams import catalogue
from teams.facts import Facts
from teams.roster import NO_DATE, UNKNOWN, Coded, Roster

Integers = NDArray[np.int64]
Masks = tuple[Mask, Mask]
"""The rows that pass for certain, and the rows that could pass."""

READ_FROM = {"function": "role", "work": "role", "funded": "funded_wte", "in_post_over_months": "started_on"}
"""What a column that can be unknown is read from, where that has another name."""

CAN_BE_UNKNOWN = frozenset({"role", "employment", "clinician", "senior_leader", "funded_wte", "supplier", "started_on"})


class Posts:
    """The posts of `rosters`, one after another; every array has one element a post unless it says otherwise.

    `starts` has one element an organisation and one more: the posts of organisation i are starts[i] to starts[i + 1].
    """

    def __init__(self, rosters: Sequence[Roster], facts: Sequence[Facts]) -> None:
        self.rosters = rosters
        self.facts = facts
        self.counts = np.array([len(roster) for roster in rosters], dtype=np.intp)
        self.starts = np.concatenate([[0], np.cumsum(self.counts)])
        self._conditions: dict[Condition, Masks] = {}
        self._wheres: dict[Where, Masks] = {}
        self._unknowns: dict[str, Mask] = {}
        self._amounts: dict[str, Integers] = {}
        self._groups: dict[Of, Mask] = {}

    def __len__(self) -> int:
        return int(self.starts[-1])

    # What rows hold ---------------------------------------------------------------------------------------------------

    @cached_property
    def organisation(self) -> Codes:
        """The number of each post's organisation."""
        return np.repeat(np.arange(len(self.rosters)), self.counts)

    @cached_property
    def role(self) -> Codes:
        return self._column("role", np.intp)

    @cached_property
    def employment(self) -> Codes:
        return self._column("employment", np.intp)

    @cached_property
    def filled(self) -> Mask:
        return self._column("filled", np.bool_)

    @cached_property
    def wte(self) -> Integers:
        return self._column("wte", np.int64)

    @cached_property
    def recorded_funded_wte(self) -> Integers:
        return self._column("funded_wte", np.int64)

    @cached_property
    def started_on(self) -> Integers:
        return self._column("started_on", np.int64)

    @cached_property
    def ends_on(self) -> Integers:
        return self._column("ends_on", np.int64)

    @cached_property
    def control_role(self) -> Integers:
        return self._column("control_role", np.int64)

    @cached_property
    def skill_codes(self) -> tuple[str, ...]:
        """The skills that any post of these organisations is rated in, those of the catalogue first."""
        found = {code for roster in self.rosters for code in roster.skill_codes}
        known = [code for code in catalogue.skills() if code in found]
        return (*known, *sorted(found.difference(known)))

    @cached_property
    def skill_levels(self) -> NDArray[np.int8]:
        """Skills by posts, `UNKNOWN` where a skill is not rated."""
        rows = {code: row for row, code in enumerate(self.skill_codes)}
        levels = np.full((len(rows), len(self)), UNKNOWN, dtype=np.int8)
        for number, roster in enumerate(self.rosters):
            if roster.skill_codes and len(roster):
                held = np.asarray(roster.skills, dtype=np.int8).reshape(len(roster), -1)
                levels[[rows[code] for code in roster.skill_codes], self._slice(number)] = held.T
        return levels

    @cached_property
    def rated(self) -> Mask:
        """The posts with anything in skills."""
        return some(self.skill_levels >= 0)

    def _column(self, name: str, dtype: Any) -> NDArray[Any]:
        """One column of all rosters."""
        return np.concatenate([np.asarray(getattr(roster, name), dtype=dtype) for roster in self.rosters])

    def _slice(self, number: int) -> slice:
        return slice(int(self.starts[number]), int(self.starts[number + 1]))

    def _coded(self, column: str) -> list[Coded]:
        return [getattr(roster, column) for roster in self.rosters]

    # Amounts ----------------------------------------------------------------------------------------------------------

    def amount(self, name: str) -> Integers:
        """Units of 0.00001 WTE, or 1 a post; funded_or_wte counts an unknown funded WTE as the WTE, funded_wte as 0."""
        if name not in self._amounts:
            self._amounts[name] = self._find_amount(name)
        return self._amounts[name]

    def _find_amount(self, name: str) -> Integers:
        if name == "posts":
            return np.ones(len(self), dtype=np.int64)
        if name == "wte":
            return self.wte
        if name == "funded_wte":
            return np.maximum(self.recorded_funded_wte, 0)
        return np.where(self.recorded_funded_wte == UNKNOWN, self.wte, self.recorded_funded_wte)

    # Masks ------------------------------------------------------------------------------------------------------------

    def passing(self, wheres: Iterable[Where], *, possibly: bool) -> Mask:
        """The posts that pass any of `wheres`, for certain or possibly."""
        return _any_of([self._where(where)[possibly] for where in wheres])

    def unknown_in(self, columns: Iterable[str]) -> Mask:
        """The posts on which any of `columns`, from `CAN_BE_UNKNOWN`, is unknown."""
        return _any_of([self._unknown(column) for column in columns])

    def _where(self, where: Where) -> Masks:
        if where not in self._wheres:
            masks = [self._condition(condition) for condition in where]
            everyone = np.ones((1, len(self)), dtype=np.bool_)
            self._wheres[where] = (
                np.logical_and.reduce([certain for certain, _ in masks] or everyone),
                np.logical_and.reduce([possible for _, possible in masks] or everyone),
            )
        return self._wheres[where]

    def _condition(self, condition: Condition) -> Masks:
        if condition not in self._conditions:
            self._conditions[condition] = self._test(condition)
        return self._conditions[condition]

    def _test(self, condition: Condition) -> Masks:
        column, values = condition.column, condition.values
        if column == "in_post_over_months":
            return self._held_over(min(int(months) for months in values))
        if column in ("grade", "team", "supplier"):
            held = self._named(column, lambda name: name in values)
            return held, (held | self._unknown(column) if column in CAN_BE_UNKNOWN else held)
        if column == "skill":
            held = some(self._grouped_by_skill(condition.values, condition.skill_level))
            return held, held
        if column == "control_role":
            held = some(self._grouped_by_control_role(values))
            return held, held
        table = accepted(column, values)
        certain = table[self._codes(column)]
        if READ_FROM.get(column, column) not in CAN_BE_UNKNOWN:
            return certain, certain
        return certain, certain | self._unknown(READ_FROM.get(column, column))

    def _codes(self, column: str) -> Codes:
        """The codes that the tables of `accepted` and `slots_of` are for."""
        if column in OF_ROLE:
            return self.role
        if column == "status":
            return np.where(self.filled, 0, 1)
        if column in ("funded", "funded_wte"):
            return np.sign(self.recorded_funded_wte).astype(np.intp)
        return self.employment if column == "employment" else self._column(column, np.intp)

    def _held_over(self, months: int) -> Masks:
        limits = np.array([day_months_before(facts.as_at, months) for facts in self.facts])
        unknown = self._unknown("started_on")
        certain = (self.started_on < limits[self.organisation]) & ~unknown
        return certain, certain | unknown

    def _named(self, column: str, test: Callable[[str], bool]) -> Mask:
        """The posts whose own word in a free-text column passes `test`; a blank never does."""
        parts = [
            np.array([*map(test, coded.names), False])[np.asarray(coded.codes, dtype=np.intp)]
            for coded in self._coded(column)
        ]
        return np.concatenate(parts)

    def _unknown(self, column: str) -> Mask:
        if column not in self._unknowns:
            self._unknowns[column] = self._find_unknown(column)
        return self._unknowns[column]

    def _find_unknown(self, column: str) -> Mask:
        if column == "supplier":
            return ~self._named("supplier", bool) & accepted("employment", catalogue.EXTERNAL)[self.employment]
        if column == "started_on":
            values, unknown = self.started_on, NO_DATE
        else:
            values, unknown = self._codes(column), UNKNOWN
        missing: Mask = values == unknown
        return missing

    # Groups -----------------------------------------------------------------------------------------------------------

    def labels(self, of: Of) -> tuple[str, ...]:
        """The codes of the slots of `of`, for the posts of one organisation; "" is the organisation's own team."""
        if of.members is not None:
            return of.members
        if of.column == "skill":
            return self.skill_codes
        if of.column == "team":
            return ("", *self.rosters[0].team.names)
        return tuple(self.rosters[0].supplier.names) if of.column == "supplier" else catalogue.values(of.column) or ()

    def grouped(self, of: Of) -> Mask:
        """Slots by posts: which posts belong to which member."""
        if of not in self._groups:
            self._groups[of] = self._find_groups(of)
        return self._groups[of]

    def _find_groups(self, of: Of) -> Mask:
        if of.column == "skill":
            return self._grouped_by_skill(self.skill_codes if of.members is None else of.members, of.skill_level)
        members = catalogue.values(of.column) if of.members is None else of.members
        if of.column == "control_role":
            return self._grouped_by_control_role(members or ())
        codes, number = self._slots(of.column, members)
        grouped: Mask = codes == np.arange(number)[:, None]
        return grouped

    def _slots(self, column: str, members: tuple[str, ...] | None) -> tuple[Codes, int]:
        """The slot of each post, and how many there are; -1 is none."""
        if members is not None and column not in ("team", "supplier"):
            return slots_of(column, members)[self._codes(column)], len(members)
        parts, number = [], 0
        for coded in self._coded(column):
            table, slots = own_slots(column, coded, members)
            parts.append(table[np.asarray(coded.codes, dtype=np.intp)])
            number = max(number, slots)
        return np.concatenate(parts), number

    def _grouped_by_skill(self, members: Iterable[Any], level: int) -> Mask:
        rows = {code: row for row, code in enumerate(self.skill_codes)}
        nobody = np.zeros(len(self), dtype=np.bool_)
        held = [self.skill_levels[rows[member]] >= level if member in rows else nobody for member in members]
        return np.array(held, dtype=np.bool_).reshape(len(held), len(self))

    def _grouped_by_control_role(self, members: Iterable[Any]) -> Mask:
        roles = catalogue.values("control_role") or ()
        bits = np.array([1 << roles.index(member) for member in members], dtype=np.int64)
        grouped: Mask = (self.control_role & bits[:, None]) != 0
        return grouped


def some(grouped: Mask) -> Mask:
    """The posts in any slot of slots by posts."""
    held: Mask = np.logical_or.reduce(grouped, axis=0)
    return held


def _any_of(masks: Sequence[Mask]) -> Mask:
    return masks[0] if len(masks) == 1 else some(np.array(masks))
