"""From states to scores, ratings and verdicts (`docs/rubric-format.md`, "From value to score"), for many rows at once.

Everything is worked out in whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

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
class Tally:
    """What the states of a question's criteria add up to on every row.

    `gained` / 4 of `weighed` is the raw share; `total` is all of the weight, one for every row where weights differ
    from row to row, and `most` the largest of it. `caps` are the lowest that holds, `open_caps` the lowest that holds
    or may yet hold.
    """

    gained: Whole
    weighed: Whole
    total: Whole | int
    most: int
    caps: Whole
    open_caps: Whole


@dataclass(frozen=True, slots=True)
class Judgement:
    """One question on every row, exactly.

    `gained` / 4 of `weighed` is the raw share; the score is score_top / score_over, its range low_top to high_top over
    `ends_over`; `score_over` is 0 where there is no score, and `most` at most. Ratings are places among the bands,
    worst first.
    """

    gained: Whole
    weighed: Whole
    score_top: Whole
    score_over: Whole
    low_top: Whole
    high_top: Whole
    ends_over: Whole | int
    most: int
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
    tally = Tally(
        gained=states.fold(np.add, question.gains, 0),
        weighed=states.fold(np.add, question.weights, 0),
        total=question.total,
        most=question.total,
        caps=states.fold(np.minimum, question.caps, question.no_cap),
        open_caps=states.fold(np.minimum, question.open_caps, question.no_cap),
    )
    return judge_tally(plan, question, tally, decided(plan, question, states))


def judge_tally(plan: Plan, question: QuestionPlan, tally: Tally, verdict: NDArray[np.intp] | None) -> Judgement:
    """One question on every row, from what its states add up to. `verdict` is that of the criterion that decides it."""
    scale, total, weighed = question.limit_scale, tally.total, tally.weighed
    bound = question.no_cap * tally.most
    points = tally.gained * (25 * scale)
    open_points = (total - weighed) * (25 * TOP_LEVEL * scale)
    score_top = np.minimum(points, tally.caps * weighed)
    low_top = np.minimum(points, tally.open_caps * total)
    high_top = np.minimum(points + open_points, tally.caps * total)
    low_rating = plan.bands.position(low_top, total * scale, bound)
    high_rating = plan.bands.position(high_top, total * scale, bound)
    band = plan.bands.position(score_top, weighed * scale, bound)
    settled = np.where(low_rating == high_rating, low_rating, NOT_RATED)
    rating = np.where(weighed >= _enough(plan, total), band, settled)
    by_rating = np.where(rating == NOT_RATED, NOT_RATED, len(plan.rubric.bands) - 1 - rating)
    return Judgement(
        gained=tally.gained,
        weighed=weighed,
        score_top=score_top,
        score_over=weighed * scale,
        low_top=low_top,
        high_top=high_top,
        ends_over=total * scale,
        most=tally.most * scale,
        low_rating=low_rating,
        high_rating=high_rating,
        rating=rating,
        verdict=by_rating if verdict is None else verdict,
    )


def enough_weight(plan: Plan, question: QuestionPlan) -> int:
    """The least whole weight that is enough evidence for a rating: some, and the rule's share of the question's."""
    return int(_enough(plan, question.total))


def _enough(plan: Plan, total: Whole | int) -> Any:
    share = plan.rubric.rules.enough_evidence
    return np.maximum(-(-share.numerator * total // share.denominator), 1)


def overall(plan: Plan, judgements: Sequence[Judgement], drawn: Sequence[Whole] | None = None) -> Overall:
    """The weighted mean of the questions that have a score, and its rating.

    `drawn` are the questions' weights row by row, in the place of the rubric's.
    """
    weights: Sequence[Any] = plan.question_weights if drawn is None else drawn
    bound = 100 * sum(int(np.max(weight)) for weight in weights) * prod(found.most for found in judgements)
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


def decided(plan: Plan, question: QuestionPlan, states: RowStates) -> NDArray[np.intp] | None:
    """Places in `verdict_words` by the criterion that decides the verdict, `NOT_RATED` where it is not scored; None
    where the rating decides."""
    source = question.question.verdict_from
    if not source:
        return None
    place = next(place for place in question.members if plan.criteria[place].criterion.id == source)
    table = plan.levels[place].astype(np.intp)
    table[EMPTY] = len(question.question.verdicts)
    return states.look_up(place, table)


def verdict_words(rubric: Rubric, question: int, verdict: int) -> str:
    """The words for the place of a verdict."""
    asked = rubric.questions[question]
    if verdict == NOT_RATED:
        return NOT_KNOWN if asked.verdict_from else NOT_ENOUGH
    return (*asked.verdicts, asked.verdict_none)[verdict]


def rating_words(rubric: Rubric, rating: int) -> str:
    """The name of the band, or that there is not enough evidence."""
    return NOT_ENOUGH if rating == NOT_RATED else rubric.bands[rating].name
