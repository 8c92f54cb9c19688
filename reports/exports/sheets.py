"""A workbook of sheets: text as text whatever it looks like, numbers as numbers, and formulas with their results."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from reports.exports.xml_text import xml_text

Cell = str | int | Decimal | Fraction | None
MOST = 32_767
"""Characters that a cell holds."""
MOST_HEAD = 240
"""Characters of the head of a page; Excel takes 255 with its marks."""


class Sheet:
    """A sheet with the heads of its columns; rows are counted from 0, the heads' own."""

    def __init__(self, sheet: xlsxwriter.worksheet.Worksheet, wrapped: xlsxwriter.format.Format) -> None:
        self._sheet = sheet
        self._wrapped = wrapped
        self.next_row = 0

    def write(self, row: int, place: int, cell: Cell) -> None:
        """Write a value; None is left blank."""
        self.next_row = max(self.next_row, row + 1)
        if isinstance(cell, str):
            self._sheet.write_string(row, place, xml_text(cell)[:MOST], self._wrapped)
        elif cell is not None:
            self._sheet.write_number(row, place, float(cell))

    def formula(self, row: int, place: int, formula: str, result: Fraction | str) -> None:
        """Write a formula of our own (without its =) and what it gives, which readers that do not reckon show."""
        self.next_row = max(self.next_row, row + 1)
        shown = result if isinstance(result, str) else float(result)
        self._sheet.write_formula(row, place, f"={formula}", None, shown)

    def add(self, cells: Iterable[Cell]) -> None:
        """Write the next row."""
        row = self.next_row
        for place, cell in enumerate(cells):
            self.write(row, place, cell)
        self.next_row = row + 1

    def cell(self, row: int, place: int) -> str:
        """The name of a cell: "D3"."""
        name: str = xl_rowcol_to_cell(row, place)
        return name


class Workbook:
    """Sheets in the order in which they are added. `head` is printed at the top of every page."""

    def __init__(self, *, head: str = "") -> None:
        self._head = xml_text(head).replace("&", "and")[:MOST_HEAD]
        self._out = io.BytesIO()
        # Without these options text that starts with = or looks like an address would become a formula or a link.
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = xlsxwriter.Workbook(self._out, {"in_memory": True, **options})
        self._bold = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})

    def sheet(self, name: str, columns: Sequence[str], widths: Sequence[int] = ()) -> Sheet:
        """A new sheet; without columns it has no head."""
        sheet = self._book.add_worksheet(name)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, widths[place] if place < len(widths) else 18)
            sheet.write_string(0, place, xml_text(column), self._bold)
        if self._head:
            sheet.set_header(f"&L{self._head}&R&P/&N")
            sheet.set_landscape()
        if columns:
            sheet.freeze_panes(1, 0)
            sheet.repeat_rows(0)
        found = Sheet(sheet, self._wrapped)
        found.next_row = 1 if columns else 0
        return found

    def content(self) -> bytes:
        """The finished file. Nothing can be added after it."""
        self._book.close()
        return self._out.getvalue()
