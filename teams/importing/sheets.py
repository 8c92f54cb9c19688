"""What calamine does not tell of a sheet, from the sheet's own XML: which part it is, how far it goes, faulty cells."""

from __future__ import annotations

import re
from posixpath import normpath
from xml.parsers import expat  # allows a DTD; `archives` has refused every part with one

from teams.importing import MAX_COLUMNS, MAX_ROWS, Refused
from teams.importing.archives import COPY

LAST_ROW = 2 * MAX_ROWS

_VALUED_COLUMN = re.compile(rb' r="([A-Z]{1,4})[0-9]+"(?![^>]*/>)')
_ROW_NUMBER = re.compile(rb'<(?:\w+:)?row\b[^>]*? r="([0-9]{1,8})"')
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
_SUSPECT = re.compile(rb"""\bt=["']e["']|<(?:\w+:)?f[\s>/]""")


def part_of(parts: dict[str, bytes], sheet: str) -> str:
    """The name of the part that holds `sheet`. KeyError: the workbook does not say."""
    relation = next(
        value
        for attributes in _elements(parts["xl/workbook.xml"], "sheet")
        if attributes.get("name") == sheet
        for key, value in attributes.items()
        if key.endswith(" id")
    )
    target = next(
        attributes["Target"]
        for attributes in _elements(parts["xl/_rels/workbook.xml.rels"], "Relationship")
        if attributes.get("Id") == relation
    )
    return target[1:] if target.startswith("/") else normpath(f"xl/{target}")


def _elements(xml: bytes, name: str) -> list[dict[str, str]]:
    """The attributes of each element called `name`; a name in a namespace is "namespace name"."""
    found: list[dict[str, str]] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda tag, attributes: (
        found.append(attributes) if tag.rpartition(" ")[2] == name else None
    )
    parser.Parse(xml, True)
    return found


def check_extent(xml: bytes) -> None:
    """Refused: a cell so far off that the rectangle up to it would not fit into memory."""
    last_value = max(xml.rfind(b"<v"), xml.rfind(b":v"), xml.rfind(b"<is"), xml.rfind(b":is"))
    rows = list(_ROW_NUMBER.finditer(xml, max(xml.rfind(b"row ", 0, max(last_value, 0)) - 50, 0), max(last_value, 0)))
    if rows and int(rows[-1][1]) > LAST_ROW:
        raise Refused(
            f"Row {int(rows[-1][1]):,} of the sheet has something in it. Rows after {LAST_ROW:,} cannot be read. {COPY}"
        )
    for letters in set(_VALUED_COLUMN.findall(xml)):
        if _column_number(letters.decode()) > MAX_COLUMNS:
            raise Refused(
                f"Column {letters.decode()} has something in it. A file may have {MAX_COLUMNS} columns. {COPY}"
            )


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def hidden_rows(xml: bytes) -> set[int]:
    """The numbers of the rows that are hidden, by hand or by a filter."""
    if not _HIDDEN.search(xml):
        return set()
    hidden: set[int] = set()
    number = 0
    for row in _ROW.finditer(xml):
        given = re.search(rb"""\br=["']([0-9]{1,8})["']""", row[1])
        number = int(given[1]) if given else number + 1
        if _HIDDEN.search(row[1]):
            hidden.add(number)
    return hidden


def column_letters(number: int) -> str:
    """The name of a column, counted from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def faults(xml: bytes) -> dict[tuple[int, int], tuple[str, str]]:
    """The cells that hold an error, or a formula whose value was not stored, by row number and place from 0."""
    if not _SUSPECT.search(xml):
        return {}
    finder = _FaultFinder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = finder.start
    parser.EndElementHandler = finder.end
    parser.CharacterDataHandler = finder.text
    parser.Parse(xml, True)
    return finder.faults


class _FaultFinder:
    def __init__(self) -> None:
        self.faults: dict[tuple[int, int], tuple[str, str]] = {}
        self.row = self.column = 0
        self.kind = self.value = self.inside = ""
        self.formula = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif name == "c":
            letters = attributes.get("r", "").rstrip("0123456789")
            self.column = _column_number(letters) if letters else self.column + 1
            self.kind, self.value, self.formula = attributes.get("t", ""), "", False
        elif name == "f":
            self.formula = True
        self.inside = name

    def text(self, text: str) -> None:
        if self.inside == "v":
            self.value += text

    def end(self, tag: str) -> None:
        self.inside = ""
        if tag.rpartition(" ")[2] != "c":
            return
        if self.kind == "e":
            reason = "This cell holds an error. Put the value in its place"
        elif self.formula and not self.value and self.kind != "str":
            reason = "This cell holds a formula without a stored value. Put the value in its place"
        else:
            return
        self.faults[self.row, self.column - 1] = self.value, reason
