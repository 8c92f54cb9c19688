"""What would change one organisation's answers: without each of its posts, month by month if nothing is renewed, and
with each criterion one level up. Plain values for whoever reads them; every row is scored by the engine (`scenarios`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from assessment.codes import Mask, accepted
from assessment.judging import NOT_RATED, rating_words, verdict_words
from assessment.measures import CoverageOf
from assessment.plan import FIRST, TOP_LEVEL, MeasuredPlan, Plan, RowStates
from assessment.posts import Posts
from assessment.rubric import Condition, Rubric
from assessment.scenarios import months_ahead, months_until_out, without_each_post
from assessment.scoring import Outcome, batches
from assessment.sums import Batch, Rows, Sum
from teams import catalogue
from teams.facts import Facts
from teams.roster import Roster

MONTHS = 24
FILLED = (Condition("status", ("filled",)),)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a question stands, in the rubric's words. A question without enough evidence has no `rating` ("")."""

    verdict: str
    rating: str


@dataclass(frozen=True, slots=True)
class Change:
    """A question, by its place in the rubric, that would stand otherwise; `is_worse` tells which way."""

    question: int
    standing: Standing
    is_worse: bool


@dataclass(frozen=True, slots=True)
class Loss:
    """One post, by its place in the roster, without which answers get worse or functions lose their cover (codes)."""

    post: int
    lowers: tuple[Change, ...]
    uncovers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """The month that `starts` then, if nothing is renewed: the posts that end in it, by their places, how each question
    stands, and what is otherwise than in the month before. The first month has the posts that had ended already."""

    starts: date
    ends: tuple[int, ...]
    standings: tuple[Standing, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A criterion, one level up, and how its question would then stand; `raises` where that is a better rating."""

    criterion: str
    standing: Standing
    raises: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A function or skill by who holds it: places of filled posts. `is_covered` is the rubric's word on it."""

    code: str
    is_covered: bool
    in_house: tuple[int, ...]
    external: tuple[int, ...]
    others: tuple[int, ...]

    @property
    def holders(self) -> tuple[int, ...]:
        return (*self.in_house, *self.external, *self.others)

    @property
    def is_external_only(self) -> bool:
        return bool(self.external) and not self.in_house and not self.others

    @property
    def has_one_holder(self) -> bool:
        return len(self.holders) == 1


@dataclass(frozen=True, slots=True)
class Foresight:
    """What would change the answers. `months` begin with the score's own; `steps` has one entry a question, None where
    no single level up is a gain. `skills` and `functions` are those that the rubric counts, `skill_level` from which
    level; both are empty where it counts none.
    """

    losses: tuple[Loss, ...]
    months: tuple[Month, ...]
    steps: tuple[Step | None, ...]
    functions: tuple[Held, ...]
    skills: tuple[Held, ...]
    skill_level: int

    def first_change(self, question: int) -> tuple[Month, Change] | None:
        """When a question first stands otherwise if nothing is renewed, and how; None: not within these months."""
        return next(
            ((month, change) for month in self.months for change in month.changes if change.question == question), None
        )


def foresee(roster: Roster, facts: Facts, rubric: Rubric, months: int = MONTHS) -> Foresight:
    """What would change the answers of one organisation."""
    plan = Plan(rubric)
    functions, skills = _coverage(plan, "function"), _coverage(plan, "skill")
    held_skills = plan.sums.add(Sum("posts", (FILLED,), of=skills.coverage.of)) if skills else -1
    [(_, batch)] = batches(plan, [roster], [facts])
    now = _scored(plan, batch.rows)
    return Foresight(
        losses=_losses(plan, batch, now, functions),
        months=_months(plan, batch, months),
        steps=_steps(plan, batch, now),
        functions=_held(batch, functions, functions.amounts) if functions else (),
        skills=_held(batch, skills, held_skills) if skills else (),
        skill_level=skills.coverage.of.skill_level if skills else 0,
    )


def _coverage(plan: Plan, column: str) -> CoverageOf | None:
    """The measure of the first criterion that counts what is covered by `column`; None: the rubric has none."""
    measures = (own.measure for own in plan.criteria if isinstance(own, MeasuredPlan))
    return next((each for each in measures if isinstance(each, CoverageOf) and each.coverage.of.column == column), None)


def _scored(plan: Plan, rows: Rows) -> Outcome:
    outcome = Outcome.empty(plan.rubric, rows.sums.shape[1])
    outcome.fill(plan, rows, slice(None))
    return outcome


# How a question stands -----------------------------------------------------------------------------------------------


def _standing(plan: Plan, outcome: Outcome, question: int, row: int) -> Standing:
    rating = int(outcome.ratings[question, row])
    verdict = verdict_words(plan.rubric, question, int(outcome.verdicts[question, row]))
    return Standing(verdict, "" if rating == NOT_RATED else rating_words(plan.rubric, rating))


def _changes(plan: Plan, before: Outcome, at: int, outcome: Outcome, row: int) -> tuple[Change, ...]:
    """The questions whose rating or verdict is another in `row` of `outcome` than in row `at` of `before`."""
    found = []
    for question in range(len(plan.questions)):
        was, now = _place(before, question, at), _place(outcome, question, row)
        if was != now:
            worse = _is_worse(before, at, outcome, row, question)
            found.append(Change(question, _standing(plan, outcome, question, row), worse))
    return tuple(found)


def _place(outcome: Outcome, question: int, row: int) -> tuple[int, int]:
    return int(outcome.ratings[question, row]), int(outcome.verdicts[question, row])


def _is_worse(before: Outcome, at: int, outcome: Outcome, row: int, question: int) -> bool:
    """A lower rating, or none any more; with the rating as it was, a lower score, or none any more."""
    was, now = int(before.ratings[question, at]), int(outcome.ratings[question, row])
    if was != now:
        return now < was
    return not outcome.scores[question, row] >= before.scores[question, at]


# One post less, and month by month -----------------------------------------------------------------------------------


def _losses(plan: Plan, batch: Batch, now: Outcome, functions: CoverageOf | None) -> tuple[Loss, ...]:
    """Each post without which an answer is worse or a function has no cover."""
    rows = without_each_post(batch)
    outcome = _scored(plan, rows)
    uncovered = _uncovered(functions, batch, rows) if functions else [()] * len(batch.posts)
    changed = np.any(
        (outcome.ratings != now.ratings[:, :1]) | (outcome.verdicts != now.verdicts[:, :1]), axis=0
    ).tolist()
    losses = []
    for post, codes in enumerate(uncovered):
        changes = _changes(plan, now, 0, outcome, post) if changed[post] else ()
        lowers = tuple(change for change in changes if change.is_worse)
        if lowers or codes:
            losses.append(Loss(post, lowers, codes))
    return tuple(losses)


def _uncovered(functions: CoverageOf, batch: Batch, rows: Rows) -> list[tuple[str, ...]]:
    """For each post the functions that are covered now and are not without it."""
    lost = functions.members(batch.rows).covered & ~functions.members(rows).covered
    codes = batch.posts.labels(functions.coverage.of)
    return [tuple(codes[slot] for slot in np.flatnonzero(column).tolist()) for column in lost.T]


def _months(plan: Plan, batch: Batch, months: int) -> tuple[Month, ...]:
    outcome = _scored(plan, months_ahead(batch, months))
    first_out = months_until_out(batch)
    as_at = batch.posts.facts[0].as_at
    questions = range(len(plan.questions))
    return tuple(
        Month(
            starts=date(*_month_after(as_at, number), 1),
            ends=tuple(np.flatnonzero(first_out == number).tolist()),
            standings=tuple(_standing(plan, outcome, question, number) for question in questions),
            changes=_changes(plan, outcome, number - 1, outcome, number) if number else (),
        )
        for number in range(months + 1)
    )


def _month_after(day: date, months: int) -> tuple[int, int]:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return year, month + 1


# One level up --------------------------------------------------------------------------------------------------------


def _steps(plan: Plan, batch: Batch, now: Outcome) -> tuple[Step | None, ...]:
    """For each question the criterion that gives most if it were one level up: first a better rating, then points."""
    states = [int(own.state(batch.rows)[0]) for own in plan.criteria]
    tried = [place for place in range(len(states)) if 0 <= now.levels[place, 0] < TOP_LEVEL]
    varying = {place: np.full(len(tried), state, dtype=np.intp) for place, state in enumerate(states)}
    for row, place in enumerate(tried):
        varying[place][row] = _level_up(plan, place, states[place])
    outcome = Outcome.empty(plan.rubric, len(tried))
    outcome.judge(plan, RowStates(np.zeros(len(tried), dtype=np.intp), {}, varying), slice(None))
    return tuple(_best(plan, number, tried, now, outcome) for number in range(len(plan.questions)))


def _level_up(plan: Plan, place: int, state: int) -> int:
    """The nearest state of a criterion that is one level above that of `state`."""
    states = plan.criteria[place].states
    wanted = (states[state].level or 0) + 1
    return min((s for s in range(FIRST, len(states)) if states[s].level == wanted), key=lambda s: abs(s - state))


def _best(plan: Plan, question: int, tried: Sequence[int], now: Outcome, outcome: Outcome) -> Step | None:
    own = [row for row, place in enumerate(tried) if place in plan.questions[question].members]
    gains = [row for row in own if outcome.scores[question, row] > now.scores[question, 0]]
    if not gains:
        return None
    best = max(gains, key=lambda row: (outcome.ratings[question, row], outcome.scores[question, row]))
    raises = bool(outcome.ratings[question, best] > now.ratings[question, 0] >= 0)
    criterion = plan.criteria[tried[best]].criterion.id
    return Step(criterion, _standing(plan, outcome, question, best), raises)


# Who holds what ------------------------------------------------------------------------------------------------------


def _held(batch: Batch, measure: CoverageOf, holders: int) -> tuple[Held, ...]:
    """Each member of a coverage with the posts that add to the sum `holders`."""
    adds = batch.matrix[batch.layout[holders]] > 0
    found = measure.members(batch.rows)
    in_house, external = _employed(batch.posts, catalogue.IN_HOUSE), _employed(batch.posts, catalogue.EXTERNAL)
    return tuple(
        Held(
            code=code,
            is_covered=bool(found.covered[slot, 0]),
            in_house=_places(adds[slot] & in_house),
            external=_places(adds[slot] & external),
            others=_places(adds[slot] & ~in_house & ~external),
        )
        for slot, code in enumerate(batch.posts.labels(measure.coverage.of))
    )


def _employed(posts: Posts, employments: Iterable[str]) -> Mask:
    return accepted("employment", tuple(employments))[posts.employment]


def _places(mask: Mask) -> tuple[int, ...]:
    return tuple(np.flatnonzero(mask).tolist())
