"""The scorecard of one organisation: every result together with what explains it. Plain values, no arithmetic left."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from fractions import Fraction
from typing import Any

TOP_LEVEL = 4
"""The highest level of a criterion."""


@dataclass(frozen=True, slots=True)
class RubricIdentity:
    """Which rubric was applied; `sha256` is that of its canonical JSON."""

    title: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Totals:
    """Posts by status, and the funded WTE of filled posts: all, in-house, external and bought from the NHS.

    The filled posts whose funding is not known are in none of these; their number and their WTE stand apart.
    """

    posts: int
    filled: int
    vacant: int
    funded_wte: Fraction
    in_house_wte: Fraction
    external_wte: Fraction
    nhs_service_wte: Fraction
    funded_unknown_posts: int
    funded_unknown_wte: Fraction


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a coverage: covered, partly (some, under the floor) or missing, and the refs of its posts.

    `amount` is in WTE, or posts; `code` is "" for the organisation's own team.
    """

    code: str
    name: str
    status: str
    amount: Fraction
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountedPosts:
    """The refs of the posts that add something to top and bottom, and of those on which something is unknown."""

    top: tuple[str, ...] = ()
    bottom: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NextLevel:
    """What the next level takes. Measured: the value must reach `threshold` (rise above it where `strict`, fall below
    it where lower is better) and is `distance` away. Answered: the words of the level."""

    level: int
    word: str
    threshold: Fraction | None = None
    strict: bool = False
    distance: Fraction | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class HeldCap:
    """A cap whose condition holds: the question's score is at most `score`."""

    criterion: str
    score: Fraction
    because: str


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion.

    `level`, `level_word`, `value`, `top` and `bottom` are None where it is not scored; `not_scored` is then the reason
    as a sentence and `reason` its code, a name of `Reason` in lower case. `covered`, `partly` and `missing` are codes
    of members; members under the floor stand in `missing` as well where `says` does not speak of `partly`.
    `answered` is the level as given where the evidence rule held it down; `unknown_answer` that the organisation does
    not know. `standout` names the largest member of a concentration, or the least represented group;
    `counts` are that group's people in the team, and the people of the team of whom it is known.
    """

    id: str
    question: str
    name: str
    weight: Fraction
    better: str
    level: int | None
    level_word: str | None
    value: Fraction | None
    top: Fraction | None
    bottom: Fraction | None
    says: str
    not_scored: str | None
    reason: str | None
    when_empty_used: bool
    standout: str
    counts: tuple[int, ...]
    members: tuple[Member, ...]
    covered: tuple[str, ...]
    partly: tuple[str, ...]
    missing: tuple[str, ...]
    floor: Fraction | None
    answered: int | None
    unknown_answer: bool
    next_level: NextLevel | None
    posts: CountedPosts
    caps: tuple[HeldCap, ...]

    @property
    def is_scored(self) -> bool:
        return self.level is not None


@dataclass(frozen=True, slots=True)
class ToSettle:
    """The fewest unscored criteria that would give the question a rating, by id: to be answered, and to be measured."""

    answered: tuple[str, ...] = ()
    measured: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question. Scores are points from 0 to 100; `raw` and `score` are None where nothing that weighs is scored.

    `range` is the lowest and the highest score that are still open, `range_ratings` the ratings of the two ends;
    `capped_by` every cap that holds, lowest first; `scored_weight` the scored share of the weight.
    """

    id: str
    text: str
    weight: Fraction
    raw: Fraction | None
    score: Fraction | None
    rating: str
    is_rated: bool
    verdict: str
    range: tuple[Fraction, Fraction]
    range_ratings: tuple[str, str]
    capped_by: tuple[HeldCap, ...]
    scored_weight: Fraction
    to_settle: ToSettle


@dataclass(frozen=True, slots=True)
class OverallResult:
    """The weighted mean over the questions that have a score, None without any, and its rating."""

    index: Fraction | None
    rating: str
    is_rated: bool


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Everything that was found for one organisation."""

    rubric: RubricIdentity
    engine_version: str
    as_at: date
    totals: Totals
    criteria: tuple[CriterionResult, ...]
    questions: tuple[QuestionResult, ...]
    overall: OverallResult

    def criterion(self, criterion_id: str) -> CriterionResult:
        """The result of one criterion. KeyError: there is none of that id."""
        return {result.id: result for result in self.criteria}[criterion_id]

    def question(self, question_id: str) -> QuestionResult:
        """The result of one question. KeyError: there is none of that id."""
        return {result.id: result for result in self.questions}[question_id]

    def criteria_of(self, question_id: str) -> tuple[CriterionResult, ...]:
        """The results of a question's criteria, in the rubric's order."""
        return tuple(result for result in self.criteria if result.question == question_id)

    def to_document(self) -> dict[str, Any]:
        """The scorecard for JSON, always the same for the same scorecard: keys are field names, numbers are floats, and
        `value_exact` adds the exact value of a criterion as text."""
        document: dict[str, Any] = _document(self)
        for entry, result in zip(document["criteria"], self.criteria, strict=True):
            entry["value_exact"] = None if result.value is None else str(result.value)
        return document


def _document(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _document(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_document(entry) for entry in value]
    if isinstance(value, Fraction):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value
