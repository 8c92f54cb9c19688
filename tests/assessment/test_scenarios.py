"""What if: each post leaving alone, and month by month when nothing is renewed."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from assessment.judging import rating_words
from assessment.scenarios import leavers, outlook, projection
from assessment.scoring import Outcome, score
from teams.facts import Facts
from teams.roster import Roster

from . import cases
from .cases import amount as term
from .engine import Row, Values, facts_of, roster_of, rubric_of

FLOATS = ("scores", "lows", "highs", "index")
FIELDS = ("levels", "ratings", "verdicts", "rating", *FLOATS)
IN_HOUSE = cases.rubric(cases.measured(cases.ratio(term("wte", employment=["in_house"]), term())))


def one(rows: list[Row], **facts: Any) -> tuple[list[Roster], list[Facts]]:
    """A batch of one organisation."""
    return [roster_of(cases.roster(*rows))], [facts_of(cases.facts(**facts))]


def equal(outcome: Outcome, rows: Any, other: Outcome, others: Any = slice(None)) -> bool:
    """Whether rows of two outcomes are the same, to the last bit."""
    return all(
        np.array_equal(getattr(outcome, name)[..., rows], getattr(other, name)[..., others], equal_nan=name in FLOATS)
        for name in FIELDS
    )


def test_it_finds_the_leaver_that_changes_the_rating() -> None:
    rubric = rubric_of(IN_HOUSE)
    found = leavers(*one([cases.post("0.8"), cases.post("0.2", employment="agency")]), rubric)
    assert found.outcome.levels.tolist() == [[0, 4]]
    assert [rating_words(rubric, rating) for rating in found.outcome.ratings[0]] == ["Very weak", "Strong"]
    assert found.outcome.scores.tolist() == [[0.0, 100.0]]


def test_without_the_last_filled_post_nothing_is_scored() -> None:
    found = leavers(*one([cases.post(), cases.post(status="vacant")]), rubric_of(IN_HOUSE))
    assert found.outcome.levels.tolist() == [[-1, 4]]
    assert np.isnan(found.outcome.index[0])


ENDING = [
    cases.post("0.1"),
    cases.post("0.2", employment="agency", ends_on="2026-08-31"),
    cases.post("0.2", employment="agency", ends_on="2026-10-31"),
    cases.post("0.2", employment="agency", ends_on="2026-11-01"),
    cases.post("0.3", ends_on="2027-01-01"),
]


def test_a_post_is_out_in_the_month_in_which_it_ends() -> None:
    """Month 0 is the score, with the post that ended in August still in; it is out in month 1, with October's."""
    found = projection(*one(ENDING), rubric_of(IN_HOUSE), months=4)
    assert found.outcome.levels.tolist() == [[1, 2, 4, 4, 4]]
    assert found.outcome.scores.tolist() == [[25.0, 50.0, 100.0, 100.0, 100.0]]


@pytest.mark.parametrize(("ends_on", "level"), [("2026-09-30", 4), ("2026-10-01", 4), ("2026-11-01", 2)])
def test_the_first_month_is_the_calendar_month_after_as_at(ends_on: str, level: int) -> None:
    rows = [cases.post("0.5"), cases.post("0.5", employment="agency", ends_on=ends_on)]
    for as_at in ("2026-09-01", "2026-09-30"):
        found = projection(*one(rows, as_at=as_at), rubric_of(IN_HOUSE), months=1)
        assert found.outcome.levels.tolist() == [[2, level]]


def test_everything_else_is_read_at_as_at() -> None:
    """Somebody who will have been here for a year by then has not been here for a year."""
    rows = [cases.post("0.5", started_on="2026-01-01"), cases.post("0.5", started_on="2025-01-01")]
    measure = cases.ratio(term("wte", in_post_over_months=12), term())
    found = projection(*one(rows), rubric_of(cases.rubric(cases.measured(measure))))
    assert found.outcome.levels.shape == (1, 25)
    assert set(found.outcome.levels[0].tolist()) == {2}


def test_one_pass_gives_all_of_it() -> None:
    rubric = rubric_of(IN_HOUSE)
    rosters, facts = [], []
    for number in range(20):
        roster, known = one(ENDING[number % 5 :] if number % 4 else [], workforce_wte=Decimal(number))
        rosters += roster
        facts += known
    found = outlook(rosters, facts, rubric, months=3)
    assert equal(found.scores, slice(None), score(rosters, facts, rubric).outcome)
    assert equal(found.leavers.outcome, slice(None), leavers(rosters, facts, rubric).outcome)
    assert equal(found.projection.outcome, slice(None), projection(rosters, facts, rubric, months=3).outcome)
    for place in range(20):
        month_0 = found.projection.of(place).start
        assert equal(found.scores, slice(place, place + 1), found.projection.outcome, slice(month_0, month_0 + 1))
        rows = found.leavers.of(place)
        assert rows.stop - rows.start == len(rosters[place])


@pytest.mark.parametrize("document", [IN_HOUSE, cases.rubric(cases.answered())])
def test_nothing_goes_in_and_nothing_comes_out(document: Values) -> None:
    rubric = rubric_of(document)
    assert leavers([], [], rubric).outcome.levels.shape == (1, 0)
    assert projection([], [], rubric, months=2).outcome.levels.shape == (1, 0)
    assert projection(*one([]), rubric, months=2).outcome.levels.tolist() == [[-1, -1, -1]]
    assert leavers(*one([]), rubric).outcome.index.tolist() == []
