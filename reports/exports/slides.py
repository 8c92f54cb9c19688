"""The report as five slides, and one of the plan: native charts that can be edited, and notes that say where numbers
come from."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from textwrap import shorten
from typing import Any

import pptx
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.dml import MSO_PATTERN_TYPE
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.enum.text import PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.xmlchemy import OxmlElement
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.util import Inches, Length, Pt

from reports.ahead import Ahead
from reports.answers import QuestionAnswer
from reports.audience import Audience
from reports.board_report import BoardReport
from reports.charts import Chart
from reports.exports.paper import foot
from reports.exports.widths import shares
from reports.exports.xml_text import xml_text
from reports.front import DRAFTED, TITLE
from reports.plan_words import PlanReport

Area = tuple[Length, Length, Length, Length]
"""Left, top, width and height."""
Place = tuple[Length, Length, Length]
"""Left, top and width."""
TITLE_ONLY = 5
"""The place of the layout with a title and nothing else."""
LEFT, TOP, WIDTH, HEIGHT = Inches(0.6), Inches(1.5), Inches(12.1), Inches(5.2)
PATTERNS = (
    MSO_PATTERN_TYPE.DARK_HORIZONTAL,
    MSO_PATTERN_TYPE.WIDE_UPWARD_DIAGONAL,
    MSO_PATTERN_TYPE.PERCENT_20,
    MSO_PATTERN_TYPE.LIGHT_VERTICAL,
    MSO_PATTERN_TYPE.DIAGONAL_CROSS,
)
"""One for each series, so that they can be told apart in greyscale."""
INK, PAPER, GRID = (RGBColor.from_string(code) for code in ("005EB8", "FFFFFF", "D8DDE0"))  # type: ignore[no-untyped-call]  # as below
AHEAD = "The months ahead"
CHARTS = (
    ("staffing", "The team"),
    ("clinical-time", "Clinicians' time"),
    ("contract-ends", AHEAD),
)
"""The charts that have a slide, and its title where there is nothing to draw."""
NOTHING = "Nothing is recorded that could be drawn here."
IN_PRIVATE = "What ends in the months ahead is in the private paper."
BY_POST = "Each post was left out in turn and everything was scored anew by the same rubric."
BY_FUNCTION = "The functions that the rubric counts, by how the posts that cover them are engaged."
HALF = Inches(5.8)
CHARACTER = Pt(6)
"""How wide a character of a table is, about."""
MOST_ROWS = 8
"""Rows of what needs cover, or of the plan, that fit a slide; the rest is in the paper."""
CELL = 100
"""Characters of a cell of the plan that fit a slide."""


def board_slides(report: BoardReport) -> bytes:
    """The report as a PPTX file."""
    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    _set_type(deck)
    charts = {chart.id: chart for chart in report.every_chart}
    _answers(_slide(deck, _title(report), report), report)
    for chart_id, title in CHARTS:
        _chart_slide(deck, charts.get(chart_id), title, report)
    _last(_slide(deck, "Decisions, and what needs cover", report), report)
    if report.plan:
        _plan(_slide(deck, "Improvement plan", report), report, report.plan)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _set_type(deck: Presentation) -> None:
    """The typeface of the papers in place of that of the template."""
    theme: Any = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = theme.blob.replace(b'typeface="Calibri"', b'typeface="Arial"')


def _slide(deck: Presentation, title: str, report: BoardReport) -> Slide:
    """A slide with a title, and at its foot the marking, the version, the seal and the date."""
    slide: Slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    head: Any = slide.shapes.title  # this layout has one
    head.left, head.top, head.width, head.height = LEFT, Inches(0.3), WIDTH, Inches(1)
    head.text_frame.text = xml_text(title)
    paragraph = head.text_frame.paragraphs[0]
    paragraph.alignment, font = PP_ALIGN.LEFT, paragraph.runs[0].font
    font.size, font.bold, font.color.rgb = Pt(26), True, INK
    lines = [(f"{report.edition.marking}. {foot(report)}", 11, True), (report.notice, 10, False)]
    _text(slide, (LEFT, Inches(6.75), WIDTH, Inches(0.6)), lines)
    return slide


def _title(report: BoardReport) -> str:
    """The title of the paper, or the organisation with what it is about."""
    title = report.front.title
    return f"{report.organisation_name}: {'our digital team' if title == TITLE else title}"


def _answers(slide: Slide, report: BoardReport) -> None:
    questions = report.found.questions
    height = Length(HEIGHT // len(questions))
    for place, question in enumerate(questions):
        lines = list(_answer(question, report.ahead[place] if report.ahead else None))
        top = Length(TOP + place * height)
        _line(slide, top)
        _text(slide, (LEFT, top, WIDTH, height), lines)
    cover = [f"{label}: {text}." for label, text in report.front.said]
    _notes(slide, report, [*(_score_note(question) for question in questions), *cover])


def _answer(question: QuestionAnswer, ahead: Ahead | None) -> Iterable[tuple[str, int, bool]]:
    yield question.text, 14, False
    yield f"{question.verdict} ({question.standing})", 24, True
    if ahead and ahead.until:
        yield f"{ahead.until}, if nothing is renewed", 14, True
    yield question.deciding, 14, False
    if ahead and ahead.survey:
        yield ahead.survey, 14, False


def _score_note(question: QuestionAnswer) -> str:
    codes = ", ".join(criterion.id for criterion in question.criteria if criterion.is_scored) or "none"
    return (
        f"{question.text} Score {question.score}, range {question.range}, {question.scored_weight} of the weight"
        f" scored, from the criteria {codes}."
    )


def _chart_slide(deck: Presentation, chart: Chart | None, title: str, report: BoardReport) -> None:
    slide = _slide(deck, chart.heading if chart else title, report)
    if chart is None:
        why = IN_PRIVATE if title == AHEAD and report.edition.audience == Audience.PUBLIC else NOTHING
        _text(slide, (LEFT, TOP, WIDTH, HEIGHT), [(why, 18, False)])
        _notes(slide, report, [why])
        return
    _text(slide, (LEFT, Inches(1.3), WIDTH, Inches(0.6)), [(chart.sentence, 14, False)])
    area = (LEFT, Inches(2), WIDTH if not chart.words else Inches(6), Inches(4.7))
    if chart.series:
        _native(slide, chart, area)
    if chart.words:
        _words_table(slide, chart, (Inches(6.8) if chart.series else LEFT, Inches(2), Inches(5.9)))
    _notes(slide, report, [f"{chart.unit}, from the posts of the roster.", chart.alternative])


def _native(slide: Slide, chart: Chart, area: Area) -> None:
    """The chart as one that PowerPoint draws and its reader can edit."""
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]  # the library has types for half of itself
    data.categories = [xml_text(category) for category in chart.categories]
    for series in chart.series:
        data.add_series(xml_text(series.name), [None if value is None else float(value) for value in series.values])
    frame: Any = slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *area, data)
    frame.name = xml_text(chart.heading)[:120]
    frame._element.nvGraphicFramePr.cNvPr.set("descr", xml_text(chart.alternative))
    drawn = frame.chart
    drawn.has_legend, drawn.font.size = True, Pt(11)
    drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    drawn.plots[0].gap_width = 60
    drawn.value_axis.major_gridlines.format.line.color.rgb = GRID
    drawn.category_axis.reverse_order = True
    # Every category is named: PowerPoint leaves out every other one where it finds them too many.
    every = OxmlElement("c:tickLblSkip")
    every.set("val", "1")
    drawn.category_axis._element.insert_element_before(every, "c:tickMarkSkip", "c:noMultiLvlLbl", "c:extLst")
    for number, series in enumerate(drawn.plots[0].series):
        fill = series.format.fill
        fill.patterned()
        fill.pattern = PATTERNS[number % len(PATTERNS)]
        fill.fore_color.rgb, fill.back_color.rgb = INK, PAPER
        series.format.line.color.rgb = INK


def _words_table(slide: Slide, chart: Chart, place: Place) -> None:
    """What the chart says in words, in the first row and wherever it changes; the notes have every row."""
    told = [0, *sorted({turn for words in chart.words for turn in words.turns})][:MOST_ROWS]
    rows = [[chart.categories[row], *(words.values[row] for words in chart.words)] for row in told]
    _table(slide, [chart.category, *(words.name for words in chart.words)], rows, place)


def _last(slide: Slide, report: BoardReport) -> None:
    """The decisions asked of the board, and beside them what needs cover."""
    front = report.front
    lines = [(f"{number}. {words}", 14, False) for number, words in enumerate(front.decisions, 1)]
    note = [(DRAFTED, 11, False)] if front.are_drafts else []
    _text(slide, (LEFT, TOP, HALF, HEIGHT), [("Decisions asked of the board", 16, True), *note, *lines])
    right, width = Inches(6.7), Inches(6)
    table = (report.cover.posts or report.cover.external) if report.cover else None
    heading = table.heading if table else "What needs cover"
    _text(slide, (right, TOP, width, Inches(0.5)), [(heading, 16, True)])
    if table is None or not table.rows:
        _text(slide, (right, Inches(2), width, HEIGHT), [(table.otherwise if table else NOTHING, 14, False)])
    else:
        _table(slide, table.columns, table.rows[:MOST_ROWS], (right, Inches(2), width))
    left_out = len(table.rows) - MOST_ROWS if table else 0
    more = [f"{left_out} more are in the paper."] if left_out > 0 else []
    by = BY_POST if report.cover and report.cover.posts else BY_FUNCTION
    _notes(slide, report, [by, *more, "Questions that a board member may want to ask.", *report.to_ask])


def _plan(slide: Slide, report: BoardReport, plan: PlanReport) -> None:
    """What there is of the plan, and the largest gaps; long texts are cut, the paper has the whole."""
    _text(slide, (LEFT, Inches(1.3), WIDTH, Inches(0.6)), [(plan.summary, 14, False)])
    rows = [[shorten(cell, CELL, placeholder=" …") for cell in row] for row in plan.top.rows[:MOST_ROWS]]
    if rows:
        _table(slide, plan.top.columns, rows, (LEFT, Inches(2), WIDTH))
    else:
        _text(slide, (LEFT, Inches(2), WIDTH, HEIGHT), [(plan.top.otherwise, 18, False)])
    left_out = len(plan.top.rows) - MOST_ROWS
    more = [f"{left_out} more are in the paper."] if left_out > 0 else []
    _notes(slide, report, ["The gaps are worked out from the scores, the actions are the digital lead's.", *more])


def _line(slide: Slide, top: Length) -> None:
    line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, LEFT, top, Length(LEFT + WIDTH), top)
    line.line.color.rgb, line.line.width = INK, Pt(1)


# Small parts ---------------------------------------------------------------------------------------------------------


def _text(slide: Slide, area: Area, lines: Sequence[tuple[str, int, bool]]) -> None:
    """A box of lines: the text, its size in points and whether it is bold."""
    frame = slide.shapes.add_textbox(*area).text_frame
    frame.word_wrap = True
    for number, (text, size, bold) in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(size / 3)
        run = paragraph.add_run()
        run.text, run.font.size, run.font.bold = xml_text(text), Pt(size), bold


def _table(slide: Slide, columns: Sequence[str], rows: Sequence[Sequence[str]], place: Place) -> None:
    left, top, width = place
    table = slide.shapes.add_table(len(rows) + 1, len(columns), left, top, width, Inches(0.35 * (len(rows) + 1))).table
    for number, share in enumerate(shares(columns, rows, int(width / CHARACTER))):
        table.columns[number].width = Length(int(width * share))
    for number, row in enumerate((columns, *rows)):
        for cell, text in zip(table.rows[number].cells, row, strict=True):
            cell.text = xml_text(text)
            for paragraph in cell.text_frame.paragraphs:
                paragraph.font.size = Pt(11)


def _notes(slide: Slide, report: BoardReport, lines: Iterable[str]) -> None:
    """The speaker's notes: where the numbers of the slide come from."""
    notes: Any = slide.notes_slide.notes_text_frame  # there always is one on the pages that we add
    notes.text = xml_text("\n".join(["Sources.", *lines, report.age, *report.method]))
