"""What the matrix of skills sends: for each post its version, the levels as they were on the page, and its cells.

The control `v12` holds the version of post 12, `w12` its levels as last saved in the order of the skill areas with
commas between them, and `s12-user_research` one cell. A page may send any number of posts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from teams import catalogue

LEVEL_TEXTS = ("", "0", "1", "2", "3", "4")
_VERSION = re.compile(r"v([0-9]{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class TypedRow:
    """The cells of one post as they were sent. `was` and `cells` are texts by skill area; "" is not rated."""

    pk: int
    version: int | None
    was: dict[str, str]
    cells: dict[str, str]

    @property
    def changed(self) -> dict[str, int | None]:
        """The levels of the cells that somebody changed."""
        return {skill: level_of(text) for skill, text in self.cells.items() if text != self.was[skill]}

    @property
    def levels_before(self) -> dict[str, int | None]:
        """The levels of all cells as they were on the page."""
        return {skill: level_of(text) for skill, text in self.was.items()}

    @property
    def problems(self) -> dict[str, list[str]]:
        """What is wrong with the cells, by the name of the control."""
        return {
            cell(self.pk, skill): [f"Choose a level from the list: {catalogue.name_of('skill', skill)}"]
            for skill, text in self.cells.items()
            if text not in LEVEL_TEXTS
        }


def read_rows(sent: Mapping[str, str]) -> dict[int, TypedRow]:
    """The rows of a form by the id of their post."""
    found = (_VERSION.fullmatch(name) for name in sent)
    return {pk: _row(sent, pk) for match in found if match for pk in [int(match[1])]}


def _row(sent: Mapping[str, str], pk: int) -> TypedRow:
    skills = list(catalogue.skills())
    texts = sent.get(f"w{pk}", "").split(",")
    known = texts if len(texts) == len(skills) and all(text in LEVEL_TEXTS for text in texts) else [""] * len(skills)
    cells = {skill: sent[name].strip() for skill in skills if (name := cell(pk, skill)) in sent}
    text = sent[f"v{pk}"]
    version = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
    return TypedRow(pk, version, dict(zip(skills, known, strict=True)), cells)


def cell(pk: int, skill: str) -> str:
    """The name of the control of one cell."""
    return f"s{pk}-{skill}"


def level_of(text: str) -> int | None:
    """The level in the text of a cell; None for not rated, and for what is no level."""
    return int(text) if text and text in LEVEL_TEXTS else None


def text_of(level: int | None) -> str:
    return "" if level is None else str(level)


def was_text(levels: Mapping[str, int | None]) -> str:
    """The levels by skill area as a page holds them."""
    return ",".join(text_of(levels.get(skill)) for skill in catalogue.skills())
