"""A whole rubric read and checked (`docs/rubric-format.md`, "The document", "What a rubric must be refused for")."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from assessment.rubric.checks import RubricProblem, Table
from assessment.rubric.document import is_number, normal_form, sha256
from assessment.rubric.measures import PLACEHOLDERS, check_says, kind_of, needed, read_measure
from assessment.rubric.values import Band, Cap, Criterion, Cut, Question, Rubric, Rules
from assessment.rubric.wheres import Sets, read_sets

LEVELS = 5
VALUE_TESTS = ("below", "at_most", "at_least")
ABOVE_NOUGHT = "above 0"


def read_rubric(document: Mapping[str, Any]) -> tuple[Rubric | None, list[RubricProblem]]:
    """Check a rubric document, from TOML or from the database's JSON.

    Gives the rubric and no problems, or None and every problem of the document.
    """
    problems: list[RubricProblem] = []
    table = Table(problems, "Rubric", _normal_form(document))
    sets = read_sets(table.table("sets")) if table.has("sets") else {}
    bands = _bands(table)
    criteria = tuple(_criterion(row, sets) for row in _named(table, "criteria", "Criterion"))
    skills_needed = "skills" in needed(criterion.measure for criterion in criteria)
    parts: dict[str, Any] = {
        "title": table.text("title"),
        "version": table.text("version"),
        "levels": table.texts("levels", count=LEVELS, what="words"),
        "rules": _rules(table.table("rules"), skills_needed),
        "bands": bands,
        "questions": _questions(table, bands, criteria),
        "criteria": criteria,
    }
    table.close()
    return (None if problems else Rubric(**parts, sha256=sha256(document))), list(dict.fromkeys(problems))


def _normal_form(document: object) -> object:
    """The normal form of a document; of what is none, or nested beyond all reason, something that a table refuses."""
    try:
        return normal_form(document) if isinstance(document, Mapping) else document
    except RecursionError:
        return "nested too deeply"


def _named(table: Table, key: str, name: str) -> list[Table]:
    """The tables of a list, placed by their ids, which must differ."""
    rows = table.tables(key, name)
    ids = []
    for number, row in enumerate(rows, 1):
        row.place = f"{name} {number}"
        if row.has("id"):
            ids.append(row.text("id"))
            row.place = f"{name} {ids[-1] or number}"
    _once(table, key, "each id once", ids)
    return rows


def _once(table: Table, key: str, expected: str, found: Iterable[object]) -> None:
    for entry, number in Counter(found).items():
        if number > 1:
            table.refuse(key, expected, f"{entry} {number} times")


def _rules(table: Table, skills_needed: bool) -> Rules:
    share_needed = skills_needed or table.has("rated_share")
    rules = Rules(
        enough_evidence=table.number("enough_evidence", low=0, high=1),
        evidence_needed_from=table.whole("evidence_needed_from", 0, LEVELS - 1),
        level_without_evidence=table.whole("level_without_evidence", 0, LEVELS - 1),
        overall_lead=table.whole("overall_lead", 0, 100),
        unknown_tolerance=table.number("unknown_tolerance", low=0, high=1),
        rated_share=table.number("rated_share", low=0, high=1) if share_needed else Fraction(0),
        suppress_below=table.whole("suppress_below", 0, 1000),
    )
    table.close()
    return rules


def _bands(table: Table) -> tuple[Band, ...]:
    """The bands, worst first."""
    bands = []
    for row in table.tables("bands", "band"):
        bands.append(Band(row.text("name"), row.number("from", low=0, high=100)))
        row.close()
    _once(table, "bands", "each start once", (band.lowest for band in bands))
    if bands and all(band.lowest != 0 for band in bands):
        table.refuse("bands", "one band from 0")
    return tuple(sorted(bands, key=lambda band: band.lowest))


def _questions(table: Table, bands: Sequence[Band], criteria: Sequence[Criterion]) -> tuple[Question, ...]:
    rows = _named(table, "questions", "Question")
    questions = tuple(_question(row, bands, criteria) for row in rows)
    if questions and not any(question.weight for question in questions):
        table.refuse("questions", "at least one weight above 0")
    known = {question.id for question in questions}
    for criterion in criteria:
        if criterion.question not in known:
            _refuse(table, f"Criterion {criterion.id}", "question", "the id of a question", criterion.question)
    return questions


def _question(table: Table, bands: Sequence[Band], criteria: Sequence[Criterion]) -> Question:
    by_level = table.has("verdict_from")
    question = Question(
        id=table.identifier("id"),
        text=table.text("text"),
        weight=table.number("weight", low=0),
        verdicts=table.texts(
            "verdicts",
            count=LEVELS if by_level else len(bands),
            what="words, one for each level" if by_level else "words, one for each band",
        ),
        verdict_from=table.text("verdict_from") if by_level else "",
        verdict_none=table.text("verdict_none") if table.has("verdict_none") else "",
    )
    table.close()
    _check_question(table, question, [criterion for criterion in criteria if criterion.question == question.id])
    return question


def _check_question(table: Table, question: Question, criteria: Sequence[Criterion]) -> None:
    if not criteria:
        table.refuse("criteria", "at least one criterion of this question")
    elif not any(criterion.weight for criterion in criteria):
        table.refuse("criteria", "at least one weight above 0 among the criteria of this question")
    if table.has("verdict_from"):
        measured = {criterion.id: criterion for criterion in criteria if criterion.measure}
        source = measured.get(question.verdict_from)
        if source is None:
            table.refuse("verdict_from", "the id of a measured criterion of this question", question.verdict_from)
        elif source.when_empty is not None and not table.has("verdict_none"):
            table.refuse("verdict_none", f"text, because {source.id} has when_empty; the key is missing")


def _criterion(table: Table, sets: Sets) -> Criterion:
    answered, measured = table.has("answers"), table.has("measure")
    if answered == measured:
        table.refuse("measure", "either a measure or answers" + (", not both" if answered else "; both are missing"))
    weight = table.number("weight", low=0)
    common: dict[str, Any] = {
        "id": table.identifier("id"),
        "question": table.text("question"),
        "name": table.text("name"),
        "weight": weight,
        "serves": table.text("serves", blank=True),
        "basis": table.text("basis", blank=True),
        "sources": table.texts("sources"),
        "caps": tuple(_cap(row, measured) for row in table.tables("caps", "cap", least=0)) if table.has("caps") else (),
    }
    if answered:
        common["answers"] = table.texts("answers", count=LEVELS, what="answers")
    if measured:
        common |= _measured(table, sets)
    table.close()
    return Criterion(**common)


def _measured(table: Table, sets: Sets) -> dict[str, Any]:
    measure_table = table.table("measure")
    measure = read_measure(measure_table, sets)
    named = measure_table.has("kind") and measure_table.value("kind", "") in list(PLACEHOLDERS)
    kind = kind_of(measure) if named else ""
    better = table.one_of("better", ("higher", "lower"))
    return {
        "measure": measure,
        "better": better,
        "levels_from": _levels_from(table, better),
        "says": check_says(table, kind) if named else table.text("says"),
    }


def _levels_from(table: Table, better: str) -> tuple[Cut, ...]:
    expected = "four strictly rising numbers" + (' ("above 0" may be the first)' if better == "higher" else "")
    entries = table.items("levels_from", expected)
    strict = bool(entries) and entries[0] == ABOVE_NOUGHT and better == "higher"
    numbers = [0, *entries[1:]] if strict else entries
    cuts: tuple[Cut, ...] = ()
    if all(is_number(number) for number in numbers):
        cuts = tuple(Cut(Fraction(number), strict and not place) for place, number in enumerate(numbers))
    rising = all(lower.number < upper.number for lower, upper in pairwise(cuts))
    if table.has("levels_from") and not (len(cuts) == LEVELS - 1 and rising):
        table.refuse("levels_from", expected, ", ".join(str(entry) for entry in entries) or "none")
    return cuts


def _cap(table: Table, measured: bool) -> Cap:
    tests = VALUE_TESTS if measured else ("level",)
    found = [test for test in tests if table.has(test)]
    if len(found) != 1:
        table.refuse("cap", "exactly one of " + ", ".join(tests))
    test = found[0] if found else tests[0]
    if not found:
        number = Fraction(0)
    else:
        number = table.number(test) if measured else Fraction(table.whole(test, 0, LEVELS - 1))
    for other in found[1:]:
        table.number(other)
    cap = Cap(
        test=test,
        number=number,
        score=table.number("score", low=0, high=100),
        because=table.text("because", blank=True) if table.has("because") else "",
    )
    table.close()
    return cap


def _refuse(table: Table, place: str, key: str, expected: str, found: object) -> None:
    Table(table.problems, place, {}).refuse(key, expected, found)
