"""The files that are made of a report: paper, Word document, slides, workbook, and each table as CSV.

Each loads its library when it is asked for: they are large, and most processes are never asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpResponse

from accounts.csv_text import csv_file
from assessment.rubric import Rubric
from reports.audience import Audience
from reports.board_report import BoardReport
from reports.edition import Edition
from reports.tables import tables_of
from teams.roster import Roster
from teams.views.downloads import CSV, XLSX, download

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@dataclass(frozen=True, slots=True)
class Made:
    """What a file is made of. `roster` is None for those who may not see it, `rubric` the one it was scored by."""

    report: BoardReport
    rubric: Rubric
    roster: Roster | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what the file is called, and how it is made."""

    name: str
    ending: str
    content_type: str
    content: Callable[[Made], bytes]


def _paper(made: Made) -> bytes:
    from reports.exports.paper import board_paper

    return board_paper(made.report)


def _word(made: Made) -> bytes:
    from reports.exports.word import board_word

    return board_word(made.report)


def _slides(made: Made) -> bytes:
    from reports.exports.slides import board_slides

    return board_slides(made.report)


def _workbook(made: Made) -> bytes:
    from reports.exports.workbook import board_workbook

    return board_workbook(made.report, made.rubric, made.roster)


KINDS = {
    "paper": Kind("board-paper", "pdf", PDF, _paper),
    "word": Kind("board-paper", "docx", DOCX, _word),
    "slides": Kind("board-slides", "pptx", PPTX, _slides),
    "workbook": Kind("board-report", "xlsx", XLSX, _workbook),
}


def as_file(ods: str, kind: str, made: Made) -> HttpResponse:
    """The answer with a file of `kind`, a key of `KINDS`."""
    return download(KINDS[kind].content(made), KINDS[kind].content_type, name_of(ods, kind, made))


def name_of(ods: str, kind: str, made: Made) -> str:
    """The name of a file of `kind`, a key of `KINDS`."""
    return _name(ods, KINDS[kind].name, made.report.edition, KINDS[kind].ending)


def as_csv(ods: str, table_id: str, made: Made) -> HttpResponse:
    """The answer with one table of a report as CSV. Http404: it has none of that name."""
    table = next((table for table in tables_of(made.report) if table.id == table_id), None)
    if table is None:
        raise Http404
    name = _name(ods, f"board-report-{table_id}", made.report.edition, "csv")
    return download(csv_file(table.columns, table.rows), CSV, name)


def _name(ods: str, what: str, edition: Edition, ending: str) -> str:
    """The name of a file: it says private where it is, and which version it is."""
    private = "private-" if edition.audience == Audience.PRIVATE else ""
    version = str(edition.signed_off.number) if edition.signed_off else "draft"
    return f"{ods}-{private}{what}-{version}.{ending}"
