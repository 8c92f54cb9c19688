"""The engine and the slow reference scorer give the same, exactly: scores, scenarios and batches."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment import exact
from assessment.judging import rating_words, verdict_words
from assessment.rubric import Rubric
from assessment.scenarios import leavers, projection
from assessment.scoring import Outcome, score

from . import strategies
from .cases import CASES, Case, check
from .engine import Row, Values, as_reference, default_rubric, facts_of, roster_of, rubric_of
from .reference import score as reference_score

MONTHS = 3


def compared(result: Values) -> Values:
    """A result without the words of the reasons, which the two scorers put differently."""
    criteria = {
        name: each | {"not_scored": each["not_scored"] is not None} | {key: sorted(each[key]) for key in MEMBERS}
        for name, each in result["criteria"].items()
    }
    questions = {name: each | {"capped_by": sorted(each["capped_by"])} for name, each in result["questions"].items()}
    return {"criteria": criteria, "questions": questions, "overall": result["overall"]}


MEMBERS = ("covered", "partly", "missing")


def row_of(outcome: Outcome, rubric: Rubric, row: int) -> Values:
    """One row of an outcome in the shape of the reference's result, as far as it goes."""
    return {
        "levels": {each.id: _level(outcome.levels[n, row]) for n, each in enumerate(rubric.criteria)},
        "questions": {
            each.id: {
                "score": _points(outcome.scores[n, row]),
                "range": (outcome.lows[n, row], outcome.highs[n, row]),
                "rating": rating_words(rubric, int(outcome.ratings[n, row])),
                "verdict": verdict_words(rubric, n, int(outcome.verdicts[n, row])),
            }
            for n, each in enumerate(rubric.questions)
        },
        "overall": {"index": _points(outcome.index[row]), "rating": rating_words(rubric, int(outcome.rating[row]))},
    }


def expected_row(result: Values) -> Values:
    """What `row_of` must give for a result of the reference."""
    return {
        "levels": {name: each["level"] for name, each in result["criteria"].items()},
        "questions": {
            name: {
                "score": _float(each["score"]),
                "range": tuple(float(end) for end in each["range"]),
                "rating": each["rating"],
                "verdict": each["verdict"],
            }
            for name, each in result["questions"].items()
        },
        "overall": {"index": _float(result["overall"]["index"]), "rating": result["overall"]["rating"]},
    }


def _level(level: Any) -> int | None:
    return None if level < 0 else int(level)


def _points(points: Any) -> float | None:
    return None if np.isnan(points) else float(points)


def _float(number: Any) -> float | None:
    return None if number is None else float(number)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_it_gives_the_hand_worked_cases(case: Case) -> None:
    check(as_reference, case)


@settings(max_examples=200)
@given(strategies.rosters(), strategies.facts(), strategies.rubrics())
def test_it_scores_as_the_reference_does(rows: list[Row], facts: Values, rubric: Values) -> None:
    assert compared(as_reference(rows, facts, rubric)) == compared(reference_score(rows, facts, rubric))


@settings(max_examples=100)
@given(strategies.rosters(), strategies.facts())
def test_it_applies_the_default_rubric_as_the_reference_does(rows: list[Row], facts: Values) -> None:
    expected = reference_score(rows, facts, strategies.default_rubric())
    assert compared(as_reference(rows, facts, default_rubric())) == compared(expected)


@settings(max_examples=40)
@given(strategies.rosters(), strategies.facts(), strategies.rubrics())
def test_it_scores_the_same_where_64_bits_are_not_enough(rows: list[Row], facts: Values, rubric: Values) -> None:
    with patch.object(exact, "LARGEST", 0):
        found = as_reference(rows, facts, rubric)
        ahead = projection([roster_of(rows)], [facts_of(facts)], rubric_of(rubric), months=1)
    assert compared(found) == compared(reference_score(rows, facts, rubric))
    assert_same(
        ahead.outcome, slice(None), projection([roster_of(rows)], [facts_of(facts)], rubric_of(rubric), 1).outcome
    )


@settings(max_examples=60)
@given(strategies.rosters(), strategies.facts(), strategies.rubrics())
def test_a_leaver_is_the_roster_without_that_post(rows: list[Row], facts: Values, rubric: Values) -> None:
    checked = rubric_of(rubric)
    found = leavers([roster_of(rows)], [facts_of(facts)], checked)
    for place in range(len(rows)):
        expected = reference_score(rows[:place] + rows[place + 1 :], facts, rubric)
        assert row_of(found.outcome, checked, place) == expected_row(expected)


@settings(max_examples=60)
@given(strategies.rosters(), strategies.facts(), strategies.rubrics())
def test_a_month_ahead_is_the_roster_without_what_has_ended(rows: list[Row], facts: Values, rubric: Values) -> None:
    checked = rubric_of(rubric)
    found = projection([roster_of(rows)], [facts_of(facts)], checked, months=MONTHS)
    for month in range(MONTHS + 1):
        expected = reference_score(still_there(rows, facts["as_at"], month), facts, rubric)
        assert row_of(found.outcome, checked, month) == expected_row(expected)


def still_there(rows: Sequence[Row], as_at: str, month: int) -> list[Row]:
    """The rows that have not ended in the month-th calendar month after as_at's; all of them in month 0."""
    return [row for row in rows if not month or not row["ends_on"] or _months(row["ends_on"]) > _months(as_at) + month]


def _months(day: str) -> int:
    found = date.fromisoformat(day)
    return found.year * 12 + found.month


@settings(max_examples=40)
@given(
    st.lists(st.tuples(strategies.rosters(), strategies.facts()), max_size=20),
    strategies.rubrics(),
)
def test_a_batch_gives_what_single_calls_give(organisations: list[tuple[list[Row], Values]], rubric: Values) -> None:
    checked = rubric_of(rubric)
    rosters = [roster_of(rows) for rows, _ in organisations]
    facts = [facts_of(facts) for _, facts in organisations]
    batch = score(rosters, facts, checked)
    everyone, ahead = leavers(rosters, facts, checked), projection(rosters, facts, checked, months=MONTHS)
    for place in range(len(rosters)):
        one = ([rosters[place]], [facts[place]], checked)
        assert row_of(batch.outcome, checked, place) == row_of(score(*one).outcome, checked, 0)
        assert_same(everyone.outcome, everyone.of(place), leavers(*one).outcome)
        assert_same(ahead.outcome, ahead.of(place), projection(*one, months=MONTHS).outcome)


def assert_same(outcome: Outcome, rows: slice, single: Outcome) -> None:
    """Some rows of one outcome are all the rows of another, to the last bit."""
    for name in ("levels", "scores", "lows", "highs", "ratings", "verdicts", "index", "rating"):
        assert np.array_equal(getattr(outcome, name)[..., rows], getattr(single, name), equal_nan=name in FLOATS)


FLOATS = ("scores", "lows", "highs", "index")
