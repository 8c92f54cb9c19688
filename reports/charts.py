"""A chart as one value: what it says and its numbers; from these its picture, its table and plotly's figure.

The picture is always there; plotly is only imported to describe the interactive version to somebody who asks for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from html import escape
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
                drawing.Mark(category, _float(low[place]), _float(high[place]), _float(now[place]), self.written(place))
                for place, category in enumerate(self.categories)
            ]
            return drawing.ranges(words, zones, marks)
        if self.kind == TIMES:
            turns = [drawing_times.Turn(place, each.values[place]) for each in self.words for place in each.turns]
            rows = [drawing_times.Row(series.name, list(map(_float, series.values))) for series in self.series]
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
        from plotly import graph_objects

        figure = graph_objects.Figure(data=_traces(self, graph_objects), layout=_layout(self))
        described: dict[str, Any] = json.loads(figure.to_json())
        return described


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)


def _wrapped(text: str) -> str:
    """`text` for plotly, which reads some markup and entities in labels: nothing of it is read as markup."""
    return "<br>".join(escape(line, quote=False) for line in drawing.lines(text, 34))


def _traces(chart: Chart, plotly: Any) -> list[Any]:
    labels = [_wrapped(_label(chart, place)) for place in range(len(chart.categories))]
    if chart.kind == RANGES:
        return _range_traces(chart, labels, plotly)
    if not chart.series:
        return [_word_trace(words, labels, plotly) for words in chart.words]
    return [
        plotly.Bar(
            name=_wrapped(series.name),
            orientation="h",
            x=[_float(number) for number in series.values],
            y=labels,
            showlegend=any(series.values),
            marker=_marker(drawing.FILLS[number % len(drawing.FILLS)]),
            hovertemplate="%{y}: %{x}<extra>%{fullData.name}</extra>",
        )
        for number, series in enumerate(chart.series)
    ]


def _label(chart: Chart, place: int) -> str:
    """The category, with the words that change there."""
    turned = [f"{each.name} {each.values[place]}" for each in chart.words if place in each.turns]
    return f"{chart.categories[place]}: {'; '.join(turned)}" if turned else chart.categories[place]


def _marker(fill: drawing.Fill) -> Mapping[str, Any]:
    pattern = {"shape": fill.plotly_shape, "fgcolor": fill.ink, "bgcolor": fill.paper, "size": 7, "solidity": 0.35}
    return {"color": fill.paper, "line": {"color": drawing.INK, "width": 1}, "pattern": pattern}


def _range_traces(chart: Chart, labels: Sequence[str], plotly: Any) -> list[Any]:
    low, high, now = (
        plotly.Scatter(
            name=_wrapped(series.name),
            mode="markers",
            x=[_float(number) for number in series.values],
            y=list(labels),
            marker={"symbol": symbol, "size": size, "color": drawing.INK},
        )
        for series, (symbol, size) in zip(
            chart.series, (("line-ns-open", 14), ("line-ns-open", 14), ("diamond", 14)), strict=True
        )
    )
    return [low, high, now]


def _word_trace(words: Words, labels: Sequence[str], plotly: Any) -> Any:
    """A column of words where there are no numbers."""
    name = _wrapped(words.name)
    texts = [_wrapped(value) for value in words.values]
    return plotly.Scatter(name=name, mode="text", x=[name] * len(labels), y=list(labels), text=texts, showlegend=False)


def _layout(chart: Chart) -> dict[str, Any]:
    scale: dict[str, Any] = {
        "title": {"text": _wrapped(chart.unit), "standoff": 8},
        "rangemode": "tozero",
        "fixedrange": True,
    }
    if chart.zones:
        ends = [0.0, *(float(zone.end) for zone in chart.zones)]
        scale |= {"range": [0, 100], "tickvals": sorted(set(ends))}
    return {
        "template": "none",
        "barmode": "stack",
        "xaxis": scale,
        "yaxis": {"range": [len(chart.categories) - 0.5, -0.75], "automargin": True, "fixedrange": True},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
        "margin": {"t": 50, "r": 50, "b": 80, "l": 20},
        "font": {"family": "Arial, sans-serif", "size": 14, "color": drawing.INK},
        "annotations": [_zone_name(zone) for zone in chart.zones],
        "shapes": [_zone_line(zone) for zone in chart.zones[1:]],
    }


def _zone_name(zone: Zone) -> dict[str, Any]:
    middle = float((zone.start + zone.end) / 2)
    return {"x": middle, "y": 1, "yref": "paper", "yanchor": "top", "showarrow": False, "text": _wrapped(zone.name)}


def _zone_line(zone: Zone) -> dict[str, Any]:
    line = {"color": drawing.INK, "width": 1, "dash": "dot"}
    return {
        "type": "line",
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "x0": float(zone.start),
        "x1": float(zone.start),
        "line": line,
    }
