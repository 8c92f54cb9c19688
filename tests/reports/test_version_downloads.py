"""The data of a signed-off report as files: who gets which, that they are what was signed off, and after a removal."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import Organisation, User
from assessment import retention
from assessment.models import SignOff
from teams import import_services
from teams.importing.sandbox import read_upload
from teams.models import OrganisationFacts, Post
from tests.assessment.test_cycle_pages import text
from tests.factories import AS_AT, make_post, make_ready_draft, sign_off
from tests.walk import readable

ClientOf = Callable[[User], Client]
REPORT = "/organisations/ZZA/reports/1/"
FOR_ALL = ("private/workbook.xlsx", "private/tables/criteria.csv", "workbook.xlsx", "tables/criteria.csv")
OF_POSTS = ("posts.csv", "posts.xlsx", "posts.json")


@pytest.fixture
def signed(organisation: Organisation, lead: User, sponsor: User) -> SignOff:
    make_post(organisation, post_ref="D1", title="=Interface developer", skills={"data": 3}, notes="Ask Zebedee")
    OrganisationFacts.objects.create(organisation=organisation, as_at=AS_AT, workforce_wte=Decimal("3000"))
    counts = {"team_count": 3, "team_known": 40, "headcount": 41}
    organisation.representation.create(
        as_at=AS_AT, group="women", comparator="workforce", comparator_pct=Decimal(77), **counts
    )
    draft = make_ready_draft(organisation)
    draft.answers.filter(criterion="Q1.7").update(level=2, evidence="Minutes of May")
    return sign_off(draft, lead, sponsor)


def test_what_was_hashed_can_be_hashed_again_by_who_has_the_files(
    client_of: ClientOf, lead: User, signed: SignOff
) -> None:
    client, page = client_of(lead), text(client_of(lead).get(REPORT))
    for name in ("content.json", "posts.json"):
        response = client.get(f"{REPORT}{name}")
        assert response.headers["Content-Disposition"] == f'attachment; filename="ZZA-report-1-{name}"'
        assert hashlib.sha256(response.content).hexdigest() in page
    content = json.loads(client.get(f"{REPORT}content.json").content)
    assert content["facts"]["representation"][0]["team_count"] == 3
    posts = json.loads(client.get(f"{REPORT}posts.json").content)
    assert posts["texts"] == {"Q1.7": {"evidence": "Minutes of May"}}
    assert b"Zebedee" not in client.get(f"{REPORT}posts.json").content


def contents(client: Client) -> dict[str, str]:
    """What stands in each file, less the time at which a workbook was made."""
    files = {name: readable(client.get(f"{REPORT}{name}")) for name in (*FOR_ALL, *OF_POSTS)}
    return {name: re.sub(r"[0-9-]{10}T[0-9:]{8}Z", "", found) for name, found in files.items()}


def test_the_files_stay_as_signed_off_when_the_roster_changes(client_of: ClientOf, lead: User, signed: SignOff) -> None:
    client = client_of(lead)
    before = contents(client)
    Post.objects.update(title="Nurse", status="vacant", started_on=None)
    assert contents(client) == before
    assert "'=Interface developer" in before["posts.csv"]


def test_the_roster_of_a_report_can_be_imported_again(client_of: ClientOf, lead: User, signed: SignOff) -> None:
    content = client_of(lead).get(f"{REPORT}posts.csv").content
    Post.objects.update(title="Nurse")
    staged = import_services.stage(by=lead, organisation=signed.organisation, reading=read_upload(content))
    import_services.apply(by=lead, organisation=signed.organisation, staged_id=staged.pk)
    assert Post.objects.get().title == "=Interface developer"


def test_a_board_gets_no_post_and_no_small_number(
    client_of: ClientOf, board_member: User, sponsor: User, signed: SignOff
) -> None:
    client = client_of(board_member)
    page = text(client.get(REPORT))
    assert "Every criterion" in page
    assert "SHA-256 of the file" not in page
    for name in FOR_ALL:
        got = readable(client.get(f"{REPORT}{name}"))
        assert "Q1.1" in got
        assert "Interface developer" not in got
        assert "Minutes of May" not in got
        assert "3 of 40" not in got
    assert {client.get(f"{REPORT}{name}").status_code for name in (*OF_POSTS, "content.json")} == {403}
    # A sponsor sees posts, and not the counts of people as they were entered.
    assert client_of(sponsor).get(f"{REPORT}content.json").status_code == 403
    assert {client_of(sponsor).get(f"{REPORT}{name}").status_code for name in OF_POSTS} == {200}


def test_once_the_posts_are_removed_their_files_say_so_and_the_others_stay(
    client_of: ClientOf, lead: User, signed: SignOff
) -> None:
    client = client_of(lead)
    content = client.get(f"{REPORT}content.json").content
    retention.remove_posts(by=lead, assessment=signed.snapshot.assessment, reason="request")
    for name in OF_POSTS:
        assert "There is no such file any more" in text(client.get(f"{REPORT}{name}", follow=True))
    assert client.get(f"{REPORT}content.json").content == content
    assert "Interface developer" not in readable(client.get(f"{REPORT}private/workbook.xlsx"))
    assert "posts.csv" not in client.get(REPORT).content.decode()
