"""SVG pictures of bars and ranges. Patterns and words carry what colours carry; no styles, as a strict CSP wants."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

INK = "#212b32"
LINE = "#768692"
WIDTH = 720
LABELS = 200
"""Room for the labels of bars, in the units of the picture; its width is `WIDTH`."""
NUMBERS = 60
ROW = 30
LETTER = 7.2
"""About the width of a letter at size 14."""


@dataclass(frozen=True, slots=True)
class Fill:
    """How a series is filled: the colours of the paper and of the ink, the pattern here and its name in plotly."""

    paper: str
    ink: str
    pattern: str
    plotly_shape: str


FILLS = (
    Fill("#005eb8", "#005eb8", "", ""),
    Fill("#ffdca8", "#7a3e00", '<path d="M0 8L8 0M-2 2L2 -2M6 10L10 6" stroke="{ink}" stroke-width="2"/>', "/"),
    Fill("#d2e9f7", "#003d78", '<circle cx="4" cy="4" r="1.5" fill="{ink}"/>', "."),
    Fill("#ffffff", "#4c6272", '<path d="M0 4H8" stroke="{ink}" stroke-width="1"/>', "-"),
    Fill("#f0f4f5", "#4c6272", '<path d="M0 0L8 8M0 8L8 0" stroke="{ink}" stroke-width="1"/>', "x"),
)
"""Solid, slanted, dotted, lined and crossed; the greys of the first two differ as well."""


@dataclass(frozen=True, slots=True)
class Words:
    """The id of a picture in its page, its title and its description."""

    id: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A labelled bar: its parts in the order of the legend, and what is written at its end."""

    label: str
    parts: Sequence[float]
    end: str


@dataclass(frozen=True, slots=True)
class Zone:
    """A named part of the scale from 0 to 100."""

    name: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled range with the number as it stands (None: not known), and what is written beside the label."""

    label: str
    low: float | None
    high: float | None
    now: float | None
    written: str


def lines(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` characters, words kept whole where they fit."""
    return textwrap.wrap(text, width) or [""]


def stacked(words: Words, names: Sequence[str], bars: Sequence[Bar], unit: str) -> str:
    """Bars of parts end on end, one below the other, on one scale from nought."""
    longest = max([sum(each.parts) for each in bars], default=0) or 1
    per_unit = (WIDTH - LABELS - NUMBERS) / longest
    used = [number for number in range(len(names)) if any(each.parts[number] for each in bars)]
    parts, top = legend(words.id, [(names[number], number) for number in used])
    for found in bars:
        written = lines(found.label, 26)[:3]
        height = max(ROW, 18 * len(written) + 6)
        parts.append(_label(written, top + height / 2))
        parts.append(bar(words.id, found, (LABELS, top + (height - 20) / 2), per_unit))
        top += height
    parts.append(line(LABELS, _legend_height(len(used)), LABELS, top, LINE))
    parts.append(text(LABELS, top + 20, unit, size=13))
    return svg(words, top + 28, parts, [number for number in used if FILLS[number % len(FILLS)].pattern])


def bar(picture: str, found: Bar, place: tuple[float, float], per_unit: float) -> str:
    """A bar from its left upper corner, with what is written at its end."""
    start, top = place
    drawn = []
    for number, part in enumerate(found.parts):
        if part:
            drawn.append(rect(start, top, part * per_unit, 20, _fill(picture, number), INK))
            start += part * per_unit
    return "".join(drawn) + text(start + 6, top + 15, found.end, bold=True)


def ranges(words: Words, zones: Sequence[Zone], marks: Sequence[Mark]) -> str:
    """Ranges on a scale from 0 to 100 with its zones, each below its label; a diamond stands at the number itself."""
    left, right = 10, WIDTH - 10
    per_point = (right - left) / 100
    top, parts = 0.0, []
    for mark in marks:
        written = lines(f"{mark.label} {mark.written}", 92)
        for line in written:
            top += 20
            parts.append(text(left, top - 4, line, bold=line is written[0]))
        parts.append(_track(zones, left, top, per_point))
        parts.append(_mark(mark, left, top, per_point))
        top += 50
    return svg(words, top + 2, parts, [])


