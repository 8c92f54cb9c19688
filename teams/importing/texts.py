"""CSV files: UTF-8 and commas, strictly, with the line on which each record starts."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from accounts.csv_text import ESCAPED
from teams.importing import MAX_ROWS, SAVE_AS, Refused, Table, too_many_rows

_WIDE = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16 (which Excel calls “Unicode Text”)"),
    (codecs.BOM_UTF16_BE, "UTF-16 (which Excel calls “Unicode Text”)"),
)


def read_text_file(data: bytes) -> Table:
    """The table in a CSV file. Refused: other encodings, other separators, quotation marks that do not match."""
    return _read_csv(_decoded(data))


def _decoded(data: bytes) -> str:
    for mark, name in _WIDE:
        if data.startswith(mark):
            raise Refused(f"The file is in {name} from line 1 on. It must be in UTF-8. {SAVE_AS}")
    nul = data.find(b"\0")
    if nul >= 0:
        hint = " It looks like UTF-16." if data[:1000].count(b"\0") > len(data[:1000]) // 3 else ""
        raise Refused(f"Line {_line(data, nul)} holds a NUL byte, which is not text.{hint} {SAVE_AS}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(
            f"Line {_line(data, error.start)} is not in UTF-8. The file looks like {_guess(data)}. {SAVE_AS}"
        ) from None


def _line(data: bytes, position: int) -> int:
    """The number of the line that holds `position`; lines end as the CSV reader ends them."""
    before = data[:position]
    return before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1


def _guess(data: bytes) -> str:
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return "an encoding that we do not know"
    return "Windows-1252 (what Excel writes as plain “CSV”)"


def _read_csv(text: str) -> Table:
    header: tuple[int, list[str]] | None = None
    rows: list[tuple[int, list[str]]] = []
    for number, cells in _records(text):
        if not any(cells):
            continue
        if header is None:
            header = number, cells
            _check_delimiter(cells)
        elif len(rows) == MAX_ROWS:
            raise too_many_rows()
        else:
            rows.append((number, cells))
    if header is None:
        raise Refused("The file is empty.")
    return Table(*header, rows)


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """The records of a CSV, each with the line on which it starts, trimmed and with one apostrophe taken off."""
    # Without newline="" a line break inside a cell would be changed.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    try:
        for cells in reader:
            if cells:
                yield start, [_bare(cell.strip()) for cell in cells]
            start = reader.line_num + 1
    except csv.Error as error:
        raise Refused(_says(str(error), start)) from None


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell.startswith(ESCAPED, 1) else cell


def _says(error: str, line: int) -> str:
    if "end of data" in error:
        return f"A quotation mark opens in line {line} and never closes. The file may be cut short."
    if "field larger" in error:
        return f"A cell in line {line} holds over {csv.field_size_limit():,} characters. Is a quotation mark missing?"
    return f"The quotation marks in line {line} do not match: text follows a closing one."


def _check_delimiter(header: list[str]) -> None:
    if len(header) == 1:
        for mark, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
            if header[0].count(mark) > 1:
                raise Refused(f"The columns are separated by {name}. They must be separated by commas. {SAVE_AS}")
