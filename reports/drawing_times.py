"""The SVG picture of scores over time: a line of marks for each series, on a scale from 0 to 100 with its zones.

Each series has a mark and dashes of its own, so that colour carries nothing alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from reports import drawing
from reports.drawing import INK, LINE, WIDTH, Words, Zone

LEFT, RIGHT, INSIDE = 40, 96, 46
"""Room for the scale, room for the names of zones, and how far from the sides of the plot the outer days stand."""
HEIGHT = 280
LEAD = 20
NAME = 13
"""Letters of the name of a zone in a line."""
DAY = 88
"""Room for the name of a day."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a series is drawn: its colour, the dashes of its line, and the path of its mark around a point."""

    colour: str
    dashes: str
    mark: str


STYLES = (
    Style("#005eb8", "", "m-6 0a6 6 0 1 0 12 0a6 6 0 1 0 -12 0"),
    Style("#7a3e00", "7 4", "m-5.5 -5.5h11v11h-11z"),
    Style("#007f3b", "2 3", "m0 -7l7 12h-14z"),
    Style("#4c2c92", "11 4 2 4", "m0 -7.5l7.5 7.5l-7.5 7.5l-7.5 -7.5z"),
    Style("#212b32", "4 2", "m-7 -5h14l-7 12z"),
)
"""A disc, a square, a triangle, a diamond and a triangle on its head."""


@dataclass(frozen=True, slots=True)
class Row:
    """One series: what it is called, and its scores; None is not known."""

    name: str
    scores: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Turn:
    """A place among the days before which something changes, and what is written there."""

    place: int
    written: str


def times(words: Words, days: Sequence[date], rows: Sequence[Row], turns: Sequence[Turn], zones: Sequence[Zone]) -> str:
    """Scores by day. Lines are broken where a score is not known, and at each turn."""
    parts, top = _legend(rows)
    places = _places(days)
    top += LEAD * len(turns) + 8
    parts += _scale(zones, top)
    parts += [_turned(turn, number, places, top, len(turns)) for number, turn in enumerate(turns)]
    breaks = {turn.place for turn in turns}
    for number, row in enumerate(rows):
        parts += _row(row, STYLES[number % len(STYLES)], places, top, breaks)
    parts += _days(days, places, top + HEIGHT)
    return drawing.svg(words, top + HEIGHT + 52, parts, [])


def _legend(rows: Sequence[Row]) -> tuple[list[str], float]:
    """The mark and the name of each series, one below the other, and where they end."""
    parts, top = [], 16.0
    for number, row in enumerate(rows):
        style = STYLES[number % len(STYLES)]
        parts += [_line(0, top - 5, 40, top - 5, style), _mark(20, top - 5, style)]
        for each in drawing.lines(row.name, 88):
            parts.append(drawing.text(50, top, each))
            top += LEAD
    return parts, top


def _places(days: Sequence[date]) -> list[float]:
    """Where each day stands from left to right, in proportion to the time between them."""
    first, span = days[0], (days[-1] - days[0]).days or 1
    start, wide = LEFT + INSIDE, WIDTH - LEFT - RIGHT - 2 * INSIDE
    return [start + wide * (day - first).days / span for day in days]


def _height(score: float, top: float) -> float:
    return top + HEIGHT * (1 - score / 100)


def _scale(zones: Sequence[Zone], top: float) -> list[str]:
    parts = []
    for number, zone in enumerate(zones):
        upper, tall = _height(zone.end, top), HEIGHT * (zone.end - zone.start) / 100
        wide = WIDTH - LEFT - RIGHT
        parts.append(drawing.rect(LEFT, upper, wide, tall, "#e8edee" if number % 2 == 0 else "#ffffff", LINE))
        parts += [
            drawing.text(WIDTH - RIGHT + 6, upper + 14 + 15 * place, line, size=12)
            for place, line in enumerate(drawing.lines(zone.name, NAME)[: max(1, int(tall / 15))])
        ]
        parts.append(drawing.text(LEFT - 6, _height(zone.start, top) + 4, f"{zone.start:g}", anchor="end", size=12))
    return [*parts, drawing.text(LEFT - 6, top + 10, "100", anchor="end", size=12)]


def _turned(turn: Turn, number: int, places: Sequence[float], top: float, count: int) -> str:
    """An upright dashed line between two days, with what changes there above it."""
    x = (places[turn.place - 1] + places[turn.place]) / 2
    written = top - 8 - LEAD * (count - 1 - number)
    upright = f'<path d="M{x:.1f} {written + 4:.1f}V{top + HEIGHT:.1f}" stroke="{INK}" stroke-dasharray="5 4"/>'
    anchor = "start" if x < WIDTH / 2 else "end"
    return upright + drawing.text(x, written, turn.written, anchor=anchor, size=12, bold=True)


def _row(row: Row, style: Style, places: Sequence[float], top: float, breaks: Iterable[int]) -> list[str]:
    points = [None if score is None else (x, _height(score, top)) for x, score in zip(places, row.scores, strict=True)]
    joined = [
        _line(*before, *after, style)
        for place, (before, after) in enumerate(pairwise(points), 1)
        if before and after and place not in breaks
    ]
    return [*joined, *(_mark(*point, style) for point in points if point)]


def _line(x1: float, y1: float, x2: float, y2: float, style: Style) -> str:
    dashes = f' stroke-dasharray="{style.dashes}"' if style.dashes else ""
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{style.colour}" stroke-width="2.5"{dashes}/>'


def _mark(x: float, y: float, style: Style) -> str:
    return f'<path d="M{x:.1f} {y:.1f}{style.mark}" fill="{style.colour}" stroke="#fff"/>'


def _days(days: Sequence[date], places: Sequence[float], bottom: float) -> list[str]:
    """The days below the plot, in two rows where they are close; one without room is left to the table."""
    parts, ends = [], [0.0, 0.0]
    for day, x in zip(days, places, strict=True):
        parts.append(drawing.line(x, bottom, x, bottom + 6, INK))
        free = next((row for row in (0, 1) if x - DAY / 2 >= ends[row]), None)
        if free is not None:
            parts.append(drawing.text(x, bottom + 22 + 20 * free, f"{day.day} {day:%b %Y}", anchor="middle", size=13))
            ends[free] = x + DAY / 2
    return parts
