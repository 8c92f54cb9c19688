"""Reading a workbook back: its cells, and a small reckoner that works its formulas out anew from its values."""

from __future__ import annotations

import ast
import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

NAMES = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
Found = dict[str, tuple[str, Any]]
"""The cells of a sheet by their names: the formula ("" for none) and the value."""


def read(content: bytes) -> dict[str, Found]:
    """The sheets of a workbook by their names."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        strings = [_text(item) for item in _parsed(archive, "xl/sharedStrings.xml").findall("m:si", NAMES)]
        names = [sheet.get("name", "") for sheet in _parsed(archive, "xl/workbook.xml").iter(f"{{{NAMES['m']}}}sheet")]
        return {
            name: {
                cell.get("r", ""): _cell(cell, strings)
                for cell in _parsed(archive, f"xl/worksheets/sheet{number}.xml").iter(f"{{{NAMES['m']}}}c")
            }
            for number, name in enumerate(names, 1)
        }


def texts(sheets: dict[str, Found]) -> str:
    """Everything that is written in the cells, numbers as they are shown."""
    return " ".join(
        value if isinstance(value, str) else f"{value:g}" for found in sheets.values() for _, value in found.values()
    )


def _parsed(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(archive.read(name))


def _text(element: ElementTree.Element) -> str:
    return "".join(part.text or "" for part in element.iter(f"{{{NAMES['m']}}}t"))


def _cell(cell: ElementTree.Element, strings: list[str]) -> tuple[str, Any]:
    formula, value = cell.findtext("m:f", "", NAMES), cell.findtext("m:v", "", NAMES)
    if cell.get("t") == "s":
        return formula, strings[int(value)]
    return formula, value if cell.get("t") == "str" or value == "" else float(value)


class Reckoner:
    """Works formulas out from the values they rest on, never from the results that are stored beside them.

    It knows IF, SUM, MIN and ROUND, which are all that our formulas use. KeyError or SyntaxError: anything else.
    """

    def __init__(self, sheets: dict[str, Found]) -> None:
        self.sheets = sheets

    def value(self, sheet: str, cell: str) -> Any:
        """The number or text of a cell, "" for a blank one."""
        formula, value = self.sheets[sheet].get(cell, ("", ""))
        return self._worked_out(sheet, formula) if formula else value

    def _worked_out(self, sheet: str, formula: str) -> Any:
        tree = _Lazy().visit(ast.parse(_python(formula, sheet), mode="eval"))
        known = {
            "V": self.value,
            "R": self._range,
            "SUM": sum,
            "MIN": lambda *numbers: min(numbers),
            "ROUND": round,
            "__builtins__": {},
        }
        return eval(compile(ast.fix_missing_locations(tree), formula, "eval"), known)  # our own formulas alone

    def _range(self, sheet: str, first: str, last: str) -> list[Any]:
        column = first.rstrip("0123456789")
        start, end = (int(cell.removeprefix(column)) for cell in (first, last))
        return [self.value(sheet, f"{column}{row}") for row in range(start, end + 1)]


def _least(*numbers: float) -> float:
    return min(numbers)


def _python(formula: str, sheet: str) -> str:
    """A formula as a Python expression."""
    cells = re.compile(r'"[^"]*"|(?:(\w+)!)?\b([A-Z]{1,2}\d+)(?::([A-Z]{1,2}\d+))?\b')

    def named(found: re.Match[str]) -> str:
        if found[2] is None:
            return found[0]
        where = found[1] or sheet
        return f"R({where!r},{found[2]!r},{found[3]!r})" if found[3] else f"V({where!r},{found[2]!r})"

    return re.sub(r"(?<![<>=])=(?!=)", "==", cells.sub(named, formula.removeprefix("=")))


class _Lazy(ast.NodeTransformer):
    """IF works out only the branch that it takes."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "IF":
            return ast.IfExp(*node.args)
        return node
