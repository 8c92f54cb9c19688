"""Small numbers of people are not shown, nor what would give one away."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from teams.suppression import nested
from tests.factories import AS_AT


@pytest.mark.parametrize(
    ("count", "shown"),
    [(None, "Not known"), (0, "0"), (1, "*"), (7, "*"), (8, "10"), (12, "10"), (13, "15"), (1002, "1,000")],
)
def test_a_count_is_starred_or_rounded(count: int | None, shown: str) -> None:
    assert nested([count]) == [shown]


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([20, 40, 60], ["20", "40", "60"]),
        ([20, 24, 60], ["*", "25", "60"]),  # four are not of the group
        ([20, 55, 60], ["20", "*", "60"]),  # of five it is not known
        ([40, 40, 40], ["40", "40", "40"]),
        ([3, 40, None], ["*", "40", "Not known"]),
    ],
)
def test_a_total_gives_no_star_away(counts: list[int | None], shown: list[str]) -> None:
    assert nested(counts) == shown


def test_who_does_not_enter_counts_sees_no_small_one(client_of, lead, sponsor, organisation):
    numbers = {"team_count": 3, "team_known": 40, "headcount": 44, "comparator_pct": 50}
    organisation.representation.create(as_at=AS_AT, group="women", comparator="workforce", **numbers)
    url = reverse("representation", args=["ZZA"])
    assert re.findall(r"numeric\">([^<]+)</td>", client_of(lead).get(url).content.decode()) == ["3", "40", "44", "50%"]
    html = client_of(sponsor).get(url).content.decode()
    assert re.findall(r"numeric\">([^<]+)</td>", html) == ["*", "*", "45", "50%"]
    assert reverse("representation_add", args=["ZZA"]) not in html
