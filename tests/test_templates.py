"""Templates fill only blocks that the page they extend has: any other would never be shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
TEXTS = {str(path.relative_to(TEMPLATES)): path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")}
PARENTS = {name: re.findall(r'{% extends "([^"]+)"', text) for name, text in TEXTS.items()}
EXTENDED = {parent for parents in PARENTS.values() for parent in parents}


def blocks(name: str) -> set[str]:
    """The blocks of a template and of those that it extends."""
    return set(re.findall(r"{% block (\w+)", TEXTS[name])).union(*(blocks(parent) for parent in PARENTS[name]))


@pytest.mark.parametrize("name", sorted(name for name, parents in PARENTS.items() if parents and name not in EXTENDED))
def test_every_block_has_its_place(name: str) -> None:
    (parent,) = PARENTS[name]
    assert blocks(name) == blocks(parent)
