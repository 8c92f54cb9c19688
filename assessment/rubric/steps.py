"""The single changes that lead from one rubric document to another, each applied alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assessment.rubric.comparing import compare
from assessment.rubric.document import normal_form
from assessment.rubric.editing import Document, Row, row, rows, with_row, without_row

ASPECTS: tuple[tuple[str, ...], ...] = (
    ("weight",),
    ("question",),
    ("better", "levels_from"),
    ("caps",),
    ("measure",),
    ("answers",),
)
"""The keys of a criterion that go together as one change. Other keys change no rating."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change in words, and the earlier document with that change alone."""

    words: str
    document: Row


def steps(before: Document, after: Document) -> list[Step]:
    """Every single change that may move a rating or a verdict, in the order of the document."""
    found: list[Step] = []
    for document in _applied(normal_form(before), normal_form(after)):
        differences = compare(before, document)
        told = [each for each in differences if not each.where.startswith("Set ")] or differences
        words = "; ".join(map(str, told))
        if words and words not in [step.words for step in found]:
            found.append(Step(words, document))
    return found


def _applied(old: Row, new: Row) -> Iterator[Row]:
    yield from _of_rules(old, new)
    later = {str(found.get("id")): found for found in rows(new, "questions")}
    verdicts = [_with(found, later.get(str(found.get("id")), found), ("verdicts",)) for found in rows(old, "questions")]
    yield {**old, "bands": new.get("bands"), "questions": verdicts}
    for name, members in new.get("sets", {}).items():
        yield {**old, "sets": {**old.get("sets", {}), name: members}}
    for question in rows(new, "questions"):
        yield from _of_question(old, new, question)
    for criterion in rows(new, "criteria"):
        yield from _of_criterion(old, new, criterion)
    for key in ("criteria", "questions"):
        for gone in rows(old, key):
            if not row(new, key, str(gone.get("id"))):
                yield without_row(old, key, str(gone.get("id")))


def _of_rules(old: Row, new: Row) -> Iterator[Row]:
    for key, value in new.get("rules", {}).items():
        yield {**old, "rules": {**old.get("rules", {}), key: value}}


def _of_question(old: Row, new: Row, question: Row) -> Iterator[Row]:
    name = str(question.get("id"))
    stored = row(old, "questions", name)
    if stored:
        for keys in (("weight",), ("verdict_from", "verdict_none", "verdicts")):
            yield with_row(old, "questions", name, _with(stored, question, keys))
        return
    added = with_row(_with_sets(old, new), "questions", name, question)
    for criterion in rows(new, "criteria"):
        if criterion.get("question") == name:
            added = with_row(added, "criteria", str(criterion.get("id")), criterion)
    yield added


def _of_criterion(old: Row, new: Row, criterion: Row) -> Iterator[Row]:
    name = str(criterion.get("id"))
    stored = row(old, "criteria", name)
    if stored:
        base = _with_sets(old, new)
        for keys in ASPECTS:
            yield with_row(base if keys == ("measure",) else old, "criteria", name, _with(stored, criterion, keys))
    elif row(old, "questions", str(criterion.get("question"))):
        yield with_row(_with_sets(old, new), "criteria", name, criterion)


def _with(stored: Row, other: Row, keys: tuple[str, ...]) -> Row:
    """The row with those keys as they are in the other."""
    kept = {key: value for key, value in stored.items() if key not in keys}
    return {**kept, **{key: other[key] for key in keys if key in other}}


def _with_sets(old: Row, new: Row) -> Row:
    """The document with the sets that are new, which no other change of it reads."""
    sets: dict[str, Any] = {**new.get("sets", {}), **old.get("sets", {})}
    return {**old, "sets": sets} if sets else old
