"""Roster files for tests, made by hand where a library would not make them so."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import xlsxwriter

from teams.roster import COLUMNS

FULL = {
    "post_ref": "D1",
    "title": "Software developer",
    "team": "Integration",
    "role": "software_developer",
    "employment": "permanent",
    "status": "filled",
    "wte": "1",
    "funded_wte": "0.8",
    "grade": "7",
    "employer": "ZZA",
    "clinical_profession": "",
    "senior_leader": "no",
    "control_role": "",
    "started_on": "2024-04-01",
    "ends_on": "",
    "supplier": "",
    "skills": "user_research:2",
}

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
WORKBOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Roster" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
PACKAGE = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="xl/workbook.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="worksheets/sheet1.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>'
)


def row(**cells: str) -> dict[str, str]:
    """A whole row, in order unless `cells` say otherwise."""
    return {**FULL, **cells}


def csv_file(*rows: Mapping[str, str], columns: Sequence[str] = COLUMNS, encoding: str = "utf-8") -> bytes:
    """A CSV file as it is, nothing shielded."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx_file(fill: Callable[[Any, Any], None], **options: Any) -> bytes:
    """A workbook whose first sheet has our headings and whatever `fill(book, sheet)` writes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet("Roster")
        sheet.write_row(0, 0, COLUMNS)
        fill(book, sheet)
    return out.getvalue()


def xlsx_of(*rows: Mapping[str, Any]) -> bytes:
    """A workbook of rows, text as text."""

    def fill(book: Any, sheet: Any) -> None:
        for number, cells in enumerate(rows, 1):
            for place, column in enumerate(COLUMNS):
                sheet.write(number, place, cells[column])

    return xlsx_file(fill, strings_to_formulas=False)


def raw_xlsx(sheet_xml: str, **more: bytes) -> bytes:
    """The smallest workbook around the XML of one sheet, with `more` parts by name."""
    out = io.BytesIO()
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": PACKAGE,
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS,
        "xl/worksheets/sheet1.xml": sheet_xml,
        **more,
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def sheet_xml(*rows: str, head: str = '<?xml version="1.0"?>') -> str:
    """A sheet from its rows' XML."""
    return (
        f'{head}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{''.join(rows)}</sheetData></worksheet>"
    )


def text_row(number: int, cells: Sequence[str]) -> str:
    """The XML of a row of text cells."""
    inner = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f'<row r="{number}">{inner}</row>'
