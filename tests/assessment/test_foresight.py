"""What would change the answers of one organisation: a post less, the months ahead, a level up, and who holds what."""

from datetime import date
from decimal import Decimal

import pytest

from assessment.foresight import Foresight, Standing, foresee

from . import cases
from .cases import amount as term
from .engine import Row, Values, facts_of, roster_of, rubric_of

IN_HOUSE = cases.rubric(cases.measured(cases.ratio(term("wte", employment=["in_house"]), term())))
FUNCTIONS = cases.rubric(
    cases.measured(cases.coverage("function", "wte", Decimal("0.2"), members=["data", "technical"]))
)


def seen(rows: list[Row], document: Values = IN_HOUSE, months: int = 4) -> Foresight:
    return foresee(roster_of(cases.roster(*rows)), facts_of(cases.facts()), rubric_of(document), months)


def test_the_posts_without_which_an_answer_is_worse() -> None:
    found = seen([cases.post("0.6"), cases.post("0.4", employment="agency")])
    assert [(loss.post, [change.standing.rating for change in loss.lowers]) for loss in found.losses] == [
        (0, ["Very weak"])
    ]


def test_a_post_without_which_an_answer_is_better_is_no_loss() -> None:
    found = seen([cases.post("0.4"), cases.post("0.4"), cases.post("0.1"), cases.post("0.1", employment="agency")])
    assert 3 not in [loss.post for loss in found.losses]


def test_the_months_in_which_posts_end_and_answers_change() -> None:
    found = seen([cases.post("0.8", ends_on="2026-11-15"), cases.post("0.2", employment="agency")])
    assert [(month.starts, month.ends) for month in found.months] == [
        (date(2026, 9, 1), ()),
        (date(2026, 10, 1), ()),
        (date(2026, 11, 1), (0,)),
        (date(2026, 12, 1), ()),
        (date(2027, 1, 1), ()),
    ]
    first = found.first_change(0)
    assert first is not None
    month, change = first
    assert (month.starts, change.standing.rating, change.is_worse) == (date(2026, 11, 1), "Very weak", True)


def test_nothing_ends_and_nothing_changes() -> None:
    found = seen([cases.post()])
    assert found.first_change(0) is None
    assert not any(month.ends for month in found.months)


def test_the_step_that_raises_a_rating() -> None:
    [step] = seen([cases.post("0.6"), cases.post("0.4", employment="agency")]).steps
    assert step is not None
    assert step.raises
    assert step.standing.rating == "Good"


@pytest.mark.parametrize("rows", [[], [cases.post()]])
def test_no_step_from_nothing_or_from_the_top(rows: list[Row]) -> None:
    assert seen(rows).steps == (None,)


def test_a_function_that_hangs_on_one_post_and_one_that_does_not() -> None:
    rows = [
        cases.post("0.3", role="data_analyst"),
        cases.post("1", role="software_developer"),
        cases.post("1", role="software_developer", employment="contractor"),
    ]
    found = seen(rows, FUNCTIONS)
    assert [(loss.post, loss.uncovers) for loss in found.losses] == [(0, ("data",))]
    assert [(held.code, held.in_house, held.external) for held in found.functions] == [
        ("data", (0,), ()),
        ("technical", (1,), (2,)),
    ]


def test_the_standing_now_is_that_of_the_first_month() -> None:
    assert seen([cases.post()]).months[0].standings[0] == Standing("Yes", "Strong")
