"""One report, every output: the same words and numbers from each, and text that none of them obeys."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import docx
import pptx
import pytest
from django.template.loader import render_to_string
from pypdf import PdfReader

from reports.board_report import BoardReport
from reports.exports.paper import board_paper
from reports.exports.slides import board_slides
from reports.exports.word import board_word
from reports.exports.workbook import board_workbook
from reports.exports.xml_text import xml_text
from tests.reports.cases import NAMES, Case, case, example, post, report_of, small_rubric
from tests.reports.sheets import read, texts

ENDING = [
    post("D1", ends_on="2027-03-15"),
    post("A1", title="Agency", employment="agency", role="business_analyst", ends_on="2026-12-31"),
]
SAID = {"level": 4, "evidence": "Minutes"}


def known_cases() -> list[Case]:
    facts = {"answers": {"said": SAID, "written": SAID}, "workforce_wte": 20}
    return [*map(example, NAMES), case(ENDING, facts, small_rubric())]


def pdf(known: Case, report: BoardReport) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(board_paper(report))).pages)


def word(known: Case, report: BoardReport) -> str:
    document = docx.Document(io.BytesIO(board_word(report)))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return " ".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def slides(known: Case, report: BoardReport) -> str:
    return " ".join(
        said for slide in pptx.Presentation(io.BytesIO(board_slides(report))).slides for said in said_on(slide)
    )


def said_on(slide: Any) -> list[str]:
    """Everything on a slide and in its notes."""
    said = [slide.notes_slide.notes_text_frame.text]
    for shape in slide.shapes:
        if shape.has_text_frame:
            said.append(shape.text_frame.text)
        if shape.has_table:
            said += [cell.text for row in shape.table.rows for cell in row.cells]
        if shape.has_chart:
            said += [str(category) for category in shape.chart.plots[0].categories]
    return said


def workbook(known: Case, report: BoardReport) -> str:
    return texts(read(board_workbook(report, known.rubric, known.roster)))


def plain(text: str) -> str:
    """Without spaces, which each kind of file breaks in its own way."""
    return re.sub(r"\s+", "", text)


OUTPUTS: list[Callable[[Case, BoardReport], str]] = [pdf, word, slides, workbook]


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.__name__)
@pytest.mark.parametrize("known", known_cases(), ids=[*NAMES, "ending"])
def test_every_output_has_the_same_answers_and_numbers(known: Case, output: Callable[[Case, BoardReport], str]) -> None:
    report = report_of(known)
    text = plain(output(known, report))
    for question, ahead in zip(report.found.questions, report.ahead, strict=True):
        for words in (question.text, question.verdict, question.standing, question.deciding, ahead.until):
            assert plain(words) in text
        if question.score != "not known":
            assert question.score in text
    assert plain(report.notice) in text


def test_the_charts_of_the_slides_have_the_numbers_of_the_page() -> None:
    for known in known_cases():
        report = report_of(known)
        drawn = {
            shape.name: shape.chart
            for slide in pptx.Presentation(io.BytesIO(board_slides(report))).slides
            for shape in slide.shapes
            if shape.has_chart
        }
        wanted = [*report.charts, *([report.ends] if report.ends else [])]
        assert len(drawn) == len(wanted)
        for chart in wanted:
            found = {series.name: list(series.values) for series in drawn[chart.heading[:120]].plots[0].series}
            assert found == {each.name: [float(value or 0) for value in each.values] for each in chart.series}


def test_the_tables_of_the_workbook_and_the_word_document_are_those_of_the_charts() -> None:
    known = known_cases()[0]
    report = report_of(known)
    tables = [
        [[cell.text for cell in row.cells] for row in table.rows]
        for table in docx.Document(io.BytesIO(board_word(report))).tables
    ]
    figures = [value for _, value in read(board_workbook(report, known.rubric))["Figures"].values()]
    for chart in report.every_chart:
        assert [chart.columns, *chart.rows] in tables
        for row in chart.numbers:
            wanted = [cell if isinstance(cell, str) else float(cell) for cell in row if cell is not None]
            starts = range(len(figures) - len(wanted) + 1)
            assert any(figures[start : start + len(wanted)] == wanted for start in starts)


def test_there_are_five_slides_and_each_says_its_sources() -> None:
    for known in known_cases():
        found = pptx.Presentation(io.BytesIO(board_slides(report_of(known)))).slides
        assert len(found) == 5
        assert all(slide.notes_slide.notes_text_frame.text.startswith("Sources.") for slide in found)
        assert all("Draft" in " ".join(said_on(slide)) for slide in found)


def test_the_lead_may_write_a_commentary_in_the_word_document() -> None:
    document = docx.Document(io.BytesIO(board_word(report_of(example("small-trust")))))
    names = [paragraph.text for paragraph in document.paragraphs]
    assert names[names.index("Commentary") + 1].startswith("Write the commentary")
    assert {table.style.name for table in document.tables if table.style} == {"Light Grid Accent 1"}
    assert document.core_properties.language == "en-GB"


AWKWARD = [
    "=HYPERLINK(1)",
    "<b>&amp;</b>",
    "מנהל \u202eדיגיטלי",
    "a\x01b\x0bc",
    "#pagebreak() *x*",
    "+1",
    "\ud800 half",
]


@pytest.mark.parametrize("title", AWKWARD)
def test_awkward_titles_are_text_everywhere(title: str) -> None:
    known = known_cases()[-1]
    known = replace(known, roster=replace(known.roster, title=[title, title]))
    report = report_of(known, organisation_name=title)
    for output in (word, slides, workbook):
        assert plain(xml_text(title)) in plain(output(known, report))
    assert board_paper(report).startswith(b"%PDF")


def test_what_hangs_on_one_post_is_in_no_output_for_others() -> None:
    known = known_cases()[-1]
    known = replace(known, roster=replace(known.roster, title=["Lone wolf", "Lone fox"]))
    report = report_of(known, names_posts=False)
    for made in (
        pdf(known, report),
        word(known, report),
        slides(known, report),
        texts(read(board_workbook(report, known.rubric))),
    ):
        assert "Lone" not in made
    assert "Lone" in word(known, report_of(known))


@pytest.mark.parametrize("known", known_cases(), ids=[*NAMES, "ending"])
def test_the_page_has_the_tables_of_what_needs_cover(known: Case) -> None:
    report = report_of(known)
    html = plain(render_to_string("reports/cover.html", {"cover": report.cover}))
    assert report.cover is not None
    for table in report.cover.tables:
        assert plain(table.heading) in html
