"""The reference scorer gives what the worked examples and the hand-worked cases say."""

import csv
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings

from . import strategies
from .cases import CASES, Case, Row, Scorer, Values, check
from .reference import score

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
NAMES = sorted(path.name.removesuffix("-expected.json") for path in EXAMPLES.glob("*-expected.json"))


def load(name: str) -> tuple[list[Row], Values, Values]:
    """The rows, facts and expected result of a worked example."""
    with (EXAMPLES / f"{name}-roster.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    facts = json.loads((EXAMPLES / f"{name}-facts.json").read_text(encoding="utf-8"), parse_float=Decimal)
    return rows, facts, json.loads((EXAMPLES / f"{name}-expected.json").read_text(encoding="utf-8"))


def as_expected(result: Values) -> Values:
    """A result in the form of the expected files: values as text, scores as the nearest floats."""

    def number(value: Fraction | None) -> float | None:
        return None if value is None else float(value)

    criteria = {}
    for name, each in result["criteria"].items():
        value = None if each["value"] is None else str(each["value"])
        criteria[name] = {"level": each["level"], "value": value}
    questions = {
        name: {key: each[key] for key in ("rating", "verdict")}
        | {key: number(each[key]) for key in ("raw", "score")}
        | {"range": [number(end) for end in each["range"]]}
        for name, each in result["questions"].items()
    }
    overall = result["overall"] | {"index": number(result["overall"]["index"])}
    return {"criteria": criteria, "questions": questions, "overall": overall}


@pytest.fixture
def scorer() -> Scorer:
    """What the cases are run against."""
    return score


def test_there_are_four_examples() -> None:
    assert NAMES == ["all-external", "empty-roster", "small-trust", "with-unknowns"]


@pytest.mark.parametrize("name", NAMES)
def test_it_gives_the_worked_examples_exactly(scorer: Scorer, name: str) -> None:
    rows, facts, expected = load(name)
    for each in expected["criteria"].values():
        each.setdefault("value", None)  # answered criteria have no value
    assert as_expected(scorer(rows, facts, strategies.default_rubric())) == expected


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_it_gives_the_hand_worked_cases(scorer: Scorer, case: Case) -> None:
    check(scorer, case)


def test_case_names_are_unique() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


@settings(max_examples=100)
@given(strategies.rosters(), strategies.facts(), strategies.rubrics())
def test_a_score_lies_in_its_range(rows: list[Row], facts: Values, rubric: Values) -> None:
    """Whatever goes in: levels 0 to 4, scores between the ends of the range, and a reason where there is no level."""
    result = score(rows, facts, rubric)
    for each in result["criteria"].values():
        assert (each["level"] is None) == (each["not_scored"] is not None)
        assert each["level"] is None or 0 <= each["level"] <= 4
        assert each["value"] is None or isinstance(each["value"], Fraction)
    for each in result["questions"].values():
        low, high = each["range"]
        assert 0 <= low <= high <= 100
        assert each["score"] is None or low <= each["score"] <= min(high, each["raw"])


@settings(max_examples=30)
@given(strategies.rosters(), strategies.facts(), strategies.rubrics())
def test_the_order_of_the_rows_changes_nothing(rows: list[Row], facts: Values, rubric: Values) -> None:
    assert score(rows[::-1], facts, rubric) == score(rows, facts, rubric)
