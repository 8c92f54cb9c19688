"""Organisations scored, many at once or one (`docs/rubric-format.md`, "From value to score")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from assessment.exact import Whole
from assessment.judging import judge, overall
from assessment.plan import Plan, RowStates
from assessment.posts import Posts
from assessment.question_results import ENGINE_VERSION, explain_organisation
from assessment.rubric import Rubric
from assessment.scorecard import Scorecard
from assessment.sums import Batch, Rows
from teams.facts import Facts
from teams.roster import Roster

__all__ = ["BLOCK", "ENGINE_VERSION", "Outcome", "Scorecard", "Scorecards", "batches", "score", "scorecard_of"]

BLOCK = 16
"""Organisations worked on at once, so that memory stays flat however many there are."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found for each row; the last axis is rows, criteria and questions stand in the rubric's order.

    `levels` (criteria by rows) are 0 to 4, -1 not scored. `scores`, `lows` and `highs` (questions by rows) are points
    from 0 to 100, NaN for no score; `ratings` places among the rubric's bands, worst first, -1 not enough evidence;
    `verdicts` places for `verdict_words`. `index` and `rating` are those of the whole.
    """

    levels: NDArray[np.int8]
    scores: NDArray[np.float64]
    lows: NDArray[np.float64]
    highs: NDArray[np.float64]
    ratings: NDArray[np.int16]
    verdicts: NDArray[np.int16]
    index: NDArray[np.float64]
    rating: NDArray[np.int16]

    @classmethod
    def empty(cls, rubric: Rubric, rows: int) -> Outcome:
        """Room for so many rows."""
        criteria, questions = len(rubric.criteria), len(rubric.questions)
        return cls(
            levels=np.empty((criteria, rows), dtype=np.int8),
            scores=np.empty((questions, rows)),
            lows=np.empty((questions, rows)),
            highs=np.empty((questions, rows)),
            ratings=np.empty((questions, rows), dtype=np.int16),
            verdicts=np.empty((questions, rows), dtype=np.int16),
            index=np.empty(rows),
            rating=np.empty(rows, dtype=np.int16),
        )

    def every(self, step: int) -> Outcome:
        """A copy of every so-manyth row from the first."""
        return Outcome(*(getattr(self, field.name)[..., ::step].copy() for field in fields(self)))

    def fill(self, plan: Plan, rows: Rows, place: slice) -> None:
        """Score `rows` and put what was found at `place`."""
        self.judge(plan, plan.states(rows), place)

    def judge(self, plan: Plan, states: RowStates, place: slice) -> None:
        """Score rows whose states are at hand; the floats are exact quotients rounded once."""
        for number, table in enumerate(plan.levels):
            self.levels[number, place] = states.look_up(number, table)
        judgements = [judge(plan, question, states) for question in plan.questions]
        for number, found in enumerate(judgements):
            self.scores[number, place] = _points(found.score_top, found.score_over)
            self.lows[number, place] = found.low_top / found.ends_over
            self.highs[number, place] = found.high_top / found.ends_over
            self.ratings[number, place] = found.rating
            self.verdicts[number, place] = found.verdict
        whole = overall(plan, judgements)
        self.index[place] = _points(whole.top, whole.over)
        self.rating[place] = whole.rating


def _points(top: Whole, over: Whole) -> NDArray[np.float64]:
    """top / over, NaN where `over` is 0."""
    points = top / np.maximum(over, 1)
    return np.where(over == 0, np.nan, points.astype(np.float64))


def batches(plan: Plan, rosters: Sequence[Roster], facts: Sequence[Facts]) -> Iterator[tuple[slice, Batch]]:
    """The organisations in blocks, each with its place. ValueError: not as many facts as rosters."""
    if len(rosters) != len(facts):
        raise ValueError(f"There are {len(rosters)} rosters and {len(facts)} sets of facts")
    for start in range(0, len(rosters), BLOCK):
        place = slice(start, min(start + BLOCK, len(rosters)))
        yield place, Batch(Posts(rosters[place], facts[place]), plan.sums)


@dataclass(frozen=True, slots=True)
class Scorecards:
    """The outcome of every organisation, one row each, and on demand the scorecard that explains it."""

    plan: Plan
    rosters: Sequence[Roster]
    facts: Sequence[Facts]
    outcome: Outcome

    def __len__(self) -> int:
        return len(self.rosters)

    def scorecard(self, number: int) -> Scorecard:
        """The scorecard of one organisation. IndexError: there are not so many."""
        return explain_organisation(self.plan, self.rosters[number], self.facts[number])


def score(rosters: Sequence[Roster], facts: Sequence[Facts], rubric: Rubric) -> Scorecards:
    """Score every organisation; one is a batch of one. ValueError: not as many facts as rosters."""
    plan = Plan(rubric)
    outcome = Outcome.empty(rubric, len(rosters))
    for place, batch in batches(plan, rosters, facts):
        outcome.fill(plan, batch.rows, place)
    return Scorecards(plan, rosters, facts, outcome)


def scorecard_of(roster: Roster, facts: Facts, rubric: Rubric) -> Scorecard:
    """The scorecard of one organisation alone: what `score` gives for it, without the outcome of a batch."""
    return explain_organisation(Plan(rubric), roster, facts)
