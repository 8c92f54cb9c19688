"""Takes out one permission check at a time and runs the tests of access: whether each check is missed when it is gone.

    python -m tests.mutate_access                 every check (some ten seconds each)
    python -m tests.mutate_access teams/views     those in the files whose path holds one of the words
    python -m tests.mutate_access --list          says what would be taken out

Not a part of the suite. The tree is copied to a temporary directory, and each check is taken out in a process of its
own as the file is read: nothing is changed. That process starts with the libraries loaded and finds a database; it runs
the walk of the nearest addresses first, then the tests that speak of the function, then those of access, then all
others, and ends at the first that fails. Prints the checks that no test missed (survivors) and exits with 1 where there
are any.
"""

from __future__ import annotations

import argparse
import ast
import multiprocessing
import os
import re
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType

import django
import numpy as np  # noqa: F401  # loaded once for all
import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent
APPS = ("accounts", "teams", "assessment", "reports", "config")
WALK = "tests/walks/test_urls.py"
EACH = f"{WALK}::test_each_member_of_the_cast_gets_the_answer_of_the_table"
ACCESS = (
    "tests/accounts/test_permissions.py",
    "tests/accounts/test_people_access.py",
    "tests/accounts/test_people_members.py",
    "tests/walks/test_form_ids.py",
)
SLOW = ("browser", "bench", "oidc_provider")
"""Folders of `tests` that are left out."""

MIDDLEWARE = ("django.contrib.auth.middleware.LoginRequiredMiddleware", "accounts.second_factor.Required")
OWNERS = ("organisation", "user", "role", "partner", "consents__to")
"""How the last part of a condition is named that says whose a row must be."""

NEAREST = 6
"""Addresses whose walk is asked first; the tests that follow are those that speak of the function."""

SETTINGS = """from tests.settings import *
DATABASES["default"]["TEST"] = {{"NAME": {path!r}}}
"""


@dataclass(frozen=True)
class Mutant:
    """A source file in which `text` stands from offset `start` to `end` instead of a check."""

    path: Path
    function: str
    line: int
    start: int
    end: int
    text: str
    was: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.function}: {self.was!r} -> {self.text!r}"


class _Checks(ast.NodeVisitor):
    """Collects the mutants of one module."""

    def __init__(self, path: Path, source: str) -> None:
        self.path, self.source, self.found = path, source, list[Mutant]()
        self.related = related_names()
        self._function = ""
        lengths = [len(line) for line in source.encode().splitlines(keepends=True)]
        self._starts = [sum(lengths[:number]) for number in range(len(lengths))]
        self.visit(ast.parse(source))

    def add(self, node: ast.AST, text: str) -> None:
        """A mutant with `text` for `node`."""
        start = self._starts[node.lineno - 1] + node.col_offset
        end = self._starts[node.end_lineno - 1] + node.end_col_offset
        was = self.source.encode()[start:end].decode()
        if was != text:
            self.found.append(Mutant(self.path, self._function, node.lineno, start, end, text, was))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        outer, self._function = self._function, node.name
        self.generic_visit(node)
        self._function = outer

    def visit_Expr(self, node: ast.Expr) -> None:
        """A statement that only refuses, such as `access.require_posts_of(team)`."""
        if isinstance(node.value, ast.Call) and _name(node.value.func).startswith("require_"):
            self.add(node, "pass")
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        """A condition whose only consequence is a refusal. (One that asks for None guards what follows it.)"""
        [first, *rest] = node.body
        refuses = isinstance(first, ast.Raise) and first.exc and _name(first.exc) in {"Http404", "PermissionDenied"}
        if refuses and not rest and not _asks_for_none(node.test):
            self.add(node.test, "False")
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = _name(node.func)
        if name == "organisation_for":
            self.add(node.args[2], "Action.SEE_ORGANISATION")
        elif name == "may" or (name.startswith("may_") and name != "may_be_clinical"):
            self.add(node, "True")
        elif name.startswith("_waits_for_"):
            self.add(node, "False")
        elif name in {"filter", "exclude", "Q"}:
            for keyword in node.keywords:
                if keyword.arg and keyword.arg.endswith(OWNERS) and not _is_of_a_post(keyword):
                    self.add(keyword, "**{}")
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """What a property of `Access` says, and the rows of the organisation, which become those of all of them."""
        if node.attr.startswith("may_") and _name(node.value) == "access" and not self._is_called(node):
            self.add(node, "True")
        if node.attr in self.related and _name(node.value) == "organisation" and isinstance(node.ctx, ast.Load):
            owner = ast.get_source_segment(self.source, node.value)
            self.add(node, f"{owner}._meta.get_field({node.attr!r}).related_model._default_manager")
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        """The conditions of `LIMITS`."""
        if _name(node.targets[0]).startswith("waits_for_"):
            self.add(node.value, "False")
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """The lines of `ALLOWED`."""
        if _name(node.target) == "ALLOWED" and isinstance(node.value, ast.Dict):
            for roles in node.value.values:
                self.add(roles, "_EVERYBODY")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if self.path == Path("config/settings.py") and node.value in MIDDLEWARE:
            self.add(node, '"django.middleware.common.CommonMiddleware"')

    def _is_called(self, node: ast.Attribute) -> bool:
        return self.source.encode()[self._starts[node.end_lineno - 1] + node.end_col_offset :][:1] == b"("


