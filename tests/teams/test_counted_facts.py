"""Facts that are counted from lists: what is not known stays not known, and no number has two sources."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from teams import services
from teams.counted_facts import CurrentContract, Lists, LiveInitiative, counted_facts
from teams.facts_read import facts_of
from teams.models import Initiative, OrganisationFacts
from tests.factories import AS_AT, make_post
from tests.forms import send, shown

LISTS = "/organisations/ZZA/"
LIVE, LED, TESTED, OUTSIDE = (
    "initiatives_live",
    "initiatives_with_clinical_lead_from_start",
    "initiatives_tested_with_users",
    "initiatives_led_outside_it",
)
ALL_YES = {"changes_care": True, "lead_joined": "start", "lead_funded": True} | dict.fromkeys(
    ("tested_with_users", "led_outside_it"), True
)


def counts(*initiatives: dict[str, Any]) -> list[int | None]:
    """The four counts of a complete list."""
    rows = [LiveInitiative(**{**ALL_YES, **changes}) for changes in initiatives]
    found = counted_facts(Lists(complete={"initiatives"}, initiatives=rows))
    return [None if found[name] is None else int(found[name]) for name in (LIVE, LED, TESTED, OUTSIDE)]


@pytest.mark.parametrize(
    ("initiatives", "expected"),
    [
        ([], [0, 0, 0, 0]),
        ([{}, {}], [2, 2, 2, 2]),
        ([{"changes_care": False, "tested_with_users": None}], [0, 0, 0, 0]),
        ([{}, {"tested_with_users": None}], [2, 2, None, 2]),
        # Whether it counts is not known, so neither is any count that it might be part of
        ([{"changes_care": None, "tested_with_users": False}], [None, None, 0, None]),
        # A lead who is not funded, or came later, is no funded lead from the start, whatever else is not known
        ([{"lead_joined": "later", "lead_funded": None}], [1, 0, 1, 1]),
        ([{"lead_joined": "", "lead_funded": False}], [1, 0, 1, 1]),
        ([{"lead_joined": "", "lead_funded": True}], [1, None, 1, 1]),
        ([{"lead_joined": "none", "lead_funded": None}], [1, 0, 1, 1]),
    ],
)
def test_initiatives_are_counted_only_as_far_as_they_say(initiatives, expected):
    assert counts(*initiatives) == expected


@pytest.mark.parametrize(
    ("contracts", "expected"),
    [
        ([], Decimal(0)),
        ([("people", 100), ("people", 50), ("licences", 900)], Decimal(150)),
        ([("people", 100), ("people", None)], None),
        ([("people", 100), ("", 50)], None),
        ([("people", 100), ("licences", None)], Decimal(100)),
    ],
)
def test_services_run_by_people_are_added_up_only_where_all_are_known(contracts, expected):
    rows = [CurrentContract(kind, None if value is None else Decimal(value)) for kind, value in contracts]
    found = counted_facts(Lists(complete={"contracts"}, contracts=rows))
    assert found == {"service_contracts_a_year": expected}


def test_lists_that_nobody_calls_complete_give_nothing():
    assert counted_facts(Lists(complete=())) == {}


def test_hours_of_clinicians_elsewhere_become_wte_and_nought_is_an_answer():
    assert counted_facts(Lists((), help_hours=Decimal(90)))["goodwill_wte_elsewhere"] == Decimal("2.4")
    assert counted_facts(Lists((), help_hours=Decimal(0)))["goodwill_wte_elsewhere"] == 0


def read(organisation):
    organisation.refresh_from_db()
    return facts_of(organisation, as_at=AS_AT, answers={}).numbers


def test_a_typed_fact_stands_until_the_list_is_complete_and_again_when_it_is_not(client_of, lead, organisation):
    OrganisationFacts.objects.create(organisation=organisation, as_at=AS_AT, initiatives_live=9, workforce_wte=100)
    Initiative.objects.create(organisation=organisation, name="Letters", changes_care=True, tested_with_users=True)
    client = client_of(lead)
    assert read(organisation)[LIVE] == 9

    assert client.post(f"{LISTS}initiatives/complete/", {"complete": "yes"}).status_code == 302
    found = read(organisation)
    assert (found[LIVE], found[TESTED], found["workforce_wte"]) == (1, 1, 100)
    assert OUTSIDE not in found, "not known is not nought"

    html = client.get(f"{LISTS}facts/").content.decode()
    assert 'name="initiatives_live"' not in html
    assert "Counted from the initiatives" in html
    assert send(client, f"{LISTS}facts/", workforce_wte="200", initiatives_live="77").status_code == 302
    assert read(organisation)[LIVE] == 1
    assert OrganisationFacts.objects.get().initiatives_live == 9

    client.post(f"{LISTS}initiatives/complete/", {"complete": "no"})
    assert read(organisation)[LIVE] == 9
    assert shown(client, f"{LISTS}facts/")["initiatives_live"] == ["9"]


def test_the_report_counts_from_a_complete_list(client_of, lead, organisation):
    make_post(organisation)
    client = client_of(lead)
    before = client.get(f"{LISTS}report/criteria/Q2.5/").content
    lead_post = make_post(organisation, role="clinical_digital_lead")
    services.add_initiative(
        by=lead,
        organisation=organisation,
        values={"name": "Letters", "changes_care": True, "clinical_lead": lead_post} | ALL_YES,
    )
    services.say_complete(by=lead, organisation=organisation, name="initiatives", complete=True)
    after = client.get(f"{LISTS}report/criteria/Q2.5/").content
    assert before != after
