"""The bytes of a file to a table of text. What a file is, its content says and never its name."""

from __future__ import annotations

import codecs

from teams.importing import MAX_ROWS, SAVE_AS, Book, Refused, Sheet, Table, too_many_rows
from teams.importing.sheets import column_letters
from teams.importing.texts import read_text_file
from teams.importing.workbooks import read_workbook

_SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"BM", "a picture (BMP)"),
    (b"RIFF", "a picture or a sound file"),
    (b"{\\rtf", "a rich text document"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf", "a compressed file (7-Zip)"),
    (b"Rar!", "a compressed file (RAR)"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_sheets(data: bytes) -> Book:
    """The text of a CSV file or a workbook. Refused: it is neither, or it cannot be read whole."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return read_workbook(data)
    _refuse_other_kinds(data)
    return read_text_file(data)


def read_table(data: bytes) -> Table:
    """The first sheet, as it must be in our own format: headings in its first row and no merged cells.

    Refused: as for `read_sheets`, and too many rows.
    """
    book = read_sheets(data)
    sheet = book.sheets[0]
    _refuse_merged(sheet)
    if not sheet.rows:
        raise Refused("The file is empty.")
    (header_row, header), *rows = sheet.rows
    if len(rows) > MAX_ROWS:
        raise too_many_rows()
    notes = list(book.notes)
    if len(book.sheets) > 1:
        notes.append(f"Only the sheet “{sheet.name}” was read; the workbook has {len(book.sheets) - 1} more.")
    return Table(header_row, header, rows, sheet.faults, notes)


def _refuse_merged(sheet: Sheet) -> None:
    if sheet.merged:
        cells = [f"{column_letters(place + 1)}{number}" for number, place in sorted(sheet.merged)]
        raise Refused(f"Cells are merged with others: {', '.join(cells[:3])}. Unmerge them and fill in each cell.")


def _refuse_other_kinds(data: bytes) -> None:
    if not data.strip():
        raise Refused("The file is empty.")
    if data.startswith(_OLE):
        # The name of the stream in which Office keeps an encrypted workbook
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused("The workbook has a password. Remove the password and choose the file again.")
        raise Refused("This is an older Excel file (.xls) or another Office document. " + SAVE_AS)
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise Refused(f"This is {kind}, not a roster. Choose a CSV file or an Excel workbook (.xlsx).")
    if data.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
        raise Refused("This is a web page or an XML file, not a CSV file. " + SAVE_AS)
