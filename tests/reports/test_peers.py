"""Bands among peers: what they say, and that nobody gets behind them by difference."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, product

import pytest

from reports.peers import (
    FEW,
    FEWEST,
    Agreement,
    Band,
    History,
    LeftOut,
    Report,
    Round,
    band,
    count_shown,
    latest_round,
    left_out,
    shown,
)

START = datetime(2026, 4, 1, tzinfo=UTC)
TODAY = date(2026, 9, 30)
LATER = START + timedelta(days=180)
LEVELS: dict[str, int | None] = {"a": 1, "b": 2, "c": 3, "d": None}


def report(organisation: int, level: int | None = 2, day: int = 0, groups: str = "K", **values: object) -> Report:
    """A report of an organisation that stands at a level in everything, signed off on a day after the start."""
    plain: dict[str, object] = {
        "sha256": f"{organisation} {day}",
        "organisation": organisation,
        "signed_at": START + timedelta(days=day),
        "as_at": START.date(),
        "rubric_version": 1,
        "external_staff": "recorded",
        "groups": frozenset(groups),
        "ratings": {"Q1": level},
        "levels": {"a": level, "b": 2},
    }
    return Report(**{**plain, **values})  # type: ignore[arg-type]  # fields by name


def history(*reports: Report, agreements: list[Agreement] | None = None) -> History:
    """What was signed off; everybody agreed from the start, unless `agreements` says otherwise."""
    agreed = [Agreement(each, START) for each in {report.organisation for report in reports}]
    return History(reports, agreed if agreements is None else agreements)


def organisations(found: Round | None) -> list[int]:
    return sorted(each.organisation for each in found.reports.values()) if found else []


def round_of(*levels: int | None) -> Round:
    reports = [report(number, level) for number, level in enumerate(levels)]
    return Round(START, {each.sha256: each for each in reports})


# What they say -------------------------------------------------------------------------------------------------------


def test_a_band_is_where_the_middle_half_lies() -> None:
    found = band(round_of(4, 0, 1, 1, 1, 2, 2, 3, 3, None), "a", -1)
    assert found == Band(1, 3)
    where = ["Below the middle half", *["In the middle half"] * 3, "Above the middle half"]
    assert [found.where(place) for place in range(5)] == where
    assert found.where(None) == ""


def test_there_is_none_of_fewer_than_five_others() -> None:
    assert band(round_of(0, 1, 2, 3), "Q1", -1) is None
    assert band(round_of(0, 1, 2, 3, None, None), "Q1", -1) is None
    assert band(round_of(0, 1, 2, 3, 4), "Q1", 4) is None
    assert band(round_of(0, 1, 2, 3, 4), "Q1", -1) == Band(1, 3)
    assert band(round_of(0, 1, 2, 3, 4), "none", -1) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, None),
        ({"rubric_version": 2}, LeftOut.OTHER_RUBRIC),
        ({"as_at": date(2025, 9, 30)}, None),
        ({"as_at": date(2025, 9, 29)}, LeftOut.OTHER_TIME),
        ({"as_at": date(2026, 12, 31)}, None),
        ({"external_staff": "none"}, None),
        ({"external_staff": "not_yet"}, LeftOut.EXTERNAL_STAFF),
        ({"external_staff": ""}, LeftOut.EXTERNAL_STAFF),
        ({"levels": LEVELS}, None),
        ({"levels": {**LEVELS, "c": None}}, LeftOut.TOO_LITTLE_SCORED),
    ],
)
def test_who_is_left_out_and_why(change: dict[str, object], reason: LeftOut | None) -> None:
    assert left_out(replace(report(1), **change), 1, TODAY) == reason  # type: ignore[arg-type]  # fields by name


def test_counts_are_told_in_steps_of_ten() -> None:
    assert [count_shown(count) for count in (0, 9, 10, 19, 34)] == [
        FEW,
        FEW,
        "At least 10",
        "At least 10",
        "At least 30",
    ]


# Rounds --------------------------------------------------------------------------------------------------------------


def test_the_first_round_is_of_five_and_the_next_when_five_more_have_come() -> None:
    for number in range(1, 11):
        found = latest_round(history(*(report(each, day=each) for each in range(number))), "K", 1, LATER)
        assert organisations(found) == list(range(number // FEWEST * FEWEST))


def test_a_round_is_of_the_group_the_version_and_those_who_agreed() -> None:
    compared = [report(each) for each in range(5)]
    others = [
        report(10, groups="S"),
        report(11, rubric_version=2),
        report(12, external_staff=""),
        report(13, as_at=date(2025, 3, 1)),
        report(14),
    ]
    agreements = [Agreement(each.organisation, START) for each in (*compared, *others[:-1])]
    found = latest_round(history(*compared, *others, agreements=agreements), "K", 1, LATER)
    assert organisations(found) == list(range(5))


def test_a_new_assessment_counts_once_five_have_one() -> None:
    first = [report(each, 1) for each in range(6)]
    for number in range(1, 7):
        new = [report(each, 3, day=30 + each) for each in range(number)]
        found = latest_round(history(*first, *new), "K", 1, LATER)
        assert found
        assert sum(each.place("a") == 3 for each in found.reports.values()) == (5 if number >= 5 else 0)
    assert found


def test_who_leaves_is_out_at_once_and_the_next_round_differs_by_five() -> None:
    six = [report(each) for each in range(6)]
    kept = [Agreement(each, START) for each in range(1, 6)]
    left = Agreement(0, START, START + timedelta(days=50))
    held = history(*six, agreements=[left, *kept])
    assert organisations(latest_round(held, "K", 1, START + timedelta(days=49))) == list(range(6))
    assert latest_round(held, "K", 1, LATER) is None
    more = [report(each, day=60 + each) for each in range(10, 15)]
    joined = [Agreement(each.organisation, START) for each in more]
    assert latest_round(history(*six, *more[:4], agreements=[left, *kept, *joined]), "K", 1, LATER) is None
    found = latest_round(history(*six, *more, agreements=[left, *kept, *joined]), "K", 1, LATER)
    assert organisations(found) == [1, 2, 3, 4, 5, 10, 11, 12, 13, 14]
    again = history(*six, agreements=[left, Agreement(0, LATER - timedelta(days=1)), *kept])
    assert organisations(latest_round(again, "K", 1, LATER)) == list(range(6))


# Getting behind them -------------------------------------------------------------------------------------------------


def random_history(seed: int) -> History:
    """A year in which up to fourteen organisations join, leave, come back and are assessed anew."""
    drawn = random.Random(seed)
    reports, agreements = [], []
    for organisation in range(drawn.randint(5, 14)):
        days = sorted(drawn.sample(range(1, 180), drawn.randint(1, 3)))
        reports += [report(organisation, drawn.randint(0, 4), day) for day in days]
        turns = sorted(drawn.sample(range(1, 180), drawn.randint(1, 4)))
        for since, until in zip(turns[::2], [*turns[1::2], None], strict=False):
            end = None if until is None else START + timedelta(days=until)
            agreements.append(Agreement(organisation, START + timedelta(days=since), end))
    return History(reports, agreements)


@pytest.mark.parametrize("seed", range(25))
def test_no_two_days_tell_of_fewer_than_five_by_what_differs(seed: int) -> None:
    held = random_history(seed)
    days = [latest_round(held, "K", 1, START + timedelta(days=day)) for day in range(0, 181, 3)]
    seen = [found for found in days if found]
    for before, after in pairwise(seen):
        assert before.reports == after.reports or before.differs_by(after.reports.keys()) >= FEWEST
    for day, found in enumerate(days):
        agreed = held.agreed_at(START + timedelta(days=day * 3))
        assert found is None or {each.organisation for each in found.reports.values()} <= agreed


def test_somebody_leaves_comes_or_is_assessed_anew_in_those_histories() -> None:
    held = [random_history(seed) for seed in range(25)]
    rounds = [latest_round(each, "K", 1, START + timedelta(days=day)) for each in held for day in range(0, 181, 3)]
    assert 100 < sum(found is not None for found in rounds) < len(rounds)


def test_of_two_groups_that_differ_by_fewer_than_five_only_the_first_is_shown() -> None:
    kind, system = round_of(*[1] * 9), round_of(*[1] * 6)
    other = Round(START, {each.sha256: each for each in (report(number) for number in range(20, 26))})
    assert shown({"0 kind": kind, "2 system": system, "2 other": other}) == {
        "0 kind": kind,
        "2 system": None,
        "2 other": other,
    }
    same = round_of(*[1] * 9)
    assert shown({"0 kind": kind, "1 size": same, "2 none": None}) == {"0 kind": kind, "1 size": same, "2 none": None}
    assert shown({"0 kind": kind, "2 system": round_of(*[1] * 4)})["2 system"]


def test_a_band_does_not_tell_where_every_organisation_stands() -> None:
    """Not even a band of one place, of as few as there may be: two of the five may stand elsewhere."""
    ways = defaultdict(set)
    for levels in product(range(3), repeat=FEWEST):
        ways[band(round_of(*levels), "a", -1)].add(tuple(sorted(levels)))
    assert min(map(len, ways.values())) > 1


@pytest.mark.parametrize("whole", range(1, 41))
def test_nobody_works_out_a_small_count_from_the_others_and_the_sum(whole: int) -> None:
    ways = defaultdict(list)
    for first, second in product(range(whole + 1), repeat=2):
        if first + second <= whole:
            counts = (first, second, whole - first - second)
            ways[tuple(map(count_shown, counts))].append(counts)
    for found in ways.values():
        for cell in zip(*found, strict=True):
            assert len(set(cell)) > 1 or not 0 < cell[0] < FEWEST
