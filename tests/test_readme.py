"""The README and the documents beside it tell the truth: commands run, links lead somewhere, lists are complete."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands, load_command_class

from accounts.access_words import markdown

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = {path: path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))}
HOSTING = (ROOT / "docs" / "running-it.md").read_text(encoding="utf-8")
LONGEST = 150
"""Lines. It fits on two screens."""


def in_first_column(heading: str) -> set[str]:
    """The words of the first column of the table under a heading."""
    section = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    cells = re.findall(r"^\| *([^|]+?) *\|", section, flags=re.MULTILINE)[2:]
    return {word.strip("` ") for cell in cells for word in cell.split(",")}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_to_files(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", DOCUMENTS[document])
    assert [link for link in links if not (document.parent / link).is_file()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_are_there(document: Path) -> None:
    assert set(re.findall(r"manage\.py ([a-z_]+)", DOCUMENTS[document])) <= get_commands().keys()


@pytest.mark.parametrize("line", sorted(set(re.findall(r"manage\.py ([a-z_]+ [^`\n]+)", HOSTING))))
def test_commands_of_a_site_take_what_is_written(line: str) -> None:
    name, *arguments = shlex.split(line)
    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
    assert parser.parse_args(arguments)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make ([a-z]+)`", README))))
def test_make_has_the_commands(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE)


@pytest.mark.parametrize("command", re.findall(r"^\.venv/bin/python manage\.py (.+)$", README, flags=re.MULTILINE))
def test_the_example_runs(command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    call_command(*command.split())
    assert capsys.readouterr().out.strip()


def test_every_setting_has_a_line() -> None:
    read = {"DATABASE_URL"} | set(
        re.findall(
            r'os\.environ(?:\.get\(|\[)"([A-Z_]+)"', (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
        )
    )
    assert in_first_column("Settings") == read | {"PORT"}


def test_every_dependency_has_a_line() -> None:
    required = (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines()
    names = {re.split(r"[~=<>\[]", line)[0].strip().lower() for line in required if line and not line.startswith("#")}
    assert {name.lower() for name in in_first_column("Why each dependency")} == names


def test_it_fits_on_two_screens() -> None:
    assert README.count("\n") <= LONGEST


def test_who_may_do_what_is_as_in_the_table() -> None:
    assert markdown() in README, "accounts/permissions.py has changed: paste what `manage.py access_table` prints"
