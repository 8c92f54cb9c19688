"""Roles, skills and the other lists of codes, read once from the data files beside this module.

They are files and no tables, so that the engine and the `score` command need no database.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the catalogue: what a post with it does, and whether it is a clinician's."""

    code: str
    name: str
    function: str
    work: str
    clinician: bool
    example_titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Skill:
    """One of the ten scored skill areas."""

    code: str
    name: str


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def roles() -> dict[str, Role]:
    """The roles by code, in the order of the file."""
    return {
        row["role"]: Role(
            code=row["role"],
            name=row["name"],
            function=row["function"],
            work=row["work"],
            clinician=row["clinician"] == "yes",
            example_titles=tuple(title.strip() for title in row["example_titles"].split(";")),
        )
        for row in _rows("roles.csv")
    }


@cache
def skills() -> dict[str, Skill]:
    """The scored skill areas by code, in the order of the file."""
    return {row["skill"]: Skill(row["skill"], row["name"]) for row in _rows("skills.csv")}


@cache
def terms(kind: str) -> dict[str, str]:
    """The names by code of one kind of term, in the order of the file.

    `kind` is function, work, employment, control_role or clinical_profession; an unknown kind gives an empty table.
    """
    return {row["code"]: row["name"] for row in _rows("terms.csv") if row["kind"] == kind}


STATUSES = ("filled", "vacant")
IN_HOUSE = ("permanent", "fixed_term", "bank", "secondment_in", "shared_partner")
EXTERNAL = ("agency", "contractor", "consultancy", "supplier")
"""The employments whose posts are external where a rubric says nothing (`rubric-format.md`, blank supplier).

An employment that is in neither list is bought from the NHS, and neither in-house nor external.
"""


@cache
def values(column: str) -> tuple[str, ...] | None:
    """The codes that a roster column may hold, in catalogue order; None for free text.

    `column` is role, function, work, employment, status, clinical_profession or control_role.
    """
    if column == "role":
        return tuple(roles())
    if column == "status":
        return STATUSES
    return tuple(terms(column)) or None


@cache
def name_of(column: str, code: str) -> str:
    """How `code` of `column` (as for `values`, or skill) is written on a page; a code without a name as it is."""
    if column == "role":
        return roles()[code].name if code in roles() else code
    if column == "skill":
        return skills()[code].name if code in skills() else code.replace("_", " ")
    return terms(column).get(code, code)