def _name(node: ast.AST) -> str:
    """The last name of `a.b.c` or of a call of it."""
    if isinstance(node, ast.Call):
        return _name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _is_of_a_post(keyword: ast.keyword) -> bool:
    """Whether `role=...` is that of a post, and not `Role.LEAD` of a person."""
    names = {_name(node) for node in ast.walk(keyword.value)}
    return keyword.arg == "role" and "Role" not in names


def _asks_for_none(test: ast.expr) -> bool:
    return any(isinstance(node, ast.Constant) and node.value is None for node in ast.walk(test))


def mutants(words: list[str]) -> list[Mutant]:
    """The mutants of the files whose path holds one of `words`; of every file for no words."""
    files = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]
    paths = [path.relative_to(ROOT) for path in files]
    chosen = [path for path in paths if not words or any(word in str(path) for word in words)]
    return [mutant for path in chosen for mutant in _Checks(path, (ROOT / path).read_text()).found]


def routes_by_view() -> dict[tuple[str, str], list[str]]:
    """The routes of each view, by its file and its name."""
    routes: dict[tuple[str, str], list[str]] = {}
    for route, view in _views(get_resolver(), ""):
        key = (getattr(view, "__module__", "").replace(".", "/") + ".py", getattr(view, "__name__", ""))
        routes.setdefault(key, []).append(route)
    return routes


def _views(resolver: URLResolver, start: str) -> Iterator[tuple[str, object]]:
    for entry in resolver.url_patterns:
        route = start + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route, entry.callback
        else:
            yield from _views(entry, route)


def related_names() -> set[str]:
    """The names under which an organisation gives its own rows of each kind: `posts`, `teams` and so on."""
    related = apps.get_model("accounts.Organisation")._meta.related_objects
    return {str(relation.get_accessor_name()) for relation in related if relation.one_to_many}


class Callers:
    """Which views lead to a function, by the names that each function speaks of."""

    def __init__(self, tree: Path, routes: dict[tuple[str, str], list[str]]) -> None:
        self.routes = routes
        self.speakers: dict[str, set[tuple[str, str]]] = {}
        for app in APPS:
            for path in (tree / app).rglob("*.py"):
                self._read(str(path.relative_to(tree)), ast.parse(path.read_text()))

    def _read(self, path: str, module: ast.Module) -> None:
        for function in ast.walk(module):
            if isinstance(function, ast.FunctionDef):
                for name in {_name(node) for node in ast.walk(function)} - {""}:
                    self.speakers.setdefault(name, set()).add((path, function.name))

    def nearest_routes(self, mutant: Mutant) -> list[str]:
        """The routes of the view, or of the nearest views that lead to the function, the nearest first."""
        found, asked, turn = [], set(), [(str(mutant.path), mutant.function)]
        while turn and len(found) < NEAREST:
            found += [route for function in turn for route in self.routes.get(function, ())]
            asked.update(turn)
            turn = sorted({caller for _, name in turn for caller in self.speakers.get(name, ())} - asked)
        return list(dict.fromkeys(found))[:NEAREST]


