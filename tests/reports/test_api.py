"""The read-only API: who may ask what, in which form, and what is never told."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import limits
from accounts.models import ApiToken, Membership, Organisation, Role, User
from accounts.services import tokens
from teams.services import raise_roster_version
from tests.factories import make_member, make_organisation, make_post, make_ready_draft, sign_off
from tests.furnishing import furnish, furnish_with_canaries
from tests.planting import canaries_in
from tests.reports.api import asking, csv_rows, rows, said, with_token
from tests.test_queries import MOST, add_posts, statements
from tests.walk import filled, missing_headers, noted_writes, parameters
from tests.walks.table import BY_TOKEN, KEYS, ORGANISATION


@pytest.fixture(autouse=True)
def _no_earlier_requests(db: None) -> None:
    cache.clear()


@pytest.fixture
def signed(organisation: Organisation, lead: User, sponsor: User) -> Organisation:
    """The organisation with one signed-off report."""
    make_post(organisation, employment="agency", wte="0.5")
    sign_off(make_ready_draft(organisation), lead, sponsor)
    return organisation


# Who -----------------------------------------------------------------------------------------------------------------

SIGNED_OFF = (200, 404)
LIVE = {"lead": 200, "contributor": 200, "sponsor": 200, "board_member": 403, "system_member": 403, "stranger": 404}


@pytest.fixture
def system_member(organisation: Organisation) -> User:
    organisation.parent = make_organisation("QZZ", "Fenland ICB", kind="Integrated care board")
    organisation.save()
    member = make_member(organisation.parent, Role.SYSTEM)
    organisation.consents.create(to="system", given_by=member)
    return member


@pytest.mark.parametrize("who", LIVE)
def test_a_token_reads_what_its_member_reads(
    who: str,
    organisation: Organisation,
    other_organisation: Organisation,
    system_member: User,
    stranger: User,
    lead: User,
    request: pytest.FixtureRequest,
) -> None:
    furnish(organisation, by=lead)
    furnish_with_canaries(other_organisation, by=stranger)
    ask = asking(request.getfixturevalue(who))
    for route in BY_TOKEN[1:]:
        usual = {name: KEYS[name].own(organisation) for name in parameters(f"api/v1/{route}")}
        own = ask(filled(route, usual).lstrip("/"))
        expected = LIVE[who] if "/live/" in route else 404 if who == "stranger" else 200
        assert own.status_code == expected, route
        for name in usual:
            for value in KEYS[name].missing:
                assert ask(filled(route, {**usual, name: value}).lstrip("/")).status_code == 404
        if who != "stranger":
            other = ask(filled(route, {**usual, ORGANISATION: other_organisation.ods_code}).lstrip("/"))
            assert said(other, 404)
            for answer in (own, other):
                assert not canaries_in(answer.content.decode())
                assert not missing_headers(answer)


def test_the_list_has_the_organisations_of_the_member(
    signed: Organisation, system_member: User, lead: User, stranger: User
) -> None:
    listed = {"ods_code": "ZZA", "name": "Fenbrook Community Trust", "kind": "", "region": ""}
    board = {"ods_code": "QZZ", "name": "Fenland ICB", "kind": "Integrated care board", "region": ""}
    assert rows(asking(lead)("organisations")) == [{**listed, "role": "lead", "may_read_live": True}]
    shared = {"role": "system", "may_read_live": False}
    assert rows(asking(system_member)("organisations")) == [{**listed, **shared}, {**board, **shared}]
    assert [row["ods_code"] for row in rows(asking(stranger)("organisations"))] == ["ZZB"]


def test_a_token_ends_with_consent_role_account_withdrawal_and_time(
    signed: Organisation, system_member: User, board_member: User
) -> None:
    path = "organisations/ZZA/reports/1/scorecard"
    ask = asking(system_member)
    assert ask(path).status_code == 200
    signed.consents.all().delete()
    assert ask(path).status_code == 404
    assert [row["ods_code"] for row in rows(ask("organisations"))] == ["QZZ"]
    ask = asking(board_member)
    assert ask(path).status_code == 200
    Membership.objects.filter(user=board_member).delete()
    assert ask(path).status_code == 404
    assert rows(ask("organisations")) == []
    User.objects.filter(pk=board_member.pk).update(is_active=False)
    assert "missing, withdrawn or over" in said(ask("organisations"), 401)
    User.objects.update(is_active=True)
    assert ask("organisations").status_code == 200
    ApiToken.objects.update(made_at=timezone.now() - timedelta(days=30))
    assert said(ask("organisations"), 401)


def test_no_session_opens_it(client_of: Callable[[User], Client], signed: Organisation, lead: User) -> None:
    for client in (client_of(lead), Client()):
        answer = client.get("/api/v1/organisations")
        assert said(answer, 401)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer cydt_x", "Basic x", "Basic eDp5", "Digest x", "Bearer \udcff", "x" * 5000]
)
def test_a_header_without_a_working_token_is_refused(header: str, signed: Organisation) -> None:
    answer = Client().get(
        "/api/v1/organisations", headers={"Authorization": header.encode("utf-8", "replace").decode()}
    )
    assert said(answer, 401)


def test_a_token_is_the_password_of_basic_sign_in_too(signed: Organisation, lead: User) -> None:
    token = tokens.make_token(user=lead, name="Excel", days=30, with_second_factor=False)
    pair = base64.b64encode(f"anybody:{token}".encode()).decode()
    assert rows(Client().get("/api/v1/organisations", headers={"Authorization": f"Basic {pair}"}))


def test_where_a_second_factor_is_required_the_token_must_have_been_made_with_one(
    signed: Organisation, lead: User, settings: Any
) -> None:
    without, with_one = asking(lead), asking(lead, name="Another", with_second_factor=True)
    settings.SECOND_FACTOR_REQUIRED = True
    assert "made without one" in said(without("organisations"), 401)
    assert rows(with_one("organisations"))


def test_it_only_reads(signed: Organisation, lead: User) -> None:
    ask = asking(lead)
    ask("organisations")  # which notes the day
    for route in ("organisations", "organisations/ZZA/assessments", "organisations/ZZA/live/criteria"):
        with noted_writes() as writes:
            assert ask(route).status_code == 200
            for method in ("POST", "PUT", "PATCH", "DELETE"):
                answer = ask(route, method)
                assert "only reads" in said(answer, 405)
                assert answer.headers["Allow"] == "GET"
        assert writes == []
    assert ApiToken.objects.get().last_used_on == timezone.localdate()


def test_asking_too_often_is_refused_for_each_token_by_itself(
    signed: Organisation, lead: User, sponsor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.LIMITS, "api", limits.Limit(2, 10**9))
    monkeypatch.setitem(limits.LIMITS, "api-refused", limits.Limit(1, 10**9))
    ask = asking(lead)
    assert [ask("organisations").status_code for _ in range(3)] == [200, 200, 429]
    answer = ask("organisations")
    assert "Wait a minute" in said(answer, 429)
    assert answer.headers["Retry-After"] == "60"
    guess = with_token("cydt_guess")
    assert [guess("organisations").status_code for _ in range(2)] == [401, 429]
    assert asking(sponsor)("organisations").status_code == 200


# What ----------------------------------------------------------------------------------------------------------------


def test_the_reports_of_an_organisation_are_listed_with_the_one_as_it_stands(
    signed: Organisation, lead: User, board_member: User
) -> None:
    live, first = rows(asking(lead)("organisations/ZZA/assessments"))
    assert (live["report"], live["state"], live["sha256"], live["signed_at"]) == (None, "live", "", None)
    assert (first["report"], first["state"], first["signed_by"]) == (1, "current", "Chief executive")
    assert first["sha256"] == signed.sign_offs.get().sha256
    assert rows(asking(board_member)("organisations/ZZA/assessments")) == [first]


def test_an_organisation_without_a_report_has_an_empty_list(organisation: Organisation, board_member: User) -> None:
    ask = asking(board_member)
    assert rows(ask("organisations/ZZA/assessments")) == []
    assert csv_rows(ask("organisations/ZZA/assessments?format=csv")) == []


def test_csv_has_the_rows_of_json(signed: Organisation, lead: User) -> None:
    ask = asking(lead)
    for route in BY_TOKEN:
        path = filled(route, {name: KEYS[name].own(signed) for name in parameters(f"api/v1/{route}")}).lstrip("/")
        if route.endswith("scorecard"):
            wanted = rows(ask(path.replace("scorecard", "criteria")))
        else:
            wanted = rows(ask(path))
        found = csv_rows(ask(f"{path}?format=csv"))
        assert found == csv_rows(ask(path, Accept="text/csv"))
        assert len(found) == len(wanted)
        for plain, row in zip(wanted, found, strict=True):
            assert row.keys() == plain.keys()
            for name, value in plain.items():
                assert_same(row[name], value)


def assert_same(cell: str, value: Any) -> None:
    if value is None:
        assert cell == ""
    elif isinstance(value, bool):
        assert cell == str(value).lower()
    elif isinstance(value, int | float):
        assert float(cell) == value
    elif isinstance(value, list):
        assert cell == " ".join(value)
    elif "T" in cell and cell[:4].isdigit():
        assert cell[:19] == value[:19]
    else:
        assert cell.removeprefix("'") == value.removeprefix("'")


def test_json_is_what_a_browser_gets_and_another_form_is_refused(signed: Organisation, lead: User) -> None:
    ask = asking(lead)
    assert rows(ask("organisations", Accept="text/html,application/xhtml+xml,*/*;q=0.8"))
    assert "format: " in said(ask("organisations?format=xml"), 400)


def test_a_scorecard_holds_its_questions_and_these_their_criteria(signed: Organisation, lead: User) -> None:
    ask = asking(lead)
    card = rows(ask("organisations/ZZA/reports/1/scorecard"))
    flat = rows(ask("organisations/ZZA/reports/1/criteria"))
    nested = [(question["question"], row) for question in card["questions"] for row in question["criteria"]]
    of_report = ("ods_code", "report", "as_at", "question")
    assert [row for _, row in nested] == [
        {name: value for name, value in row.items() if name not in of_report} for row in flat
    ]
    assert [question for question, _ in nested] == [row["question"] for row in flat]
    assert "nobody outside has checked it" in card["notice"]


def test_what_no_post_is_needed_for_stays_when_the_posts_are_removed(signed: Organisation, lead: User) -> None:
    ask = asking(lead)
    path = "organisations/ZZA/reports/1/"
    before = {what: rows(ask(f"{path}{what}")) for what in ("questions", "criteria", "aggregates")}
    make_post(signed, title="Later")
    assert {what: rows(ask(f"{path}{what}")) for what in before} == before
    assert {row["table"] for row in before["aggregates"]} == {"totals", "staffing"}


def test_no_post_is_named_anywhere(signed: Organisation, lead: User) -> None:
    make_post(signed, title="Lone wolf", post_ref="LONE1", role="user_researcher")
    ask = asking(lead)
    for what in ("scorecard", "questions", "criteria", "aggregates"):
        assert "lone" not in ask(f"organisations/ZZA/live/{what}").content.decode().lower()


# Faults --------------------------------------------------------------------------------------------------------------


def test_an_address_that_is_not_there_is_a_sentence(lead: User) -> None:
    assert "nothing at this address" in said(asking(lead)("organisation"), 404)
    assert said(Client().get("/api/v1/none"), 404)


@pytest.mark.parametrize(("error", "status"), [(OperationalError("away"), 503), (RuntimeError("broken"), 500)])
def test_a_fault_of_ours_is_a_sentence_too(
    error: Exception, status: int, signed: Organisation, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(user: User) -> None:
        raise error

    ask = asking(lead)
    monkeypatch.setattr("reports.api.endpoints.organisations_of", fail)
    assert "Nothing was changed" in said(ask("organisations"), status)


# What it says of itself ----------------------------------------------------------------------------------------------


def test_the_openapi_document_has_every_address_and_nothing_else() -> None:
    document = Client().get("/api/v1/openapi.json").json()
    listed = {path.removeprefix("/api/v1/") for path in document["paths"]}
    assert listed == {route.replace("<ods:ods>", "{ods}").replace("<int:number>", "{number}") for route in BY_TOKEN}
    assert all(found.keys() == {"get"} for found in document["paths"].values())
    assert {scheme["scheme"] for scheme in document["components"]["securitySchemes"].values()} == {"bearer", "basic"}


def test_its_page_tells_of_every_address_and_column(client_of: Callable[[User], Client], lead: User) -> None:
    document = Client().get("/api/v1/openapi.json").json()
    html = client_of(lead).get(reverse("api")).content.decode().replace("<wbr>", "")
    for path in document["paths"]:
        assert path.replace("{ods}", "ODS").replace("{number}", "NUMBER") in html
    for column in document["components"]["schemas"]["CriterionRow"]["properties"]:
        assert f"<code>{column}</code>" in html
    assert reverse("api_tokens") in html


# Queries -------------------------------------------------------------------------------------------------------------


def test_it_costs_few_queries_and_no_more_for_ten_times_the_posts(signed: Organisation, lead: User) -> None:
    ask = asking(lead)

    def counted() -> dict[str, int]:
        queries = {}
        for route in BY_TOKEN:
            raise_roster_version(signed)
            path = filled(route, {name: KEYS[name].own(signed) for name in parameters(f"api/v1/{route}")}).lstrip("/")
            with CaptureQueriesContext(connection) as captured:
                assert ask(path).status_code == 200
            queries[route] = statements(captured)
        return queries

    counted()  # the first of all also reads the rubric
    few = counted()
    add_posts(signed, 90)
    assert counted() == few
    assert max(few.values()) <= MOST
