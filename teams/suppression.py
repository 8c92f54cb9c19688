"""How a count of people with a protected characteristic may be shown: the one rule for pages, reports and files.

Nought stays, 1 to 7 become a star, the rest is rounded to the nearest 5. A count whose complement in its whole is small
is starred as well, as its total would give the small number away; so is one that another day's gives away.
"""

from __future__ import annotations

from collections.abc import Sequence

STAR = "*"
SMALL_BELOW = 8
STEP = 5


def is_small(people: int | None, below: int = SMALL_BELOW) -> bool:
    """Whether so many people are too few to be told; None is not known, and tells nothing."""
    return people is not None and 0 < people < below


def gives_away(part: int | None, whole: int | None, below: int = SMALL_BELOW) -> bool:
    """Whether `part` of `whole` would tell of a small number: of the part, or of those who are not in it."""
    rest = None if part is None or whole is None else whole - part
    return is_small(part, below) or is_small(rest, below)


def nested(counts: Sequence[int | None]) -> list[str]:
    """Counts as they may be shown, each part of the next one; "Not known" for None."""
    wholes = [*counts[1:], None]
    return [_shown(part, gives_away(part, whole)) for part, whole in zip(counts, wholes, strict=True)]


def over_time(series: Sequence[Sequence[int | None]]) -> list[list[str]]:
    """The same counts on several days, the latest first, each day's as for `nested`.

    A count that differs by a small number from the one shown for a later day is starred too: who came or went would
    be told by the two of them.
    """
    later: dict[int, int] = {}
    days = []
    for counts in series:
        day = nested(counts)
        for place, count in enumerate(counts):
            if count is None or day[place] == STAR:
                continue
            if place in later and is_small(abs(count - later[place])):
                day[place] = STAR
            else:
                later[place] = count
        days.append(day)
    return days


def _shown(count: int | None, is_hidden: bool) -> str:
    if count is None:
        return "Not known"
    return STAR if is_hidden else f"{(count * 2 + STEP) // (2 * STEP) * STEP:,}"
