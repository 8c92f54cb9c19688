"""What would raise a criterion, in plain words, from its thresholds and its value alone."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil

from assessment.rubric import Coverage, Criterion, Cut, FactTerm, Ratio, Rubric
from assessment.scorecard import TOP_LEVEL, CriterionResult
from assessment.wording import amount, percentage, percentage_digits, round_half_up
from reports.english import counted, number_word
from teams.facts import COUNTS

COUNTED = frozenset(COUNTS)


def measured(criterion: Criterion, number: Fraction) -> str:
    """A value or a threshold of `criterion` as it is written: a count, or a percentage on its own side of each line."""
    measure = criterion.measure
    if isinstance(measure, Coverage) and measure.result == "count":
        return amount(number)
    return percentage(number, criterion.levels_from)


def as_shown(criterion: Criterion, value: Fraction) -> Decimal:
    """The value of a criterion as a number that is no finer than `measured` writes it; a share is from 0 to 1."""
    measure = criterion.measure
    if isinstance(measure, Coverage) and measure.result == "count":
        return round_half_up(value, 2)
    return round_half_up(value * 100, percentage_digits(value, criterion.levels_from)) / 100


def threshold(criterion: Criterion, level: int) -> str:
    """What `level`, from 1, takes, to complete a sentence: "60% or more", "below 10%", "above 0%"."""
    cut = _cut(criterion, level)
    written = measured(criterion, cut.number)
    if criterion.better == "lower":
        return f"below {written}"
    return f"above {written}" if cut.strict else f"{written} or more"


def _cut(criterion: Criterion, level: int) -> Cut:
    """The line at which a level begins; where lower is better the lines are those of the top level first."""
    return criterion.levels_from[TOP_LEVEL - level if criterion.better == "lower" else level - 1]


def next_step(rubric: Rubric, criterion: Criterion, result: CriterionResult) -> str:
    """The next level of a measured criterion that is scored and not at the top, and how far it is.

    A value that is hidden is not said.
    """
    if result.level is None:
        raise ValueError(f"{criterion.id} is not scored")
    level = result.level + 1
    distance = _distance(criterion, _cut(criterion, level), result.top, result.bottom)
    now = "" if result.value is None else f"; now {measured(criterion, result.value)}"
    more = f" That takes {distance}." if distance else ""
    return f"{rubric.levels[level]} is {threshold(criterion, level)}{now}.{more}"


def _distance(criterion: Criterion, line: Cut, top: Fraction | None, bottom: Fraction | None) -> str:
    """How much more is needed where that leaves the bottom as it is; "" where it does not."""
    measure = criterion.measure
    if criterion.better == "lower" or line.strict or top is None or bottom is None:
        return ""
    if isinstance(measure, Coverage):
        return _more(ceil(line.number * (1 if measure.result == "count" else bottom)) - int(top))
    if not isinstance(measure, Ratio) or not all(isinstance(term, FactTerm) for term in measure.bottom):
        return ""
    missing = line.number * bottom - top
    amounts = {term.fact if isinstance(term, FactTerm) else term.amount for term in measure.top}
    if amounts == {"posts"}:
        return counted(ceil(missing), "more post")
    if amounts <= {"wte", "funded_wte"}:
        return f"{amount(missing)} WTE more"
    return _more(ceil(missing)) if amounts <= COUNTED and all(term.times == 1 for term in measure.top) else ""


def _more(number: int) -> str:
    return f"{number_word(number)} more" if number > 0 else ""
