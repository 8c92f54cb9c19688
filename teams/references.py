"""References of new posts that are like one another."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from itertools import count, islice

_NUMBERED = re.compile(r"(.*?)(\d{1,15})", re.ASCII | re.DOTALL)


def free_references(first: str, number: int, taken: Container[str]) -> list[str]:
    """`number` references that are not `taken`: `first` where it is free, then those that follow it.

    A number at the end is counted on in as many digits (D09, D10); other text gets one (D-lead, D-lead-2).
    """
    return list(islice((reference for reference in _from(first) if reference not in taken), number))


def _from(first: str) -> Iterator[str]:
    numbered = _NUMBERED.fullmatch(first)
    if numbered:
        head, digits = numbered.groups()
        yield from (f"{head}{number:0{len(digits)}}" for number in count(int(digits)))
    yield first
    yield from (f"{first}-{number}" for number in count(2))
