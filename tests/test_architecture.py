"""The rules of the house beside the arrows and the pure modules, which are contracts of import-linter."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("accounts", "teams", "assessment", "reports", "config")
LONGEST_MODULE = 350
LONGEST_FUNCTION = 45
VAGUE_NAMES = {"core", "common", "utils", "util", "helpers", "helper", "misc"}

SLOW_LIBRARIES = {"numpy", "pandas", "plotly", "typst", "xlsxwriter", "python_calamine"}
"""They cost up to a quarter of a second to import. A module that uses one may be imported inside a function."""


def modules() -> list[Path]:
    return [path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def dotted(path: Path) -> str:
    """The name by which a file is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(node: ast.AST) -> Iterator[str]:
    """Every name that the import statements in `node` may load: `from a import b` gives `a` and `a.b`."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Import):
            yield from (alias.name for alias in inner.names)
        elif isinstance(inner, ast.ImportFrom):
            assert inner.level == 0, "imports are absolute"
            yield from (inner.module or "", *(f"{inner.module}.{alias.name}" for alias in inner.names))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@cache
def loads_slowly(name: str) -> bool:
    """Whether importing the module `name` of ours imports a slow library, itself or by another module of ours."""
    files = {dotted(path): path for path in modules()}
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current.split(".")[0] in SLOW_LIBRARIES:
            return True
        if current in files and current not in seen:
            seen.add(current)
            waiting += [found for top in tree(files[current]).body for found in at_import(top)]
    return False


def at_import(node: ast.stmt) -> Iterator[str]:
    """What a statement of a module imports as the module is loaded, not later inside a function."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield from imported(node)


def test_an_import_inside_a_function_is_of_something_slow() -> None:
    dodges = [
        f"{dotted(path)}.{function.name} imports {names}"
        for path in modules()
        for function in functions(path)
        if (names := sorted(imported(function))) and not any(map(loads_slowly, names))
    ]
    assert dodges == [], "imports at the top, or the circle is dodged and not undone"


@pytest.mark.parametrize("slow", ["config.urls", "config.wsgi", "accounts.models", "teams.models", "assessment.models"])
def test_the_site_starts_without_slow_libraries(slow: str) -> None:
    assert not loads_slowly(slow)


def test_only_the_charts_import_plotly() -> None:
    users = {dotted(path) for path in modules() if any(name.split(".")[0] == "plotly" for name in imported(tree(path)))}
    assert users <= {"reports.figures"}


def screens() -> list[Path]:
    """The modules of ours that an urls.py imports, and everything in a package named views."""
    named = {name for path in modules() if path.name == "urls.py" for name in imported(tree(path))}
    return [path for path in modules() if dotted(path) in named or "views" in dotted(path).split(".")]


def test_screens_leave_queries_to_querysets_and_services() -> None:
    managers = {"objects", "_default_manager", "_base_manager"}
    found = {
        f"{dotted(path)}, line {node.lineno}"
        for path in screens()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in managers
    }
    assert found == set()


def test_nothing_happens_by_signal() -> None:
    users = {
        f"{dotted(path)} imports {name}"
        for path in modules()
        for name in imported(tree(path))
        if "signals" in name.split(".") or name.startswith("django.dispatch")
    }
    assert users == set()


def test_every_module_is_named_for_what_is_in_it() -> None:
    assert [dotted(path) for path in modules() if VAGUE_NAMES & set(dotted(path).split("."))] == []


def test_no_module_is_too_long() -> None:
    lines = {dotted(path): path.read_text(encoding="utf-8").count("\n") for path in modules()}
    assert {name: count for name, count in lines.items() if count > LONGEST_MODULE} == {}


def test_no_function_is_too_long() -> None:
    lines = {
        f"{dotted(path)}.{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path in modules()
        for function in functions(path)
    }
    assert {name: count for name, count in lines.items() if count > LONGEST_FUNCTION} == {}
