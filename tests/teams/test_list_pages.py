"""The pages of initiatives, suppliers and contracts."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts.models import AuditEvent
from teams import services
from teams.contract_ends import end_words, months_after, notice_by
from teams.models import Contract, Initiative
from teams.supplier_names import name_key, not_listed
from tests.factories import make_post
from tests.forms import send, shown, values_of

OURS = "/organisations/ZZA/"
TODAY = date(2026, 11, 25)


@pytest.fixture
def client(client_of, lead):
    return client_of(lead)


@pytest.fixture
def contract(organisation):
    supplier = organisation.suppliers.create(name="Halden Systems")
    return organisation.contracts.create(supplier=supplier, service="Service desk")


# Rules without a database --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ends_on", "words"),
    [
        (None, ""),
        (date(2026, 11, 24), "Has ended"),
        (date(2026, 11, 25), "Ends within 6 months"),
        (date(2027, 5, 25), "Ends within 6 months"),
        (date(2027, 5, 26), "Ends within 12 months"),
        (date(2027, 11, 25), "Ends within 12 months"),
        (date(2027, 11, 26), ""),
    ],
)
def test_ends_are_said_within_six_and_twelve_months(ends_on, words):
    assert end_words(ends_on, TODAY) == words


def test_months_end_on_their_last_day():
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert notice_by(date(2027, 3, 31), 1) == date(2027, 2, 28)
    assert notice_by(date(2027, 3, 31), None) is None


def test_a_supplier_is_known_however_it_is_written():
    assert name_key("Larkfield Testing Ltd.") == name_key("LARKFIELD  TESTING") == name_key("Larkfield-Testing Limited")
    assert name_key("The Company Ltd") != ""
    assert not_listed(["Halden Systems plc", "Whitlock", "WHITLOCK Ltd"], ["halden systems"]) == ["WHITLOCK Ltd"]


# Pages ---------------------------------------------------------------------------------------------------------------


def test_an_initiative_is_added_changed_and_removed(client, organisation):
    post = make_post(organisation, role="clinical_digital_lead", title="Digital midwife", status="vacant")
    assert "No initiative is listed yet" in client.get(f"{OURS}initiatives/").content.decode()
    typed = {"name": "Maternity notes", "changes_care": "yes", "lead_joined": "start", "clinical_lead": post.pk}
    assert send(client, f"{OURS}initiatives/add/", **typed).status_code == 302
    one = Initiative.objects.get()
    assert (one.changes_care, one.lead_funded, one.clinical_lead) == (True, None, post)
    html = client.get(f"{OURS}initiatives/").content.decode()
    assert "Digital midwife (vacant)" in html
    assert "Not known whether funded" in html

    assert "is an initiative with this name" in send(client, f"{OURS}initiatives/add/", **typed).content.decode()
    url = f"{OURS}initiatives/{one.pk}/"
    refused = send(client, url, lead_joined="none").content.decode()
    assert "there is no clinical lead" in refused
    assert send(client, url, lead_joined="none", clinical_lead="").status_code == 302
    assert send(client, f"{url}remove/").status_code == 302
    assert not Initiative.objects.exists()
    assert [event.verb for event in AuditEvent.objects.order_by("id")] == ["added", "changed", "removed"]
    assert "removed initiative Maternity notes" in client.get(f"{OURS}activity/").content.decode()


def test_only_posts_of_clinicians_are_offered_as_clinical_leads(client, organisation, other_organisation):
    make_post(organisation, post_ref="SOFT")
    make_post(organisation, post_ref="CLIN", role="clinical_champion")
    make_post(organisation, post_ref="MAYBE", role="")
    make_post(organisation, post_ref="LEFT", role="clinical_champion", closed_on=date(2026, 1, 1))
    theirs = make_post(other_organisation, post_ref="THEIRS", role="clinical_champion")
    html = client.get(f"{OURS}initiatives/add/").content.decode()
    assert [ref for ref in ("SOFT", "CLIN", "MAYBE", "LEFT", "THEIRS") if ref in html] == ["CLIN", "MAYBE"]
    assert send(client, f"{OURS}initiatives/add/", name="Letters", clinical_lead=theirs.pk).status_code == 200


def test_two_people_who_change_one_initiative_choose(client, organisation):
    one = organisation.initiatives.create(name="Letters")
    url = f"{OURS}initiatives/{one.pk}/"
    opened = shown(client, url)
    send(client, url, changes_care="yes")
    conflict = client.post(url, {**opened, "changes_care": "no"})
    assert conflict.status_code == 409
    assert [(d.theirs, d.yours) for d in conflict.context["differences"]] == [("Yes", "No")]
    assert client.post(url, values_of(conflict.content.decode())).status_code == 302
    assert Initiative.objects.get().changes_care is False
    opened = shown(client, url)
    send(client, f"{url}remove/")
    assert "This is no longer there" in client.post(url, opened).content.decode()


def test_a_contract_is_recorded_with_its_end_and_shown_as_near(client, organisation, contract):
    owner = make_post(organisation, title="Supplier manager")
    ends = timezone.localdate() + timedelta(days=100)
    url = f"{OURS}contracts/{contract.pk}/"
    end = {"ends": "date", "ends_on_day": ends.day, "ends_on_month": ends.month, "ends_on_year": ends.year}
    typed = {"kind": "people", "value_a_year": "£450,000", "notice_months": "1", "owner": owner.pk}
    assert "Enter the end date" in send(client, url, ends="date").content.decode()
    assert "60 months or less" in send(client, url, notice_months="61").content.decode()
    functions = ["technical", "infrastructure"]
    assert send(client, url, **typed, **end, functions=functions, exit_terms="no").status_code == 302
    contract.refresh_from_db()
    assert (contract.value_a_year, contract.ends_on, contract.owner) == (Decimal(450000), ends, owner)
    assert (contract.exit_terms, contract.knowledge_transfer) == (False, None)
    html = client.get(f"{OURS}suppliers/").content.decode()
    for words in ("Ends within 6 months", "£450,000", "Supplier manager", "Give notice by"):
        assert words in html
    assert send(client, url, ends="open").status_code == 302
    contract.refresh_from_db()
    assert (contract.is_open_ended, contract.ends_on) == (True, None)


def test_posts_are_matched_with_suppliers_and_others_are_offered(client, organisation, contract):
    make_post(organisation, post_ref="H1", employment="supplier", supplier="HALDEN systems Ltd", wte=Decimal("0.5"))
    make_post(organisation, post_ref="W1", employment="contractor", supplier="Whitlock Interim")
    make_post(organisation, post_ref="IN", employment="permanent", supplier="Not external")
    html = client.get(f"{OURS}suppliers/").content.decode()
    assert "Whitlock Interim" in html
    assert "Not external" not in html
    assert "H1" in client.get(f"{OURS}suppliers/{contract.supplier_id}/").content.decode()
    assert shown(client, f"{OURS}suppliers/add/?name=Whitlock+Interim")["name"] == ["Whitlock Interim"]


def test_a_supplier_with_contracts_stays(client, organisation, contract):
    remove = f"{OURS}suppliers/{contract.supplier_id}/remove/"
    response = client.post(remove, shown(client, remove), follow=True)
    assert "Remove the contracts of this supplier first" in response.content.decode()
    send(client, f"{OURS}contracts/{contract.pk}/remove/")
    assert send(client, remove).status_code == 302
    assert not organisation.suppliers.exists()


def test_lists_download_as_they_are_shown(client, organisation, contract):
    organisation.initiatives.create(name="=1+1", changes_care=False)
    contract.value_a_year, contract.ends_on = Decimal("1000.50"), date(2027, 3, 31)
    contract.save()
    rows = list(csv.reader(io.StringIO(client.get(f"{OURS}initiatives.csv").content.decode("utf-8-sig"))))
    assert rows[1][:3] == ["'=1+1", "Live", "No"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{OURS}contracts.xlsx").content)).get_sheet_by_index(
        0
    )
    head, row = sheet.to_python()
    found = dict(zip(head, row, strict=True))
    assert (found["Value a year (pounds)"], found["End date"]) == (1000.5, date(2027, 3, 31))


def test_who_may_not_change_lists_reads_them(client_of, sponsor, board_member, organisation, contract):
    reader = client_of(sponsor)
    for page in ("initiatives/", "suppliers/", f"suppliers/{contract.supplier_id}/"):
        main = reader.get(OURS + page).content.decode().split("<main")[1].split("</main")[0]
        assert "<form" not in main
        assert "Add a" not in main
    assert client_of(board_member).get(f"{OURS}suppliers/").status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"notice_months": 61},
        {"value_a_year": Decimal(-1)},
        {"kind": "magic"},
        {"is_open_ended": True, "ends_on": TODAY},
    ],
)
def test_the_database_refuses_a_contract_that_cannot_be(contract, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(pk=contract.pk).update(**wrong)


def test_saying_twice_that_a_list_is_complete_is_said_once(lead, organisation):
    for _ in range(2):
        services.say_complete(by=lead, organisation=organisation, name="contracts", complete=True)
    organisation.refresh_from_db()
    assert organisation.roster_version == AuditEvent.objects.count() == 1
