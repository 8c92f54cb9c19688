"""A rubric: its document, its checks and its value. The rules are those of `docs/rubric-format.md`."""

from assessment.rubric.checks import RubricProblem
from assessment.rubric.document import canonical_json, normal_form, parse_toml, sha256
from assessment.rubric.reading import read_rubric
from assessment.rubric.values import (
    Band,
    Cap,
    Concentration,
    Condition,
    Coverage,
    Criterion,
    Cut,
    FactTerm,
    Measure,
    Of,
    Question,
    Ratio,
    Representation,
    RosterTerm,
    Rubric,
    Rules,
    Term,
    Where,
    wheres_of,
)

__all__ = [
    "Band",
    "Cap",
    "Concentration",
    "Condition",
    "Coverage",
    "Criterion",
    "Cut",
    "FactTerm",
    "Measure",
    "Of",
    "Question",
    "Ratio",
    "Representation",
    "RosterTerm",
    "Rubric",
    "RubricProblem",
    "Rules",
    "Term",
    "Where",
    "canonical_json",
    "normal_form",
    "parse_toml",
    "read_rubric",
    "sha256",
    "wheres_of",
]
