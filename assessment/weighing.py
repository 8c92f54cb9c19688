"""Other weights on the same record: only the last step is done again, from the states that the criteria already have.

Nothing here is a rule of its own: levels, caps and ratings are those of `plan` and `judging`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from assessment.exact import Whole, dtype_for
from assessment.judging import Judgement, Tally, decided, judge_tally, overall
from assessment.plan import Plan, QuestionPlan, RowStates, States
from assessment.rubric import Criterion, Rubric
from assessment.scoring import Outcome, batches
from teams.facts import Facts
from teams.roster import Roster

PERCENT = 100
SPREAD = 20
"""How far a drawn weight may lie from the rubric's, in per cent."""

SEED = 20260930
BLOCK = 100
"""Draws worked on at once, so that memory stays flat however many there are."""

Percents = NDArray[np.int64]
"""Whole per cents of the rubric's weights, draws by criteria or draws by questions."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Every organisation with the state of each criterion of a rubric: what is left is to weigh."""

    plan: Plan
    states: RowStates
    count: int

    def outcome(self) -> Outcome:
        """The scores of every organisation, as `score` gives them."""
        found = Outcome.empty(self.plan.rubric, self.count)
        found.judge(self.plan, self.states, slice(0, self.count))
        return found

    def weighed_by(self, rubric: Rubric) -> Standing | None:
        """The same states weighed by another rubric; None where any criterion of it would have others."""
        if not same_states(self.plan.rubric, rubric):
            return None
        return replace(self, plan=Plan(rubric))


@dataclass(frozen=True, slots=True)
class Draws:
    """The ratings under other weights: questions by draws by organisations, and draws by organisations of the whole."""

    ratings: NDArray[np.int16]
    rating: NDArray[np.int16]


def stand(rosters: Sequence[Roster], facts: Sequence[Facts], rubric: Rubric) -> Standing:
    """Work out the state of every criterion for every organisation. ValueError: not as many facts as rosters."""
    plan = Plan(rubric)
    joined: list[States] = [np.empty(len(rosters), dtype=np.intp) for _ in plan.criteria]
    for place, batch in batches(plan, rosters, facts):
        states = plan.states(batch.rows)
        for number, criterion in enumerate(plan.criteria):
            joined[number][place] = states.look_up(number, np.arange(len(criterion.states)))
    organisations = np.arange(len(rosters))
    return Standing(plan, RowStates(organisations, {}, dict(enumerate(joined))), len(rosters))


def same_states(one: Rubric, other: Rubric) -> bool:
    """Whether every criterion has the same states under both rubrics, whatever they weigh and how they are read."""
    rules = ("evidence_needed_from", "level_without_evidence", "unknown_tolerance", "rated_share")
    same_rules = all(getattr(one.rules, rule) == getattr(other.rules, rule) for rule in rules)
    return same_rules and [_state_parts(each) for each in one.criteria] == [
        _state_parts(each) for each in other.criteria
    ]


def _state_parts(criterion: Criterion) -> tuple[object, ...]:
    return (
        bool(criterion.measure) or criterion.id,
        criterion.measure,
        criterion.better,
        criterion.levels_from,
        [(cap.test, cap.number) for cap in criterion.caps],
    )


def drawn_percents(rubric: Rubric, draws: int, seed: int = SEED) -> tuple[Percents, Percents]:
    """So many draws of all weights, each within `SPREAD` per cent; the same ones for the same seed."""
    random = np.random.default_rng(seed)
    low, high = PERCENT - SPREAD, PERCENT + SPREAD + 1
    criteria, questions = len(rubric.criteria), len(rubric.questions)
    return random.integers(low, high, (draws, criteria)), random.integers(low, high, (draws, questions))


def one_at_a_time(rubric: Rubric) -> tuple[list[str], Percents, Percents]:
    """Every weight alone at its lowest and at its highest: the ids, and two draws for each in their order."""
    criteria, questions = len(rubric.criteria), len(rubric.questions)
    ids = [*(criterion.id for criterion in rubric.criteria), *(question.id for question in rubric.questions)]
    percents = np.full((2 * len(ids), len(ids)), PERCENT, dtype=np.int64)
    for place in range(len(ids)):
        percents[2 * place, place] -= SPREAD
        percents[2 * place + 1, place] += SPREAD
    return ids, percents[:, :criteria], percents[:, criteria : criteria + questions]


def weigh(standing: Standing, criteria: Percents, questions: Percents) -> Draws:
    """The ratings of every organisation under every draw of weights."""
    plan, draws, count = standing.plan, len(criteria), standing.count
    ratings = np.empty((len(plan.questions), draws, count), dtype=np.int16)
    rating = np.empty((draws, count), dtype=np.int16)
    sides = [_Side(plan, question, standing.states) for question in plan.questions]
    for start in range(0, draws, BLOCK):
        block = slice(start, min(start + BLOCK, draws))
        judgements = [side.judge(plan, criteria[block]) for side in sides]
        for number, found in enumerate(judgements):
            ratings[number, block] = found.rating.reshape(-1, count)
        weights = [
            np.repeat(questions[block, number] * weight, count) for number, weight in enumerate(plan.question_weights)
        ]
        rating[block] = overall(plan, judgements, weights).rating.reshape(-1, count)
    return Draws(ratings, rating)


class _Side:
    """A question ready to be weighed again and again: its levels and caps, which no weight changes."""

    def __init__(self, plan: Plan, question: QuestionPlan, states: RowStates) -> None:
        self.question = question
        levels = [states.look_up(place, plan.levels[place]) for place in question.members]
        stacked = np.array(levels, dtype=np.int64)
        self.levels, self.scored = np.maximum(stacked, 0), (stacked >= 0).astype(np.int64)
        weights = [int(_weight(plan, place) * question.weight_scale) for place in question.members]
        self.weights = np.array(weights, dtype=object)
        self.caps = states.fold(np.minimum, question.caps, question.no_cap)
        self.open_caps = states.fold(np.minimum, question.open_caps, question.no_cap)
        self.verdict = decided(plan, question, states)

    def judge(self, plan: Plan, percents: Percents) -> Judgement:
        """The question under some draws, one row for each draw and organisation."""
        question, draws, count = self.question, len(percents), self.levels.shape[1]
        most = question.total * (PERCENT + SPREAD)
        dtype = dtype_for(question.no_cap * most)
        weights: Whole = (percents[:, question.members] * self.weights).astype(dtype)
        tally = Tally(
            gained=(weights @ self.levels.astype(dtype)).ravel(),
            weighed=(weights @ self.scored.astype(dtype)).ravel(),
            total=np.repeat(weights.sum(axis=1), count),
            most=most,
            caps=self._for_each(self.caps, draws, count),
            open_caps=self._for_each(self.open_caps, draws, count),
        )
        verdict = None if self.verdict is None else np.tile(self.verdict, draws)
        return judge_tally(plan, question, tally, verdict)

    def _for_each(self, caps: Whole | int, draws: int, count: int) -> Whole:
        return np.tile(np.broadcast_to(np.asarray(caps), count), draws)


def _weight(plan: Plan, place: int) -> Fraction:
    return plan.criteria[place].criterion.weight
