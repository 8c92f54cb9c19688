"""A workbook of sheets: text as text whatever it looks like, numbers as numbers, and formulas with their results."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from reports.exports.xml_text import xml_text

Cell = str | int | Decimal | Fraction | None
MOST = 32_767
"""Characters that a cell holds."""
A4 = 9
"""Excel's number for the size of paper."""
LAST_COLUMN = 25
MOST_HEAD = 240
"""Characters of the head of a page; Excel takes 255 with its marks."""
USUAL = 18
"""The width of a column, in characters, where none is said."""
LINE, TALLEST = 15, 405
"""The height of a line and of the tallest row, in points."""


class Formats:
    """How the cells of a book look."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.heading = book.add_format({"bold": True})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.number = book.add_format({"valign": "top"})


class Sheet:
    """A sheet with the heads of its columns; rows are counted from 0, the heads' own."""

    def __init__(self, sheet: xlsxwriter.worksheet.Worksheet, formats: Formats, widths: Sequence[int]) -> None:
        self._sheet = sheet
        self._formats = formats
        self._widths = widths
        self.next_row = 0

    def write(self, row: int, place: int, cell: Cell) -> None:
        """Write a value; None is left blank."""
        self.next_row = max(self.next_row, row + 1)
        if isinstance(cell, str):
            self._sheet.write_string(row, place, xml_text(cell)[:MOST], self._formats.wrapped)
        elif cell is not None:
            self._sheet.write_number(row, place, float(cell), self._formats.number)

    def formula(self, row: int, place: int, formula: str, result: Fraction | str) -> None:
        """Write a formula of our own (without its =) and what it gives, which readers that do not reckon show."""
        self.next_row = max(self.next_row, row + 1)
        shown = result if isinstance(result, str) else float(result)
        self._sheet.write_formula(row, place, f"={formula}", self._formats.number, shown)

    def add(self, cells: Iterable[Cell]) -> None:
        """Write the next row, as tall as its texts need: not every program makes room for them by itself."""
        row, told = self.next_row, list(cells)
        for place, cell in enumerate(told):
            self.write(row, place, cell)
        self._end_row(row, told)

    def add_block(self, heading: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
        """A table under a heading, below what is there already, with a row free after it."""
        self.add_line(heading, self._formats.heading)
        self.add_head(columns)
        for row in rows:
            self.add(row)
        self.next_row += 1

    def add_head(self, columns: Sequence[str]) -> None:
        """Write the heads of columns as the next row."""
        for place, column in enumerate(columns):
            self._sheet.write_string(self.next_row, place, xml_text(column), self._formats.head)
        self._end_row(self.next_row, columns)

    def _end_row(self, row: int, cells: Sequence[Cell]) -> None:
        lines = max((self._lines(cell, place) for place, cell in enumerate(cells) if isinstance(cell, str)), default=1)
        if lines > 1:
            self._sheet.set_row(row, min(LINE * lines, TALLEST))
        self.next_row = row + 1

    def _lines(self, text: str, place: int) -> int:
        """About how many lines a text takes in its column."""
        width = self._widths[place] if place < len(self._widths) else USUAL
        return sum(ceil(len(line) / width) or 1 for line in text.splitlines())

    def add_line(self, text: str, look: xlsxwriter.format.Format | None = None) -> None:
        """A text that goes on over the columns beside it."""
        self._sheet.write_string(self.next_row, 0, xml_text(text)[:MOST], look)
        self.next_row += 1

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
        self._formats = Formats(self._book)

    def sheet(self, name: str, columns: Sequence[str], widths: Sequence[int] = ()) -> Sheet:
        """A new sheet with columns of `widths` in characters; without `columns` it has no head."""
        sheet = self._book.add_worksheet(name)
        sheet.set_column(0, LAST_COLUMN, USUAL)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        if self._head:
            sheet.set_header(f"&L{self._head}&R&P/&N")
        if columns:
            sheet.freeze_panes(1, 0)
            sheet.repeat_rows(0)
        found = Sheet(sheet, self._formats, widths)
        if columns:
            found.add_head(columns)
        return found

    def content(self) -> bytes:
        """The finished file. Nothing can be added after it."""
        self._book.close()
        return self._out.getvalue()
