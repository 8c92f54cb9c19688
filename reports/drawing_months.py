"""The SVG picture of months: what ends in each, and beside it a column of words for each question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports import drawing
from reports.drawing import INK, LINE, WIDTH, Bar, Words

MONTH = 118
"""Room for the name of a month."""
BARS = 190
LEAD = 16
"""From one line of a column's head to the next."""
BOXED = "In a box: a rating that changes."


@dataclass(frozen=True, slots=True)
class Column:
    """A column of words; those at `turns` are others than the ones above them."""

    name: str
    values: Sequence[str]
    turns: Sequence[int]


def months(words: Words, names: Sequence[str], bars: Sequence[Bar], columns: Sequence[Column]) -> str:
    """One row a month. Where the words of a column change they stand in a box, in bold."""
    first = MONTH + (BARS if names else 0)
    wide = (WIDTH - first) / max(len(columns), 1)
    used = [number for number in range(len(names)) if any(bar.parts[number] for bar in bars)]
    parts, top = drawing.legend(words.id, [(names[number], number) for number in used], start=0)
    heads = [drawing.lines(column.name, int((wide - 10) / 6.4)) for column in columns]
    top += LEAD * max(map(len, heads), default=0) + 8
    for place, head in enumerate(heads):
        parts += [
            drawing.text(first + place * wide + 6, top - 10 - LEAD * (len(head) - 1 - number), line, size=12, bold=True)
            for number, line in enumerate(head)
        ]
    longest = max([sum(bar.parts) for bar in bars], default=0) or 1
    for row, bar in enumerate(bars):
        parts.append(drawing.line(0, top, WIDTH, top, LINE))
        parts.append(drawing.text(0, top + 20, bar.label))
        if names:
            parts.append(drawing.bar(words.id, bar, (MONTH, top + 5), (BARS - 60) / longest))
        parts += [_cell(column, row, first + place * wide, top, wide) for place, column in enumerate(columns)]
        top += drawing.ROW
    if any(column.turns for column in columns):
        top += LEAD + 8
        parts.append(drawing.text(0, top - 4, BOXED, size=12))
    patterned = [number for number in used if drawing.FILLS[number % len(drawing.FILLS)].pattern]
    return drawing.svg(words, top + 4, parts, patterned)


def _cell(column: Column, row: int, left: float, top: float, wide: float) -> str:
    turned = row in column.turns
    box = drawing.rect(left, top + 3, wide - 6, drawing.ROW - 6, "#fff", INK) if turned else ""
    return box + drawing.text(left + 6, top + 20, column.values[row], bold=turned)
