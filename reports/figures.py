"""Plotly's interactive version of a chart, described for the browser that draws it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from itertools import cycle
from typing import Any

from plotly.graph_objects import Bar, Figure, Scatter

from reports import drawing
from reports.charts import RANGES, TIMES, Chart, Words, plain
from reports.drawing_times import STYLES

DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
SYMBOLS = ("circle", "square", "triangle-up", "diamond", "triangle-down")
"""Of the lines of scores over time: those of `STYLES`, by plotly's names."""
DAY = "%-d %B %Y"


def figure(chart: Chart) -> dict[str, Any]:
    """The figure of a chart as plain JSON values: `data` and `layout`."""
    made = Figure(data=_traces(chart), layout={**_looks(), **_axes(chart)})
    described: dict[str, Any] = json.loads(made.to_json())
    return described


def _traces(chart: Chart) -> list[Any]:
    if chart.kind == TIMES:
        return _lines(chart)
    labels = [_wrapped(_label(chart, place)) for place in range(len(chart.categories))]
    if chart.kind == RANGES:
        return _ranges(chart, labels)
    return _bars(chart, labels) if chart.series else [_column(words, labels) for words in chart.words]


def _bars(chart: Chart, labels: Sequence[str]) -> list[Any]:
    return [
        Bar(
            name=_wrapped(series.name),
            orientation="h",
            x=[plain(number) for number in series.values],
            y=labels,
            showlegend=any(series.values),
            marker=_marker(drawing.FILLS[number % len(drawing.FILLS)]),
            hovertemplate="%{y}: %{x}<extra>%{fullData.name}</extra>",
        )
        for number, series in enumerate(chart.series)
    ]


def _marker(fill: drawing.Fill) -> Mapping[str, Any]:
    pattern = {"shape": fill.plotly_shape, "fgcolor": fill.ink, "bgcolor": fill.paper, "size": 7, "solidity": 0.35}
    return {"color": fill.paper, "line": {"color": drawing.INK, "width": 1}, "pattern": pattern}


def _ranges(chart: Chart, labels: Sequence[str]) -> list[Any]:
    marks = (("line-ns-open", 14), ("line-ns-open", 14), ("diamond", 14))
    return [
        Scatter(
            name=_wrapped(series.name),
            mode="markers",
            x=[plain(number) for number in series.values],
            y=list(labels),
            marker={"symbol": symbol, "size": size, "color": drawing.INK},
        )
        for series, (symbol, size) in zip(chart.series, marks, strict=True)
    ]


def _column(words: Words, labels: Sequence[str]) -> Any:
    """A column of words where there are no numbers."""
    name = _wrapped(words.name)
    texts = [_wrapped(value) for value in words.values]
    return Scatter(name=name, mode="text", x=[name] * len(labels), y=list(labels), text=texts, showlegend=False)


def _lines(chart: Chart) -> list[Any]:
    """A line of marks for each series, broken where the words change."""
    breaks = {place for each in chart.words for place in each.turns}
    places = [at for place in range(len(chart.days)) for at in ([None, place] if place in breaks else [place])]
    return [
        Scatter(
            name=_wrapped(series.name),
            mode="lines+markers",
            x=[None if place is None else chart.days[place].isoformat() for place in places],
            y=[None if place is None else plain(series.values[place]) for place in places],
            line={"color": style.colour, "dash": dash, "width": 2.5},
            marker={"color": style.colour, "symbol": symbol, "size": 11},
            hovertemplate=f"%{{x|{DAY}}}: %{{y}}<extra>%{{fullData.name}}</extra>",
        )
        for series, style, dash, symbol in zip(chart.series, cycle(STYLES), cycle(DASHES), cycle(SYMBOLS), strict=False)
    ]


def _looks() -> dict[str, Any]:
    """What every figure looks like."""
    return {
        "template": "none",
        "barmode": "stack",
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
        "font": {"family": "Arial, sans-serif", "size": 14, "color": drawing.INK},
    }


def _axes(chart: Chart) -> dict[str, Any]:
    """The axes, with the names of the zones and the lines between them."""
    ends = sorted({0.0, *(float(zone.end) for zone in chart.zones)})
    scale = {"range": [0, 100], "tickvals": ends} if chart.zones else {"rangemode": "tozero"}
    scale |= {"title": {"text": _wrapped(chart.unit), "standoff": 8}, "fixedrange": True}
    if chart.kind == TIMES:
        return _by_day(chart, scale)
    return {
        "xaxis": scale,
        "yaxis": {"range": [len(chart.categories) - 0.5, -0.75], "automargin": True, "fixedrange": True},
        "margin": {"t": 50, "r": 50, "b": 80, "l": 20},
        "annotations": [
            _said(zone.name, x=float((zone.start + zone.end) / 2), y=1, yref="paper", yanchor="top")
            for zone in chart.zones
        ],
        "shapes": [_upright(float(zone.start)) for zone in chart.zones[1:]],
    }


def _by_day(chart: Chart, scale: Mapping[str, Any]) -> dict[str, Any]:
    """Days from left to right, scores upwards, and an upright line with words where something changes."""
    turns = [(_between(chart, place), each.values[place]) for each in chart.words for place in each.turns]
    names = [
        _said(zone.name, x=1.01, xref="paper", xanchor="left", y=float((zone.start + zone.end) / 2))
        for zone in chart.zones
    ]
    return {
        "xaxis": {"tickvals": [day.isoformat() for day in chart.days], "tickformat": DAY, "fixedrange": True},
        "yaxis": {**scale, "automargin": True},
        "margin": {"t": 120, "r": 100, "b": 80, "l": 20},
        "annotations": [*names, *(_said(text, x=day, y=0.01, yref="paper", yanchor="bottom") for day, text in turns)],
        "shapes": [_upright(day) for day, _ in turns],
    }


def _between(chart: Chart, place: int) -> str:
    """The day half way to the one at `place` from the one before."""
    before, after = chart.days[place - 1], chart.days[place]
    return (before + (after - before) / 2).isoformat()


def _said(text: str, **place: Any) -> dict[str, Any]:
    return {"text": _wrapped(text), "showarrow": False, **place}


def _upright(x: float | str) -> dict[str, Any]:
    line = {"color": drawing.INK, "width": 1, "dash": "dot"}
    return {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": x, "x1": x, "line": line}


def _label(chart: Chart, place: int) -> str:
    """The category, with the words that change there."""
    turned = [f"{each.name} {each.values[place]}" for each in chart.words if place in each.turns]
    return f"{chart.categories[place]}: {'; '.join(turned)}" if turned else chart.categories[place]


def _wrapped(text: str) -> str:
    """`text` for plotly, which reads some markup and entities in labels: nothing of it is read as markup."""
    return "<br>".join(escape(line, quote=False) for line in drawing.lines(text, 34))
