"""From a scorecard to sentences: the three answers, what decides them, what would raise them and what is not known.

Nothing here is about a particular criterion or question: every word that is, is the rubric's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from assessment.gaps import lost, points_lost
from assessment.rubric import Criterion, Rubric
from assessment.scorecard import TOP_LEVEL, CriterionResult, HeldCap, QuestionResult, Scorecard
from assessment.wording import round_half_up, without_empty_lists
from reports import raising
from reports.english import counted, ended, number_word, sentence

CLOSE = 3
"""Points from a line between two ratings that are said as "close to"."""

SHORT = 160
"""Characters of what was found that still fit the one sentence that decides."""

NOTICE = (
    "This is the organisation's own assessment by a proposed definition. There is no national one, and nobody outside"
    " has checked it."
)
NOT_SCORED = "Not scored"


@dataclass(frozen=True, slots=True)
class CriterionAnswer:
    """One criterion in words. `lost` is what it costs its question, in points of the raw score."""

    id: str
    name: str
    weight: str
    level: int | None
    level_word: str
    value: str
    found: str
    next_step: str
    caps: tuple[str, ...]
    posts: int
    unknown_posts: int
    lost: Fraction

    @property
    def is_scored(self) -> bool:
        return self.level is not None

    @property
    def level_words(self) -> str:
        return NOT_SCORED if self.level is None else f"{self.level_word} ({self.level} of {TOP_LEVEL})"


@dataclass(frozen=True, slots=True)
class QuestionAnswer:
    """One question in words.

    `rating` is "" where the range is open; `low` and `high` are then the ratings of its ends. `standing` says the
    rating or the range, `note` what would settle an open range or which rating the score is close to.
    """

    id: str
    text: str
    verdict: str
    rating: str
    low: str
    high: str
    standing: str
    note: str
    deciding: str
    caps: tuple[str, ...]
    score: str
    raw: str
    range: str
    scored_weight: str
    criteria: tuple[CriterionAnswer, ...]

    @property
    def costs(self) -> tuple[CriterionAnswer, ...]:
        """The scored criteria that cost the question most, the dearest first."""
        losing = [criterion for criterion in self.criteria if criterion.lost]
        return tuple(sorted(losing, key=lambda criterion: -criterion.lost))

    @property
    def not_known(self) -> tuple[CriterionAnswer, ...]:
        """The criteria that are not scored; `found` is why not."""
        return tuple(criterion for criterion in self.criteria if not criterion.is_scored)

    @property
    def reasons(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Why criteria are not scored, each reason once, with the names of its criteria."""
        names: dict[str, list[str]] = {}
        for criterion in self.not_known:
            names.setdefault(criterion.found, []).append(criterion.name)
        return tuple((reason, tuple(found)) for reason, found in names.items())


@dataclass(frozen=True, slots=True)
class Answers:
    """A whole scorecard in words."""

    questions: tuple[QuestionAnswer, ...]
    index: str
    overall: str

    @property
    def coverage(self) -> str:
        """How much of the whole could be scored, in a sentence."""
        total = sum(len(question.criteria) for question in self.questions)
        unscored = sum(len(question.not_known) for question in self.questions)
        if not unscored:
            return "Every criterion could be scored."
        if unscored == total:
            return "No criterion could be scored."
        return sentence(f"{number_word(unscored)} of the {total} criteria could not be scored.")


def answers(scorecard: Scorecard, rubric: Rubric) -> Answers:
    """The scorecard in words; `rubric` is the one that it was scored by."""
    questions = tuple(_question(result, scorecard, rubric) for result in scorecard.questions)
    return Answers(questions, _points(scorecard.overall.index), _overall(scorecard, questions))


