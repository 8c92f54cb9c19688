"""The pages of the facts and of representation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from teams import services
from teams.models import OrganisationFacts, RepresentationCount
from tests.factories import make_organisation
from tests.forms import send, shown, values_of

FACTS = "/organisations/ZZA/facts/"
GROUPS = "/organisations/ZZA/representation/"
GROUP = {
    "group": "Women",
    "comparator": "workforce",
    "team_count": "9",
    "team_known": "40",
    "headcount": "45",
    "comparator_pct": "76.5",
}


def make_group(organisation, **values):
    plain = {"as_at": date(2026, 9, 30), "group": "Women", "comparator": "workforce", "team_count": 9}
    return RepresentationCount.objects.create(organisation=organisation, **{**plain, **values})


def test_a_lead_records_every_fact(client_of, lead, organisation):
    response = send(
        client_of(lead),
        FACTS,
        as_at_day="30",
        as_at_month="9",
        as_at_year="2026",
        workforce_wte="6,400.5",
        external_staff="recorded",
        goodwill_wte_elsewhere="0",
        initiatives_live="8",
        initiatives_with_clinical_lead_from_start="3",
        initiatives_tested_with_users="8",
        initiatives_led_outside_it="0",
        service_contracts_a_year="£1,200,000.50",
        digital_revenue_budget="9 000 000",
    )
    assert response.status_code == 302
    facts = OrganisationFacts.objects.get()
    assert facts.as_at == date(2026, 9, 30)
    assert (facts.workforce_wte, facts.goodwill_wte_elsewhere) == (Decimal("6400.5"), Decimal(0))
    assert (facts.service_contracts_a_year, facts.digital_revenue_budget) == (Decimal("1200000.5"), Decimal(9000000))
    assert (facts.initiatives_live, facts.initiatives_led_outside_it) == (8, 0)


def test_a_blank_is_not_known_and_not_zero(client_of, lead, organisation):
    assert send(client_of(lead), FACTS).status_code == 302
    facts = OrganisationFacts.objects.get()
    assert facts.workforce_wte is None
    assert facts.goodwill_wte_elsewhere is None
    assert facts.initiatives_live is None
    assert facts.external_staff == ""


def test_saving_the_facts_untouched_changes_nothing(client_of, lead, organisation):
    client = client_of(lead)
    send(client, FACTS, workforce_wte="6400.12345", digital_revenue_budget="100")
    send(client, FACTS)
    assert OrganisationFacts.objects.get().version == 1
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("workforce_wte", "many", "Workforce of the whole organisation must be a number"),
        ("workforce_wte", "NaN", "Workforce of the whole organisation must be a number"),
        ("workforce_wte", "-1", "Workforce of the whole organisation must be 0 or more"),
        ("workforce_wte", "0.123456", "must have 5 decimal places or fewer"),
        ("workforce_wte", "1e300", "Workforce of the whole organisation must have"),
        ("digital_revenue_budget", "1000000000000", "must have"),
        ("initiatives_live", "1.5", "must be a whole number"),
        ("initiatives_live", "99999999999", "must be 1000000 or less"),
        ("initiatives_tested_with_users", "9", "this must not be above the number of live initiatives (8)"),
        ("external_staff", "made_up", "Choose an answer from the list"),
        ("as_at_month", "13", "Date of the facts must be a real date"),
        ("as_at_day", "", "Date of the facts must include a day"),
    ],
)
def test_what_a_facts_file_refuses_the_form_refuses(client_of, lead, organisation, field, value, said):
    page = send(client_of(lead), FACTS, **{"initiatives_live": "8", field: value})
    assert page.status_code == 200
    assert said in page.content.decode()
    assert not OrganisationFacts.objects.exists()


def test_two_people_who_change_the_facts_choose_what_to_keep(client_of, lead, organisation):
    client = client_of(lead)
    nobody_was_first = shown(client, FACTS)
    send(client, FACTS, workforce_wte="6400")
    conflict = client.post(FACTS, {**nobody_was_first, "workforce_wte": "6500"})
    assert conflict.status_code == 409
    assert [(d.theirs, d.yours) for d in conflict.context["differences"]] == [("6400", "6500")]
    assert client.post(FACTS, values_of(conflict.content.decode())).status_code == 302
    assert OrganisationFacts.objects.get().workforce_wte == 6500


def test_who_may_not_change_the_facts_reads_them(client_of, contributor, board_member, stranger, organisation):
    client = client_of(contributor)
    assert "No facts are recorded yet" in client.get(FACTS).content.decode()
    OrganisationFacts.objects.create(organisation=organisation, as_at=date(2026, 9, 30), workforce_wte=6400)
    html = client.get(FACTS).content.decode()
    assert "6400" in html
    assert "30 September 2026" in html
    assert "Not known" in html
    assert "<form method" not in html.split("<main")[1]
    assert client.post(FACTS, {"version": 1}).status_code == 403
    assert client_of(board_member).get(FACTS).status_code == 403
    assert client_of(stranger).get(FACTS).status_code == 404


def test_a_group_is_added_changed_and_removed(client_of, lead, organisation):
    client = client_of(lead)
    assert "No group is counted yet" in client.get(GROUPS).content.decode()
    assert send(client, f"{GROUPS}add/", **GROUP).status_code == 302
    count = RepresentationCount.objects.get()
    assert (count.team_count, count.comparator_pct) == (9, Decimal("76.5"))
    assert "76.5%" in client.get(GROUPS).content.decode()

    assert send(client, f"{GROUPS}{count.pk}/", team_count="").status_code == 302
    count.refresh_from_db()
    assert count.team_count is None

    remove = f"{GROUPS}{count.pk}/remove/"
    assert "Remove the group" in client.get(remove).content.decode()
    assert send(client, remove).status_code == 302
    assert not RepresentationCount.objects.exists()
    verbs = AuditEvent.objects.order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["added", "changed", "removed"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("group", " ", "Enter the group"),
        ("comparator", "", "Answer the question “What is the group compared with?”"),
        ("team_count", "-1", "must be 0 or more"),
        ("comparator_pct", "101", "must be 100 or less"),
        ("team_count", "900", "enter no more than the next number"),
        ("team_known", "900", "enter no more than the next number"),
        ("comparator_pct", "x", "must be a number"),
    ],
)
def test_counts_that_cannot_be_are_refused(client_of, lead, organisation, field, value, said):
    page = send(client_of(lead), f"{GROUPS}add/", **{**GROUP, field: value})
    assert said in page.content.decode()
    assert not RepresentationCount.objects.exists()


def test_a_group_is_counted_once_against_each_comparator(client_of, lead, organisation):
    make_group(organisation)
    client = client_of(lead)
    day = {"as_at_day": "30", "as_at_month": "9", "as_at_year": "2026"}
    again = send(client, f"{GROUPS}add/", **GROUP, **day).content.decode()
    assert "This group is counted on this day already" in again
    assert send(client, f"{GROUPS}add/", **{**GROUP, "comparator": "population"}).status_code == 302


def test_a_form_on_a_group_that_was_removed_shows_what_was_typed(client_of, lead, organisation):
    count = make_group(organisation)
    client = client_of(lead)
    url = f"{GROUPS}{count.pk}/"
    opened_before = shown(client, url)
    send(client, f"{url}remove/")
    page = client.post(url, {**opened_before, "team_count": "123"})
    html = page.content.decode()
    assert page.status_code == 409
    assert "This is no longer there" in html
    assert "removed it" in html
    assert "123" in html
    assert client.get(url).status_code == 404


def test_removing_a_group_twice_says_who_removed_it_and_leads_to_the_list(client_of, lead, organisation):
    remove = f"{GROUPS}{make_group(organisation).pk}/remove/"
    client = client_of(lead)
    opened_before = shown(client, remove)
    assert client.post(remove, opened_before).status_code == 302
    page = client.post(remove, opened_before)
    html = page.content.decode()
    assert page.status_code == 409
    assert "This is no longer there" in html
    assert "removed it" in html
    assert "what you typed" not in html.split("<main")[1]
    assert f'href="{GROUPS}">Continue' in html


@pytest.mark.parametrize(("page", "verb"), [("", "change"), ("remove/", "remove")])
def test_a_group_that_is_removed_while_a_form_is_saved_leads_to_the_list(
    client_of, lead, organisation, monkeypatch, page, verb
):
    url = f"{GROUPS}{make_group(organisation).pk}/{page}"
    client = client_of(lead)
    write = getattr(services, f"{verb}_representation")
    remove = services.remove_representation

    def overtaken(**save):
        remove(by=lead, count=save["count"], version=1)
        write(**save)

    values = shown(client, url)
    monkeypatch.setattr(services, f"{verb}_representation", overtaken)
    answer = client.post(url, values)
    assert answer.status_code == 409
    assert f'href="{GROUPS}">Continue' in answer.content.decode()


def test_removing_a_group_that_somebody_else_changed_asks_again(client_of, lead, organisation):
    count = make_group(organisation)
    client = client_of(lead)
    opened_before = shown(client, f"{GROUPS}{count.pk}/remove/")
    send(client, f"{GROUPS}{count.pk}/", team_count="11")
    page = client.post(f"{GROUPS}{count.pk}/remove/", opened_before)
    assert page.status_code == 409
    assert "Remove it all the same" in page.content.decode()
    assert RepresentationCount.objects.exists()


@pytest.mark.parametrize("page", ["", "remove/"])
def test_another_organisations_group_is_not_there(client_of, lead, organisation, other_organisation, page):
    theirs = make_group(other_organisation)
    url = f"{GROUPS}{theirs.pk}/{page}"
    assert client_of(lead).get(url).status_code == 404
    assert client_of(lead).post(url, {**GROUP, "version": 1}).status_code == 404


def test_another_organisations_removed_group_was_never_there(client_of, lead, stranger, organisation):
    theirs = make_organisation("ZZC", "Third Trust")
    count = make_group(theirs)
    AuditEvent.objects.create(
        organisation=theirs, verb="removed", target="representation Women", changes={"id": [count.pk, None]}
    )
    pk = count.pk
    count.delete()
    assert client_of(lead).post(f"{GROUPS}{pk}/", {**GROUP, "version": 1}).status_code == 404


def test_only_a_lead_changes_counts(client_of, contributor, sponsor, board_member, stranger, organisation):
    count = make_group(organisation)
    for user, status in ((contributor, 403), (sponsor, 403), (board_member, 403), (stranger, 404)):
        for url in (f"{GROUPS}add/", f"{GROUPS}{count.pk}/", f"{GROUPS}{count.pk}/remove/"):
            assert client_of(user).get(url).status_code == status
    assert client_of(board_member).get(GROUPS).status_code == 403


def test_pages_of_facts_cost_few_queries(client_of, lead, organisation, django_assert_max_num_queries):
    for number in range(30):
        make_group(organisation, group=f"Group {number}")
    client = client_of(lead)
    for url in (FACTS, GROUPS, reverse("representation_add", args=["ZZA"])):
        with django_assert_max_num_queries(5):
            client.get(url)
    for url, typed in ((FACTS, {"workforce_wte": "1"}), (f"{GROUPS}add/", GROUP)):
        values = {**shown(client, url), **typed}
        with django_assert_max_num_queries(12):
            assert client.post(url, values).status_code == 302


def test_a_slip_in_the_year_is_refused(client_of, lead, organisation):
    url = reverse("facts", args=[organisation.ods_code])
    page = client_of(lead).post(url, {"as_at_day": "1", "as_at_month": "1", "as_at_year": "2999"})
    assert "The year must be between 1950 and 2100" in page.content.decode()


def test_saving_facts_leads_on_or_back(client_of, lead, organisation):
    client = client_of(lead)
    assert send(client, FACTS, workforce_wte="6400").headers["Location"] == "/organisations/ZZA/posts/"
    assert send(client, FACTS, workforce_wte="6500", then="tasks").headers["Location"] == "/organisations/ZZA/"
