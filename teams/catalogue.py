"""Roles, skills and the other lists of codes, read once from the data files beside this module.

They are files and no tables, so that the engine and the `score` command need no database.
"""

from __future__ import annotations

import csv
import re
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
    gdad_role: str
    example_titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Skill:
    """One of the ten scored skill areas, with the codes of the more detailed skills in it, which are never scored."""

    code: str
    name: str
    detailed: tuple[str, ...] = ()


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
            gdad_role=row["gdad_role"],
            example_titles=tuple(title.strip() for title in row["example_titles"].split(";")),
        )
        for row in _rows("roles.csv")
    }


@cache
def skills() -> dict[str, Skill]:
    """The scored skill areas by code, in the order of the file."""
    return {
        row["skill"]: Skill(row["skill"], row["name"], tuple(map(detailed_code, _names(row["gdad_skills"]))))
        for row in _rows("skills.csv")
    }


def _names(text: str) -> list[str]:
    return [name for part in text.split(";") if (name := part.strip())]


DETAILED = "gdad_"
"""How the code of a detailed skill starts: one of the Government Digital and Data Profession Capability Framework."""

GDAD_LEVELS = ("Awareness", "Working", "Practitioner", "Expert")
"""The framework's names of levels 1 to 4."""


def detailed_code(name: str) -> str:
    """The code of a detailed skill: its name in the framework in lower case, words joined by underscores."""
    return DETAILED + "_".join(re.findall(r"[a-z0-9]+", name.lower()))


@cache
def detailed_skills() -> dict[str, str]:
    """The names by code of the detailed skills that belong to a skill area, in the order of the areas."""
    names = [name for row in _rows("skills.csv") for name in _names(row["gdad_skills"])]
    return {detailed_code(name): name for name in names}


@cache
def needed_levels(role: str) -> dict[str, tuple[int, int]]:
    """The lowest and the highest level that the framework asks of the detailed skills of `role`, over its seniorities.

    `role` is a code of the catalogue. Empty for one that the framework does not have.
    """
    found: dict[str, list[int]] = {}
    gdad_role = roles()[role].gdad_role if role in roles() else ""
    for row in _rows("gdad-role-skills.csv") if gdad_role else ():
        code = detailed_code(row["skill"])
        if row["role"] == gdad_role and code in detailed_skills() and row["required_level"] in GDAD_LEVELS:
            found.setdefault(code, []).append(GDAD_LEVELS.index(row["required_level"]) + 1)
    return {code: (min(levels), max(levels)) for code, levels in found.items()}


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
        named = skills()[code].name if code in skills() else detailed_skills().get(code)
        return named or code.replace("_", " ")
    return terms(column).get(code, code)
