"""From states to scores, ratings and verdicts (`docs/rubric-format.md`, "From value to score"), for many rows at once.

Everything is worked out in whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from assessment.exact import Whole, dtype_for
from assessment.plan import EMPTY, TOP_LEVEL, Plan, QuestionPlan, RowStates
from assessment.rubric import Rubric

NOT_RATED = -1
"""The rating of a question, and of the whole, where there is not enough evidence; the verdict where it is not known."""
NOT_ENOUGH = "Not enough evidence"
NOT_KNOWN = "Not known"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One question on every row, exactly.

    `gained` / 4 of `weighed` is the raw share; the score is score_top / score_over, its range low_top to high_top over
    `ends_over`; `score_over` is 0 where there is no score. Ratings are places among the bands, worst first.
    """

    gained: Whole
    weighed: Whole
    score_top: Whole
    score_over: Whole
    low_top: Whole
    high_top: Whole
    ends_over: int
    low_rating: NDArray[np.intp]
    high_rating: NDArray[np.intp]
    rating: NDArray[np.intp]
    verdict: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Overall:
    """The index on every row is top / over, `over` 0 where there is none; the rating as for a question."""

    top: Whole
    over: Whole
    rating: NDArray[np.intp]


def judge(plan: Plan, question: QuestionPlan, states: RowStates) -> Judgement:
    """One question on every row."""
    gained = states.fold(np.add, question.gains, 0)
    weighed = states.fold(np.add, question.weights, 0)
    caps = states.fold(np.minimum, question.caps, question.no_cap)
    open_caps = states.fold(np.minimum, question.open_caps, question.no_cap)
    scale, total = question.limit_scale, question.total
    points = gained * (25 * scale)
    open_points = (total - weighed) * (25 * TOP_LEVEL * scale)
    score_top = np.minimum(points, caps * weighed)
    low_top = np.minimum(points, open_caps * total)
    high_top = np.minimum(points + open_points, caps * total)
    low_rating = plan.bands.position(low_top, total * scale, question.bound)
    high_rating = plan.bands.position(high_top, total * scale, question.bound)
    band = plan.bands.position(score_top, weighed * scale, question.bound)
    settled = np.where(low_rating == high_rating, low_rating, NOT_RATED)
    rating = np.where(weighed >= enough_weight(plan, question), band, settled)
    return Judgement(
        gained=gained,
        weighed=weighed,
        score_top=score_top,
        score_over=weighed * scale,
        low_top=low_top,
        high_top=high_top,
        ends_over=total * scale,
        low_rating=low_rating,
        high_rating=high_rating,
        rating=rating,
        verdict=_verdict(plan, question, rating, states),
    )


def enough_weight(plan: Plan, question: QuestionPlan) -> int:
    """The least whole weight that is enough evidence for a rating: some, and the rule's share of the question's."""
    share = plan.rubric.rules.enough_evidence
    return max(-(-share.numerator * question.total // share.denominator), 1)


def overall(plan: Plan, judgements: Sequence[Judgement]) -> Overall:
    """The weighted mean of the questions that have a score, and its rating."""
    weights = plan.question_weights
    bound = 100 * sum(weights) * prod(question.total * question.limit_scale for question in plan.questions)
    dtype = dtype_for(bound)
    rows = len(judgements[0].rating)
    top, product, weighed = (np.full(rows, start, dtype=dtype) for start in (0, 1, 0))
    for weight, found in zip(weights, judgements, strict=True):
        scored = found.score_over > 0
        over = np.maximum(found.score_over, 1).astype(dtype, copy=False)
        top = top * over + found.score_top.astype(dtype, copy=False) * product * weight
        product = product * over
        weighed = weighed + scored * weight
    over = weighed * product
    lowest = np.minimum.reduce([found.rating for found in judgements])
    rating = np.minimum(plan.bands.position(top, over, bound), lowest + plan.rubric.rules.overall_lead)
    return Overall(top, over, np.where((lowest == NOT_RATED) | (over == 0), NOT_RATED, rating))


def _verdict(plan: Plan, question: QuestionPlan, rating: NDArray[np.intp], states: RowStates) -> NDArray[np.intp]:
    """Places in `verdict_words`, `NOT_RATED` where the verdict is that it is not known."""
    source = question.question.verdict_from
    if not source:
        return np.where(rating == NOT_RATED, NOT_RATED, len(plan.rubric.bands) - 1 - rating)
    place = next(place for place in question.members if plan.criteria[place].criterion.id == source)
    table = plan.levels[place].astype(np.intp)
    table[EMPTY] = len(question.question.verdicts)
    return states.look_up(place, table)


def verdict_words(rubric: Rubric, question: int, verdict: int) -> str:
    """The words for a place that `_verdict` gave."""
    asked = rubric.questions[question]
    if verdict == NOT_RATED:
        return NOT_KNOWN if asked.verdict_from else NOT_ENOUGH
    return (*asked.verdicts, asked.verdict_none)[verdict]


def rating_words(rubric: Rubric, rating: int) -> str:
    """The name of the band, or that there is not enough evidence."""
    return NOT_ENOUGH if rating == NOT_RATED else rubric.bands[rating].name