def stages(mutant: Mutant, tree: Path, callers: Callers) -> Iterator[list[str]]:
    """The tests to run, in turn: the nearest addresses, files that speak of the function, those of access, all."""
    yield [f"{EACH}[{route}]" for route in callers.nearest_routes(mutant)]
    files = [path for path in sorted((tree / "tests").rglob("test_*.py")) if not {*path.parts} & {*SLOW}]
    word = re.compile(rf"\b{re.escape(mutant.function or mutant.path.stem)}\b")
    speaking = [str(path.relative_to(tree)) for path in files if word.search(path.read_text())]
    near = [name for name in speaking if name != WALK and name not in ACCESS]
    yield near
    yield [name for name in ACCESS if (tree / name).exists()]
    yield [name for path in files if (name := str(path.relative_to(tree))) not in (*near, *ACCESS)]


def survives(mutant: Mutant, tree: Path, callers: Callers) -> bool:
    """Whether every test passes without the check."""
    return all(passes(tree, tests, mutant) for tests in stages(mutant, tree, callers) if tests)


def passes(tree: Path, tests: list[str], mutant: Mutant | None = None) -> bool:
    """Whether the tests pass, in a process of their own which reads the file of the mutant without its check."""
    child = os.fork()
    if child == 0:
        os._exit(_run_tests(tree, tests, mutant))
    _, status = os.waitpid(child, 0)
    return status == 0


def _run_tests(tree: Path, tests: list[str], mutant: Mutant | None) -> int:
    """1 where a test fails. Never returns to the caller's process: see `passes`."""
    silent = os.open(tree.parent / "output.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    os.chdir(tree)
    sys.modules.pop("tests", None)  # this file's folder, not the tree's
    sys.path[:] = [str(tree), *(place for place in sys.path if Path(place or ".").resolve() != ROOT)]
    if mutant:
        read_without_check(tree / mutant.path, mutant)
    os.environ["DJANGO_SETTINGS_MODULE"] = "mutant_settings"
    try:
        return int(pytest.main(["-x", "-q", "--reuse-db", "--ds=mutant_settings", *tests]) not in (0, 5))
    except BaseException:  # noqa: BLE001  # whatever a mutant breaks is noticed
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def read_without_check(path: Path, mutant: Mutant) -> None:
    """From now on, in this process, the module at `path` is read as the mutant."""
    original = SourceFileLoader.get_code

    def get_code(loader: SourceFileLoader, name: str) -> CodeType | None:
        if Path(loader.path) != path:
            return original(loader, name)
        source = path.read_bytes()
        changed = source[: mutant.start] + mutant.text.encode() + source[mutant.end :]
        return compile(changed, path, "exec", dont_inherit=True)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign]  # in a process that ends with the test


def prepared(words: list[str]) -> tuple[list[Mutant], dict[tuple[str, str], list[str]]]:
    """The mutants, and the routes by view. Django is set up in a process of its own: here it must stay as it is."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as other:
        return other.submit(_prepare, words).result()


def _prepare(words: list[str]) -> tuple[list[Mutant], dict[tuple[str, str], list[str]]]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    return mutants(words), routes_by_view()


def run(found: list[Mutant], routes: dict[tuple[str, str], list[str]]) -> list[Mutant]:
    """Try each mutant in a copy of the tree and say what came of it; the survivors come back."""
    survivors = []
    with tempfile.TemporaryDirectory() as place:
        tree = Path(place) / "tree"
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".git", ".venv", "var", "__pycache__"))
        (tree / "mutant_settings.py").write_text(SETTINGS.format(path=str(Path(place) / "db.sqlite3")))
        if not passes(tree, [ACCESS[0]]):
            sys.exit((Path(place) / "output.txt").read_text())
        callers = Callers(tree, routes)
        for number, mutant in enumerate(found, 1):
            survived = survives(mutant, tree, callers)
            survivors += [mutant] * survived
            print(f"{number}/{len(found)} {'SURVIVED' if survived else 'missed'}: {mutant}", flush=True)
    return survivors


def main() -> int:
    parser = argparse.ArgumentParser(description="Take out one permission check at a time and list those not missed.")
    parser.add_argument("words", nargs="*", help="only files whose path holds one of these")
    parser.add_argument("--list", action="store_true", help="only say what would be taken out")
    options = parser.parse_args()
    found, routes = prepared(options.words)
    if options.list:
        print(*found, sep="\n")
        return 0
    survivors = run(found, routes)
    print(f"{len(found)} checks taken out, {len(survivors)} not missed")
    print(*survivors, sep="\n")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
