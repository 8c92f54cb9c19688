"""Leads and sponsors read what was done in their organisation."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import audit
from accounts.activity import Wanted, events_of
from accounts.models import AuditEvent, Invitation, Organisation, Role, User
from assessment import services as assessment_services
from teams import catalogue, services
from teams.models import Post
from tests.factories import make_member, make_post, make_team

URL = "/organisations/ZZA/activity/"
FILE = "/organisations/ZZA/activity.csv"
Values = dict[str, Any]


@pytest.fixture
def client(client_of: Callable[[User], Client], lead: User) -> Client:
    return client_of(lead)


def page(client: Client, query: str = "") -> str:
    return client.get(URL + query).content.decode()


def change(lead: User, post: Post, **values: Any) -> None:
    same = {name: getattr(post, name) for name in services.POST_FIELDS}
    services.change_post(by=lead, post=post, version=post.version, values={**same, **values})


def rows(client: Client, query: str = "") -> list[list[str]]:
    text = client.get(FILE + query).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))[1:]


def test_a_change_of_one_field_is_one_sentence(client: Client, organisation: Organisation, lead: User) -> None:
    change(lead, make_post(organisation, post_ref="D14"), wte=Decimal("0.6"))
    assert "Lee Lead changed the WTE of post D14 from 1 to 0.6" in page(client)


def test_values_are_said_in_plain_words(client: Client, organisation: Organisation, lead: User) -> None:
    post = make_post(organisation, post_ref="D14", team=make_team(organisation, "Integration"))
    change(lead, post, team=make_team(organisation, "Data platform"), employment="contractor", senior_leader=True)
    html = page(client)
    assert "Lee Lead changed post D14" in html
    assert "from Integration to Data platform" in html
    assert "<strong>Engagement</strong>: from permanent to contractor" in html
    assert "<strong>Mark as senior leader</strong>: yes" in html
    assert "software_developer" not in html


def test_every_kind_of_change_that_the_services_make_can_be_read(
    client: Client, organisation: Organisation, lead: User
) -> None:
    post = make_post(organisation, post_ref="D1")
    services.rate_skills(by=lead, post=post, version=1, levels={next(iter(catalogue.skills())): 3})
    services.close_post(by=lead, post=post, version=2, closed_on=datetime(2026, 10, 1, tzinfo=UTC).date())
    services.add_team(by=lead, organisation=organisation, values={"name": "Integration", "kind": "standing"})
    assessment_services.save_answer(
        by=lead, organisation=organisation, criterion="Q1.7", version=None, level=2, evidence="x" * 4000
    )
    html = page(client)
    assert "from blank to 1 October 2026" in html
    assert "Lee Lead changed the rating of" in html
    assert "Lee Lead added team Integration" in html
    assert "Lee Lead answered question Q1.7" in html


def test_an_import_is_told_in_one_line_and_its_changes_are_not_loaded(
    client: Client, organisation: Organisation, lead: User
) -> None:
    changes = {
        "counts": [None, {"added": 1200, "changed": 3, "unchanged": 0, "kept": 1}],
        "posts": [{}, {"D1": {"title": "canary " * 1000}}],
    }
    audit.record(by=lead, organisation=organisation, verb="imported", target="roster file abc", changes=changes)
    html = page(client)
    assert "Lee Lead imported roster file abc (posts: 1,200 added, 3 changed)" in html
    assert "canary" not in html
    (event,) = events_of(organisation, Wanted())
    assert "changes" in event.get_deferred_fields()
    assert "canary" not in repr(event.__dict__)
    assert rows(client)[0][2].endswith("(posts: 1,200 added, 3 changed)")


def test_the_latest_is_first_and_stands_under_its_day_in_london(
    client: Client, organisation: Organisation, lead: User
) -> None:
    for day, target in ((15, "team E1"), (16, "team E2")):
        event = audit.record(by=lead, organisation=organisation, verb="added", target=target)
        AuditEvent.objects.filter(pk=event.pk).update(at=datetime(2026, 7, day, 22, 30, tzinfo=UTC))
    AuditEvent.objects.filter(target="team E2").update(at=datetime(2026, 7, 15, 23, 30, tzinfo=UTC))
    html = page(client)
    assert html.index("team E2") < html.index("team E1")
    assert "Thursday 16 July 2026" in html
    assert "Wednesday 15 July 2026" in html
    assert "12:30am" in html
    assert rows(client)[0][0] == "2026-07-16 00:30:00"


@pytest.fixture
def events(organisation: Organisation, lead: User, sponsor: User) -> None:
    for by, verb, target, day in (
        (lead, "added", "post D14", 1),
        (lead, "changed", "team Integration", 2),
        (sponsor, "changed", "post D14", 3),
        (None, "removed", "post D2", 4),
    ):
        event = audit.record(by=by, organisation=organisation, verb=verb, target=target)
        AuditEvent.objects.filter(pk=event.pk).update(at=datetime(2026, 3, day, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["The service removed post D2", "Spencer Sponsor changed post D14", "Lee Lead changed team Integration"]),
        ("?what=changed", ["Spencer Sponsor changed post D14", "Lee Lead changed team Integration"]),
        ("?thing=d14", ["Spencer Sponsor changed post D14", "Lee Lead added post D14"]),
        ("?thing=d14&what=added", ["Lee Lead added post D14"]),
        ("?person=service", ["The service removed post D2"]),
        (
            "?since_day=3&since_month=3&since_year=2026",
            ["The service removed post D2", "Spencer Sponsor changed post D14"],
        ),
        ("?until_day=1&until_month=mar&until_year=2026", ["Lee Lead added post D14"]),
        ("?thing=nothing", []),
    ],
)
def test_the_page_and_the_file_hold_what_is_filtered(
    client: Client, events: None, query: str, shown: list[str]
) -> None:
    html = page(client, query)
    told = [row[2] for row in rows(client, query)]
    assert told[:3] == shown
    assert all(sentence in html for sentence in told)
    assert f"<strong>{len(told)} event" in html or not told


def test_a_person_can_be_picked(client: Client, events: None, sponsor: User) -> None:
    html = page(client, f"?person={sponsor.pk}")
    assert "Spencer Sponsor changed post D14" in html
    assert "Lee Lead added post D14" not in html
    assert f'href="/organisations/ZZA/activity.csv?person={sponsor.pk}"' in html


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?until_day=31&until_month=2&until_year=2026", "must be a real date"),
        (
            "?since_day=1&since_month=1&since_year=2026&until_day=1&until_month=1&until_year=2025",
            "the same as or after",
        ),
        ("?person=999999", "Choose an answer from the list"),
    ],
)
def test_a_filter_that_makes_no_sense_is_said(client: Client, events: None, query: str, said: str) -> None:
    html = page(client, query)
    assert said in html
    assert "Error: Activity" in html


@pytest.mark.parametrize("year", ["1", "0001", "9999"])
def test_days_at_the_ends_of_time_break_nothing(client: Client, events: None, year: str) -> None:
    query = "&".join(f"{end}_day=31&{end}_month=12&{end}_year={year}" for end in ("since", "until"))
    assert client.get(f"{URL}?{query}").status_code == 200


def test_a_long_log_has_pages_that_keep_the_filter(client: Client, organisation: Organisation, lead: User) -> None:
    for number in range(60):
        audit.record(by=lead, organisation=organisation, verb="added", target=f"post D{number}")
    assert 'href="?thing=post&amp;page=2"' in page(client, "?thing=post")
    assert "post D0" in page(client, "?thing=post&page=2")
    assert len(rows(client)) == 60


def test_members_and_invitations_are_named_though_the_log_holds_their_ids_only(
    client: Client, organisation: Organisation, lead: User, contributor: User
) -> None:
    invitation = Invitation.objects.create(
        organisation=organisation, email="new@fenbrook.example", role="board", invited_by=lead, nonce="n"
    )
    audit.record(by=lead, organisation=organisation, verb="sent again", target=f"invitation {invitation.pk}")
    target, changes = f"member {contributor.pk}", {"role": ["contributor", "board"]}
    audit.record(by=lead, organisation=organisation, verb="changed the role of", target=target, changes=changes)
    html = page(client)
    assert "Lee Lead sent again the invitation to new@fenbrook.example" in html
    assert "Lee Lead changed the role of Con Tributor from contributor to board member" in html
    assert "Con Tributor" in page(client, "?thing=tributor")
    assert "new@fenbrook" not in page(client, "?thing=tributor")


def test_text_that_a_sheet_would_run_is_shielded_in_the_file(
    client: Client, organisation: Organisation, lead: User
) -> None:
    changes = {"title": ["=1+1", "'quoted"]}
    audit.record(by=lead, organisation=organisation, verb="changed", target="@post", changes=changes)
    assert rows(client)[0][3:] == ["'@post", "job title", "'=1+1", "''quoted"]


def test_a_name_is_text_and_never_markup(client: Client, organisation: Organisation, lead: User) -> None:
    audit.record(by=lead, organisation=organisation, verb="added", target="team <script>alert(1)</script>")
    assert "<script>alert" not in page(client)


def test_nobody_has_changed_anything_yet(client: Client) -> None:
    assert "Nobody has changed anything yet" in page(client)


def test_another_organisations_activity_is_its_own(
    client: Client, other_organisation: Organisation, stranger: User
) -> None:
    audit.record(by=stranger, organisation=other_organisation, verb="added", target="post CANARY")
    for url in (URL, FILE, f"{URL}?thing=canary", f"{FILE}?person={stranger.pk}"):
        assert "post CANARY" not in client.get(url).content.decode()
        assert "Stran Ger" not in client.get(url).content.decode()


@pytest.mark.parametrize(("role", "status"), [(Role.SPONSOR, 200), (Role.CONTRIBUTOR, 403), (Role.BOARD, 403)])
def test_leads_and_sponsors_only(
    client_of: Callable[[User], Client], organisation: Organisation, role: Role, status: int
) -> None:
    client = client_of(make_member(organisation, role))
    assert [client.get(url).status_code for url in (URL, FILE)] == [status, status]


def test_the_page_costs_few_queries_and_no_more_for_a_hundred_times_the_events(
    client: Client, organisation: Organisation, lead: User, contributor: User
) -> None:
    def queries(count: int) -> int:
        team = make_team(organisation)
        for number in range(count):
            changes = {"team": [None, team.pk], "wte": ["1", "0.6"]}
            audit.record(by=lead, organisation=organisation, verb="changed", target=f"post D{number}", changes=changes)
            audit.record(by=lead, organisation=organisation, verb="removed", target=f"member {contributor.pk}")
        with CaptureQueriesContext(connection) as captured:
            page(client)
        return len(captured)

    few = queries(5)
    assert few <= 8
    assert queries(495) == few
