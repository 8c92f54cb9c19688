"""A criterion of a draft tried on the record of one organisation, while it is being built."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from assessment.population import Entry, entries
from assessment.rubric import Rubric, read_rubric
from assessment.rubric.editing import Document, row
from assessment.rubric.words import value_words
from assessment.scoring import scorecard_of

BANDS = [{"name": "All", "from": 0}]


def shown(user: User, document: Document, criterion: str, chosen: str) -> dict[str, Any]:
    """What the page shows: `choices` as pairs of key and name, the chosen key, and `lines` of what came out."""
    listed = entries(user)
    context: dict[str, Any] = {"choices": [(entry.key, entry.name) for entry in listed], "chosen": chosen}
    entry = next((entry for entry in listed if entry.key == chosen), None)
    return context | {"lines": tried(entry, document, criterion)} if entry else context


def tried(entry: Entry, document: Document, criterion: str) -> list[str]:
    """What a criterion comes to on one organisation, in lines; why not, where it is no criterion yet."""
    rubric = alone(document, criterion)
    if isinstance(rubric, list):
        return ["It cannot be worked out yet.", *rubric]
    result = scorecard_of(entry.roster, entry.facts, rubric).criteria[0]
    if result.value is None and result.level is None:
        return [f"Not scored. {result.not_scored}"]
    lines = [f"Level {result.level}: {result.level_word}"]
    if result.value is not None:
        lines.insert(0, f"Value: {_value(rubric, result.value)}")
    return [*lines, result.says] if entry.is_member else lines


def _value(rubric: Rubric, value: Any) -> str:
    if value.denominator.bit_length() > 20 or value * 10**6 % 1:
        value = type(value)(round(value * 10**6), 10**6)
    return value_words(rubric.criteria[0], value)


def alone(document: Document, criterion: str) -> Rubric | list[str]:
    """A rubric of this one criterion; else what it is refused for."""
    stored = {**row(document, "criteria", criterion), "question": "Q", "weight": 1}
    whole = {
        **{key: value for key, value in document.items() if key in ("title", "version", "levels", "rules", "sets")},
        "bands": BANDS,
        "questions": [{"id": "Q", "text": "Q", "weight": 1, "verdicts": ["All"]}],
        "criteria": [stored],
    }
    rubric, problems = read_rubric(whole)
    return (
        rubric
        or [str(problem) for problem in problems if problem.place.startswith("Criterion")]
        or [str(problem) for problem in problems]
    )
