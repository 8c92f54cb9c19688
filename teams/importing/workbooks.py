"""Excel workbooks: calamine reads the cells of the first sheet that is not hidden.

calamine and not pandas: pandas would read by the same library, adds a quarter of a second and 60 MB to every child
process, and loses the types of cells. calamine shows an error and a formula without a value as blank cells, so these
are looked for in the sheet's XML.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from teams.importing import MAX_ROWS, Refused, Table, too_many_rows
from teams.importing.archives import damage_refused, unpacked_parts
from teams.importing.sheets import check_extent, column_letters, faults, part_of

_FIRST_RELIABLE_DAY = date(1900, 3, 1)


def read_workbook(data: bytes) -> Table:
    """The first sheet that is not hidden, as text. Refused: no workbook, too big unpacked, or damaged."""
    parts = unpacked_parts(data)
    with damage_refused():
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        shown = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
        if not shown:
            raise Refused("The workbook has no sheet that can be seen.")
        xml = parts[part_of(parts, shown[0])]
        check_extent(xml)
        sheet = book.get_sheet_by_name(shown[0])
        _check_merged(sheet)
        table = _table(sheet, faults(xml))
    if len(sheets) > 1:
        table.notes.append(f"Only the sheet “{shown[0]}” was read; the workbook has {len(sheets) - 1} more.")
    return table


def _check_merged(sheet: CalamineSheet) -> None:
    merged = [f"{_cell(first)} to {_cell(last)}" for first, last in sheet.merged_cell_ranges or ()]
    if merged:
        more = f" and {len(merged) - 3} more" if len(merged) > 3 else ""
        raise Refused(f"Cells are merged: {', '.join(merged[:3])}{more}. Unmerge them and fill in each cell.")


def _cell(place: tuple[int, int]) -> str:
    return f"{column_letters(place[1] + 1)}{place[0] + 1}"


def _table(sheet: CalamineSheet, found: dict[tuple[int, int], tuple[str, str]]) -> Table:
    header: tuple[int, list[str]] | None = None
    rows: list[tuple[int, list[str]]] = []
    faulty = {number for number, _ in found}
    for number, values in enumerate(sheet.to_python(skip_empty_area=False), 1):
        cells = [_text(value) if value != "" else "" for value in values]
        if not any(cells) and number not in faulty:
            continue
        if header is None:
            header = number, cells
        elif len(rows) == MAX_ROWS:
            raise too_many_rows()
        else:
            rows.append((number, cells))
            found.update({(number, place): fault for place, fault in _wrong_days(values)})
    if header is None:
        raise Refused(f"The sheet “{sheet.name}” is empty.")
    return Table(*header, rows, found)


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
