"""Gaps by size and priority, and the plan beside them: overdue, carried, closed. Pure values."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from assessment.canonical import as_document, canonical_text, value_of
from assessment.gaps import Priority, gaps_of, priority_of
from assessment.improvement import (
    CLOSED,
    NOT_ASKED,
    NOT_SCORED,
    ImprovementPlan,
    PlannedAction,
    Reason,
    Recorded,
    plan_of,
)
from assessment.scorecard import Scorecard
from tests.reports.cases import NAMES, case, example, post, small_rubric

TODAY = date(2027, 3, 1)


def scorecard(own: int, agency: int, **answers: int) -> Scorecard:
    """That of the small rubric, for so many own posts and so many of agencies."""
    rows = [post(f"D{n}") for n in range(own)] + [post(f"A{n}", employment="agency") for n in range(agency)]
    given = {name: {"level": level, "evidence": "Minutes"} for name, level in answers.items()}
    return case(rows, {"answers": given}, small_rubric()).scorecard


def planned(number: int = 1, **values: Any) -> PlannedAction:
    plain = {
        "action": f"Hire {number}",
        "owner": "Chief nurse",
        "due_on": TODAY,
        "cost": None,
        "progress": "not_started",
        "done_on": None,
    }
    return PlannedAction(id=number, **{**plain, **values})


def test_a_gap_is_what_a_criterion_takes_off_its_question_the_largest_first() -> None:
    found = gaps_of(scorecard(7, 3, said=2, written=4))
    assert [(gap.criterion, gap.question, gap.points) for gap in found] == [
        ("few", "money", 75),  # level 1 of 4, and the only criterion of its question that is scored
        ("care.own", "care", 25),  # level 2 of 4, half of the weight
        ("said", "care", Fraction(25, 2)),
    ]
    assert [gap.level_word for gap in found] == ["Little", "Some", "Some"]


def test_a_cap_adds_what_it_holds_its_question_down_by() -> None:
    care = scorecard(4, 6, said=4, written=4)
    [gap] = [gap for gap in gaps_of(care) if gap.question == "care"]
    # Level 1 of half the weight costs 37.5 of 100, and the cap at 40 holds down the 62.5 that are left.
    assert (gap.criterion, gap.points) == ("care.own", Fraction(75, 2) + Fraction(45, 2))
    assert care.question("care").score == 40


@pytest.mark.parametrize("name", NAMES)
def test_without_caps_the_gaps_of_a_question_are_what_is_missing_to_a_hundred(name: str) -> None:
    found = example(name).scorecard
    for question in found.questions:
        if question.raw is not None and not question.capped_by:
            sizes = [gap.points for gap in gaps_of(found) if gap.question == question.id]
            assert sum(sizes, Fraction(0)) == 100 - question.raw


def test_what_is_not_scored_and_what_is_at_the_top_is_no_gap() -> None:
    assert gaps_of(scorecard(0, 0)) == ()
    assert gaps_of(scorecard(1, 0, said=4, written=4)) == ()


@pytest.mark.parametrize(
    ("points", "priority"),
    [
        (Fraction(100), Priority.HIGH),
        (Fraction(10), Priority.HIGH),
        (Fraction(99, 10), Priority.MEDIUM),
        (Fraction(5), Priority.MEDIUM),
        (Fraction(49, 10), Priority.LOW),
        (Fraction(1, 100), Priority.LOW),
    ],
)
def test_the_priority_follows_from_the_size(points: Fraction, priority: Priority) -> None:
    assert priority_of(points) == priority


@pytest.mark.parametrize(
    ("due", "progress", "overdue"),
    [
        (TODAY, "not_started", False),
        (TODAY - timedelta(days=1), "not_started", True),
        (TODAY - timedelta(days=1), "under_way", True),
        (TODAY - timedelta(days=1), "done", False),
        (TODAY + timedelta(days=1), "under_way", False),
    ],
)
def test_an_action_is_overdue_from_the_day_after_it_was_due(due: date, progress: str, overdue: bool) -> None:
    assert planned(due_on=due, progress=progress).is_overdue(TODAY) is overdue


def test_each_gap_has_its_actions_those_that_are_not_done_first_by_their_day() -> None:
    late, soon = planned(1, due_on=date(2027, 9, 1)), planned(2, due_on=date(2027, 4, 1))
    done = planned(3, due_on=date(2027, 1, 1), progress="done", done_on=date(2027, 1, 1))
    recorded = [Recorded("said", "Said so", each) for each in (done, late, soon)]
    reason = Reason(9, "The board decides in spring")
    plan = plan_of(scorecard(7, 3, said=2, written=4), [*recorded, Recorded("care.own", "Own people", reason)], TODAY)
    few, own, said = plan.gaps
    assert said.actions == (soon, late, done)
    assert (own.reason, own.actions, own.has_open_action) == (reason, (), False)
    assert (few.is_planned, own.is_planned, said.has_open_action) == (False, True, True)
    assert (plan.unplanned, plan.overdue, plan.others) == (1, 0, ())


def test_an_action_whose_gap_has_closed_is_carried_and_shown_as_such() -> None:
    recorded = [
        Recorded("gone", "Asked once", planned(1)),
        Recorded("few", "Few agencies", planned(2)),
        Recorded("said", "Said so", planned(3, due_on=TODAY - timedelta(days=1))),
        Recorded("written", "Written down", Reason(4, "It will do")),
    ]
    plan = plan_of(scorecard(10, 0, written=4), recorded, TODAY)
    assert [(line.criterion, line.name, line.why_no_gap) for line in plan.others] == [
        ("said", "Said so", NOT_SCORED),
        ("written", "Written down", CLOSED),
        ("few", "Few agencies", CLOSED),
        ("gone", "Asked once", NOT_ASKED),
    ]
    assert {(line.points, line.priority) for line in plan.others} == {(None, "")}
    assert (plan.gaps, plan.overdue) == ((), 1)


def test_a_plan_is_the_same_after_it_was_a_document() -> None:
    action = planned(1, cost=Decimal("1200.50"), progress="done", done_on=TODAY)
    recorded = [Recorded("said", "Said so", action), Recorded("gone", "Gone", Reason(2, "No money"))]
    plan = plan_of(scorecard(7, 3, said=2), recorded, TODAY)
    assert value_of(ImprovementPlan, as_document(plan)) == plan
    assert "1200.5" in canonical_text(as_document(plan))
