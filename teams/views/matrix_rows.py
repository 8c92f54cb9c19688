"""The lines of the matrix of skills. A template or a form for each would take many times as long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.english import sentence
from accounts.permissions import Access
from teams import catalogue
from teams.forms.matrix import TypedRow, cell, text_of, was_text
from teams.forms.skills import LEVELS
from teams.ratings import Rated, that_counts

SKILLS = tuple(catalogue.skills())
HEADINGS = [(f"c{place}", sentence(skill.name)) for place, skill in enumerate(catalogue.skills().values())]
ROW = '<tr{}><th scope="row" class="app-typed"><span id="p{}"><a href="{}">{}</a> {}</span>{}{}</th>{}</tr>'
HIDDEN = '<input type="hidden" name="v{}" value="{}" data-version><input type="hidden" name="w{}" value="{}" data-was>'
TEAM = '<small class="app-matrix__team">{}</small>'
AUTOSAVE = SafeString(' data-autosave=""')
UNSAVED = SafeString(' data-autosave="" data-unsaved')
NONE = SafeString("")

Ratings = Mapping[str, Mapping[str, Rated]]
"""The ratings of one post by skill and who rated."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the lines need beside their posts. Ratings before `stale_before` are stale; `base` leads to the posts."""

    access: Access
    ratings: Mapping[int, Ratings]
    typed: Mapping[int, TypedRow]
    stale_before: date
    base: str


def draw(posts: Iterable[tuple[Any, ...]], drawing: Drawing) -> SafeString:
    """The lines of `posts`: id, reference, title, team and its id, version. Those that may be rated have lists."""
    return format_html_join("\n", ROW, (_row(drawing, *post) for post in posts))


def _row(
    drawing: Drawing, pk: int, ref: str, title: str, team: str | None, team_id: Any, version: int
) -> tuple[Any, ...]:
    ratings = drawing.ratings.get(pk, {})
    may_rate = drawing.access.may_rate_posts_of(team_id)
    hidden = _hidden(drawing, pk, version, ratings) if may_rate else NONE
    draw_cells = _lists if may_rate else _words
    cells = draw_cells(drawing, pk, ratings)
    link = f"{drawing.base}{pk}/"
    of_team = format_html(TEAM, team) if team else NONE
    saves = UNSAVED if pk in drawing.typed else AUTOSAVE
    return saves if may_rate else NONE, SafeString(pk), SafeString(link), ref, title, of_team, hidden, cells


def _hidden(drawing: Drawing, pk: int, version: int, ratings: Ratings) -> SafeString:
    typed = drawing.typed.get(pk)
    if typed:
        return format_html(HIDDEN, pk, text_of(typed.version), pk, was_text(typed.levels_before))
    return format_html(HIDDEN, pk, version, pk, was_text(_lead(ratings)))


def _lead(ratings: Ratings) -> dict[str, int | None]:
    return {skill: by["lead"].level for skill, by in ratings.items() if "lead" in by}


def _lists(drawing: Drawing, pk: int, ratings: Ratings) -> SafeString:
    """A list of levels for each skill area, with what is worth knowing of the ratings below it."""
    typed = drawing.typed.get(pk)
    lead = _lead(ratings)
    cells = []
    for place, skill in enumerate(SKILLS):
        text = typed.cells.get(skill) if typed else None
        chosen = text_of(lead.get(skill)) if text is None else text
        name = cell(pk, skill)  # ours, and an id: nothing to escape
        select = f'<td><select name="{name}" id="{name}" aria-labelledby="p{pk} c{place}">{_options(chosen)}</select>'
        cells.append(f"{select}{_marks(drawing, ratings.get(skill))}</td>")
    return SafeString("".join(cells))


def _words(drawing: Drawing, pk: int, ratings: Ratings) -> SafeString:
    """The level that counts for each skill area, for who may only read."""
    cells = []
    for skill in SKILLS:
        counts = that_counts(ratings.get(skill, {}).values())
        words = f"{counts.level} {LEVELS[str(counts.level)][0]}" if counts else "Not rated"
        cells.append(f"<td>{words}{_marks(drawing, ratings.get(skill))}</td>")
    return SafeString("".join(cells))


@lru_cache(maxsize=16)
def _options(chosen: str) -> str:
    words = [("", "Not rated"), *((level, f"{level} {name}") for level, (name, _) in LEVELS.items())]
    lines = ((value, SafeString(" selected") if value == chosen else NONE, text) for value, text in words)
    return format_html_join("", '<option value="{}"{}>{}</option>', lines)


def _marks(drawing: Drawing, by: Mapping[str, Rated] | None) -> str:
    if not by:
        return ""
    counts = that_counts(by.values())
    is_stale = counts is not None and counts.on < drawing.stale_before
    own, verified = (by[source].level if source in by else None for source in ("self", "verified"))
    return _marks_of(own, verified, is_stale)


@lru_cache(maxsize=128)
def _marks_of(own: int | None, verified: int | None, is_stale: bool) -> str:
    """Beside the lead's rating: the holder's own, the verified one, and whether the one that counts is stale."""
    marks = [f"self {own}"] if own is not None else []
    marks += [f"verified {verified}"] if verified is not None else []
    marks += ["stale"] if is_stale else []
    return format_html('<small class="app-matrix__mark">{}</small>', ", ".join(marks)) if marks else ""
