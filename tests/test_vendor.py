"""The files from elsewhere are those that VENDOR.md lists, and they call on nothing outside."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("static/vendor", "tests/browser/vendor")
LISTED = dict(
    re.findall(r"^\| `([^`]+)` \| `([0-9a-f]{64})` \|$", (ROOT / "static/vendor/VENDOR.md").read_text(), re.M)
)
CODE = sorted(path for path in LISTED if path.endswith((".css", ".js", ".mjs")))


def test_every_file_is_listed() -> None:
    there = {
        path.relative_to(ROOT).as_posix() for name in FOLDERS for path in (ROOT / name).rglob("*") if path.is_file()
    }
    assert there - {"static/vendor/VENDOR.md"} == set(LISTED)


@pytest.mark.parametrize("path", sorted(LISTED))
def test_file_is_the_one_listed(path: str) -> None:
    assert hashlib.sha256((ROOT / path).read_bytes()).hexdigest() == LISTED[path]


@pytest.mark.parametrize("path", CODE)
def test_file_calls_on_nothing_outside(path: str) -> None:
    text = (ROOT / path).read_text()
    assert not re.search(r"url\(\s*[\"']?(https?:)?//", text)
    assert not re.search(r"@import", text) or not path.endswith(".css")
    assert "sourceMappingURL" not in text


@pytest.mark.parametrize("path", [path for path in CODE if path.endswith(".css")])
def test_images_of_a_style_sheet_exist(path: str) -> None:
    named = re.findall(r"url\(\s*[\"']?([^)\"']+)", (ROOT / path).read_text())
    for name in named:
        assert name.startswith("data:") or ((ROOT / path).parent / name).is_file(), name


def test_no_nhs_font_or_logo() -> None:
    css = (ROOT / "static/vendor/nhsuk-frontend/nhsuk-frontend.min.css").read_text()
    assert "Frutiger" not in css
    assert "@font-face" not in css
    assert not list((ROOT / "static/vendor").rglob("favicon*"))
