"""A rubric made ready to score rows: its sums, and for each criterion a table of what every state means.

A criterion's *state* on a row is one small number: the reason why it is not scored, or that its `when_empty` was used,
or how many of its cuts (thresholds and cap limits) the value has crossed. Level, caps and weight follow from the state
alone, so everything after it is looked up in small tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.codes import Codes
from assessment.exact import Scale, Whole, dtype_for
from assessment.known import Known, Reason, compile_known
from assessment.measures import Compiled, Parts, compile_measure
from assessment.rubric import Cap, Criterion, Cut, Question, Rubric, Rules
from assessment.sums import Rows, Sums
from teams.facts import Answer

EMPTY = len(Reason)
"""The state of a measure whose `when_empty` was used; lower states are reasons for not being scored."""

FIRST = EMPTY + 1
"""The state of a value that has crossed no cut; one more for each cut, or for each level of an answered criterion."""

LEVELS = 5
TOP_LEVEL = LEVELS - 1
UNSCORED = -1
"""The level of a criterion that is not scored."""

States = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class State:
    """What one state of a criterion means: its level, None where it is not scored, and the caps that hold."""

    level: int | None
    caps: tuple[Cap, ...]


class MeasuredPlan:
    """A measured criterion."""

    def __init__(self, criterion: Criterion, rules: Rules, sums: Sums) -> None:
        if criterion.measure is None:
            raise ValueError(f"{criterion.id} has no measure")
        self.criterion = criterion
        self.measure: Compiled = compile_measure(criterion.measure, criterion.better == "lower", sums)
        self.known: Known = compile_known(criterion.measure, rules.unknown_tolerance, rules.rated_share, sums)
        self.reads_roster = self.measure.reads_roster
        self.scale = Scale([*criterion.levels_from, *map(_cut_of, criterion.caps)])
        self.states = (
            *_unscored(),
            self._state(self._empty_position()),
            *map(self._state, range(len(self.scale.cuts) + 1)),
        )

    def state(self, rows: Rows) -> States:
        """The state of each row."""
        return self.state_of(self.measure.parts(rows), rows)

    def state_of(self, parts: Parts, rows: Rows) -> States:
        """The state of each row whose measure is already at hand."""
        state = self.scale.position(parts.top, parts.over, parts.bound) + FIRST
        if parts.gap is not None:
            np.copyto(state, EMPTY if parts.gap_reason is None else parts.gap_reason, where=parts.gap)
        for reason, mask in self.known.gaps(rows):
            np.copyto(state, reason, where=mask)
        for mask in parts.missing:
            np.copyto(state, Reason.FACT_MISSING, where=mask)
        return state

    def _empty_position(self) -> int:
        when_empty = self.criterion.when_empty
        return 0 if when_empty is None else self.scale.position_of(when_empty)

    def _state(self, position: int) -> State:
        crossed = self.scale.cuts[:position]
        reached = sum(cut in crossed for cut in self.criterion.levels_from)
        level = reached if self.criterion.better == "higher" else TOP_LEVEL - reached
        return State(
            level, tuple(cap for cap in self.criterion.caps if (_cut_of(cap) in crossed) == (cap.test == "at_least"))
        )


class AnsweredPlan:
    """An answered criterion: the level is the organisation's answer, after the evidence rule."""

    reads_roster = False

    def __init__(self, criterion: Criterion, rules: Rules) -> None:
        self.criterion = criterion
        self.rules = rules
        levels = range(LEVELS)
        by_level = [State(level, tuple(cap for cap in criterion.caps if cap.number == level)) for level in levels]
        self.states = (*_unscored(), State(None, ()), *by_level)

    def state(self, rows: Rows) -> States:
        """The state of each organisation of the batch."""
        answers = [facts.answers.get(self.criterion.id) for facts in rows.batch.posts.facts]
        return np.array([self.state_of(answer) for answer in answers], dtype=np.intp)

    def state_of(self, answer: Answer | None) -> int:
        return Reason.NOT_ANSWERED if answer is None else FIRST + self.level_of(answer)

    def level_of(self, answer: Answer) -> int:
        """Unknown is level 0; without evidence a level that needs it is held down."""
        level = answer.level or 0
        needs_evidence = level >= self.rules.evidence_needed_from and not answer.evidence.strip()
        return min(level, self.rules.level_without_evidence) if needs_evidence else level


CriterionPlan = MeasuredPlan | AnsweredPlan


