"""What a change of a rubric does to every organisation, and which single change does it. Worked out by the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessment.judging import rating_words, verdict_words
from assessment.plan import UNSCORED
from assessment.rubric import Rubric, read_rubric
from assessment.rubric.steps import steps
from assessment.scoring import Outcome
from assessment.weighing import Standing, drawn_percents, one_at_a_time, stand, weigh
from teams.facts import Facts
from teams.roster import Roster

NEW = "not asked"
MOST_STEPS = 60
WHOLE = "overall"


@dataclass(frozen=True, slots=True)
class Words:
    """The rating and the verdict of one question for one organisation; of the whole, the rating alone."""

    rating: str
    verdict: str = ""

    def __str__(self) -> str:
        return f"{self.verdict} ({self.rating})" if self.verdict else self.rating


@dataclass(frozen=True, slots=True)
class Move:
    """One question, or the whole, of one organisation that has other words afterwards, and why.

    `alone` are the single changes that do it by themselves; `levels` the criteria with another level.
    """

    question: str
    before: Words
    after: Words
    alone: tuple[str, ...]
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepEffect:
    """One single change and how many organisations it moves alone; None where it cannot stand alone."""

    words: str
    moved: int | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does. `before` and `after` have the words of each organisation by question; `moves` those that
    differ, organisation by organisation; `steps` the single changes."""

    before: list[dict[str, Words]]
    after: list[dict[str, Words]]
    moves: list[list[Move]]
    steps: list[StepEffect]

    @property
    def moved(self) -> int:
        """How many organisations move."""
        return sum(1 for moves in self.moves if moves)


Inputs = tuple[Sequence[Roster], Sequence[Facts]]


def standing_of(inputs: Inputs, rubric: Rubric) -> Standing:
    """Every organisation under a rubric."""
    return stand(*inputs, rubric)


def effect(inputs: Inputs, old: Mapping[str, Any], new: Mapping[str, Any], *, base: Standing | None = None) -> Effect:
    """What going from one document to the other does to the organisations of `inputs`.

    `base` is `standing_of` the earlier one, where it is at hand. ValueError: one of the documents is no rubric.
    """
    base = base or stand(*inputs, _rubric(old))
    later = _standing(inputs, base, _rubric(new))
    before, after = words_of(base), words_of(later)
    single = [(step.words, _words_after(inputs, base, step.document)) for step in steps(old, new)[:MOST_STEPS]]
    levels = _levels(base, later)
    moves = [_moves(place, before, after, single, levels) for place in range(base.count)]
    counts = [StepEffect(words, _differing(before, found)) for words, found in single]
    return Effect(before, after, moves, counts)


def moved_by(base: Standing, inputs: Inputs, rubric: Rubric) -> int:
    """How many organisations have another rating or verdict under another rubric."""
    return _differing(words_of(base), words_of(_standing(inputs, base, rubric))) or 0


def _rubric(document: Mapping[str, Any]) -> Rubric:
    rubric, problems = read_rubric(document)
    if rubric is None:
        raise ValueError(f"It has {len(problems)} problems")
    return rubric


def _standing(inputs: Inputs, base: Standing, rubric: Rubric) -> Standing:
    """Every organisation under another rubric: weighed again where that is enough."""
    return base.weighed_by(rubric) or stand(*inputs, rubric)


def _words_after(inputs: Inputs, base: Standing, document: Mapping[str, Any]) -> list[dict[str, Words]] | None:
    rubric, _ = read_rubric(document)
    return None if rubric is None else words_of(_standing(inputs, base, rubric))


def words_of(standing: Standing) -> list[dict[str, Words]]:
    """The words of each organisation, by question, and of the whole."""
    rubric, outcome = standing.plan.rubric, standing.outcome()
    return [_words(rubric, outcome, place) for place in range(standing.count)]


def _words(rubric: Rubric, outcome: Outcome, place: int) -> dict[str, Words]:
    found = {
        question.id: Words(
            rating_words(rubric, int(outcome.ratings[number, place])),
            verdict_words(rubric, number, int(outcome.verdicts[number, place])),
        )
        for number, question in enumerate(rubric.questions)
    }
    return {**found, WHOLE: Words(rating_words(rubric, int(outcome.rating[place])))}


def _differing(before: list[dict[str, Words]], after: list[dict[str, Words]] | None) -> int | None:
    return None if after is None else sum(one != other for one, other in zip(before, after, strict=True))


def _moves(
    place: int,
    before: list[dict[str, Words]],
    after: list[dict[str, Words]],
    single: list[tuple[str, list[dict[str, Words]] | None]],
    levels: list[dict[str, list[str]]],
) -> list[Move]:
    one, other = before[place], after[place]
    nothing = Words(NEW)
    moves = []
    for question in dict.fromkeys([*one, *other]):
        was, becomes = one.get(question, nothing), other.get(question, nothing)
        if was != becomes:
            alone = [words for words, found in single if found and found[place].get(question, nothing) != was]
            moves.append(Move(question, was, becomes, tuple(alone), tuple(levels[place].get(question, ()))))
    return moves


def _levels(base: Standing, later: Standing) -> list[dict[str, list[str]]]:
    """For each organisation, by question, the criteria whose level is another."""
    old, new = base.outcome().levels, later.outcome().levels
    places = {criterion.id: number for number, criterion in enumerate(base.plan.rubric.criteria)}
    found: list[dict[str, list[str]]] = [{} for _ in range(base.count)]
    for number, criterion in enumerate(later.plan.rubric.criteria):
        earlier = places.get(criterion.id)
        for place in range(base.count) if earlier is not None else ():
            was, becomes = int(old[earlier, place]), int(new[number, place])
            if was != becomes:
                words = f"{criterion.id} goes from {_level(was)} to {_level(becomes)}"
                found[place].setdefault(criterion.question, []).append(words)
    return found


def _level(level: int) -> str:
    return "not scored" if level == UNSCORED else f"level {level}"


# How firm ratings are ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Firm:
    """How firm one rating is: the rating, the draws of all in which it stays, and the weights that it hangs on."""

    rating: str
    stays: int
    draws: int
    hangs_on: tuple[str, ...]


def firmness(standing: Standing, draws: int) -> list[dict[str, Firm]]:
    """For each organisation, by question and for the whole, how firm its rating is when weights differ."""
    rubric, outcome = standing.plan.rubric, standing.outcome()
    drawn = weigh(standing, *drawn_percents(rubric, draws))
    ids, criteria, questions = one_at_a_time(rubric)
    alone = weigh(standing, criteria, questions)
    keys = [question.id for question in rubric.questions]
    parts = [(key, outcome.ratings[n], drawn.ratings[n], alone.ratings[n]) for n, key in enumerate(keys)]
    parts.append((WHOLE, outcome.rating, drawn.rating, alone.rating))
    found: list[dict[str, Firm]] = [{} for _ in range(standing.count)]
    for key, now, all_weights, one_weight in parts:
        stays = (all_weights == now).sum(axis=0)
        flips = one_weight != now
        for place in range(standing.count):
            hangs = [name for number, name in enumerate(ids) if flips[2 * number : 2 * number + 2, place].any()]
            found[place][key] = Firm(rating_words(rubric, int(now[place])), int(stays[place]), draws, tuple(hangs))
    return found
