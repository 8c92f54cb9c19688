"""One report, every output: the same words and numbers from each, and text that none of them obeys."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import docx
import pptx
import pytest
from django.template.loader import render_to_string
from pypdf import PdfReader

from reports.audience import Audience, Reader
from reports.board_report import BoardReport
from reports.exports.paper import board_paper
from reports.exports.slides import board_slides
from reports.exports.word import board_word
from reports.exports.workbook import board_workbook
from reports.exports.xml_text import xml_text
from reports.tables import PRIVATE_ONLY, tables_of
from tests.reports.cases import (
    NAMES,
    SIGNED_OFF,
    Case,
    case,
    default_rubric,
    example,
    post,
    public_report_of,
    report_of,
    small_rubric,
)
from tests.reports.sheets import Reckoner, read, texts

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
    roster = known.roster if report.edition.audience == Audience.PRIVATE else None
    return texts(read(board_workbook(report, known.rubric, roster)))


def tables(known: Case, report: BoardReport) -> str:
    lines = [row for table in tables_of(report) for row in (table.columns, *table.rows)]
    return " ".join([*(cell for line in lines for cell in line), report.notice])


def plain(text: str) -> str:
    """Without spaces, which each kind of file breaks in its own way."""
    return re.sub(r"\s+", "", text)


OUTPUTS: list[Callable[[Case, BoardReport], str]] = [pdf, word, slides, workbook, tables]


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


# Two papers ----------------------------------------------------------------------------------------------------------

SECRETS = {
    "title": "Lone wolf",
    "reference": "W77",
    "supplier": "Bramble Systems",
    "skill": "User research",
    "end of a post": "March 2027",
    "control role": "Cyber security lead",
    "commentary": "Between ourselves",
    "departures": "would bring it down",
}
SKILLED = {"skills": "user_research:4;service_design:4;agile_delivery:3"}
SECRET_ROWS = [
    post("W77", title="Lone wolf", role="user_researcher", supplier="Bramble Systems", ends_on="2027-03-15", **SKILLED),
    post("W78", title="Lone fox", role="clinical_champion", clinical_profession="pharmacy", funded_wte="0.2"),
    post("W79", title="Lone bear", employment="agency", role="data_analyst", supplier="Bramble Systems"),
]
SECRET_FACTS = {
    "external_staff": "recorded",
    "workforce_wte": 900,
    "service_contracts_a_year": 730_001,
    "digital_revenue_budget": 1_000_000,
}


def secret_case() -> Case:
    return case(SECRET_ROWS, SECRET_FACTS, default_rubric())


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.__name__)
def test_a_public_paper_tells_nothing_of_posts_suppliers_money_dates_or_skills(
    output: Callable[[Case, BoardReport], str],
) -> None:
    known = secret_case()
    said = {"commentary": {"Q1": "Between ourselves"}}
    public = output(known, public_report_of(known, **said))
    for what, secret in SECRETS.items():
        assert plain(secret) not in plain(public), what
    assert plain("73%") not in plain(public)
    assert plain("Lone wolf") in plain(output(known, report_of(known, **said)))


def test_a_criterion_that_the_public_does_not_read_has_its_level_and_says_where_the_rest_is() -> None:
    known = secret_case()
    found = {
        criterion.id: criterion
        for question in public_report_of(known).found.questions
        for criterion in question.criteria
    }
    full = {criterion.id: criterion for question in report_of(known).found.questions for criterion in question.criteria}
    closed = {"Q1.4", "Q3.3", "Q3.8"}
    for code, criterion in found.items():
        assert criterion.level == full[code].level
        assert criterion.posts == 0
        if code in closed and criterion.is_scored:
            assert criterion.found == f"It is at {criterion.level_word}; what was found is in the private paper."
            assert criterion.value == ""
        elif code not in closed:
            assert criterion.found == full[code].found


def test_both_papers_have_the_same_verdicts_scores_and_levels() -> None:
    for known in known_cases():
        public, private = public_report_of(known), report_of(known)
        for one, other in zip(public.found.questions, private.found.questions, strict=True):
            assert (one.verdict, one.standing, one.score, one.range) == (
                other.verdict, other.standing, other.score, other.range,
            )  # fmt: skip
            assert [each.level for each in one.criteria] == [each.level for each in other.criteria]


def test_the_workbook_of_a_public_paper_still_gives_the_scores() -> None:
    for known in [secret_case(), *known_cases()]:
        sheets = read(board_workbook(public_report_of(known), known.rubric))
        reckoner = Reckoner(sheets)
        for row, question in enumerate(known.scorecard.questions, 2):
            found = reckoner.value("Scores", f"E{row}")
            assert found == ("" if question.score is None else pytest.approx(float(question.score), abs=0.0001))


@pytest.mark.parametrize(
    ("make", "marking"), [(public_report_of, "Public paper"), (report_of, "Private: not for publication")]
)
def test_marking_version_approver_and_hash_stand_on_every_page(make: Callable[..., BoardReport], marking: str) -> None:
    known = example("small-trust")
    report = make(known, signed_off=SIGNED_OFF)
    wanted = (marking, "Final, version 2", "Hash 0123abcd", "Signed off by: Chief executive")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(board_paper(report))).pages]
    pages += [" ".join(said_on(slide)) for slide in pptx.Presentation(io.BytesIO(board_slides(report))).slides]
    [section] = docx.Document(io.BytesIO(board_word(report))).sections
    pages.append(section.header.paragraphs[0].text + section.footer.paragraphs[0].text)
    sheets = printed_heads(board_workbook(report, known.rubric))
    assert len(sheets) > 5
    for page in [*pages, *sheets]:
        for words in wanted:
            assert plain(words) in plain(page)


def printed_heads(book: bytes) -> list[str]:
    """The head of each sheet as it is printed."""
    with zipfile.ZipFile(io.BytesIO(book)) as file:
        names = [name for name in file.namelist() if name.startswith("xl/worksheets/sheet")]
        found = [re.search(r"<oddHeader>(.*?)</oddHeader>", file.read(name).decode(), re.S) for name in names]
    assert all(found)
    return [head[1] for head in found if head]


def test_a_public_paper_has_the_tables_that_are_not_private() -> None:
    for known in [secret_case(), *known_cases()]:
        private = [table.id for table in tables_of(report_of(known)) if table.id not in PRIVATE_ONLY]
        assert [table.id for table in tables_of(public_report_of(known))] == private


def test_no_public_paper_can_be_asked_to_name_a_post() -> None:
    with pytest.raises(ValueError, match="names no post"):
        Reader(names_posts=True)
