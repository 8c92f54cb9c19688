"""The report as a workbook: answers, criteria, what needs cover, figures, posts for those who may, terms and method."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from assessment.rubric import Rubric
from assessment.scorecard import Scorecard
from reports.ahead import Ahead
from reports.answers import QuestionAnswer
from reports.board_report import BoardReport
from reports.charts import points
from reports.english import sentence
from reports.exports import criteria
from reports.exports.sheets import Cell, Sheet, Workbook
from reports.exports.workbook_scores import write_scores
from reports.front import NOT_SEALED
from reports.plan_words import FILE_COLUMNS, PlanReport, file_rows
from reports.provenance import day
from reports.tables import for_the_board
from teams import catalogue
from teams.roster import EPOCH, NO_DATE, UNKNOWN, WTE_UNIT, Roster

ANSWERS = (
    "Question",
    "Answer",
    "Rating",
    "Score",
    "Lowest score still open",
    "Highest score still open",
    "Weight scored",
    "What decides it",
    "Until when, if nothing is renewed",
    "If nothing is renewed",
    "Nearest step up",
    "Single departures",
    "What clinicians say",
)
POSTS = ("Reference", "Job title", "Team", "Function", "Engaged as", "Filled", "WTE", "Funded WTE", "End date")
TEXT, NAME, NUMBER = 60, 32, 12
"""Widths of columns, in characters."""


def board_workbook(report: BoardReport, rubric: Rubric, roster: Roster | None = None) -> bytes:
    """The report as an XLSX file; `rubric` is the one that it was scored by, posts are in it where there is a `roster`.

    Every score stands there twice: as the report says it, and recomputed by formulas from what was counted.
    """
    edition = report.edition
    book = Workbook(head=f"{edition.marking}. {edition.standing}")
    _answers(book.sheet("Answers", ANSWERS, (TEXT, NAME, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, *[TEXT] * 6)), report)
    widths = (NUMBER, NAME, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, TEXT, TEXT, TEXT)
    sheet = book.sheet("Criteria", criteria.COLUMNS, widths)
    for row in criteria.rows(report):
        sheet.add(row)
    sheet = book.sheet("For the board", (), (TEXT, TEXT))
    for table in (*for_the_board(report), *([report.changed] if report.changed else [])):
        sheet.add_block(table.heading, table.columns, table.rows)
    sheet.add_line(NOT_SEALED)
    if report.plan:
        _plan(book, report.plan)
    if report.cover:
        sheet = book.sheet("What needs cover", (), (NAME, NAME, NAME, TEXT))
        for table in report.cover.tables:
            sheet.add_block(table.heading, table.columns, table.rows or ((table.otherwise,),))
        if report.cover.skills_note:
            sheet.add_line(report.cover.skills_note)
    sheet = book.sheet("Figures", (), (NAME,))
    for chart in report.every_chart:
        sheet.add_block(f"{chart.heading}. {chart.sentence}", chart.columns, chart.numbers)
    if roster is not None:
        _posts(book.sheet("Posts", POSTS, (NUMBER, TEXT, NAME, NAME, NAME)), roster)
    write_scores(book, report.scorecard, rubric)
    _method(book.sheet("Method", (), (100,)), report)
    return book.content()


def _plan(book: Workbook, plan: PlanReport) -> None:
    """Every gap with what is planned, and what was planned for gaps that are none by now."""
    columns = FILE_COLUMNS if plan.has_costs else FILE_COLUMNS[:-1]
    sheet = book.sheet("Improvement plan", columns, (NUMBER, NAME, *[NUMBER] * 3, TEXT, NAME, *[NUMBER] * 4, TEXT))
    for row in file_rows(plan.plan):
        sheet.add(day(cell) if isinstance(cell, date) else cell for cell in row[: len(columns)])
    sheet.add_line(plan.summary)


def _answers(sheet: Sheet, report: BoardReport) -> None:
    for place, question in enumerate(report.found.questions):
        sheet.add(_answer(question, report.scorecard, report.ahead[place] if report.ahead else None))
    sheet.add(["The whole", "", "", _points(report.scorecard.overall.index), None, None, None, report.found.overall])
    sheet.add_line(report.notice)
    sheet.add_line(f"{report.edition.marking}. {report.edition.standing}")


def _answer(question: QuestionAnswer, scorecard: Scorecard, ahead: Ahead | None) -> Iterable[Cell]:
    result = scorecard.question(question.id)
    yield from (question.text, question.verdict, question.standing, _points(result.score))
    yield from (_points(result.range[0]), _points(result.range[1]), question.scored_weight, question.deciding)
    if ahead:
        yield from (ahead.until, ahead.renewal, ahead.step, ahead.departures, ahead.survey)


def _points(score: Fraction | None) -> Cell:
    """A score as it is shown everywhere, to one decimal."""
    return None if score is None else points(score)


def _posts(sheet: Sheet, roster: Roster) -> None:
    for post in range(len(roster)):
        sheet.add(_post(roster, post))


def _post(roster: Roster, post: int) -> Iterable[Cell]:
    roles, employments = catalogue.values("role") or (), catalogue.values("employment") or ()
    role, employment, team = roster.role[post], roster.employment[post], roster.team.codes[post]
    function = "" if role == UNKNOWN else catalogue.roles()[roles[role]].function
    funded, ends_on = int(roster.funded_wte[post]), int(roster.ends_on[post])
    yield from (roster.post_ref[post], roster.title[post], "" if team == UNKNOWN else roster.team.names[team])
    yield sentence(catalogue.name_of("function", function)) if function else "Not known"
    yield "Not known" if employment == UNKNOWN else sentence(catalogue.name_of("employment", employments[employment]))
    yield "Filled" if roster.filled[post] else "Vacant"
    yield Fraction(int(roster.wte[post]), WTE_UNIT)
    yield "Not known" if funded == UNKNOWN else Fraction(funded, WTE_UNIT)
    yield "" if ends_on == NO_DATE else day(date.fromordinal(EPOCH + ends_on))


def _method(sheet: Sheet, report: BoardReport) -> None:
    rubric = report.scorecard.rubric
    signed_off = report.edition.signed_off
    for paragraph in (f"{report.edition.marking}. {report.edition.standing}", *report.method, report.age):
        sheet.add([paragraph])
    sheet.add([f"SHA-256 of the rubric's definition: {rubric.sha256}"])
    if signed_off:
        sheet.add([f"SHA-256 of what was signed off: {signed_off.sha256}"])
    sheet.add(["Terms has what was counted, Caps what holds a score down, Scores the same scores by formulas."])
