"""Where an assessment falls short: the criteria that take points off their question, the largest first.

A gap is worked out from a scorecard alone, so the live one and a frozen one have gaps in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from assessment.scorecard import TOP_LEVEL, CriterionResult, Scorecard

HIGH_FROM = 10
MEDIUM_FROM = 5
"""Points of a question's score, of 100, from which a gap has that priority. Judgement."""


class Priority(StrEnum):
    """How much a gap matters, worked out from its size alone."""

    HIGH = "High"
    MEDIUM = "Medium"
    LOW = "Low"


@dataclass(frozen=True, slots=True)
class Gap:
    """A criterion below its top level. `points`, from 0 to 100, is what it takes off the score of its question."""

    criterion: str
    question: str
    name: str
    level_word: str
    points: Fraction

    @property
    def priority(self) -> Priority:
        """By its size."""
        return priority_of(self.points)


def priority_of(points: Fraction) -> Priority:
    """The priority of a gap of that size."""
    if points >= HIGH_FROM:
        return Priority.HIGH
    return Priority.MEDIUM if points >= MEDIUM_FROM else Priority.LOW


def lost(criterion: CriterionResult) -> Fraction:
    """What a criterion takes off by its level, in points of weight; nothing where it is not scored."""
    return Fraction(0) if criterion.level is None else criterion.weight * (TOP_LEVEL - criterion.level)


def points_lost(criterion: CriterionResult, question: Iterable[CriterionResult]) -> Fraction:
    """What a criterion costs its question by its level, in points of the raw score; `question` are all of its own."""
    total = sum((each.weight for each in question if each.is_scored), Fraction(0))
    return lost(criterion) * 25 / total if total else Fraction(0)


def gaps_of(scorecard: Scorecard) -> tuple[Gap, ...]:
    """The gaps of a scorecard, the largest first; those of one size in the rubric's order.

    The size is what the level costs, and on top of it what the lowest of the criterion's own caps holds the raw score
    down by. What is not scored is not known, and so no gap.
    """
    found = []
    for question in scorecard.questions:
        results = scorecard.criteria_of(question.id)
        for result in results:
            points = points_lost(result, results) + _held_down(result, question.raw)
            if result.level is not None and result.level < TOP_LEVEL and points:
                found.append(Gap(result.id, question.id, result.name, result.level_word or "", points))
    return tuple(sorted(found, key=lambda gap: -gap.points))


def _held_down(criterion: CriterionResult, raw: Fraction | None) -> Fraction:
    """By how many points the lowest cap of a criterion holds its question below the raw score."""
    if raw is None or not criterion.caps:
        return Fraction(0)
    return max(raw - min(cap.score for cap in criterion.caps), Fraction(0))
