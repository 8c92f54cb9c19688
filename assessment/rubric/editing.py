"""Changes of a rubric document, each giving a new one. A document in the making need not be a rubric yet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from assessment.rubric.checks import RubricProblem
from assessment.rubric.document import normal_form

Document = Mapping[str, Any]
Row = dict[str, Any]


def fingerprint(part: Any) -> int:
    """A number that tells one content of a part of a document from another."""
    text = json.dumps(part, sort_keys=True, ensure_ascii=False, default=str)
    return int(hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:12], 16)


def rows(document: Document, key: str) -> list[Row]:
    """The rows of a list of the document: its bands, questions or criteria."""
    listed = document.get(key)
    return [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []


def ids(document: Document, key: str) -> list[str]:
    """The ids of the rows of a list."""
    return [str(row.get("id", "")) for row in rows(document, key)]


def row(document: Document, key: str, name: str) -> Row:
    """The row with the id `name`; an empty one where there is none."""
    return next((found for found in rows(document, key) if found.get("id") == name), {})


def own_criteria(document: Document, question: str) -> list[Row]:
    """The criteria of a question, in order."""
    return [found for found in rows(document, "criteria") if found.get("question") == question]


def with_row(document: Document, key: str, name: str, new: Mapping[str, Any]) -> Row:
    """The document with the row `name` replaced by `new`, or with `new` at the end where there is none."""
    listed = rows(document, key)
    if name not in ids(document, key):
        return normal_form({**document, key: [*listed, new]})
    return normal_form({**document, key: [new if found.get("id") == name else found for found in listed]})


def without_row(document: Document, key: str, name: str) -> Row:
    """The document without the row `name`; a question goes with its criteria."""
    kept = {**document, key: [found for found in rows(document, key) if found.get("id") != name]}
    if key == "questions":
        kept["criteria"] = [found for found in rows(document, "criteria") if found.get("question") != name]
    return normal_form(kept)


def moved(document: Document, key: str, name: str, step: int) -> Row:
    """The document with the row `name` one place up (-1) or down (1), a criterion among those of its question."""
    listed = rows(document, key)
    question = row(document, key, name).get("question") if key == "criteria" else None
    peers = [place for place, found in enumerate(listed) if key != "criteria" or found.get("question") == question]
    here = [place for place in peers if listed[place].get("id") == name]
    position = peers.index(here[0]) + step if here else -1
    if 0 <= position < len(peers):
        one, other = here[0], peers[position]
        listed[one], listed[other] = listed[other], listed[one]
    return normal_form({**document, key: listed})


def without_blanks(given: Mapping[str, Any], optional: tuple[str, ...]) -> Row:
    """The values, less the optional ones that are blank."""
    return {key: value for key, value in given.items() if key not in optional or value not in ("", None, [], {})}


def said(problem: RubricProblem, label: str) -> str:
    """A refusal as a form says it, about the field with that label."""
    expected = problem.expected.replace("; the key is missing", "")
    if problem.found in ("''", "") and expected in ("text", "a number"):
        return f"Enter: {label[:1].lower()}{label[1:]}"
    found = f", not {problem.found}" if problem.found and problem.found != "''" else ""
    return f"{label} must be {expected}{found}"
