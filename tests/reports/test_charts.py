"""Charts: one value, and the same numbers in the picture, in plotly's figure and in the table."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from reports import drawing, pictures
from reports.audience import Audience, Reader
from reports.charts import RANGES, STACKED, Chart, Series, Zone, shown
from tests.assessment.engine import roster_of
from tests.reports.cases import NAMES, case, default_rubric, example, post, small_rubric

MARKUP = '<a href="javascript:alert(1)">Ops & "more"</a></svg></script>'
PRIVATE = Reader(Audience.PRIVATE)
SVG = "{http://www.w3.org/2000/svg}"


def charts(name: str) -> list[Chart]:
    known = example(name)
    return [pictures.scores(known.scorecard, known.rubric.bands), *pictures.team(known.roster, "recorded", PRIVATE)]


def parsed(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(chart.svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def words_of(chart: Chart) -> list[str]:
    return [element.text or "" for element in parsed(chart).iter(f"{SVG}text")]


STACK = Chart(
    id="one",
    kind=STACKED,
    heading="Heading",
    sentence="Sentence.",
    category="Place",
    unit="WTE",
    categories=("Here", "There"),
    series=(Series("Ours", (Decimal("1.50"), Decimal("0.00"))), Series("Theirs", (Decimal("0.25"), Decimal("2.00")))),
    totals=(Decimal("1.75"), Decimal("2.00")),
)
RANGE = Chart(
    id="two",
    kind=RANGES,
    heading="Heading",
    sentence="Sentence.",
    category="Question",
    unit="Score",
    categories=("First?", "Second?"),
    series=(
        Series("Lowest", (Decimal("10.0"), Decimal("55.0"))),
        Series("Highest", (Decimal("90.0"), Decimal("55.0"))),
        Series("Score", (None, Decimal("55.0"))),
    ),
    zones=(Zone("Low", Decimal(0), Decimal(40)), Zone("High", Decimal(40), Decimal(100))),
)


@pytest.mark.parametrize("name", NAMES)
def test_the_table_holds_every_number_of_every_series(name: str) -> None:
    for chart in charts(name):
        assert chart.columns[0] == chart.category
        for place, row in enumerate(chart.rows):
            assert row[0] == chart.categories[place]
            assert row[1 : 1 + len(chart.series)] == [shown(series.values[place]) for series in chart.series]


@pytest.mark.parametrize("name", NAMES)
def test_plotly_has_the_same_numbers(name: str) -> None:
    for chart in charts(name):
        figures = [trace["x"] for trace in chart.figure["data"]]
        assert figures == [
            [None if number is None else float(number) for number in series.values] for series in chart.series
        ]


@pytest.mark.parametrize("name", NAMES)
def test_the_picture_has_the_same_labels_and_totals(name: str) -> None:
    for chart in charts(name):
        words = words_of(chart)
        joined = " ".join(words)
        for place, category in enumerate(chart.categories):
            assert category in joined
            assert (shown(chart.totals[place]) if chart.totals else chart.written(place)) in joined
        if chart.kind == STACKED:
            used = {series.name for series in chart.series if any(series.values)}
            assert used == {series.name for series in chart.series} & set(words)


def test_the_bars_of_the_picture_are_as_long_as_the_numbers() -> None:
    bars = [float(box.get("width", 0)) for box in parsed(STACK).iter(f"{SVG}rect") if box.get("height") == "20"]
    assert [round(bar / bars[0], 2) for bar in bars] == [1, round(0.25 / 1.5, 2), round(2 / 1.5, 2)]


def test_a_number_that_is_not_known_is_said_and_not_drawn() -> None:
    assert RANGE.rows[0] == ["First?", "10", "90", "not known"]
    assert "First? not known (from 10 to 90)" in words_of(RANGE)
    assert RANGE.figure["data"][2]["x"] == [None, 55.0]
    assert sum("l8 10" in (path.get("d") or "") for path in parsed(RANGE).iter(f"{SVG}path")) == 1


def test_a_settled_range_is_said_once() -> None:
    assert "Second? 55" in words_of(RANGE)


@pytest.mark.parametrize("chart", [STACK, RANGE])
def test_the_picture_has_a_role_a_title_and_a_description(chart: Chart) -> None:
    drawn = parsed(chart)
    assert drawn.get("role") == "img"
    title, description = drawn.find(f"{SVG}title"), drawn.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert (drawn.get("aria-labelledby"), drawn.get("aria-describedby")) == (title.get("id"), description.get("id"))
    assert title.text == "Heading"
    for row in chart.rows:
        assert row[0] in (description.text or "")


@pytest.mark.parametrize("chart", [STACK, RANGE])
def test_the_picture_needs_no_style_and_nothing_from_outside(chart: Chart) -> None:
    assert not re.search(r"style=|<style|<script|\son\w+=|https?:|xlink", chart.svg)


def test_series_differ_without_colour() -> None:
    fills = [box.get("fill") or "" for box in parsed(STACK).iter(f"{SVG}rect") if box.get("height") == "14"]
    assert fills[1].startswith("url(#one-fill-")
    assert not fills[0].startswith("url(")


@pytest.mark.parametrize("chart", [STACK, RANGE])
def test_markup_in_a_title_is_shown_as_it_is(chart: Chart) -> None:
    spoilt = replace(chart, heading=MARKUP, categories=(MARKUP, "There"), unit=MARKUP)
    drawn = parsed(spoilt)
    assert {element.tag.removeprefix(SVG) for element in drawn.iter()} <= {
        "svg", "title", "desc", "defs", "pattern", "rect", "path", "circle", "text",
    }  # fmt: skip
    assert (drawn.findtext(f"{SVG}title")) == MARKUP
    described = spoilt.figure
    assert not re.search(r"<(?!br>|/?extra>)", str(described))
    assert "&lt;a" in str(described["data"][0]["y"])
    assert spoilt.rows[0][0] == MARKUP


# Which charts there are ----------------------------------------------------------------------------------------------


def staffing(*rows: dict[str, str], external_staff: str = "recorded") -> Chart | None:
    return pictures.staffing(roster_of(rows), external_staff)


def clinical(*rows: dict[str, str]) -> Chart | None:
    return pictures.clinical_time(roster_of(rows))


def numbers(chart: Chart | None, category: str) -> dict[str, str]:
    assert chart is not None
    row = next(row for row in chart.rows if row[0] == category)
    return dict(zip(chart.columns[1:], row[1:], strict=True))


def heading(chart: Chart | None) -> str:
    assert chart is not None
    return chart.heading


def test_no_picture_of_nobody() -> None:
    assert staffing() is None
    assert staffing(post("D1", status="vacant")) is None
    assert clinical(post("D1")) is None


def test_staffing_by_engagement() -> None:
    chart = staffing(
        post("D1", wte="0.6"),
        post("D2", employment="agency"),
        post("D3", employment="nhs_service", wte="0.5"),
        post("D4", employment="", wte="0.2"),
        post("D5", status="vacant"),
    )
    assert numbers(chart, "Software and systems") == {
        "In-house": "0.6", "External": "1", "Bought from the NHS": "0.5", "Engagement not known": "0.2",
        "Funding not known": "0", "Total": "2.3",
    }  # fmt: skip
    assert heading(chart) == "43% of funded time is external: 1 of 2.3 WTE"


def test_staffing_shows_the_functions_that_nobody_is_in() -> None:
    chart = staffing(post("D1"))
    assert numbers(chart, "Product")["Total"] == "0"
    assert chart is not None
    assert "Nobody is recorded in: product; delivery;" in chart.sentence


def test_staffing_of_an_unknown_role_stands_apart() -> None:
    chart = staffing(post("D1", role="", funded_wte="0.4"), post("D2"))
    assert numbers(chart, "Function not known")["In-house"] == "0.4"


@pytest.mark.parametrize(
    ("employments", "words"),
    [
        (("permanent", "bank"), "All 2 funded WTE is in-house"),
        (("agency", "supplier"), "All 2 funded WTE is external"),
        (("permanent", "nhs_service"), "No external person is recorded among 2 funded WTE"),
        (("permanent", ""), "How 1 of 2 WTE is engaged or funded is not known"),
    ],
)
def test_the_finding_of_staffing(employments: tuple[str, str], words: str) -> None:
    rows = [post(f"D{number}", employment=employment) for number, employment in enumerate(employments)]
    assert heading(staffing(*rows)) == words


@pytest.mark.parametrize("external_staff", ["", "not_yet"])
def test_no_share_where_external_staff_may_be_missing(external_staff: str) -> None:
    chart = staffing(post("D1"), external_staff=external_staff)
    assert heading(chart) == "Who is on the roster, by function; external staff may be missing"


def test_an_organisation_without_external_staff_is_all_in_house() -> None:
    assert heading(staffing(post("D1"), external_staff="none")) == "All 1 funded WTE is in-house"


def test_a_post_whose_funding_is_not_known_is_somebody_and_counts_apart() -> None:
    chart = staffing(post("D1"), clinician("D2"), post("D3", role="product_manager", funded_wte="0"))
    assert numbers(chart, "Clinical")["Funding not known"] == "1"
    assert heading(chart) == "How 1 of 2 WTE is engaged or funded is not known"
    assert chart is not None
    nobody = chart.sentence[chart.sentence.index("Nobody is recorded in") :]
    assert "clinical" not in nobody
    assert "product" not in nobody
    assert "Whether 1 WTE is funded is not known." in chart.sentence
    assert len(set(drawing.FILLS)) >= len(chart.series)


def test_a_little_that_is_not_known_leaves_the_finding() -> None:
    chart = staffing(post("D1", wte="0.9"), clinician("D2", wte="0.1"))
    assert heading(chart) == "All 0.9 funded WTE is in-house"


def test_each_picture_says_whose_time_it_shows() -> None:
    for chart, words in (
        (staffing(post("D1")), "all filled posts, with infrastructure and governance"),
        (clinical(clinician("D1")), "people on the roster only"),
    ):
        assert chart is not None
        assert words in chart.sentence


def clinician(ref: str, **cells: str) -> dict[str, str]:
    return post(ref, role="clinical_champion", clinical_profession="medical", **cells)


def test_clinical_time() -> None:
    chart = clinical(clinician("D1", wte="0.5", funded_wte="0.2"), clinician("D2", wte="0.1"), post("D3", role=""))
    assert numbers(chart, "Medical") == {
        "In the job": "0.2", "Outside the job plan": "0.3", "Not known which": "0.1", "Total": "0.6",
    }  # fmt: skip
    assert heading(chart) == "0.3 of 0.6 WTE of clinicians' time on the roster is outside the job plan"
    assert chart is not None
    assert chart.sentence.endswith("One more post may be a clinician's: the role is not known.")


def test_clinical_time_that_is_funded_or_not_known() -> None:
    funded = clinician("D1", wte="0.5", funded_wte="0.5")
    assert heading(clinical(funded)) == "All 0.5 WTE of clinicians' time on the roster is in the job"
    assert heading(clinical(funded, clinician("D2"))) == (
        "Whether 1 of 1.5 WTE of clinicians' time is in the job is not known"
    )


def test_the_bands_of_the_scores_are_the_rubrics() -> None:
    known = case([post("D1")], {}, small_rubric())
    chart = pictures.scores(known.scorecard, known.rubric.bands)
    assert [(zone.name, zone.start, zone.end) for zone in chart.zones] == [("Not fine", 0, 50), ("Fine", 50, 100)]
    bands: Any = default_rubric().bands
    assert len(pictures.scores(known.scorecard, bands).zones) == 4


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("empty-roster", "Three questions cannot be scored yet"),
        ("small-trust", "What is not known leaves one score open"),
    ],
)
def test_the_finding_of_the_scores(name: str, words: str) -> None:
    assert charts(name)[0].heading == words
