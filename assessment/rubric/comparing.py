"""Two rubric documents compared field by field, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessment.rubric.document import normal_form

FIELDS = {
    "title": "title",
    "version": "version",
    "levels": "words for the levels",
    "name": "name",
    "from": "score from",
    "text": "question",
    "weight": "weight",
    "verdicts": "answers",
    "verdict_from": "criterion that decides the answer",
    "verdict_none": "answer where there is nothing to measure",
    "question": "question",
    "serves": "idea it stands for",
    "basis": "why the numbers are what they are",
    "sources": "sources",
    "answers": "answers",
    "better": "which way is better",
    "levels_from": "thresholds",
    "says": "sentence for the board",
    "caps": "caps",
    "measure": "measure",
    "kind": "kind",
    "top": "top",
    "bottom": "bottom",
    "of": "grouped by",
    "amount": "amount",
    "at_least": "floor",
    "at_least_times": "floor by a fact",
    "times": "times",
    "fact": "fact",
    "where": "posts",
    "among": "only among",
    "members": "members",
    "result": "result",
    "needs": "needs",
    "when_empty": "value where there is nothing to divide by",
    "skill_level": "skill level",
    "min_expected": "least number expected",
    "min_disclosure": "least share known",
    "enough_evidence": "share of the weight needed for a rating",
    "evidence_needed_from": "level from which evidence is needed",
    "level_without_evidence": "level without evidence",
    "overall_lead": "ratings that the whole may be above the lowest",
    "unknown_tolerance": "share that may be unknown",
    "rated_share": "share of skills that must be rated",
    "suppress_below": "counts hidden below",
    "because": "reason",
    "score": "highest score",
}
"""The words for each key of the document."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs: where ("Criterion Q1.1"), what ("weight"), and its words before and after.

    `added` and `removed` say that the whole of `where` is on one side only; `what` is then blank.
    """

    where: str
    what: str
    before: str = ""
    after: str = ""
    added: bool = False
    removed: bool = False

    def __str__(self) -> str:
        if self.added or self.removed:
            return f"{self.where}: {'added' if self.added else 'removed'}"
        return f"{self.where}: {self.what}: {self.before or 'nothing'} becomes {self.after or 'nothing'}"


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Every field in which two documents differ, in the order of the document."""
    old, new = normal_form(before), normal_form(after)
    found = [*_fields("Rubric", _top(old), _top(new)), *_fields("Rules", _table(old, "rules"), _table(new, "rules"))]
    found += _rows("Rating", "name", old.get("bands"), new.get("bands"))
    found += _sets(_table(old, "sets"), _table(new, "sets"))
    found += _rows("Question", "id", old.get("questions"), new.get("questions"))
    found += _rows("Criterion", "id", old.get("criteria"), new.get("criteria"))
    return found


def _top(document: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value for key, value in document.items() if key not in ("rules", "sets", "bands", "questions", "criteria")
    }


def _table(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = document.get(key)
    return value if isinstance(value, Mapping) else {}


def _sets(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for name in _names(old, new):
        yield from _one_side("Set " + name, old.get(name), new.get(name)) or _fields(
            f"Set {name}", {"members": old.get(name)}, {"members": new.get(name)}
        )


def _rows(word: str, key: str, old: object, new: object) -> Iterator[Difference]:
    """The rows of two lists, matched by their `key`; then whether their order differs."""
    before, after = _by_key(old, key), _by_key(new, key)
    for name in _names(before, after):
        where = f"{word} {name}"
        yield from _one_side(where, before.get(name), after.get(name)) or _fields(where, before[name], after[name])
    stayed = [name for name in before if name in after]
    order = [name for name in after if name in before]
    if stayed != order:
        yield Difference(f"{word}s".replace("Criterions", "Criteria"), "order", ", ".join(stayed), ", ".join(order))


def _one_side(where: str, old: Any, new: Any) -> list[Difference]:
    if old is None or new is None:
        return [Difference(where, "", added=old is None, removed=new is None)]
    return []


def _by_key(rows: object, key: str) -> dict[str, Mapping[str, Any]]:
    listed = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    return {str(row.get(key, "")): row for row in listed}


def _names(old: Iterable[str], new: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*old, *new]))


def _fields(where: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    before, after = dict(_leaves(old)), dict(_leaves(new))
    for path in _names(before, after):
        if before.get(path) != after.get(path):
            yield Difference(where, path, before.get(path, ""), after.get(path, ""))


def _leaves(table: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Every value of a table as text, by the words of the way to it."""
    for key, value in table.items():
        here = f"{path}, {word_of(key)}" if path else word_of(key)
        if isinstance(value, Mapping):
            yield from _leaves(value, here)
        elif isinstance(value, list) and any(isinstance(entry, Mapping) for entry in value):
            for number, entry in enumerate(value, 1):
                yield from _leaves(entry if isinstance(entry, Mapping) else {"value": entry}, f"{here} {number}")
        elif isinstance(value, list) and key in ("answers", "verdicts", "levels"):
            yield from ((f"{here} {number}", str(entry)) for number, entry in enumerate(value, 1))
        else:
            yield here, _text(value)


def word_of(key: str) -> str:
    """The words for a key."""
    return FIELDS.get(key, key.replace("_", " "))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(_text, value)) if isinstance(value, list) else str(value)
