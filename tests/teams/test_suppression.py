"""Small numbers of people are not shown, nor what would give one away."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from teams import services
from teams.facts import RepresentationGroup
from teams.representation import counting
from teams.suppression import nested, over_time
from tests.factories import AS_AT
from tests.forms import send


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


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        ([[20], [20]], [["20"], ["20"]]),
        ([[20], [24]], [["20"], ["*"]]),  # four have gone
        ([[30], [20]], [["30"], ["20"]]),
        ([[30], [26], [22]], [["30"], ["*"], ["20"]]),  # eight since the day that is shown
        ([[30], [5], [26]], [["30"], ["*"], ["*"]]),
        ([[20, 60], [20, 64]], [["20", "60"], ["20", "*"]]),
    ],
)
def test_two_days_give_no_small_number_away(days: list[list[int]], shown: list[list[str]]) -> None:
    assert over_time(days) == shown


def _women(number: int) -> RepresentationGroup:
    return RepresentationGroup("Women", "workforce", number, 40, 44, None)


@pytest.mark.parametrize(
    ("as_at", "number"), [(date(2026, 3, 1), 9), (date(2026, 6, 1), 10), (date(2026, 6, 2), 10), (date(2030, 1, 1), 12)]
)
def test_the_latest_counts_on_the_day_count_and_the_first_before_there_are_any(as_at: date, number: int) -> None:
    counts = [(date(2026, 9, 1), _women(12)), (date(2026, 5, 1), _women(9)), (date(2026, 6, 1), _women(10))]
    [counted] = counting(counts, as_at)
    assert counted.team_count == number


def test_a_group_is_counted_again_and_what_was_counted_before_stays(client_of, lead, sponsor, organisation):
    client, url = client_of(lead), reverse("representation", args=["ZZA"])
    first = organisation.representation.create(
        as_at=date(2025, 9, 30), group="Women", comparator="workforce", team_count=30, team_known=50, headcount=60
    )
    again = f"{reverse('representation_add', args=['ZZA'])}?again={first.pk}"
    typed = {"as_at_day": "30", "as_at_month": "9", "as_at_year": "2026", "team_count": "34", "team_known": "50"}
    compared = {"headcount": "60", "comparator_count": "2000", "comparator_total": "3000"}
    assert send(client, again, **typed, **compared).status_code == 302
    second = organisation.representation.exclude(pk=first.pk).get()
    assert (second.group, second.comparator, str(second.comparator_pct)) == ("Women", "workforce", "66.66667")
    assert "30" in re.findall(r"numeric\">([^<]+)</td>", client.get(url).content.decode())
    html = client_of(sponsor).get(url).content.decode()
    assert re.findall(r"numeric\">([^<]+)</td>", html) == ["35", "50", "60", "66.67%", "*", "50", "60", "Not known"]
    assert send(client, again, **typed, **compared).status_code == 200  # on that day it is counted by now


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"comparator_count": "5"}, "Enter the other number as well"),
        ({"comparator_count": "9", "comparator_total": "5"}, "no more than all people they are compared with, 5"),
        ({"comparator_count": "0", "comparator_total": "0"}, "enter a number above 0"),
        ({"comparator_count": "1", "comparator_total": "5", "comparator_pct": "20"}, "and not both"),
    ],
)
def test_the_comparison_is_two_counts_or_a_percentage(client_of, lead, organisation, typed, said):
    page = send(
        client_of(lead), reverse("representation_add", args=["ZZA"]), group="Men", comparator="workforce", **typed
    )
    assert page.status_code == 200
    assert said in page.content.decode()


def test_the_log_shows_counts_to_those_who_enter_them_only(client_of, lead, sponsor, organisation):
    values = {"as_at": AS_AT, "group": "Women", "comparator": "workforce", "team_count": 3, "headcount": 4377}
    count = services.add_representation(by=lead, organisation=organisation, values=values)
    services.change_representation(by=lead, count=count, version=1, values={"team_count": 6})
    for url in (reverse("activity", args=["ZZA"]), reverse("activity_csv", args=["ZZA"])):
        assert "4377" in client_of(lead).get(url).content.decode()
        html = client_of(sponsor).get(url).content.decode()
        assert "4377" not in html
        assert "from 3 to 6" not in html
        assert "from not shown to not shown" in html
