"""The scorecard of one organisation: its questions, the whole, its totals, and the criteria explained."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from assessment.codes import Mask
from assessment.criterion_results import explain
from assessment.judging import NOT_RATED, Judgement, enough_weight, judge, overall, rating_words, verdict_words
from assessment.plan import Plan, QuestionPlan
from assessment.posts import Posts
from assessment.scorecard import (
    CriterionResult,
    OverallResult,
    QuestionResult,
    RubricIdentity,
    Scorecard,
    ToSettle,
    Totals,
)
from assessment.sums import Batch
from teams import catalogue
from teams.facts import Facts
from teams.roster import UNKNOWN, WTE_UNIT, Roster

ENGINE_VERSION = "1"
"""Raised whenever the same roster, facts and rubric would give another scorecard."""


def explain_organisation(plan: Plan, roster: Roster, facts: Facts) -> Scorecard:
    """Score one organisation and say why."""
    batch = Batch(Posts([roster], [facts]), plan.sums)
    return explain_batch(plan, batch, totals_of(batch.posts))


def explain_batch(plan: Plan, batch: Batch, totals: Totals) -> Scorecard:
    """The scorecard of the one organisation of `batch`, whose posts make `totals`."""
    criteria = tuple(explain(plan, number, batch) for number in range(len(plan.criteria)))
    states = plan.states(batch.rows)
    judgements = [judge(plan, question, states) for question in plan.questions]
    whole = overall(plan, judgements)
    rating = int(whole.rating[0])
    rubric = plan.rubric
    return Scorecard(
        rubric=RubricIdentity(rubric.title, rubric.version, rubric.sha256),
        engine_version=ENGINE_VERSION,
        as_at=batch.posts.facts[0].as_at,
        totals=totals,
        criteria=criteria,
        questions=tuple(
            _question(plan, question, found, criteria)
            for question, found in zip(plan.questions, judgements, strict=True)
        ),
        overall=OverallResult(
            index=Fraction(int(whole.top[0]), int(whole.over[0])) if whole.over[0] else None,
            rating=rating_words(rubric, rating),
            is_rated=rating != NOT_RATED,
        ),
    )


def _question(
    plan: Plan, question: QuestionPlan, found: Judgement, criteria: Sequence[CriterionResult]
) -> QuestionResult:
    own = [criteria[place] for place in question.members]
    weighed, rating = int(found.weighed[0]), int(found.rating[0])
    ends = [Fraction(int(end[0]), int(found.ends_over)) for end in (found.low_top, found.high_top)]
    end_ratings = [rating_words(plan.rubric, int(end[0])) for end in (found.low_rating, found.high_rating)]
    return QuestionResult(
        id=question.question.id,
        text=question.question.text,
        weight=question.question.weight,
        raw=Fraction(25 * int(found.gained[0]), weighed) if weighed else None,
        score=Fraction(int(found.score_top[0]), int(found.score_over[0])) if weighed else None,
        rating=rating_words(plan.rubric, rating),
        is_rated=rating != NOT_RATED,
        verdict=verdict_words(plan.rubric, question.number, int(found.verdict[0])),
        range=(ends[0], ends[1]),
        range_ratings=(end_ratings[0], end_ratings[1]),
        capped_by=tuple(sorted((cap for result in own for cap in result.caps), key=lambda cap: cap.score)),
        scored_weight=Fraction(weighed, question.total),
        to_settle=_to_settle(plan, question, own, weighed) if rating == NOT_RATED else ToSettle(),
    )


def _to_settle(plan: Plan, question: QuestionPlan, own: Sequence[CriterionResult], weighed: int) -> ToSettle:
    """The heaviest unscored criteria, answered before measured ones, until enough of the weight would be scored."""
    enough = enough_weight(plan, question)
    answered = {
        plan.criteria[place].criterion.id for place in question.members if plan.criteria[place].criterion.answers
    }
    unscored = [result for result in own if not result.is_scored]
    chosen: list[str] = []
    for result in sorted(unscored, key=lambda result: (-result.weight, result.id not in answered)):
        if weighed >= enough:
            break
        chosen.append(result.id)
        weighed += int(result.weight * question.weight_scale)
    return ToSettle(
        tuple(criterion for criterion in chosen if criterion in answered),
        tuple(criterion for criterion in chosen if criterion not in answered),
    )


def totals_of(posts: Posts) -> Totals:
    """The totals of the posts of one organisation."""
    filled = posts.filled
    unknown = filled & (posts.recorded_funded_wte == UNKNOWN)
    own_or_external = (*catalogue.IN_HOUSE, *catalogue.EXTERNAL)
    from_nhs = [code for code in catalogue.values("employment") or () if code not in own_or_external]
    return Totals(
        posts=len(posts),
        filled=int(filled.sum()),
        vacant=int((~filled).sum()),
        funded_wte=_funded(posts, filled),
        in_house_wte=_funded(posts, filled & _employed(posts, catalogue.IN_HOUSE)),
        external_wte=_funded(posts, filled & _employed(posts, catalogue.EXTERNAL)),
        nhs_service_wte=_funded(posts, filled & _employed(posts, from_nhs)),
        funded_unknown_posts=int(unknown.sum()),
        funded_unknown_wte=Fraction(int(posts.wte[unknown].sum()), WTE_UNIT),
    )


def _employed(posts: Posts, employments: Sequence[str]) -> Mask:
    codes = catalogue.values("employment") or ()
    return np.isin(posts.employment, [codes.index(employment) for employment in employments])


def _funded(posts: Posts, mask: Mask) -> Fraction:
    """WTE; an unknown funded WTE adds 0."""
    return Fraction(int(posts.amount("funded_wte")[mask].sum()), WTE_UNIT)
