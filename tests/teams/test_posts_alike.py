"""Several posts alike, a copy of a post, a post that moves; lists as files."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.conflicts import latest
from accounts.models import AuditEvent
from teams.models import Post
from teams.references import free_references
from tests.factories import make_post, make_team
from tests.forms import send, shown


@pytest.mark.parametrize(
    ("first", "number", "taken", "found"),
    [
        ("D14", 3, (), ["D14", "D15", "D16"]),
        ("D14", 2, ("D14", "D15"), ["D16", "D17"]),
        ("D08", 3, (), ["D08", "D09", "D10"]),
        ("99", 2, (), ["99", "100"]),
        ("Lead", 3, ("Lead-2",), ["Lead", "Lead-3", "Lead-4"]),
        ("a\nb1", 2, (), ["a\nb1", "a\nb2"]),
    ],
)
def test_references_follow_one_another_and_are_free(first, number, taken, found):
    assert free_references(first, number, taken) == found


def test_several_posts_alike_are_added_at_once(client_of, lead, organisation):
    make_post(organisation, post_ref="D11")
    client = client_of(lead)
    typed = {"post_ref": "D10", "title": "Nurse", "wte": "0.6", "number": "3"}
    assert send(client, reverse("post_add", args=["ZZA"]), **typed).status_code == 302
    assert sorted(Post.objects.filter(title="Nurse").values_list("post_ref", flat=True)) == ["D10", "D12", "D13"]
    event = AuditEvent.objects.get()
    assert event.verb == "added several"
    assert latest(organisation, "post D12") == event
    html = client.get(reverse("activity", args=["ZZA"])).content.decode()
    assert "Lee Lead added several posts (posts: 3 added; D10, D12, D13)" in html


@pytest.mark.parametrize("number", ["0", "51", "x"])
def test_a_number_of_posts_that_makes_no_sense_is_refused(client_of, lead, organisation, number):
    page = send(client_of(lead), reverse("post_add", args=["ZZA"]), post_ref="D1", title="T", wte="1", number=number)
    assert page.status_code == 200
    assert not Post.objects.exists()


def test_a_copy_takes_over_what_is_not_the_holders(client_of, lead, organisation):
    post = make_post(
        organisation,
        {"user_research": 3},
        post_ref="D9",
        team=make_team(organisation),
        wte=Decimal("0.6"),
        control_role="digital_lead",
        notes="Hers",
        ends_on=date(2027, 1, 1),
    )
    client = client_of(lead)
    assert send(client, reverse("post_copy", args=["ZZA", post.pk])).status_code == 302
    copy = Post.objects.get(post_ref="D10")
    assert (copy.title, copy.team, copy.wte, copy.ends_on) == (post.title, post.team, post.wte, post.ends_on)
    assert (copy.started_on, copy.control_role, copy.notes, copy.skill_ratings.count()) == (None, "", "", 0)


def test_a_post_moves_and_a_clash_is_a_choice(client_of, lead, organisation):
    team, post = make_team(organisation, "Data"), make_post(organisation)
    client, url = client_of(lead), reverse("post_move", args=["ZZA", post.pk])
    opened_before = shown(client, url)
    assert send(client, url, team=team.pk).status_code == 302
    post.refresh_from_db()
    assert post.team == team
    late = client.post(url, {**opened_before, "team": ""})
    assert late.status_code == 409
    assert "Data" in late.content.decode()


def test_a_contributor_moves_posts_between_their_teams_only(client_of, contributor, organisation):
    mine, also_mine, other = (make_team(organisation) for _ in range(3))
    membership = contributor.memberships.get()
    for team in (mine, also_mine):
        membership.assignments.create(kind="team", key=str(team.pk))
    post, theirs = make_post(organisation, team=mine), make_post(organisation, team=other)
    client, url = client_of(contributor), reverse("post_move", args=["ZZA", post.pk])
    assert send(client, url, team=other.pk).status_code == 200
    assert send(client, url, team="").status_code == 200
    assert send(client, url, team=also_mine.pk).status_code == 302
    assert client.get(reverse("post_move", args=["ZZA", theirs.pk])).status_code == 403
    assert client.get(reverse("post_copy", args=["ZZA", theirs.pk])).status_code == 403


def test_the_list_downloads_as_it_is_filtered_and_sorted(client_of, lead, organisation):
    make_post(organisation, post_ref="A1", title="=cmd()", wte=Decimal("0.60000"), ends_on=date(2027, 3, 31))
    make_post(organisation, post_ref="B2", title="Nurse", role="", employment="", clinical_profession="medical")
    make_post(organisation, post_ref="C3", closed_on=date(2020, 1, 1))
    client = client_of(lead)
    text = client.get(reverse("posts_list_csv", args=["ZZA"]) + "?sort=-reference").content.decode("utf-8-sig")
    header, second, first = csv.reader(io.StringIO(text))
    assert header[:3] == ["Reference", "Job title", "Team"]
    assert second == ["B2", "Nurse", OWN, *["Not known"] * 3, "Filled", "1", "Not known", "2024-04-01", "", ""]
    assert (first[1], first[7], first[8], first[10]) == ("'=cmd()", "0.6", "0.6", "2027-03-31")
    content = client.get(reverse("posts_list_xlsx", args=["ZZA"]) + "?closed=yes").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["Reference", "C3"]
    assert (rows[1][7], rows[1][11]) == (1.0, date(2020, 1, 1))


OWN = "The organisation's own team"


def test_the_teams_download_with_their_totals(client_of, lead, organisation):
    make_post(organisation, team=make_team(organisation, "Data"), wte=Decimal("0.5"))
    make_post(organisation)
    client = client_of(lead)
    text = client.get(reverse("teams_csv", args=["ZZA"])).content.decode("utf-8-sig")
    assert text.splitlines() == [
        "Team,Kind,Posts,WTE",
        "Data,Standing team,1,0.5",
        f"{OWN},Posts in no team,1,1",
    ]
    assert client.get(reverse("teams_xlsx", args=["ZZA"])).content[:2] == b"PK"
