"""A rubric as text: told in English, written as TOML, compared field by field; and damaged at random."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assessment.rubric import normal_form, parse_toml, read_rubric, sha256
from assessment.rubric.comparing import compare
from assessment.rubric.telling import markdown, tell
from assessment.rubric.writing import write_toml

from . import cases
from .strategies import RUBRIC_FILE, rubrics

DEFAULT = parse_toml(RUBRIC_FILE.read_text(encoding="utf-8"))
SCORING = Path(__file__).parents[2] / "docs" / "scoring.md"


def told(document: dict[str, Any]) -> str:
    rubric, problems = read_rubric(document)
    assert rubric is not None, problems
    return markdown(rubric)


# Told


def test_the_document_of_scoring_is_what_the_command_writes() -> None:
    assert SCORING.read_text(encoding="utf-8") == told(DEFAULT), "manage.py rubric tell FILE > docs/scoring.md"


def test_it_tells_every_weight_threshold_and_cap() -> None:
    text = told(DEFAULT)
    assert "Weight 22 of 120: 18.3% of the question." in text
    assert "| 4: Strong | 7 or more |" in text
    assert "Where the value is below 7, the question's score is at most 79" in text
    assert "| 4: Strong | below 5% |" in text


@given(rubrics())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_rubric_can_be_told(document: dict[str, Any]) -> None:
    rubric, _ = read_rubric(document)
    assert rubric is not None
    anchors = [block.anchor for block in tell(rubric) if block.anchor]
    assert {criterion.id for criterion in rubric.criteria} <= set(anchors)


# Written


def test_the_default_rubric_is_written_as_it_was_read() -> None:
    assert sha256(parse_toml(write_toml(DEFAULT))) == sha256(DEFAULT)


@given(rubrics())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_parsing_what_was_written_gives_the_same(document: dict[str, Any]) -> None:
    again = parse_toml(write_toml(document))
    assert normal_form(again) == normal_form(document)
    assert read_rubric(again)[0] == read_rubric(document)[0]


@given(st.text(max_size=30))
def test_any_text_survives(text: str) -> None:
    document = {"title": text, "sets": {text or "x": [text]}}
    assert normal_form(parse_toml(write_toml(document))) == normal_form(document)


# Damaged

WRONG = (None, -1, "wrong", [], {}, True, [[1]], "x" * 6000)


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value in a document."""
    if isinstance(value, dict):
        pairs = list(value.items())
    else:
        pairs = list(enumerate(value)) if isinstance(value, list) else []
    return [found for key, entry in pairs for found in ((*way, key), *places(entry, (*way, key)))]


@given(rubrics(), st.data())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.generate])
def test_damage_is_refused_with_its_place_or_leaves_a_rubric(document: dict[str, Any], data: st.DataObject) -> None:
    damaged = deepcopy(document)
    way = data.draw(st.sampled_from(places(damaged)))
    holder: Any = damaged
    for key in way[:-1]:
        holder = holder[key]
    if data.draw(st.booleans()):
        del holder[way[-1]]
    else:
        holder[way[-1]] = data.draw(st.sampled_from(WRONG))
    rubric, problems = read_rubric(damaged)
    assert (rubric is None) == bool(problems)
    assert all(problem.place and problem.key and problem.expected for problem in problems)


@pytest.mark.parametrize(("key", "place"), [("questions", "Rubric"), ("criteria", "Rubric")])
def test_ids_that_come_twice_are_named(key: str, place: str) -> None:
    document = deepcopy(DEFAULT)
    document[key].append(document[key][0])
    problems = read_rubric(document)[1]
    name = document[key][0]["id"]
    assert (place, key, f"'{name} 2 times'") in [(entry.place, entry.key, entry.found) for entry in problems]


def test_nesting_and_numbers_beyond_all_reason_are_refused() -> None:
    deep: Any = []
    for _ in range(5000):
        deep = [deep]
    assert read_rubric({"title": deep})[0] is None
    many = {**DEFAULT, "criteria": [{**DEFAULT["criteria"][0], "id": "Q1.1"}] * 5000}
    assert any("5000 times" in entry.found for entry in read_rubric(many)[1])


@pytest.mark.parametrize("weight", [0, -1, "99.9a", "NaN", True])
def test_a_question_needs_a_weight_that_is_one(weight: Any) -> None:
    document = cases.rubric(cases.answered("A"), cases.answered("B"))
    for criterion in document["criteria"]:
        criterion["weight"] = weight
    assert read_rubric(document)[0] is None


def test_one_weight_of_nought_is_allowed() -> None:
    document = cases.rubric(cases.answered("A"), cases.answered("B"))
    document["criteria"][0]["weight"] = 0
    assert read_rubric(document)[0] is not None


# Compared


def changed(**criterion: Any) -> dict[str, Any]:
    document = deepcopy(DEFAULT)
    document["criteria"][0] |= criterion
    return document


def test_what_is_the_same_does_not_differ() -> None:
    assert compare(DEFAULT, deepcopy(DEFAULT)) == []


def test_a_difference_names_its_place_its_field_and_both_values() -> None:
    assert [str(found) for found in compare(DEFAULT, changed(weight=20))] == ["Criterion Q1.1: weight: 22 becomes 20"]


def test_what_was_added_removed_and_moved_is_said() -> None:
    document = deepcopy(DEFAULT)
    removed = document["criteria"].pop()
    document["criteria"].append({**removed, "id": "Q9"})
    document["criteria"][0], document["criteria"][1] = document["criteria"][1], document["criteria"][0]
    found = {(entry.where, entry.what, entry.added, entry.removed) for entry in compare(DEFAULT, document)}
    assert found == {
        (f"Criterion {removed['id']}", "", False, True),
        ("Criterion Q9", "", True, False),
        ("Criteria", "order", False, False),
    }


@given(rubrics(), rubrics())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_documents_differ_exactly_where_a_difference_is_said(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert bool(compare(one, other)) == (normal_form(one) != normal_form(other))
