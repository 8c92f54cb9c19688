"""How a table's columns share its width, in a document and on a slide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

BESIDE = 3
"""Characters that the margins of a cell take."""
WIDEST = 60
"""Characters beyond which a longer text makes a column no wider."""


def shares(columns: Sequence[str], rows: Sequence[Sequence[str]], room: int) -> list[float]:
    """The part of the width of each column: no word is broken where there is room for it, and longer texts get more.

    Args:
        columns: The heading of each column.
        rows: Each row, a text for each column.
        room: Characters that the whole width of the table holds.

    Returns:
        A share for each column; together they are 1.
    """
    texts = list(zip(columns, *rows, strict=True))
    least = [max(map(len, _words(column))) + BESIDE for column in texts]
    wanted = [min(max(map(len, column)), WIDEST) + BESIDE for column in texts]
    more = [max(want - need, 0) for want, need in zip(wanted, least, strict=True)]
    spare = max(room - sum(least), 0)
    widths = [need + spare * extra / (sum(more) or 1) for need, extra in zip(least, more, strict=True)]
    return [width / sum(widths) for width in widths]


def _words(column: Sequence[str]) -> Iterator[str]:
    """Every word of a column, and an empty one."""
    yield ""
    for text in column:
        yield from text.split()
