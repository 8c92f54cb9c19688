"""Every table of a report, each with a name of its own: what a file of rows holds."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from reports.board_report import BoardReport
from reports.charts import Chart
from reports.cover import Table
from reports.exports import criteria

ANSWERS = (
    "Question",
    "Answer",
    "Rating",
    "Score",
    "Range still open",
    "Weight scored",
    "What decides it",
    "Until when, if nothing is renewed",
    "If nothing is renewed",
    "Nearest step up",
    "Single departures",
    "What clinicians say",
)
PRIVATE_ONLY = frozenset({"cover-posts", "cover-skills", "skills-held", "contract-ends"})
"""The tables that a public paper does not have."""


def tables_of(report: BoardReport) -> tuple[Table, ...]:
    """The tables of a report, as its reader may read them."""
    cover = report.cover.tables if report.cover else ()
    plan = (report.plan.whole,) if report.plan else ()
    return (_answers(report), _criteria(report), *plan, *cover, *map(_of_chart, report.every_chart))


def _answers(report: BoardReport) -> Table:
    return Table("answers", "The answers", ANSWERS, tuple(_answer_rows(report)), "")


def _answer_rows(report: BoardReport) -> Iterable[tuple[str, ...]]:
    for place, question in enumerate(report.found.questions):
        ahead = report.ahead[place] if report.ahead else None
        told = (ahead.until, ahead.renewal, ahead.step, ahead.departures, ahead.survey) if ahead else ("",) * 5
        numbers = (question.score, question.range, question.scored_weight)
        yield (question.text, question.verdict, question.standing, *numbers, question.deciding, *told)


def _criteria(report: BoardReport) -> Table:
    rows = tuple(tuple(map(_written, row)) for row in criteria.rows(report))
    return Table("criteria", "Every criterion", criteria.COLUMNS, rows, "")


def _written(cell: str | int | Decimal | None) -> str:
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    return "" if cell is None else str(cell)


def _of_chart(chart: Chart) -> Table:
    return Table(chart.id, chart.heading, tuple(chart.columns), tuple(map(tuple, chart.rows)), "")
