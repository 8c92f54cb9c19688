"""The improvement plan as plain values: for each gap its actions, or the reason why there is none.

An action belongs to an organisation and a criterion, and not to an assessment, so that it is still there in the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from assessment.gaps import Priority, gaps_of
from assessment.scorecard import Scorecard


class Progress(StrEnum):
    """How far an action is."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    DONE = "done"


PROGRESS_WORDS = {
    Progress.NOT_STARTED: "Not started",
    Progress.UNDER_WAY: "Under way",
    Progress.DONE: "Done",
}

CLOSED = "The gap has closed"
NOT_SCORED = "Not scored at the moment"
NOT_ASKED = "The rubric no longer asks this"
"""Why the criterion of an action is no gap."""


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """One action: what is done, the job title of who answers for it, and by when. `cost` is in pounds, None not known.

    `done_on` is the day on which it was done, None while it is not.
    """

    id: int
    action: str
    owner: str
    due_on: date
    cost: Decimal | None
    progress: str
    done_on: date | None

    @property
    def is_done(self) -> bool:
        return self.progress == Progress.DONE

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed, by the date of London, and it is not done."""
        return not self.is_done and self.due_on < today


@dataclass(frozen=True, slots=True)
class Reason:
    """Why there is no action for a gap."""

    id: int
    because: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is recorded of one criterion: an action, or the reason why there is none.

    `name` is that of the criterion when it was recorded. `note` is for those who see the roster, and stands in no plan;
    `carried` is the number of the last signed-off report before which it was there.
    """

    criterion: str
    name: str
    said: PlannedAction | Reason
    note: str = ""
    carried: int | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """What people typed, as far as a plan has it."""
        return (self.said.because,) if isinstance(self.said, Reason) else (self.said.action, self.said.owner)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One gap with what is planned. `points` and `priority` are blank where it is no gap, and `why_no_gap` then says
    why not."""

    criterion: str
    name: str
    level_word: str
    points: Fraction | None
    priority: str
    actions: tuple[PlannedAction, ...]
    reason: Reason | None
    why_no_gap: str = ""

    @property
    def is_planned(self) -> bool:
        """Whether something is said of it: an action, or why there is none."""
        return bool(self.actions or self.reason)

    @property
    def has_open_action(self) -> bool:
        """Whether an action is not done."""
        return any(not action.is_done for action in self.actions)


@dataclass(frozen=True, slots=True)
class ImprovementPlan:
    """The plan as on one day (London): every gap, the largest first, and then what was planned for gaps that are none
    by now."""

    as_on: date
    gaps: tuple[PlanLine, ...]
    others: tuple[PlanLine, ...]

    @property
    def lines(self) -> tuple[PlanLine, ...]:
        return (*self.gaps, *self.others)

    @property
    def actions(self) -> tuple[PlannedAction, ...]:
        return tuple(action for line in self.lines for action in line.actions)

    @property
    def overdue(self) -> int:
        """How many actions are overdue."""
        return sum(action.is_overdue(self.as_on) for action in self.actions)

    @property
    def unplanned(self) -> int:
        """How many gaps have neither an action nor a reason for none."""
        return sum(not line.is_planned for line in self.gaps)


def plan_of(scorecard: Scorecard, recorded: Iterable[Recorded], as_on: date) -> ImprovementPlan:
    """What is `recorded` beside the gaps of a scorecard."""
    by_criterion: dict[str, list[Recorded]] = {}
    for each in recorded:
        by_criterion.setdefault(each.criterion, []).append(each)
    gaps = tuple(
        _line(gap.criterion, gap.name, by_criterion.pop(gap.criterion, []), gap.level_word, gap.points, gap.priority)
        for gap in gaps_of(scorecard)
    )
    return ImprovementPlan(as_on, gaps, _others(scorecard, by_criterion))


def _others(scorecard: Scorecard, left: dict[str, list[Recorded]]) -> tuple[PlanLine, ...]:
    """What is recorded of criteria that are no gaps: in the rubric's order, then those that it no longer asks."""
    known = {result.id: result for result in scorecard.criteria}
    order = {criterion: place for place, criterion in enumerate(known)}
    lines = []
    for criterion in sorted(left, key=lambda each: (order.get(each, len(order)), each)):
        result = known.get(criterion)
        name = result.name if result else left[criterion][0].name
        why = NOT_ASKED if result is None else CLOSED if result.is_scored else NOT_SCORED
        word = (result.level_word if result else None) or ""
        lines.append(_line(criterion, name, left[criterion], word, None, "", why))
    return tuple(lines)


def _line(
    criterion: str,
    name: str,
    recorded: Iterable[Recorded],
    level_word: str,
    points: Fraction | None,
    priority: Priority | str,
    why_no_gap: str = "",
) -> PlanLine:
    said = [each.said for each in recorded]
    actions = [each for each in said if isinstance(each, PlannedAction)]
    return PlanLine(
        criterion=criterion,
        name=name,
        level_word=level_word,
        points=points,
        priority=str(priority),
        actions=tuple(sorted(actions, key=lambda action: (action.is_done, action.due_on, action.id))),
        reason=next((each for each in said if isinstance(each, Reason)), None),
        why_no_gap=why_no_gap,
    )