def _question(result: QuestionResult, scorecard: Scorecard, rubric: Rubric) -> QuestionAnswer:
    results = scorecard.criteria_of(result.id)
    low, high = result.range_ratings
    bites = _biting(result)
    return QuestionAnswer(
        id=result.id,
        text=result.text,
        verdict=result.verdict,
        rating=result.rating if result.is_rated else "",
        low=low,
        high=high,
        standing=standing_of(result.rating if result.is_rated else "", low, high),
        note=_close_to(result, rubric, bites) if result.is_rated else _to_settle(result),
        deciding=_deciding(result, results, rubric, bites),
        caps=_caps(result.capped_by, rubric, results),
        score=_points(result.score),
        raw=_points(result.raw),
        range=_range(result),
        scored_weight=f"{round_half_up(result.scored_weight * 100, 0):f}%",
        criteria=tuple(_criterion(criterion, results, rubric) for criterion in results),
    )


def standing_of(rating: str, low: str, high: str) -> str:
    """The rating of a question, or its range where there is none, in words."""
    return rating or f"Between {low} and {high}"


def _points(score: Fraction | None) -> str:
    """A score as it is shown, to one decimal."""
    return "not known" if score is None else f"{round_half_up(score, 1):f}".removesuffix(".0")


def _range(result: QuestionResult) -> str:
    low, high = map(_points, result.range)
    return low if low == high else f"{low} to {high}"


# What decides a question ---------------------------------------------------------------------------------------------


def _biting(result: QuestionResult) -> HeldCap | None:
    """The lowest cap, where it holds the score below what the criteria add up to, or holds down an open range."""
    if not result.capped_by:
        return None
    lowest = result.capped_by[0]
    if result.is_rated and result.raw is not None:
        return lowest if result.raw > lowest.score else None
    return lowest if result.range[1] >= lowest.score else None


def _deciding(
    result: QuestionResult, results: tuple[CriterionResult, ...], rubric: Rubric, bites: HeldCap | None
) -> str:
    """The one thing that decides the answer: a cap that bites, the criterion of the verdict, or what costs most.

    For the best rating it is what carries most.
    """
    if bites:
        return _cap_words(bites, rubric, results)
    source = next(question.verdict_from for question in rubric.questions if question.id == result.id)
    if source:
        return next(_quoted(criterion, rubric) for criterion in results if criterion.id == source)
    scored = [criterion for criterion in results if criterion.is_scored and criterion.weight]
    if not scored:
        return "Nothing that counts towards this is known yet."
    dearest = max(scored, key=lost)
    if not lost(dearest):
        return "Everything that is scored here is at the top level."
    if result.is_rated and result.rating == rubric.bands[-1].name:
        carrier = max(scored, key=lambda each: each.weight * (each.level or 0))
        return f"What carries most is “{carrier.name}”: {_quoted(carrier, rubric)}"
    return f"The biggest gap is in “{dearest.name}”: {_quoted(dearest, rubric)}"


def _telling(result: CriterionResult, rubric: Rubric) -> str:
    """What was found, without sentences that only list nothing ("Nobody: none.")."""
    says = next(criterion.says for criterion in rubric.criteria if criterion.id == result.id)
    lists = {"covered": result.covered, "partly": result.partly, "missing": result.missing}
    empty = [name for name, members in lists.items() if not members]
    return without_empty_lists(_found(result), says, empty)


def _quoted(result: CriterionResult, rubric: Rubric) -> str:
    """What is telling of what was found, or its first sentence where the whole is too long to decide anything."""
    text = _telling(result, rubric)
    return ended(text) if len(text) <= SHORT else ended(re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0])


def _cap_words(cap: HeldCap, rubric: Rubric, results: Iterable[CriterionResult]) -> str:
    """What a cap does, and why: its own reason, else what was found of its criterion."""
    best = max((band for band in rubric.bands if band.lowest <= cap.score), key=lambda band: band.lowest)
    if cap.because:
        return f"It can be no better than {best.name}, because {ended(cap.because)}"
    criterion = next(result for result in results if result.id == cap.criterion)
    return f"It can be no better than {best.name}, because of “{criterion.name}”: {ended(_telling(criterion, rubric))}"


