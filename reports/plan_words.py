"""The improvement plan in words: what the page, the paper, the other outputs and the files of it say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assessment.improvement import PROGRESS_WORDS, ImprovementPlan, PlanLine, PlannedAction, Progress
from reports.charts import points, shown
from reports.cover import Table
from reports.english import counted, number_word, sentence
from reports.provenance import day

TOP = 5
"""The gaps that the report itself shows."""

NOTHING_PLANNED = "Nothing is planned yet"
NO_ACTION = "No action"
COLUMNS = ("Gap", "Priority", "What will be done", "Who answers for it", "Due", "Progress")
COST = "Cost"
NO_GAPS = "No gap is known: whatever is scored and counts is at its top level, or nothing is scored yet."


@dataclass(frozen=True, slots=True)
class PlanReport:
    """The plan as a report has it: the largest gaps, every gap, and what there is of it in sentences.

    `has_costs`: it tells what actions cost.
    """

    plan: ImprovementPlan
    top: Table
    whole: Table
    summary: str
    has_costs: bool


def plan_report(plan: ImprovementPlan, *, has_costs: bool) -> PlanReport:
    """What a report says of a plan; what actions cost only where `has_costs`."""
    is_longer = len(plan.gaps) > TOP
    heading = f"The {number_word(TOP)} largest gaps, and what is planned" if is_longer else "Gaps, and what is planned"
    otherwise = f"{NOTHING_PLANNED} for any gap." if plan.gaps else NO_GAPS
    columns = (*COLUMNS, COST) if has_costs else COLUMNS
    is_empty = not any(line.is_planned for line in plan.lines)
    top, whole = (
        () if is_empty else tuple(row[: len(columns)] for line in lines for row in _rows(line, plan.as_on))
        for lines in (plan.gaps[:TOP], plan.lines)
    )
    return PlanReport(
        plan=plan,
        top=Table("plan-top", heading, columns, top, otherwise),
        whole=Table("plan", "Improvement plan", columns, whole, otherwise),
        summary=summary(plan),
        has_costs=has_costs,
    )


def summary(plan: ImprovementPlan) -> str:
    """How many gaps there are, how many without a plan, and how many actions are overdue."""
    if not plan.gaps:
        return NO_GAPS
    verb = "is" if len(plan.gaps) == 1 else "are"
    said = [f"There {verb} {counted(len(plan.gaps), 'gap')}."]
    if plan.unplanned:
        what = "has" if plan.unplanned == 1 else "have"
        said.append(sentence(f"{number_word(plan.unplanned)} {what} neither an action nor a reason for none."))
    else:
        said.append("Each has an action, or a reason for none.")
    if plan.overdue:
        verb = "is" if plan.overdue == 1 else "are"
        said.append(sentence(f"{counted(plan.overdue, 'action')} {verb} overdue."))
    return " ".join(said)


def _rows(line: PlanLine, today: date) -> Iterable[tuple[str, ...]]:
    """The rows of a gap in `COLUMNS` and `COST`: one for each action, or the one that says why there is none."""
    start = (line.name, line.priority or line.why_no_gap)
    for action in line.actions:
        told = (action.action, action.owner, day(action.due_on), progress_words(action, today))
        yield (*start, *told, cost_words(action.cost))
    if line.reason:
        yield (*start, f"{NO_ACTION}: {line.reason.because}", "", "", "", "")
    if not line.is_planned:
        yield (*start, NOTHING_PLANNED, "", "", "", "")


def cost_words(cost: Decimal | None) -> str:
    """Pounds as they are written: "£12,000", "£0.50"."""
    if cost is None:
        return "Not known"
    return f"£{cost:,.0f}" if cost == cost.to_integral_value() else f"£{cost:,.2f}"


def progress_words(action: PlannedAction, today: date) -> str:
    """How far an action is, and whether it is overdue."""
    if action.done_on:
        return f"Done on {day(action.done_on)}"
    words = PROGRESS_WORDS[Progress(action.progress)]
    return f"{words}, overdue" if action.is_overdue(today) else words


# As a list to download -----------------------------------------------------------------------------------------------

FILE_COLUMNS = (
    "Code",
    "Gap",
    "Level",
    "Points of its question",
    "Priority",
    "What will be done",
    "Who answers for it",
    "Due",
    "Progress",
    "Done on",
    "Overdue",
    "Why there is no action",
    "State of the gap",
    "Cost in pounds",
)

Cell = str | Decimal | date | None


def file_rows(plan: ImprovementPlan) -> Iterable[Sequence[Cell]]:
    """The whole plan, one row for each action, and one for each gap without any; columns are `FILE_COLUMNS`."""
    for line in plan.lines:
        size = None if line.points is None else points(line.points)
        gap = (line.criterion, line.name, line.level_word, size, line.priority)
        state = line.why_no_gap or "Open"
        for action in line.actions:
            overdue = "Yes" if action.is_overdue(plan.as_on) else "No"
            words = PROGRESS_WORDS[Progress(action.progress)]
            planned = (action.action, action.owner, action.due_on, words, action.done_on, overdue)
            yield (*gap, *planned, "", state, action.cost)
        if line.reason or not line.actions:
            yield (*gap, "", "", None, "", None, "", line.reason.because if line.reason else "", state, None)


def size_words(line: PlanLine) -> str:
    """The size of a gap: "21.7 points"."""
    return "" if line.points is None else f"{shown(points(line.points))} points"
