"""Quality checks: what each finds in rows and facts, without a database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from teams.quality import count, findings
from teams.quality_matters import Counts, Known, KnownFacts, KnownPost, KnownTeam
from teams.roster import Post

TODAY = date(2026, 9, 30)
KNOWN_FACTS = KnownFacts(TODAY, Decimal(5000), "recorded", Decimal(0))
AGENCY = {"employment": "agency", "supplier": "Brightwell", "ends_on": date(2027, 1, 1)}


def post(pk: int = 1, *, vacant_since: date | None = None, rated_on: date | None = None, **columns: Any) -> KnownPost:
    plain = {"post_ref": f"D{pk}", "title": f"Developer {pk}", "wte": 100_000, "role": "software_developer"}
    row = Post(**{**plain, "employment": "permanent", "started_on": date(2024, 4, 1), **columns})
    return KnownPost(pk, row, None, vacant_since, rated_on)


def codes(*posts: KnownPost, facts: KnownFacts = KNOWN_FACTS, **known: Any) -> list[str]:
    external = post(90, **AGENCY)  # so that the facts say the truth
    found = findings(Known([*posts, external], facts, **known), TODAY)
    return [finding.matter.code for finding in found]


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    assert codes(post()) == []


@pytest.mark.parametrize(
    ("code", "known"),
    [
        (
            "starts_after_end",
            post(employment="bank", started_on=date(2027, 1, 2), ends_on=date(2027, 1, 1), status="vacant"),
        ),
        ("end_passed", post(employment="bank", ends_on=date(2026, 9, 29))),
        ("starts_later", post(started_on=date(2026, 10, 1))),
        ("role_unknown", post(role="")),
        ("employment_unknown", post(employment="")),
        ("clinician_funding_unknown", post(role="clinical_safety_officer")),
        ("clinician_unfunded", post(role="clinical_safety_officer", funded_wte=0)),
        ("external_without_end", post(**AGENCY | {"ends_on": None})),
        ("external_without_supplier", post(**AGENCY | {"supplier": ""})),
        ("supplier_of_own", post(supplier="Brightwell")),
        ("fixed_term_without_end", post(employment="fixed_term")),
        ("permanent_with_end", post(ends_on=date(2027, 1, 1))),
        ("long_vacant", post(status="vacant", vacant_since=date(2025, 9, 29))),
        ("many_control_roles", post(control_role=("digital_lead", "product_lead", "cyber_lead"))),
        ("funded_above_wte", post(wte=50_000, funded_wte=60_000)),
        ("more_than_full_time", post(wte=110_000)),
        ("part_unfunded", post(funded_wte=60_000)),
        ("stale_ratings", post(rated_on=date(2025, 9, 29))),
    ],
)
def test_a_row_is_found_by_its_check_and_by_no_other(code: str, known: KnownPost) -> None:
    assert codes(known) == [code]


def test_the_day_itself_and_a_year_to_the_day_are_still_in_order() -> None:
    assert codes(post(employment="bank", ends_on=TODAY, rated_on=date(2025, 9, 30))) == []
    assert codes(post(status="vacant", vacant_since=date(2025, 9, 30))) == []
    assert codes(post(control_role=("digital_lead", "product_lead"))) == []


def test_rows_that_look_like_one_person_are_found_and_colleagues_are_not() -> None:
    skills = {"data": 3, "cyber_security": 1}
    twice = [post(pk, title="Developer", skills=skills, wte=50_000) for pk in (1, 2)]
    found = findings(Known([*twice, post(3, **AGENCY)], KNOWN_FACTS), TODAY)
    assert [(finding.matter.code, finding.detail, finding.pk) for finding in found] == [
        ("entered_twice", "like D2", 1),
        ("entered_twice", "like D1", 2),
    ]
    assert codes(post(1, title="Developer"), post(2, title="Developer")) == []
    assert codes(post(1, title="Developer", skills=skills), post(2, title="Developer", skills={"data": 3})) == []


def test_references_that_differ_in_dashes_and_case_are_found() -> None:
    assert codes(post(1, post_ref="d-14"), post(2, post_ref="D14")) == ["same_reference", "same_reference"]


def test_a_part_vacant_post_is_recognised() -> None:
    filled = post(1, title="Developer", wte=60_000)
    vacant = post(2, title="Developer", wte=40_000, status="vacant")
    found = findings(Known([filled, vacant, post(3, **AGENCY)], KNOWN_FACTS), TODAY)
    assert [(finding.matter.code, finding.detail) for finding in found] == [
        ("part_vacant", "with D1: 0.4 WTE vacant, 0.6 filled")
    ]
    assert codes(post(1, title="Developer"), vacant) == []


def test_a_post_of_a_partner_whose_shared_team_counts_by_itself_is_found() -> None:
    own_row = post(employment="shared_partner", employer="ZZB")
    assert codes(own_row, hosts=frozenset({"ZZB"})) == ["partners_post"]
    assert codes(own_row, hosts=frozenset({"ZZC"})) == []


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("facts_old", KnownFacts(date(2025, 9, 29), Decimal(5000), "recorded", Decimal(0))),
        ("workforce_unknown", KnownFacts(TODAY, None, "recorded", Decimal(0))),
        ("external_staff_unknown", KnownFacts(TODAY, Decimal(5000), "not_yet", Decimal(0))),
        ("external_staff_none", KnownFacts(TODAY, Decimal(5000), "none", Decimal(0))),
        ("goodwill_unknown", KnownFacts(TODAY, Decimal(5000), "recorded")),
        ("goodwill_in_hours", KnownFacts(TODAY, Decimal(5000), "recorded", Decimal("37.5"))),
        ("team_above_workforce", KnownFacts(TODAY, Decimal("1.9"), "recorded", Decimal(0))),
        ("team_large", KnownFacts(TODAY, Decimal(3), "recorded", Decimal(0))),
    ],
)
def test_facts_that_are_missing_old_or_contradict_the_roster_are_found(code: str, facts: KnownFacts) -> None:
    assert codes(post(), facts=facts) == [code]


def test_external_staff_that_are_said_to_be_there_and_are_not_is_found() -> None:
    found = findings(Known([post()], KNOWN_FACTS), TODAY)
    assert [finding.matter.code for finding in found] == ["external_staff_missing"]


def test_shares_above_a_whole_team_are_found() -> None:
    assert codes(post(), teams=[KnownTeam(7, "Integration", 10_001)]) == ["shares_too_much"]
    assert codes(post(), teams=[KnownTeam(7, "Integration", 10_000)]) == []


def test_errors_come_first_and_keys_stay_the_same() -> None:
    known = Known(
        [post(1, role=""), post(2, started_on=TODAY, ends_on=date(2026, 9, 1), employment="bank"), post(3, **AGENCY)],
        KNOWN_FACTS,
    )
    found = findings(known, TODAY)
    assert [finding.key for finding in found] == ["starts_after_end:post:2", "end_passed:post:2", "role_unknown:post:1"]
    assert count(found) == Counts(errors=1, warnings=2, hints=0)
