"""Every table of a report, each with a name of its own: what a file of rows holds."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from reports.board_report import BoardReport
from reports.charts import Chart
from reports.cover import Table
from reports.exports import criteria
from reports.front import TO_BE_COMPLETED

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
PRIVATE_ONLY = frozenset({"cover-posts", "cover-skills", "skills-held", "contract-ends", "history"})
"""The tables that a public paper does not have."""


def tables_of(report: BoardReport) -> tuple[Table, ...]:
    """The tables of a report, as its reader may read them."""
    cover = report.cover.tables if report.cover else ()
    plan = (report.plan.whole,) if report.plan else ()
    changed = (report.changed,) if report.changed else ()
    own = (_answers(report), *for_the_board(report), *changed, _criteria(report))
    return (*own, *plan, *cover, *map(_of_chart, report.every_chart))


def for_the_board(report: BoardReport) -> tuple[Table, ...]:
    """The cover of the paper, the decisions asked of the board, and the questions that a member may want to ask."""
    front = report.front
    drafted = "Draft, not confirmed" if front.are_drafts else "Confirmed by the digital lead"
    cover = (("Title", front.title), *((label, text or TO_BE_COMPLETED) for label, text in front.rows))
    return (
        Table("paper-cover", "Cover of the board paper", ("Item", "Detail"), cover, ""),
        Table(
            "decisions",
            "Decisions asked of the board",
            ("Decision", "Standing"),
            tuple((words, drafted) for words in front.decisions),
            "",
        ),
        Table(
            "to-ask", "Questions that you may want to ask", ("Question",), tuple((each,) for each in report.to_ask), ""
        ),
    )


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
