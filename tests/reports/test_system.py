"""A system read together: pure values."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from reports.pictures import staffing
from reports.system import (
    Answer,
    Covered,
    Member,
    by_answer,
    coverage,
    external_staff_of,
    in_short,
    opportunities,
    roster_of,
)
from teams.roster import WTE_UNIT, Post
from teams.shares import as_guest, as_host

FLOOR = Fraction(1, 2)


def member(code: str = "ZZA", amounts: dict[str, Any] | None = None, **values: Any) -> Member:
    """An organisation that has so many WTE in each function, at a floor of a half."""
    covered = None if amounts is None else Covered(FLOOR, {key: Fraction(each) for key, each in amounts.items()})
    plain = {"name": f"Trust {code}", "report": 1, "as_at": date(2026, 9, 30), "external_staff": "recorded"}
    return Member(**{"ods_code": code, "answers": {}, "covered": covered, **plain, **values})


def post(ref: str, wte: float, **values: Any) -> Post:
    plain = {"title": "X", "role": "user_researcher", "employment": "permanent", "funded_wte": int(wte * WTE_UNIT)}
    return Post(**{"post_ref": ref, "wte": int(wte * WTE_UNIT), **plain, **values})


def test_what_four_lack_is_an_opportunity() -> None:
    members = [member(code, {"ucd": "0", "data": "3"}) for code in "ABCD"]
    found = coverage([*members, member("E", {"ucd": "0.5", "data": "0.4"})])
    assert [each.row for each in found] == [
        ("User-centred design", "1", "0", "4", "0", "2"),
        ("Data", "4", "1", "0", "0", "0.1"),
    ]
    assert opportunities(found) == [
        "Four organisations each have nobody in user-centred design: 2 WTE between them would cover all."
    ]


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        ([], []),
        (["0"], []),
        (["0.5", "0.6"], []),
        (["0", "0.5"], []),
        (
            ["0", "0.49"],
            ["Two organisations each have nobody or too little in data: 0.51 WTE between them would cover both."],
        ),
        (["0.1", "0.2"], ["Two organisations each have too little in data: 0.7 WTE between them would cover both."]),
    ],
)
def test_it_takes_two_who_lack_something(amounts: list[str], said: list[str]) -> None:
    assert opportunities(coverage([member(str(each), {"data": each}) for each in amounts])) == said


def test_what_is_not_known_lacks_nothing() -> None:
    [data] = coverage([member("A", {"data": "0"}), member("B", None), member("C", {})])
    assert (data.lacks, data.not_known, data.needed) == (1, 2, FLOOR)
    assert coverage([member("A", None)]) == []


def test_what_most_lack_comes_first() -> None:
    found = coverage([member(code, {"data": "0", "ucd": "0.1", "product": "0.2"}) for code in "AB"])
    assert [line.split(" in ")[1].split(":")[0] for line in opportunities(found)] == [
        "data",
        "user-centred design",
        "product",
    ]


def test_a_team_that_organisations_share_is_counted_once_and_engaged_as_at_its_host() -> None:
    own = post("U1", 1.0)
    guest, rest = as_guest(own, "ZZA", 4000), as_host(own, [4000])
    assert guest
    assert rest
    for rosters in ({"ZZA": [rest], "ZZB": [guest]}, {"ZZB": [guest], "ZZA": [rest]}):
        found = roster_of(rosters)
        assert (found.wte, found.funded_wte) == ([WTE_UNIT], [WTE_UNIT])
        chart = staffing(found, "recorded")
        assert chart
        assert chart.heading == "All 1 funded WTE is in-house"
    alone = roster_of({"ZZB": [guest, post("U1", 0.5)]})
    assert sorted(alone.wte) == [40_000, 50_000]


def test_funding_that_one_organisation_does_not_know_is_not_known() -> None:
    own = post("U1", 1.0, role="clinical_champion", funded_wte=None)
    guest, rest = as_guest(own, "ZZA", 4000), as_host(own, [4000])
    assert guest
    assert rest
    assert roster_of({"ZZA": [rest], "ZZB": [guest]}).funded_wte == [-1]


def test_external_staff_are_known_of_a_system_where_everybody_says_it() -> None:
    known, none, unknown = (member(external_staff=each) for each in ("recorded", "none", "not_yet"))
    assert [external_staff_of(each) for each in ([known, none], [known, unknown], [])] == [
        "recorded",
        "not_yet",
        "not_yet",
    ]


def test_organisations_by_answer() -> None:
    good, weak = Answer("Yes", "Good"), Answer("No", "Weak")
    members = [member(code, answers={"Q1": answer}) for code, answer in zip("ABC", (weak, good, good), strict=True)]
    assert [
        (verdict, rating, [each.ods_code for each in who]) for verdict, rating, who in by_answer(members, "Q1")
    ] == [
        ("Yes", "Good", ["B", "C"]),
        ("No", "Weak", ["A"]),
    ]
    assert by_answer(members, "Q2") == []


ONE = "The one organisation of this system"
ITS = "its signed-off reports with the board, and has"
THEIR = "share their signed-off reports with the board, and"


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((0, 0, 0), "No organisation belongs to this system here."),
        ((1, 0, 0), f"{ONE} does not share its reports with the board yet."),
        ((9, 0, 0), "None of the nine organisations of this system shares its reports with the board yet."),
        ((1, 1, 0), f"{ONE} shares {ITS} none yet."),
        ((1, 1, 1), f"{ONE} shares {ITS} one."),
        ((9, 1, 1), f"One of the nine organisations of this system shares {ITS} one."),
        ((9, 5, 0), f"Five of the nine organisations of this system {THEIR} none of them has one yet."),
        ((9, 5, 1), f"Five of the nine organisations of this system {THEIR} one of them has one."),
        ((24, 18, 16), f"18 of the 24 organisations of this system {THEIR} 16 of them have one."),
    ],
)
def test_how_many_share_in_a_sentence(numbers: tuple[int, int, int], said: str) -> None:
    assert in_short(*numbers) == said
