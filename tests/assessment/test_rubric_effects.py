"""What a change of a rubric does: other weights from states at hand, single changes, and how firm ratings are."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import fields, replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from assessment.effects import WHOLE, effect, firmness
from assessment.rubric import Rubric, parse_toml, read_rubric
from assessment.rubric.steps import steps
from assessment.scoring import Outcome, score
from assessment.weighing import drawn_percents, one_at_a_time, stand, weigh
from tests.bench.scoring import organisations

from .strategies import RUBRIC_FILE

DEFAULT = parse_toml(RUBRIC_FILE.read_text(encoding="utf-8"))


def rubric_of(document: dict[str, Any]) -> Rubric:
    rubric, problems = read_rubric(document)
    assert rubric is not None, problems
    return rubric


RUBRIC = rubric_of(DEFAULT)
ROSTERS, FACTS = organisations(12, RUBRIC)


def same(one: Outcome, other: Outcome) -> bool:
    pairs = [(getattr(one, field.name), getattr(other, field.name)) for field in fields(one)]
    return all(np.array_equal(found, wanted, equal_nan=found.dtype.kind == "f") for found, wanted in pairs)


def weighed(criteria: np.ndarray[Any, Any], questions: np.ndarray[Any, Any]) -> Rubric:
    """The rubric with those per cents of its weights."""
    pairs = zip(RUBRIC.criteria, criteria, strict=True), zip(RUBRIC.questions, questions, strict=True)
    changed = [
        tuple(replace(row, weight=row.weight * Fraction(int(part), 100)) for row, part in rows) for rows in pairs
    ]
    return replace(RUBRIC, criteria=changed[0], questions=changed[1])


def test_standing_gives_what_scoring_gives() -> None:
    assert same(stand(ROSTERS, FACTS, RUBRIC).outcome(), score(ROSTERS, FACTS, RUBRIC).outcome)


def test_other_weights_from_states_at_hand_give_what_scoring_gives() -> None:
    other = weighed(*(percents[0] for percents in drawn_percents(RUBRIC, 1)))
    found = stand(ROSTERS, FACTS, RUBRIC).weighed_by(other)
    assert found is not None
    assert same(found.outcome(), score(ROSTERS, FACTS, other).outcome)


def test_another_measure_needs_other_states() -> None:
    document = deepcopy(DEFAULT)
    document["criteria"][3]["measure"]["skill_level"] = 2
    assert stand(ROSTERS, FACTS, RUBRIC).weighed_by(rubric_of(document)) is None


def test_every_draw_gives_what_scoring_by_its_weights_gives() -> None:
    criteria, questions = drawn_percents(RUBRIC, 8)
    draws = weigh(stand(ROSTERS, FACTS, RUBRIC), criteria, questions)
    for number in range(8):
        scored = score(ROSTERS, FACTS, weighed(criteria[number], questions[number])).outcome
        assert np.array_equal(draws.ratings[:, number], scored.ratings)
        assert np.array_equal(draws.rating[number], scored.rating)


def test_draws_are_the_same_each_time_and_within_a_fifth() -> None:
    first, second = drawn_percents(RUBRIC, 50), drawn_percents(RUBRIC, 50)
    assert all(np.array_equal(one, other) for one, other in zip(first, second, strict=True))
    assert {first[0].min(), first[0].max()} == {80, 120}
    ids, criteria, questions = one_at_a_time(RUBRIC)
    assert len(criteria) == len(questions) == 2 * len(ids)
    assert (np.hstack([criteria, questions]) != 100).sum(axis=1).tolist() == [1] * 2 * len(ids)


def test_a_rating_that_stays_in_every_draw_hangs_on_no_weight() -> None:
    found = firmness(stand(ROSTERS, FACTS, RUBRIC), 200)
    assert len(found) == len(ROSTERS)
    for firm in (each[key] for each in found for key in each):
        assert 0 <= firm.stays <= firm.draws == 200
    assert set(found[0]) == {"Q1", "Q2", "Q3", WHOLE}


# Single changes


def changed(**rules: Any) -> dict[str, Any]:
    document = deepcopy(DEFAULT)
    document["criteria"][0]["weight"] = 60
    document["criteria"][5]["levels_from"] = ["0.01", "0.02", "0.03", "0.04"]
    document["rules"] |= rules
    return document


def test_each_single_change_stands_alone() -> None:
    assert [step.words for step in steps(DEFAULT, changed(overall_lead=2))] == [
        "Rules: ratings that the whole may be above the lowest: 1 becomes 2",
        "Criterion Q1.1: weight: 22 becomes 60",
        "Criterion Q1.6: thresholds: 0.05, 0.1, 0.15, 0.25 becomes 0.01, 0.02, 0.03, 0.04",
    ]


def test_criteria_questions_sets_and_ratings_that_come_and_go_are_single_changes() -> None:
    document = deepcopy(DEFAULT)
    document["criteria"] = [c for c in document["criteria"] if c["id"] not in ("Q1.3", "Q3.1")]
    document["criteria"].append({**document["criteria"][1], "id": "Q1.99"})
    document["bands"][0]["from"] = 85
    words = [step.words for step in steps(DEFAULT, document)]
    assert "Rating Strong: score from: 80 becomes 85" in words
    assert {"Criterion Q1.3: removed", "Criterion Q3.1: removed", "Criterion Q1.99: added"} <= set(words)


def test_an_effect_names_who_moves_and_which_change_does_it_alone() -> None:
    document = deepcopy(DEFAULT)
    document["bands"] = [{**band, "from": band["from"] / 10 if band["from"] else 0} for band in document["bands"]]
    document["bands"] = [{"name": b["name"], "from": str(b["from"])} for b in document["bands"]]
    found = effect((ROSTERS, FACTS), DEFAULT, document)
    assert found.moved == sum(before != after for before, after in zip(found.before, found.after, strict=True)) > 0
    moves = [move for moves in found.moves for move in moves]
    assert all(move.before != move.after for move in moves)
    assert all("Rating Strong" in words for move in moves for words in move.alone)
    assert found.steps[0].moved == found.moved


def test_no_change_moves_nobody() -> None:
    found = effect((ROSTERS, FACTS), DEFAULT, deepcopy(DEFAULT))
    assert (found.moved, found.steps) == (0, [])


def test_what_is_no_rubric_has_no_effect() -> None:
    with pytest.raises(ValueError, match="problem"):
        effect((ROSTERS, FACTS), DEFAULT, {**DEFAULT, "criteria": []})
