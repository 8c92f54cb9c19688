"""Takes out one permission check at a time and runs the tests of access: whether each check is missed when it is gone.

    python -m tests.mutate_access                 every check (an hour or two)
    python -m tests.mutate_access teams/views     those in the files whose path holds one of the words
    python -m tests.mutate_access --list          says what would be taken out

Not a part of the suite. The tree is copied to a temporary directory; nothing in it is changed. Prints the checks that
no test missed (survivors) and exits with 1 where there are any.
"""

from __future__ import annotations

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent
APPS = ("accounts", "teams", "assessment", "reports", "config")
WALK = "tests/test_urls.py"
EACH = f"{WALK}::test_each_member_of_the_cast_gets_the_answer_of_the_table"
ACCESS = ("tests/accounts/test_permissions.py", "tests/accounts/test_people_access.py", "tests/test_form_ids.py")
PAGES = {
    "accounts": ("tests/accounts",),
    "teams": (
        "tests/teams/test_team_pages.py",
        "tests/teams/test_post_pages.py",
        "tests/teams/test_post_list.py",
        "tests/teams/test_facts_pages.py",
        "tests/teams/test_import_pages.py",
    ),
    "assessment": ("tests/assessment/test_answer_pages.py",),
    "reports": ("tests/reports/test_pages.py", "tests/reports/test_answers.py"),
    "config": ("tests/accounts/test_second_factor.py",),
}
MIDDLEWARE = ("django.contrib.auth.middleware.LoginRequiredMiddleware", "accounts.second_factor.Required")
RELATED = frozenset(
    {"consents", "invitations", "memberships", "posts", "representation", "staged_imports", "teams", "assessments"}
)
LONGEST = 900
"""Seconds for the tests of one mutant."""


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
        elif name.startswith("may_"):
            self.add(node, "True")
        elif name == "_consents":
            self.add(node, "models.Exists(self.model.objects.filter(pk=models.OuterRef('pk')))")
        elif name in {"filter", "find"}:
            for keyword in node.keywords:
                if keyword.arg in {"organisation", "user", "role"} and name == "filter":
                    self.add(keyword, "**{}")
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """What a property of `Access` says, and the rows of the organisation, which become those of all of them."""
        if node.attr.startswith("may_") and _name(node.value) == "access" and not self._is_called(node):
            self.add(node, "True")
        if node.attr in RELATED and _name(node.value) == "organisation" and isinstance(node.ctx, ast.Load):
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


def survives(mutant: Mutant, tree: Path, routes: list[str]) -> bool:
    """Whether every test passes without the check: first the nearest ones, then the rest of the walk."""
    file = tree / mutant.path
    original = file.read_bytes()
    changed = original[: mutant.start] + mutant.text.encode() + original[mutant.end :]
    compile(changed, mutant.path, "exec")
    file.write_bytes(changed)
    try:
        near = [f"{EACH}[{route}]" for route in routes]
        stages = [near, [*ACCESS, *PAGES[mutant.path.parts[0]]], [EACH]]
        return all(_passes(tree, tests) for tests in stages if tests)
    finally:
        file.write_bytes(original)


def _passes(tree: Path, tests: list[str]) -> bool:
    command = [
        sys.executable,
        "-B",
        "-m",
        "pytest",
        "-x",
        "-q",
        *(t for t in tests if (tree / t.split("::")[0]).exists()),
    ]
    try:
        return subprocess.run(command, cwd=tree, capture_output=True, timeout=LONGEST, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def run(found: list[Mutant]) -> list[Mutant]:
    """Try each mutant in a copy of the tree and say what came of it; the survivors come back."""
    routes, survivors = routes_by_view(), []
    with tempfile.TemporaryDirectory() as place:
        tree = Path(place) / "tree"
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".git", ".venv", "var", "__pycache__"))
        for number, mutant in enumerate(found, 1):
            survived = survives(mutant, tree, routes.get((str(mutant.path), mutant.function), []))
            survivors += [mutant] * survived
            print(f"{number}/{len(found)} {'SURVIVED' if survived else 'missed'}: {mutant}", flush=True)
    return survivors


def main() -> int:
    parser = argparse.ArgumentParser(description="Take out one permission check at a time and list those not missed.")
    parser.add_argument("words", nargs="*", help="only files whose path holds one of these")
    parser.add_argument("--list", action="store_true", help="only say what would be taken out")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    found = mutants(options.words)
    if options.list:
        print(*found, sep="\n")
        return 0
    survivors = run(found)
    print(f"{len(found)} checks taken out, {len(survivors)} not missed")
    print(*survivors, sep="\n")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