def _caps(caps: Iterable[HeldCap], rubric: Rubric, results: tuple[CriterionResult, ...]) -> tuple[str, ...]:
    """The lowest cap of each criterion in words, the lowest of all first."""
    lowest: dict[str, HeldCap] = {}
    for cap in sorted(caps, key=lambda each: each.score):
        lowest.setdefault(cap.criterion, cap)
    return tuple(_cap_words(cap, rubric, results) for cap in lowest.values())


def _close_to(result: QuestionResult, rubric: Rubric, bites: HeldCap | None) -> str:
    """Which other rating the score is close to; "" for none. A cap that bites keeps it from the one above."""
    if result.score is None:
        return ""
    names = [band.name for band in rubric.bands]
    place = names.index(result.rating)
    if place + 1 < len(names) and not bites:
        above = rubric.bands[place + 1].lowest - result.score
        if 0 < above <= CLOSE:
            return f"close to {names[place + 1]}"
    if place and 0 <= result.score - rubric.bands[place].lowest <= CLOSE:
        return f"close to {names[place - 1]}"
    return ""


def _to_settle(result: QuestionResult) -> str:
    """How much more would give a rating: "eight answers would settle it"."""
    answered, measured = len(result.to_settle.answered), len(result.to_settle.measured)
    if not answered + measured:
        return ""
    if not measured:
        return f"{counted(answered, 'answer')} would settle it"
    gaps = counted(measured, "gap in the data", "gaps in the data")
    if not answered:
        return f"filling {gaps} would settle it"
    return f"{counted(answered, 'answer')} and filling {gaps} would settle it"


# One criterion -------------------------------------------------------------------------------------------------------


def _criterion(result: CriterionResult, results: tuple[CriterionResult, ...], rubric: Rubric) -> CriterionAnswer:
    criterion = next(each for each in rubric.criteria if each.id == result.id)
    return CriterionAnswer(
        id=result.id,
        name=result.name,
        weight=f"{round_half_up(result.weight, 2).normalize():f}",
        level=result.level,
        level_word=result.level_word or NOT_SCORED,
        value=_value(criterion, result),
        found=ended(_found(result)),
        next_step=next_step(criterion, result, rubric),
        caps=_caps(result.caps, rubric, results),
        posts=len(set(result.posts.top) | set(result.posts.bottom)),
        unknown_posts=len(result.posts.unknown),
        lost=points_lost(result, results),
    )


def _value(criterion: Criterion, result: CriterionResult) -> str:
    return "" if result.value is None else raising.measured(criterion, result.value)


def _found(result: CriterionResult) -> str:
    """What was found, or why it is not scored: never a blank."""
    return result.not_scored or result.says or result.level_word or NOT_SCORED


def next_step(criterion: Criterion, result: CriterionResult, rubric: Rubric) -> str:
    """What would raise a criterion, or what would score it."""
    if result.level is None:
        return "Answering it would score it." if criterion.answers else "It counts once this is known."
    if result.answered is not None and result.answered > result.level:
        return f"Recorded evidence would raise it to {rubric.levels[result.answered]}."
    if result.next_level is None:
        return "It is at the top level."
    if criterion.answers:
        return f"{rubric.levels[result.level + 1]} is “{criterion.answers[result.level + 1].rstrip('.')}”."
    return raising.next_step(rubric, criterion, result)


# The whole -----------------------------------------------------------------------------------------------------------


def _overall(scorecard: Scorecard, questions: tuple[QuestionAnswer, ...]) -> str:
    """The overall rating in a sentence."""
    found = scorecard.overall
    if found.index is None:
        return "There is no overall index, because no question has a score yet."
    unrated = sum(not question.rating for question in questions)
    if not found.is_rated:
        waits = f"{number_word(unrated)} of {counted(len(questions), 'question')} {'is' if unrated == 1 else 'are'}"
        return sentence(
            f"there is no overall rating yet, because {waits} not rated. The index so far is {_points(found.index)}."
        )
    return f"The overall rating is {found.rating}: an index of {_points(found.index)} out of 100."
