"""The chart of the months ahead: what is recorded to end, and the rating of each question if nothing is renewed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from assessment.foresight import Foresight, Month
from reports.ahead import first_fall, month
from reports.answers import QuestionAnswer
from reports.charts import MONTHS, Chart, Series, Words, rounded_wte
from reports.english import counted, number_word
from reports.pictures import STAFFING, engagement
from teams.roster import WTE_UNIT, Roster

ENDING = STAFFING[:4]
"""How posts that end are engaged, in the words of the chart of staffing."""
NOT_RATED = "Not rated"


def contract_ends(
    questions: Sequence[QuestionAnswer], foresight: Foresight, roster: Roster, *, counts_posts: bool
) -> Chart | None:
    """The months in which something ends or a rating changes; None where there is none.

    Without `counts_posts` it has the ratings alone, as a month with one post would tell that post's end date.
    """
    now, *later = foresight.months
    months = [now, *(each for each in later if each.changes or (each.ends and counts_posts))]
    if len(months) == 1:
        return None
    rows = [_ending(each, roster) for each in months]
    return Chart(
        id="contract-ends",
        kind=MONTHS,
        heading=_heading(foresight, len(questions)),
        sentence=_sentence(len(foresight.months) - 1, counts_posts),
        category="Month",
        unit="Whole time equivalent (WTE)",
        categories=tuple(_name(each, foresight) for each in months),
        series=_series(rows) if counts_posts else (),
        totals=tuple(rounded_wte(Fraction(sum(row), WTE_UNIT)) for row in rows) if counts_posts else (),
        words=tuple(
            Words(question.text, tuple(each.standings[number].rating or NOT_RATED for each in months))
            for number, question in enumerate(questions)
        ),
    )


def _name(each: Month, foresight: Foresight) -> str:
    return "Now" if each is foresight.months[0] else month(each.starts)


def _ending(each: Month, roster: Roster) -> list[int]:
    """The WTE that ends in a month by how it is engaged, in units."""
    sums = [0] * len(ENDING)
    for post in each.ends:
        sums[engagement(roster.employment[post])] += roster.wte[post]
    return sums


def _series(rows: Iterable[Sequence[int]]) -> tuple[Series, ...]:
    columns = zip(*rows, strict=True)
    return tuple(
        Series(name, tuple(rounded_wte(Fraction(units, WTE_UNIT)) for units in column))
        for name, column in zip(ENDING, columns, strict=True)
    )


def _heading(foresight: Foresight, questions: int) -> str:
    falls = {change.question for each in foresight.months for change in each.changes if change.is_worse}
    first = first_fall(foresight.months)
    if first is None:
        return f"If nothing is renewed, no answer gets worse in the next {len(foresight.months) - 1} months"
    verb = "gets" if len(falls) == 1 else "get"
    which = f"{number_word(len(falls))} of {counted(questions, 'answer')} {verb} worse"
    return f"If nothing is renewed, {which}, from {month(first.starts)}"


def _sentence(months: int, counts_posts: bool) -> str:
    if counts_posts:
        return (
            f"The WTE of posts that are recorded to end in each of the next {months} months, and the rating that each"
            " question then has. Posts without an end date stay in."
        )
    return f"The rating of each question in the next {months} months."
