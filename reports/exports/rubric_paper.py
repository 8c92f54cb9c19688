"""A rubric in plain English as a PDF that conforms to PDF/UA-1. The words go to typst as data, never as markup."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from assessment.rubric import Rubric
from assessment.rubric.telling import tell
from reports.exports.paper import compiled

TEMPLATE = Path(__file__).with_name("rubric_paper.typ")


def rubric_paper(rubric: Rubric, name: str) -> bytes:
    """The rubric as a PDF; `name` stands on its first page. typst.TypstError: it could not be made."""
    blocks = [{key: _listed(value) for key, value in asdict(block).items()} for block in tell(rubric)]
    return compiled(TEMPLATE, {"title": rubric.title, "name": name, "sha256": rubric.sha256, "blocks": blocks})


def _listed(value: object) -> object:
    """Tuples as the lists of JSON."""
    return [_listed(entry) for entry in value] if isinstance(value, tuple | list) else value
