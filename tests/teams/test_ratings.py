"""Which rating of a skill counts, when it is stale, and what the catalogue says of skills in detail."""

from __future__ import annotations

from datetime import date

import pytest

from teams import catalogue
from teams.ratings import Ages, Rated, stale_before, that_counts

DAY = date(2026, 11, 25)


def test_verified_beats_lead_beats_self_then_the_latest() -> None:
    own, lead, verified = (Rated(who, level, DAY) for who, level in (("self", 4), ("lead", 2), ("verified", 3)))
    assert that_counts([own, lead, verified]) == verified
    assert that_counts([own, lead]) == lead
    assert that_counts([own]) == own
    assert that_counts([]) is None
    later = Rated("lead", 1, date(2026, 11, 26))
    assert that_counts([later, lead]) == later


@pytest.mark.parametrize(
    ("day", "months", "limit"),
    [
        (date(2026, 11, 25), 12, date(2025, 11, 25)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2027, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
    ],
)
def test_a_rating_is_stale_from_the_same_day_so_many_months_later(day: date, months: int, limit: date) -> None:
    assert stale_before(day, months) == limit


def test_nothing_rated_has_no_stale_share() -> None:
    assert Ages(0, 0).stale_share is None
    assert Ages(8, 2).stale_share == 0.25


def test_each_skill_in_detail_belongs_to_one_area_and_is_of_the_framework() -> None:
    of_areas = [code for skill in catalogue.skills().values() for code in skill.detailed]
    assert of_areas == list(catalogue.detailed_skills())
    assert all(code.startswith(catalogue.DETAILED) and len(code) <= 50 for code in of_areas)
    assert catalogue.name_of("skill", "gdad_systems_integration") == "Systems integration"


def test_a_role_needs_a_range_of_levels_over_its_seniorities() -> None:
    assert catalogue.needed_levels("software_developer")["gdad_systems_integration"] == (1, 3)
    assert catalogue.needed_levels("clinical_safety_officer") == {}
    assert catalogue.needed_levels("no_such_role") == {}