class QuestionPlan:
    """A question: which criteria are its own, and tables of what each of their states adds, by the criterion's place.

    `weights` are whole numbers, the rubric's times `weight_scale`, and `gains` are weight times level. `caps` are the
    lowest that holds, `open_caps` the lowest that holds or, unscored, may yet hold, as scores times `limit_scale`;
    criteria without caps have none of either.
    """

    def __init__(self, question: Question, number: int, criteria: Sequence[CriterionPlan]) -> None:
        self.question = question
        self.number = number
        own = {place: plan for place, plan in enumerate(criteria) if plan.criterion.question == question.id}
        capped = {place: plan for place, plan in own.items() if plan.criterion.caps}
        self.members = list(own)
        self.weight_scale = lcm(*(plan.criterion.weight.denominator for plan in own.values()))
        weights = {place: int(plan.criterion.weight * self.weight_scale) for place, plan in own.items()}
        self.total = sum(weights.values())
        self.limit_scale = lcm(*(cap.score.denominator for plan in capped.values() for cap in plan.criterion.caps))
        self.no_cap = 100 * self.limit_scale
        self.bound = self.no_cap * self.total
        self.gains = {
            place: self._table(weights[place] * (state.level or 0) for state in plan.states)
            for place, plan in own.items()
        }
        self.weights = {
            place: self._table(weights[place] * (state.level is not None) for state in plan.states)
            for place, plan in own.items()
        }
        self.caps = {place: self._table(map(self._lowest, _held_caps(plan))) for place, plan in capped.items()}
        self.open_caps = {place: self._table(map(self._lowest, _open_caps(plan))) for place, plan in capped.items()}

    def _table(self, entries: Iterable[int]) -> Whole:
        return np.array(list(entries), dtype=dtype_for(self.bound))

    def _lowest(self, caps: Sequence[Cap]) -> int:
        return min((int(cap.score * self.limit_scale) for cap in caps), default=self.no_cap)


class RowStates:
    """The state of every criterion on every row. Those that no roster changes are kept once for each organisation."""

    def __init__(self, organisation: Codes, fixed: Mapping[int, States], varying: Mapping[int, States]) -> None:
        self.organisation = organisation
        self._fixed = fixed
        self._varying = varying

    def look_up(self, place: int, table: NDArray[Any]) -> NDArray[Any]:
        """What `table` has for the state of one criterion, for each row."""
        if place in self._varying:
            return table[self._varying[place]]
        found: NDArray[Any] = table[self._fixed[place]][self.organisation]
        return found

    def fold(self, combine: Callable[[Any, Any], Any], tables: Mapping[int, Whole], start: int) -> Any:
        """What the tables have for their criteria, combined for each row; `start` where there are none."""
        fixed = [table[self._fixed[place]] for place, table in tables.items() if place in self._fixed]
        varying = [table[self._varying[place]] for place, table in tables.items() if place in self._varying]
        shared = [reduce(combine, fixed)[self.organisation]] if fixed else []
        return reduce(combine, (*shared, *varying), start)


class Plan:
    """A rubric compiled."""

    def __init__(self, rubric: Rubric) -> None:
        self.rubric = rubric
        self.sums = Sums()
        rules = rubric.rules
        self.criteria: list[CriterionPlan] = [
            MeasuredPlan(criterion, rules, self.sums) if criterion.measure else AnsweredPlan(criterion, rules)
            for criterion in rubric.criteria
        ]
        self.questions = [
            QuestionPlan(question, number, self.criteria) for number, question in enumerate(rubric.questions)
        ]
        weight_scale = lcm(*(question.weight.denominator for question in rubric.questions))
        self.question_weights = [int(question.weight * weight_scale) for question in rubric.questions]
        self.bands = Scale(Cut(band.lowest) for band in rubric.bands if band.lowest)
        self.levels = [
            np.array([UNSCORED if state.level is None else state.level for state in plan.states], dtype=np.int8)
            for plan in self.criteria
        ]

    def states(self, rows: Rows) -> RowStates:
        """The state of every criterion on every row."""
        fixed = rows.batch.once(self, lambda: self._states(rows.batch.rows, reads_roster=False))
        return RowStates(rows.organisation, fixed, self._states(rows, reads_roster=True))

    def _states(self, rows: Rows, *, reads_roster: bool) -> dict[int, States]:
        chosen = ((place, plan) for place, plan in enumerate(self.criteria) if plan.reads_roster == reads_roster)
        return {place: plan.state(rows) for place, plan in chosen}


def _held_caps(plan: CriterionPlan) -> list[tuple[Cap, ...]]:
    return [state.caps for state in plan.states]


def _open_caps(plan: CriterionPlan) -> list[tuple[Cap, ...]]:
    return [plan.criterion.caps if state.level is None else state.caps for state in plan.states]


def _unscored() -> list[State]:
    return [State(None, ())] * len(Reason)


def _cut_of(cap: Cap) -> Cut:
    """Where a value crosses the line of a value cap: at_most holds up to the number itself."""
    return Cut(cap.number, strict=cap.test == "at_most")
