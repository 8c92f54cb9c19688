"""Reading what keeps rows: sets, wheres, members (`docs/rubric-format.md`, "Measures")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from assessment.rubric.checks import Table
from assessment.rubric.values import Condition, Of, Where
from teams import catalogue

CODED = ("status", "function", "work", "employment", "role", "control_role", "clinical_profession")
YES_NO = ("clinician", "senior_leader", "funded")
FREE_TEXT = ("grade", "team", "supplier")
MONTHS = "in_post_over_months"
COLUMNS = (*CODED, *YES_NO, *FREE_TEXT, "skill", MONTHS)
"""The keys of a where."""

MOST_MONTHS = 1200
GROUPS = ("function", "role", "skill", "control_role", "clinical_profession", "team", "supplier")
"""The columns that coverage may group by."""

SINGLE_VALUED = tuple(column for column in GROUPS if column not in ("skill", "control_role"))
"""The columns that concentration may group by."""

Sets = Mapping[str, tuple[str, ...]]
_SKILL = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


def read_sets(table: Table) -> Sets:
    """The sets by name. A set may share its name with no code of the catalogue and no member of a set."""
    sets = {name: table.texts(name) for name in table}
    taken = _catalogue_codes().union(*sets.values())
    for name, members in sets.items():
        if name in taken:
            table.refuse(name, "a name for the set that is no value as well")
        _check_members(table, name, members)
    return sets


def read_where(table: Table, sets: Sets, skill_level: int) -> Where:
    """The conditions of the where that `table` is, sets spelt out."""
    conditions = []
    for column in COLUMNS:
        if table.has(column):
            entries = table.items(column, "a value or a list of values", least=1, scalar=True)
            values = _spelt_out(table, column, entries, sets)
            conditions.append(Condition(column, values, skill_level if column == "skill" else 0))
    table.close()
    return tuple(sorted(conditions, key=lambda condition: condition.column))


def read_members(table: Table, column: str, sets: Sets, skill_level: int) -> Of:
    """What a coverage groups by: `column`, and the members as a list, the name of a set, or the values found."""
    level = skill_level if column == "skill" else 0
    if not table.has("members"):
        return Of(column, None, level)
    named = table.value("members", "")
    if isinstance(named, str):
        if named not in sets:
            table.refuse("members", "a list, or the name of a set", named)
        members = sets.get(named, ())
    else:
        members = table.texts("members", what="members")
        _check_members(table, "members", members)
    for member in members:
        if not _is_value(column, member) or member in sets:
            table.refuse("members", f"values of {column}", member)
    return Of(column, members, level)


def _spelt_out(table: Table, column: str, entries: Iterable[Any], sets: Sets) -> tuple[Any, ...]:
    """The values of one key of a where, each allowed in `column`, without repeats and in one order."""
    values: set[Any] = set()
    for entry in entries:
        for value in _members_of(entry, sets):
            if _is_value(column, value):
                values.add(value)
            else:
                table.refuse(column, f"{_values_of(column)}, or the name of a set of them", value)
    return tuple(sorted(values))


def _members_of(entry: object, sets: Sets) -> tuple[object, ...]:
    """The members of the set that `entry` names, or itself."""
    return sets.get(entry.strip(), (entry.strip(),)) if isinstance(entry, str) else (entry,)


def _is_value(column: str, value: object) -> bool:
    if column in YES_NO:
        return isinstance(value, bool)
    if column == MONTHS:
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_MONTHS
    if not isinstance(value, str):
        return False
    if column in CODED:
        return value in (catalogue.values(column) or ())
    return _SKILL.fullmatch(value) is not None if column == "skill" else bool(value)


def _values_of(column: str) -> str:
    if column in YES_NO:
        return "true or false"
    if column == MONTHS:
        return f"a whole number from 0 to {MOST_MONTHS}"
    return {"skill": "skills in lower case"}.get(column, f"values of {column}")


def _check_members(table: Table, key: str, members: tuple[str, ...]) -> None:
    if not members:
        table.refuse(key, "a list of at least one member")
    for member in sorted({member for member in members if members.count(member) > 1}):
        table.refuse(key, "each member once", member)


@cache
def _catalogue_codes() -> frozenset[str]:
    codes = {code for column in CODED for code in catalogue.values(column) or ()}
    return frozenset(codes | catalogue.skills().keys())
