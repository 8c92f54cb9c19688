"""What the page of the improvement plan shows: every gap with its actions, from the scorecard at hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Access
from assessment.gaps import Priority
from assessment.improvement import PROGRESS_WORDS, PlanLine, PlannedAction, Progress, Reason, Recorded, plan_of
from assessment.models import recorded_plan
from reports.live_pages import published_report
from reports.plan_words import FILE_COLUMNS, cost_words, file_rows, size_words, summary
from reports.provenance import day
from teams.roster import TEXT_LIMIT
from teams.views.files import Table

COLOURS = {Priority.HIGH: "red", Priority.MEDIUM: "orange", Priority.LOW: "blue"}
PROGRESS_COLOURS = {Progress.NOT_STARTED: "grey", Progress.UNDER_WAY: "blue", Progress.DONE: "green"}
"""Colours of tags; the words in them carry the meaning."""


def page(access: Access) -> dict[str, Any]:
    """The gaps by priority with what is planned, and then what was planned for gaps that are none by now."""
    live = published_report(access.organisation)
    recorded = recorded_plan(access.organisation)
    plan = plan_of(live.scorecard, recorded, timezone.localdate())
    texts = {question.id: question.text for question in live.scorecard.questions}
    of = {result.id: texts[result.question] for result in live.scorecard.criteria}
    beside = _Beside(access, {each.said: each for each in recorded})
    scored = sum(result.is_scored for result in live.scorecard.criteria)
    return {
        "summary": summary(plan),
        "plan": plan,
        "groups": [
            (priority, COLOURS[priority], [_shown(line, of, beside) for line in plan.gaps if line.priority == priority])
            for priority in Priority
            if any(line.priority == priority for line in plan.gaps)
        ],
        "others": [_shown(line, of, beside) for line in plan.others],
        "is_scored": scored > 0,
        "unscored": len(live.scorecard.criteria) - scored,
    }


@dataclass(frozen=True, slots=True)
class _Beside:
    """What the page shows of an action beside the plan: its note, what it is carried over from, where it is changed."""

    access: Access
    recorded: Mapping[PlannedAction | Reason, Recorded]

    def of(self, action: PlannedAction, today: date) -> dict[str, Any]:
        found, ods = self.recorded[action], self.access.organisation.ods_code
        return {
            "action": action,
            "due": day(action.due_on),
            "cost": cost_words(action.cost),
            "progress": PROGRESS_WORDS[Progress(action.progress)],
            "colour": PROGRESS_COLOURS[Progress(action.progress)],
            "is_overdue": action.is_overdue(today),
            "done_on": action.done_on and day(action.done_on),
            "note": found.note if self.access.may_see_roster else "",
            "carried": None if action.is_done else found.carried,
            "urls": {name: reverse(f"action_{name}", args=[ods, action.id]) for name in ("edit", "progress", "remove")},
        }

    def called(self, line: PlanLine) -> list[str]:
        """What the criterion was called where something was recorded under another name."""
        names = {each.name for each in self.recorded.values() if each.criterion == line.criterion}
        return sorted(names - {line.name[:TEXT_LIMIT]})


def _shown(line: PlanLine, questions: Mapping[str, str], beside: _Beside) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "line": line,
        "question": questions.get(line.criterion, ""),
        "size": size_words(line),
        "called": beside.called(line),
        "actions": [beside.of(action, today) for action in line.actions],
        "may_say_none": not line.has_open_action and not line.reason,
    }


def table(access: Access) -> Table:
    """The plan as a list to download."""
    live = published_report(access.organisation)
    plan = plan_of(live.scorecard, recorded_plan(access.organisation), timezone.localdate())
    return Table("improvement plan", FILE_COLUMNS, file_rows(plan))