def _track(zones: Sequence[Zone], left: float, top: float, per_point: float) -> str:
    drawn = []
    for number, zone in enumerate(zones):
        start, width = left + zone.start * per_point, (zone.end - zone.start) * per_point
        drawn.append(rect(start, top + 2, width, 36, "#e8edee" if number % 2 == 0 else "#ffffff", LINE))
        if len(zone.name) * 6.5 < width:
            drawn.append(text(start + width / 2, top + 34, zone.name, anchor="middle", size=12))
    return "".join(drawn)


def _mark(mark: Mark, left: float, top: float, per_point: float) -> str:
    drawn = ""
    if mark.low is not None and mark.high is not None and mark.high > mark.low:
        start, width = left + mark.low * per_point, (mark.high - mark.low) * per_point
        drawn = rect(start, top + 8, width, 10, "#a6c8e4", INK)
    if mark.now is not None:
        x, y = left + mark.now * per_point, top + 13
        drawn += f'<path d="M{_n(x)} {_n(y - 10)}l8 10l-8 10l-8 -10z" fill="{INK}" stroke="#fff"/>'
    return drawn


# Small parts ---------------------------------------------------------------------------------------------------------


def _legend_height(count: int) -> float:
    return 30.0 if count else 6.0


def legend(picture: str, names: Sequence[tuple[str, int]], start: float = LABELS) -> tuple[list[str], float]:
    """A box and a name for each series that is drawn, and where the bars begin below."""
    drawn: list[str] = []
    x = min(start, max(0.0, WIDTH - sum(34 + LETTER * len(name) for name, _ in names)))
    for name, number in names:
        drawn.append(rect(x, 4, 14, 14, _fill(picture, number), INK))
        drawn.append(text(x + 20, 16, name))
        x += 34 + LETTER * len(name)
    return drawn, _legend_height(len(names))


def _label(written: Sequence[str], middle: float) -> str:
    first = middle + 5 - 9 * (len(written) - 1)
    return "".join(text(LABELS - 8, first + 18 * number, line, anchor="end") for number, line in enumerate(written))


def _fill(picture: str, number: int) -> str:
    fill = FILLS[number % len(FILLS)]
    return f"url(#{picture}-fill-{number % len(FILLS)})" if fill.pattern else fill.paper


def rect(x: float, y: float, width: float, height: float, fill: str, stroke: str) -> str:
    box = f'x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
    return f'<rect {box} fill="{fill}" stroke="{stroke}"/>'


def line(x1: float, y1: float, x2: float, y2: float, stroke: str) -> str:
    return f'<path d="M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}" stroke="{stroke}"/>'


def text(x: float, y: float, words: str, *, anchor: str = "start", size: int = 14, bold: bool = False) -> str:
    """Words at a place. The size and the anchor stand on the element only where they are not the picture's own."""
    more = "" if anchor == "start" else f' text-anchor="{anchor}"'
    more += "" if size == 14 else f' font-size="{size}"'
    more += ' font-weight="600"' if bold else ""
    return f'<text x="{_n(x)}" y="{_n(y)}"{more}>{escape(words, quote=False)}</text>'


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def svg(words: Words, height: float, parts: Sequence[str], patterns: Sequence[int]) -> str:
    title, description = f"{words.id}-title", f"{words.id}-desc"
    defined = "".join(_pattern(words.id, number % len(FILLS)) for number in patterns)
    return (
        f'<svg viewBox="0 0 {WIDTH} {_n(height)}" width="{WIDTH}" height="{_n(height)}" role="img"'
        f' aria-labelledby="{title}" aria-describedby="{description}" font-size="14" fill="{INK}">'
        f'<title id="{title}">{escape(words.title, quote=False)}</title>'
        f'<desc id="{description}">{escape(words.description, quote=False)}</desc>'
        + (f"<defs>{defined}</defs>" if defined else "")
        + f'<rect width="{WIDTH}" height="{_n(height)}" fill="#fff"/>'
        + "".join(parts)
        + "</svg>"
    )


def _pattern(picture: str, number: int) -> str:
    fill = FILLS[number]
    return (
        f'<pattern id="{picture}-fill-{number}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{fill.paper}"/>{fill.pattern.format(ink=fill.ink)}</pattern>'
    )
