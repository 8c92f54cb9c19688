"""Job titles are told as well as the service promises, on what it was tuned on and on what it never saw."""

from __future__ import annotations

import pytest

from teams.catalogue import roles
from teams.titles import suggest
from tests.bench.titles import asked_of_clear, digital_of_others, right_of_answered, told


@pytest.mark.parametrize("name", ["titles.csv", "titles_held_out.csv"])
def test_the_promised_bounds_hold(name: str) -> None:
    rows = told(name)
    assert len(rows) >= 200
    assert right_of_answered(rows) >= 0.9
    assert asked_of_clear(rows) <= 0.3
    assert digital_of_others(rows) < 0.05


@pytest.mark.parametrize("name", ["titles.csv", "titles_held_out.csv"])
def test_the_labels_are_of_the_catalogue(name: str) -> None:
    rows = told(name)
    assert [row.title for row in rows if row.role and roles()[row.role].function != row.function] == []
    assert {row.function for row in rows} == {"", *(role.function for role in roles().values())}
    titles = [row.title for row in rows]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize(
    "shape", ["Senior {}", "Bank {}", "{} (Band 7)", "{} B6|1234567", "215|{}|XR07", "{} - 12 month fixed term"]
)
def test_seniority_band_and_codes_lead_to_no_other_function(shape: str) -> None:
    rows = [row for row in told("titles.csv") if row.is_clear and row.is_answered]
    found = [(row, suggest(shape.format(row.title))) for row in rows]
    assert [(other.title, other.role) for row, other in found if other.role != row.found.role and not other.ask] == []
