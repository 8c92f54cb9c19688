"""The rules of skill ratings: which of several counts, and when one is stale."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

SOURCES = ("self", "lead", "verified")
"""Who rated, from what counts least: the holder, the digital lead or who acts for them, the lead having verified it."""


@dataclass(frozen=True, slots=True)
class Rated:
    """One rating: who rated (of `SOURCES`), the level (0 to 4), and the day (London)."""

    source: str
    level: int
    on: date


def that_counts(ratings: Iterable[Rated]) -> Rated | None:
    """The rating of one skill that counts: verified beats lead beats self, then the latest. None of none."""
    return max(ratings, key=lambda rating: (SOURCES.index(rating.source), rating.on), default=None)


def stale_before(day: date, months: int) -> date:
    """Ratings from before this day are stale on `day`: the same day `months` earlier, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


@dataclass(frozen=True, slots=True)
class Ages:
    """How many ratings count, and how many of those are stale."""

    rated: int
    stale: int

    @property
    def stale_share(self) -> float | None:
        """The stale part of the ratings that count, 0 to 1; None where nothing is rated."""
        return self.stale / self.rated if self.rated else None
