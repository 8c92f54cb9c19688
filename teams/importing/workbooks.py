"""Excel workbooks: calamine reads the cells of the sheets that can be seen.

calamine and not pandas: pandas would read by the same library, adds a quarter of a second and 60 MB to every child
process, and loses the types of cells. calamine shows an error and a formula without a value as blank cells, and knows
nothing of hidden rows, so these are looked for in the sheet's XML.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from teams.importing import MAX_ROWS, MAX_TEXT, Book, Faults, Refused, Sheet, too_many_rows
from teams.importing.archives import COPY, damage_refused, unpacked_parts
from teams.importing.sheets import check_extent, faults, hidden_rows, part_of
from teams.importing.texts import PREAMBLE

MAX_SHEETS = 20
"""Sheets of a workbook that are read."""

_FIRST_RELIABLE_DAY = date(1900, 3, 1)


def read_workbook(data: bytes) -> Book:
    """The sheets that can be seen, as text. Refused: no workbook, too big unpacked, or damaged."""
    parts = unpacked_parts(data)
    with damage_refused():
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        shown = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
        hidden = [sheet.name for sheet in sheets if sheet.visible != SheetVisibleEnum.Visible]
        if not shown:
            raise Refused("The workbook has no sheet that can be seen.")
        found, notes = _readable(book, parts, shown)
    if hidden:
        names = ", ".join(f"“{name}”" for name in hidden[:5])
        notes.append(f"Hidden sheets were not read: {names}{' and more' if len(hidden) > 5 else ''}.")
    return Book(found, notes)


def _readable(book: CalamineWorkbook, parts: dict[str, bytes], names: list[str]) -> tuple[list[Sheet], list[str]]:
    """The sheets with something in them, and what is to be said of the others. Refused: there is none."""
    found: list[Sheet] = []
    notes: list[str] = []
    refusals: list[Refused] = []
    text = 0
    for name in names[:MAX_SHEETS]:
        try:
            sheet = _read_sheet(book, parts, name)
        except Refused as refusal:
            refusals.append(refusal)
            notes.append(f"The sheet “{name}” was not read. {refusal.reasons[0]}")
            continue
        text += sum(len(cell) for _, cells in sheet.rows for cell in cells)
        if text > MAX_TEXT:
            raise Refused(f"The workbook holds more text than {MAX_ROWS:,} posts need. {COPY}")
        if sheet.rows:
            found.append(sheet)
    if not found:
        raise refusals[0] if refusals else Refused(f"The sheet “{names[0]}” is empty.")
    if len(names) > MAX_SHEETS:
        notes.append(f"Only the first {MAX_SHEETS} sheets were read; the workbook has {len(names)}.")
    return found, notes


def _read_sheet(book: CalamineWorkbook, parts: dict[str, bytes], name: str) -> Sheet:
    xml = parts[part_of(parts, name)]
    check_extent(xml)
    sheet = book.get_sheet_by_name(name)
    hidden = hidden_rows(xml)
    found = _rows(sheet, faults(xml), hidden)
    _fill_merged(found, sheet)
    found.rows = [(number, cells) for number, cells in found.rows if any(cells) or _is_faulty(found.faults, number)]
    if len(found.rows) > MAX_ROWS + PREAMBLE:
        raise too_many_rows()
    return found


def _rows(sheet: CalamineSheet, found: Faults, hidden: set[int]) -> Sheet:
    rows: list[tuple[int, list[str]]] = []
    hidden_with_text: list[int] = []
    for number, values in enumerate(sheet.to_python(skip_empty_area=False), 1):
        cells = [_text(value) if value != "" else "" for value in values]
        if number in hidden:
            hidden_with_text += [number] if any(cells) else []
            continue
        rows.append((number, cells))
        found.update({(number, place): fault for place, fault in _wrong_days(values)})
    # calamine ends the sheet above rows that hold nothing but faults.
    width = max((len(cells) for _, cells in rows), default=0)
    below = sorted({row for row, _ in found} - hidden - {number for number, _ in rows})
    rows += [(number, [""] * width) for number in below]
    return Sheet(sheet.name, rows, found, hidden_rows=hidden_with_text)


def _is_faulty(found: Faults, number: int) -> bool:
    return bool(found) and any(row == number for row, _ in found)


def _fill_merged(found: Sheet, sheet: CalamineSheet) -> None:
    """Give every cell of a merged range its text, as a person sees it, and remember which were filled."""
    rows = dict(found.rows)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        text = rows[top + 1][left] if top + 1 in rows and left < len(rows[top + 1]) else ""
        if not text:
            continue
        for number in range(top + 1, min(bottom + 1, top + MAX_ROWS) + 1):
            cells = rows.get(number, [])
            for place in range(left, min(right + 1, len(cells))):
                if (number, place) != (top + 1, left):
                    cells[place] = text
                    found.merged.add((number, place))


def _text(value: Any) -> str:
    """A cell as text: the number that a person sees, an ISO date, everything else as it is written."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        # Sheets keep 15 significant digits; the rest is noise of binary fractions.
        return format(Decimal(f"{value:.15g}"), "f")
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    return value.isoformat(" ") if isinstance(value, datetime) else str(value)


def _wrong_days(values: list[Any]) -> Iterator[tuple[int, tuple[str, str]]]:
    """Excel counts a 29 February 1900 that never was, so the days up to it are not what the cell shows."""
    for place, value in enumerate(values):
        if isinstance(value, date) and date(value.year, value.month, value.day) < _FIRST_RELIABLE_DAY:
            yield place, (str(value)[:10], "A date cell before 1 March 1900 cannot be read. Enter the date as text")
