"""A chart as one value: what it says and its numbers; from these its picture, its table and plotly's figure.

The picture is always there; plotly is only imported to describe the interactive version to somebody who asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessment.rubric import Band
from assessment.wording import round_half_up
from reports import drawing, drawing_months, drawing_times

STACKED = "stacked"
RANGES = "ranges"
MONTHS = "months"
TIMES = "times"
NOT_KNOWN = "not known"


def points(score: Fraction) -> Decimal:
    """A score as it is shown, to one decimal; nothing is reckoned with it."""
    return round_half_up(score, 1)


def rounded_wte(wte: Fraction) -> Decimal:
    """An amount of WTE as it is shown, to two decimals; nothing is reckoned with it."""
    return round_half_up(wte, 2)


def shown(number: Decimal | None) -> str:
    """A rounded number without noughts at its end: 3.0 is "3"."""
    if number is None:
        return NOT_KNOWN
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain(number: Decimal | None) -> float | None:
    """A number as what draws a chart takes it."""
    return None if number is None else float(number)


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of number for each category of a chart; None is not known."""

    name: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Words for each category of a chart, beside its numbers; `turns` are the places where they change."""

    name: str
    values: tuple[str, ...]

    @property
    def turns(self) -> list[int]:
        return [place for place in range(1, len(self.values)) if self.values[place] != self.values[place - 1]]


@dataclass(frozen=True, slots=True)
class Zone:
    """A named part of the scale of a chart of ranges."""

    name: str
    start: Decimal
    end: Decimal


def zones_of(bands: Sequence[Band]) -> tuple[Zone, ...]:
    """The bands of a rubric, worst first, as parts of the scale from 0 to 100."""
    starts = [points(band.lowest) for band in bands]
    ends = [*starts[1:], points(Fraction(100))]
    return tuple(Zone(band.name, start, end) for band, start, end in zip(bands, starts, ends, strict=True))


@dataclass(frozen=True, slots=True)
class Chart:
    """A finding and the numbers that show it.

    A `STACKED` chart has bars of its series end on end. A chart of `RANGES` has three series, the lowest, the highest
    and the number as it stands, on a scale from 0 to 100 that is divided into `zones`. A chart of `MONTHS` has bars
    like a stacked one, or none, and beside them what `words` say. A chart of `TIMES` has scores by its `days`, and
    marks where `words` change.
    """

    id: str
    kind: str
    heading: str
    sentence: str
    category: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    zones: tuple[Zone, ...] = ()
    totals: tuple[Decimal, ...] = ()
    words: tuple[Words, ...] = ()
    days: tuple[date, ...] = ()

    @property
    def columns(self) -> list[str]:
        """The heads of the table."""
        names = [self.category, *(series.name for series in self.series)]
        return [*names, *(["Total"] if self.totals else []), *(words.name for words in self.words)]

    @property
    def rows(self) -> list[list[str]]:
        """The rows of the table: the category and its numbers as they are shown."""
        return [
            [category, *map(shown, self._numbers(place)), *(words.values[place] for words in self.words)]
            for place, category in enumerate(self.categories)
        ]

    @property
    def numbers(self) -> list[list[str | Decimal | None]]:
        """The rows of the table with their numbers as numbers, rounded as they are shown."""
        return [
            [category, *self._numbers(place), *(words.values[place] for words in self.words)]
            for place, category in enumerate(self.categories)
        ]

    def _numbers(self, place: int) -> list[Decimal | None]:
        numbers = [series.values[place] for series in self.series]
        return [*numbers, self.totals[place]] if self.totals else numbers

    @property
    def svg(self) -> str:
        """The picture: an SVG element that needs no styles and can be read in greyscale."""
        words = drawing.Words(self.id, self.heading, self.alternative)
        zones = [drawing.Zone(zone.name, float(zone.start), float(zone.end)) for zone in self.zones]
        if self.kind == RANGES:
            low, high, now = (series.values for series in self.series)
            marks = [
                drawing.Mark(category, plain(low[place]), plain(high[place]), plain(now[place]), self.written(place))
                for place, category in enumerate(self.categories)
            ]
            return drawing.ranges(words, zones, marks)
        if self.kind == TIMES:
            turns = [drawing_times.Turn(place, each.values[place]) for each in self.words for place in each.turns]
            rows = [drawing_times.Row(series.name, list(map(plain, series.values))) for series in self.series]
            return drawing_times.times(words, self.days, rows, turns, zones)
        bars = [
            drawing.Bar(category, [float(series.values[place] or 0) for series in self.series], self.end(place))
            for place, category in enumerate(self.categories)
        ]
        if self.kind == MONTHS:
            columns = [drawing_months.Column(each.name, each.values, each.turns) for each in self.words]
            return drawing_months.months(words, [series.name for series in self.series], bars, columns)
        return drawing.stacked(words, [series.name for series in self.series], bars, self.unit)

    @property
    def alternative(self) -> str:
        """The same in words, for those who do not see the picture."""
        lines = [
            f"{row[0]}: "
            + ", ".join(f"{name.lower()} {cell}" for name, cell in zip(self.columns[1:], row[1:], strict=True))
            for row in self.rows
        ]
        return f"{self.sentence} " + ". ".join(lines) + "."

    def end(self, place: int) -> str:
        """What is written at the end of a bar: its total, where there are totals."""
        return shown(self.totals[place]) if self.totals else ""

    def written(self, place: int) -> str:
        """The numbers of a range in words."""
        low, high, now = (shown(series.values[place]) for series in self.series)
        return now if low == high else f"{now} (from {low} to {high})"

    @property
    def figure(self) -> dict[str, Any]:
        """Plotly's figure as plain JSON values: `data` and `layout`."""
        # Importing plotly costs a tenth of a second, and most who read a report never ask for this.
        from reports import figures

        return figures.figure(self)
