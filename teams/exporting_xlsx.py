"""A roster as a workbook in our own columns, so that importing it again changes nothing. Loads XlsxWriter."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import xlsxwriter

from teams.cells import write_post
from teams.exporting import Cell
from teams.importing.guide import guides
from teams.roster import COLUMNS, Post

NUMBERS = ("wte", "funded_wte")
DAYS = ("started_on", "ends_on")
_FIRST_DAY_OF_SHEETS = "1900-03-01"
"""Sheets cannot hold earlier days as dates."""

_WIDTHS = {
    "title": 36,
    "team": 24,
    "role": 28,
    "supplier": 24,
    "skills": 44,
    "clinical_profession": 20,
    "control_role": 24,
}
_MAX_LIST = 255
"""Characters in a drop-down list that a sheet takes as text."""


def roster_xlsx(posts: Iterable[Post]) -> bytes:
    """The posts as a workbook: text as text, whatever it looks like; amounts as numbers and days as dates."""
    out = io.BytesIO()
    with _workbook(out) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = _roster_sheet(book)
        for number, post in enumerate(posts, 1):
            for place, (column, text) in enumerate(write_post(post).items()):
                if column in NUMBERS and text:
                    sheet.write_number(number, place, float(text))
                elif column in DAYS and text >= _FIRST_DAY_OF_SHEETS:
                    sheet.write_datetime(number, place, date.fromisoformat(text), day)
                elif text:
                    sheet.write_string(number, place, text)
    return out.getvalue()


def list_xlsx(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A list as a workbook of one sheet, as on the page: text as text, amounts as numbers and days as dates."""
    out = io.BytesIO()
    with _workbook(out) as book:
        day, bold = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"bold": True})
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(header) - 1, 20)
        sheet.write_row(0, 0, header, bold)
        for number, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                if isinstance(cell, int | Decimal):
                    sheet.write_number(number, place, float(cell))
                elif isinstance(cell, date) and cell.isoformat() >= _FIRST_DAY_OF_SHEETS:
                    sheet.write_datetime(number, place, cell, day)
                elif cell is not None:
                    sheet.write_string(number, place, str(cell))
    return out.getvalue()


def template_xlsx() -> bytes:
    """A workbook with our headings and nothing below, lists to choose codes from, and a sheet that explains them."""
    out = io.BytesIO()
    with _workbook(out) as book:
        sheet = _roster_sheet(book)
        for place, guide in enumerate(guides()):
            codes = ["yes", "no"] if guide.column == "senior_leader" else [code for code, _ in guide.codes]
            if codes and guide.column not in ("control_role", "skills"):
                sheet.data_validation(
                    1, place, 10_000, place, {"validate": "list", "source": _source(guide.column, codes)}
                )
        _guide_sheet(book)
        _codes_sheet(book)
    return out.getvalue()


def _workbook(out: io.BytesIO) -> xlsxwriter.Workbook:
    # Without these options text that starts with = or looks like an address would become a formula or a link.
    return xlsxwriter.Workbook(
        out,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )


def _roster_sheet(book: xlsxwriter.Workbook) -> xlsxwriter.worksheet.Worksheet:
    sheet = book.add_worksheet("Roster")
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 2)
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, _WIDTHS.get(column, 14))
    for place, column in enumerate(COLUMNS):
        sheet.write_string(0, place, column, bold)
    return sheet


def _source(column: str, codes: list[str]) -> list[str] | str:
    """The list to choose from: as text where it is short, else its place on the sheet of codes."""
    if len(",".join(codes)) <= _MAX_LIST:
        return codes
    first = _code_rows().index((column, codes[0])) + 2
    return f"=Codes!$B${first}:$B${first + len(codes) - 1}"


def _code_rows() -> list[tuple[str, str]]:
    return [(guide.column, code) for guide in guides() for code, _ in guide.codes]


def _guide_sheet(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("How to fill it in")
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 2, 60)
    rows = [
        ("Column", "What to enter", "A blank means"),
        *((guide.column, guide.enter, guide.blank) for guide in guides()),
    ]
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)


def _codes_sheet(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("Codes")
    sheet.set_column(0, 1, 32)
    sheet.set_column(2, 2, 60)
    names = [name for guide in guides() for _, name in guide.codes]
    sheet.write_row(0, 0, ("Column", "Code", "Meaning"))
    for number, (row, name) in enumerate(zip(_code_rows(), names, strict=True), 1):
        sheet.write_row(number, 0, (*row, name))
