"""The matrix of skills, the ratings of one post, and what of them counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEvent, Organisation, User
from teams import services
from teams.models import Post, SkillRating
from tests.factories import make_member, make_post, make_team
from tests.forms import send, shown, values_of

MATRIX = "/organisations/ZZA/skills/"


@pytest.fixture
def post(organisation: Organisation) -> Post:
    return make_post(organisation, {"user_research": 2}, post_ref="D1")


@pytest.fixture
def client(client_of: Callable[[User], Client], lead: User) -> Client:
    return client_of(lead)


def cell(post: Post, skill: str) -> str:
    return f"s{post.pk}-{skill}"


def level(post: Post, skill: str = "user_research", source: str = "lead") -> int | None:
    return post.skill_ratings.filter(skill=skill, source=source).values_list("level", flat=True).first()


def row_of(values: dict[str, Any], post: Post) -> dict[str, Any]:
    """The controls of one row, as the script sends them."""
    mine = (f"v{post.pk}", f"w{post.pk}")
    return {name: value for name, value in values.items() if name in mine or name.startswith(f"s{post.pk}-")}


def by_itself(client: Client, values: dict[str, Any]) -> Any:
    return client.post(MATRIX, values, headers={"Autosave-Key": str(uuid4())})


# The matrix ----------------------------------------------------------------------------------------------------------


def test_it_shows_held_posts_of_the_roster_and_what_is_recorded(
    client: Client, organisation: Organisation, post: Post
) -> None:
    make_post(organisation, post_ref="V1", title="Vacant one", status="vacant")
    make_post(organisation, post_ref="C1", title="Closed one", closed_on=date(2020, 1, 1))
    post.skill_ratings.create(skill="user_research", level=4, source="self")
    post.skill_ratings.create(skill="cyber_security", level=3, source="verified")
    html = client.get(MATRIX).content.decode()
    assert values_of(html)[cell(post, "user_research")] == ["2"]
    assert ("self 4" in html, "verified 3" in html) == (True, True)
    assert "Vacant one" not in html
    assert "Closed one" not in html


def test_a_plain_form_saves_every_row_that_changed_and_no_other(
    client: Client, organisation: Organisation, post: Post
) -> None:
    other, same = make_post(organisation), make_post(organisation)
    changes = {cell(post, "user_research"): "3", cell(other, "cyber_security"): "1"}
    response = client.post(MATRIX, shown(client, MATRIX) | changes, follow=True)
    assert "Saved: skills of 2 posts" in response.content.decode()
    assert (level(post), level(other, "cyber_security")) == (3, 1)
    assert set(AuditEvent.objects.values_list("target", flat=True)) == {"post D1", f"post {other.post_ref}"}
    same.refresh_from_db()
    assert same.version == 1


def test_a_rating_can_be_taken_away(client: Client, post: Post) -> None:
    send(client, MATRIX, **{cell(post, "user_research"): ""})
    assert level(post) is None


def test_a_cell_that_somebody_else_changed_is_for_the_person_to_choose(
    client: Client, post: Post, organisation: Organisation
) -> None:
    before = shown(client, MATRIX)
    colleague = make_member(organisation, "lead", name="Col League")
    services.rate_skills(by=colleague, post=post, version=1, levels={"user_research": 4, "cyber_security": 1})
    page = client.post(MATRIX, before | {cell(post, "user_research"): "0", cell(post, "agile_delivery"): "2"})
    html = page.content.decode()
    assert page.status_code == 409
    assert "Col League" in html
    assert "D1: User research" in html
    assert ("4 Expert" in html, "0 None" in html) == (True, True)
    assert level(post) == 4
    client.post(MATRIX, values_of(html))
    assert (level(post), level(post, "agile_delivery"), level(post, "cyber_security")) == (0, 2, 1)


def test_two_people_in_different_cells_do_not_clash(client: Client, post: Post, organisation: Organisation) -> None:
    before = shown(client, MATRIX)
    colleague = make_member(organisation, "lead")
    services.rate_skills(by=colleague, post=post, version=1, levels={"cyber_security": 1})
    client.post(MATRIX, before | {cell(post, "user_research"): "3"})
    assert (level(post), level(post, "cyber_security")) == (3, 1)


def test_a_cell_that_was_not_seen_to_change_is_not_overwritten_later(
    client: Client, post: Post, organisation: Organisation
) -> None:
    values = row_of(shown(client, MATRIX), post)
    colleague = make_member(organisation, "lead")
    services.rate_skills(by=colleague, post=post, version=1, levels={"cyber_security": 1})
    first = by_itself(client, values | {cell(post, "user_research"): "3"}).json()
    values |= {f"v{post.pk}": first["version"], f"w{post.pk}": "3,,,,,,,,,", cell(post, "user_research"): "3"}
    second = by_itself(client, values | {cell(post, "cyber_security"): "4"}).json()
    assert second["reason"] == "conflict"
    assert second["values"][cell(post, "cyber_security")] == "1"
    assert level(post, "cyber_security") == 1


def test_a_row_saves_by_itself_and_says_its_version(client: Client, post: Post) -> None:
    values = row_of(shown(client, MATRIX), post)
    answer = by_itself(client, values | {cell(post, "user_research"): "4"}).json()
    assert (answer["saved"], answer["version"], level(post)) == (True, 2, 4)


def test_a_post_that_fell_vacant_meanwhile_takes_no_ratings(client: Client, post: Post) -> None:
    values = row_of(shown(client, MATRIX), post) | {cell(post, "user_research"): "4"}
    Post.objects.update(status="vacant")
    assert by_itself(client, values).json()["reason"] == "gone"
    assert "that nobody holds any more" in client.post(MATRIX, values, follow=True).content.decode()
    assert level(post) == 2


def test_what_is_no_level_is_refused_with_a_link_to_its_cell(client: Client, post: Post) -> None:
    name = cell(post, "user_research")
    html = send(client, MATRIX, **{name: "9"}).content.decode()
    assert f'<a href="#{name}">Choose a level from the list: User research</a>' in html
    assert by_itself(client, row_of(shown(client, MATRIX), post) | {name: "9"}).json()["errors"] == {
        name: ["Choose a level from the list: User research"]
    }
    assert level(post) == 2


def test_a_contributor_rates_the_posts_of_their_teams_for_the_lead_and_reads_the_others(
    client_of: Callable[[User], Client], contributor: User, organisation: Organisation, post: Post
) -> None:
    team = make_team(organisation, "Integration")
    mine = make_post(organisation, team=team)
    contributor.memberships.get().assignments.create(kind="team", key=str(team.pk))
    client = client_of(contributor)
    values = shown(client, MATRIX)
    assert cell(mine, "user_research") in values
    assert cell(post, "user_research") not in values
    forged = {f"v{post.pk}": "1", f"w{post.pk}": "2,,,,,,,,,", cell(post, "user_research"): "4"}
    client.post(MATRIX, values | forged | {cell(mine, "user_research"): "3"})
    assert (level(mine), level(post)) == (3, 2)
    assert AuditEvent.objects.get().actor == contributor


def test_a_contributor_with_the_section_rates_every_post(
    client_of: Callable[[User], Client], contributor: User, post: Post
) -> None:
    contributor.memberships.get().assignments.create(kind="section", key="skills")
    send(client_of(contributor), MATRIX, **{cell(post, "user_research"): "4"})
    assert level(post) == 4


def test_it_shows_one_team(client: Client, organisation: Organisation, post: Post) -> None:
    team = make_team(organisation, "Integration")
    make_post(organisation, title="Integrator", team=team)
    html = client.get(f"{MATRIX}?team={team.pk}").content.decode()
    assert "Integrator" in html
    assert f'name="v{post.pk}"' not in html


def test_a_cell_saves_in_few_queries_and_no_more_for_a_hundred_times_the_posts(
    client: Client, organisation: Organisation, post: Post
) -> None:
    def queries(text: str) -> int:
        values = row_of(shown(client, MATRIX), post) | {cell(post, "user_research"): text}
        with CaptureQueriesContext(connection) as captured:
            assert by_itself(client, values).json()["saved"]
        return sum("SAVEPOINT" not in query["sql"] for query in captured)

    few = queries("3")
    Post.objects.bulk_create(
        Post(organisation=organisation, post_ref=f"N{n}", title="Nurse", wte=1) for n in range(990)
    )
    assert queries("4") == few <= 8


# One post ------------------------------------------------------------------------------------------------------------


def test_skills_in_detail_are_kept_and_never_reach_a_score_or_a_file(
    client: Client, organisation: Organisation, post: Post
) -> None:
    url = f"/organisations/ZZA/posts/{post.pk}/skills/"
    html = client.get(url).content.decode()
    assert "The role needs awareness to practitioner, by seniority." in html
    send(client, url, skill_gdad_systems_integration="3")
    assert level(post, "gdad_systems_integration") == 3
    [row] = organisation.posts.rows()
    assert row.skills == {"user_research": 2}
    assert b"gdad" not in client.get("/organisations/ZZA/posts.csv").content


def test_ratings_grow_stale_and_can_be_said_to_hold_still(
    client: Client, organisation: Organisation, post: Post
) -> None:
    long_ago = timezone.now() - timedelta(days=400)
    make_post(organisation, {"agile_delivery": 1, "gdad_systems_design": 1})
    SkillRating.objects.filter(post=post).update(rated_at=long_ago)
    today = timezone.localdate()
    assert SkillRating.objects.ages(organisation, today).stale_share == 0.5
    assert re.search(r"app-matrix__mark\">stale<", client.get(MATRIX).content.decode())
    url = f"/organisations/ZZA/posts/{post.pk}/skills/"
    send(client, url, skill_cyber_security="1")
    assert SkillRating.objects.ages(organisation, today).stale == 1
    send(client, url, still_hold="on")
    assert SkillRating.objects.ages(organisation, today).stale == 0
    assert "still_hold" not in client.get(url).content.decode()


def test_the_lead_verifies_what_the_holder_said(client: Client, organisation: Organisation, post: Post) -> None:
    url = f"/organisations/ZZA/posts/{post.pk}/skills/verify/"
    assert client.get(url).status_code == 302
    for skill, own in (("user_research", 4), ("cyber_security", 1)):
        post.skill_ratings.create(skill=skill, level=own, source="self")
    send(client, url, skills=["user_research:4"])
    assert (level(post, source="verified"), level(post, "cyber_security", "verified")) == (4, None)
    [row] = organisation.posts.rows()
    assert row.skills == {"user_research": 4, "cyber_security": 1}
    post.skill_ratings.filter(source="self", skill="user_research").update(level=3)
    assert "Tick one level only" in send(client, url, skills=["user_research:3", "user_research:4"]).content.decode()
    send(client, url, skills=[])
    assert level(post, source="verified") is None
    assert [event.verb for event in AuditEvent.objects.all()] == ["verified ratings of"] * 2
