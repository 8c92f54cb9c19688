"""The board paper as a Word document: the words of the PDF, tables in a style of their own, and room for commentary.

Charts are tables of their numbers here. Everything but the commentary is computed, and says so.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.shared import Length, Mm, Pt, RGBColor

from reports.board_report import BoardReport
from reports.charts import Chart
from reports.exports.paper import paper_data
from reports.exports.widths import shares
from reports.exports.xml_text import xml_text

TABLE_STYLE = "Light Grid Accent 1"
INK = RGBColor(0x00, 0x5E, 0xB8)
HEADINGS = {"Title": Pt(24), "Heading 1": Pt(16), "Heading 2": Pt(13)}
IN_TABLES = "Table text"
CHARACTER = Pt(5.2)
"""How wide a character of a table is, about."""
COMMENTARY = "Write the commentary of the digital lead here. Everything else in this document was computed."
CRITERIA = ("Code", "Criterion", "What was found", "Level", "Weight", "What would raise it")
KEYS = ("id", "name", "found", "level", "weight", "next")


def board_word(report: BoardReport) -> bytes:
    """The paper as a DOCX file."""
    data = paper_data(report)
    document = docx.Document()
    _set_up(document, data)
    _first_page(document, data)
    for question in data["questions"]:
        _question(document, question)
    _heading(document, "Questions that you may want to ask", 1)
    _list(document, data["to_ask"])
    for changed in data["changed"]:
        _heading(document, changed["heading"], 1)
        _table(document, changed["columns"], changed["rows"])
    for plan in data["plan"]:
        _plan(document, plan)
    for chart in report.every_chart:
        _chart(document, chart)
    _cover(document, data)
    _method(document, data)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_up(document: Document, data: Mapping[str, Any]) -> None:
    """Title and language, the marking at the head of each page and the version at its foot."""
    properties = document.core_properties
    properties.title, properties.author = (xml_text(data[key])[:255] for key in ("document_title", "organisation"))
    properties.language, properties.comments = "en-GB", ""
    _set_type(document)
    [section] = document.sections
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.header.paragraphs[0].text = xml_text(data["marking"])
    section.footer.paragraphs[0].text = xml_text(data["foot"])


def _set_type(document: Document) -> None:
    """One typeface in three sizes of heading, for text and, smaller, for the cells of tables."""
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Arial", Pt(11)
    for name, size in HEADINGS.items():
        font = document.styles[name].font
        fonts = font.element.rPr.rFonts
        for of_the_theme in [key for key in fonts.keys() if key.endswith("Theme")]:  # noqa: SIM118  # no mapping
            del fonts.attrib[of_the_theme]
        font.name, font.size, font.color.rgb = "Arial", size, INK
    style = document.styles.add_style(IN_TABLES, WD_STYLE_TYPE.PARAGRAPH)
    style.font.name, style.font.size = "Arial", Pt(9)


def _first_page(document: Document, data: Mapping[str, Any]) -> None:
    _heading(document, data["title"], 0)
    _paragraph(document, data["organisation"])
    _table(document, ("Item", "Detail"), [(row["label"], row["value"]) for row in data["cover"]])
    _paragraph(document, data["cover_note"])
    _paragraph(document, data["notice"], bold=True)
    _paragraph(document, data["age"])
    _heading(document, "Decisions asked of the board", 1)
    _list(document, data["decisions"], data["decisions_note"])
    _heading(document, "Commentary", 1)
    _paragraph(document, COMMENTARY)


def _question(document: Document, question: Mapping[str, Any]) -> None:
    _heading(document, question["text"], 1)
    close = f", {question['close_to']}" if question["close_to"] else ""
    _paragraph(document, f"{question['verdict']} ({question['standing']}{close})", bold=True)
    if question["until"]:
        _paragraph(document, f"{question['until']}, if nothing is renewed.", bold=True)
    for words in (question["deciding"], question["to_settle"], question["survey"]):
        if words:
            _paragraph(document, words)
    if question["commentary"]:
        _heading(document, "What the digital lead says", 2)
        _paragraph(document, question["commentary"])
    for part in question["ahead"]:
        _paragraph(document, f"{part['label']}. {part['text']}", style="List Bullet")
    if question["costs"]:
        _heading(document, question["costs_heading"], 2)
        _table(document, CRITERIA, [[row[key] for key in KEYS] for row in question["costs"]])
    if question["not_known"]:
        _heading(document, "What is not known", 2)
        for words in question["not_known"]:
            _paragraph(document, words, style="List Bullet")


def _plan(document: Document, plan: Mapping[str, Any]) -> None:
    _heading(document, "Improvement plan", 1)
    _paragraph(document, plan["summary"])
    if plan["rows"]:
        _heading(document, plan["heading"], 2)
        _table(document, plan["columns"], plan["rows"])
    else:
        _paragraph(document, plan["otherwise"])


def _chart(document: Document, chart: Chart) -> None:
    _heading(document, chart.heading, 2)
    _paragraph(document, chart.sentence)
    _table(document, chart.columns, chart.rows)


def _cover(document: Document, data: Mapping[str, Any]) -> None:
    if data["cover_tables"]:
        _heading(document, "What needs cover", 1)
    for table in data["cover_tables"]:
        _heading(document, table["heading"], 2)
        if table["rows"]:
            _table(document, table["columns"], table["rows"])
        else:
            _paragraph(document, table["otherwise"])
    if data["skills_note"]:
        _paragraph(document, data["skills_note"])


def _method(document: Document, data: Mapping[str, Any]) -> None:
    _heading(document, "How this was worked out", 1)
    for words in (*data["method"], *data["overall"]):
        _paragraph(document, words)
    rows = [[row[key] for key in ("text", "score", "range", "rating")] for row in data["scores"]]
    _table(document, ("Question", "Score", "Range still open", "Rating"), rows)
    _heading(document, "Every criterion", 1)
    for question in data["questions"]:
        _heading(document, question["text"], 2)
        _table(document, CRITERIA, [[row[key] for key in KEYS] for row in question["criteria"]])


# Small parts ---------------------------------------------------------------------------------------------------------


def _heading(document: Document, text: str, level: int) -> None:
    document.add_heading(xml_text(text), level)


def _paragraph(document: Document, text: str, *, bold: bool = False, style: str | None = None) -> None:
    document.add_paragraph(style=style).add_run(xml_text(text)).bold = bold or None


def _list(document: Document, lines: Sequence[str], note: str = "") -> None:
    """Numbered lines, after a note."""
    if note:
        _paragraph(document, note)
    for number, line in enumerate(lines, 1):
        _paragraph(document, f"{number}. {line}")


def _table(document: Document, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table whose head repeats on each page."""
    table = document.add_table(rows=1 + len(rows), cols=len(columns), style=TABLE_STYLE)
    width = sum(column.width or 0 for column in table.columns)
    widths = [Length(int(width * share)) for share in shares(columns, rows, int(width / CHARACTER))]
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = wide
    style = document.styles[IN_TABLES].style_id  # python-docx would look it up for each cell
    for line, row in zip(table.rows, (columns, *rows), strict=True):
        for cell, text, wide in zip(line.cells, row, widths, strict=True):
            cell.text, cell.width = xml_text(text), wide
            cell.paragraphs[0]._p.style = style
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    document.add_paragraph()
