"""The grid of posts: rows that a person changed are saved, and no others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent, Role
from teams.forms.grid import LABELS, control
from teams.models import Post
from tests.factories import make_member, make_post, make_team
from tests.forms import shown, values_of

URL = "/organisations/ZZA/posts/grid/"


NAMES = ("post", "row_version", "was", *map(control, LABELS))


def rows_of(values):
    """The rows of a grid by the ids of their posts."""
    columns = (values[name] for name in NAMES)
    return {int(row[0]): dict(zip(NAMES, row, strict=True)) for row in zip(*columns, strict=True)}


def sent(rows, **more):
    return {name: [str(row[name]) for row in rows.values()] for name in next(iter(rows.values()))} | more


def save(client, values, changes, url=URL, **more):
    """Send a grid as it was opened, with `changes` by post."""
    rows = rows_of(values)
    for post, changed in changes.items():
        rows[post.pk] |= {name if name == "post" else control(name): text for name, text in changed.items()}
    return client.post(url, sent(rows, **more))


def by_script(client, post, values, **changes):
    """One row as the script sends it."""
    row = rows_of(values)[post.pk] | {control(name): text for name, text in changes.items()}
    body = {**row, "version": row["row_version"]}
    return client.post(URL, body, headers={"Autosave-Key": str(uuid4())})


def test_every_common_field_is_changed_in_place(client_of, lead, organisation):
    team = make_team(organisation, "Data")
    post = make_post(organisation, post_ref="D1", started_on=date(2024, 4, 1))
    untouched = make_post(organisation, title="Line\nbreak, and comma", funded_wte=Decimal("0.5"))
    client = client_of(lead)
    changes = {
        "title": "Data analyst",
        "team": team.pk,
        "role": "data_analyst",
        "employment": "fixed_term",
        "status": "vacant",
        "wte": "0.60",
        "funded_wte": ".5",
        "ends_on": "31/3/2027",
    }
    answer = save(client, shown(client, URL), {post: changes})
    assert answer.status_code == 302
    post.refresh_from_db()
    assert (post.title, post.team, post.role, post.employment) == ("Data analyst", team, "data_analyst", "fixed_term")
    assert (post.status, post.started_on, post.ends_on) == ("vacant", None, date(2027, 3, 31))
    assert (post.wte, post.funded_wte, post.version) == (Decimal("0.6"), Decimal("0.5"), 2)
    untouched.refresh_from_db()
    assert (untouched.title, untouched.version) == ("Line\nbreak, and comma", 1)
    assert AuditEvent.objects.count() == 1
    assert "Saved: D1" in client.get(answer.headers["Location"]).content.decode()


def test_an_untouched_grid_saves_nothing(client_of, lead, organisation):
    for ends_on in (None, date(2027, 3, 31)):
        make_post(organisation, ends_on=ends_on, wte=Decimal("0.12345"))
    client = client_of(lead)
    assert save(client, shown(client, URL), {}).status_code == 302
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("text", ["31/3/2027", "31 March 2027", "2027-03-31", " 31.3.2027 ", "31-mar-2027"])
def test_an_end_date_is_read_as_people_write_it(client_of, lead, organisation, text):
    post = make_post(organisation)
    client = client_of(lead)
    save(client, shown(client, URL), {post: {"ends_on": text}})
    post.refresh_from_db()
    assert post.ends_on == date(2027, 3, 31)


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("title", " ", "Job title: this must not be blank"),
        ("wte", "2", "WTE: enter a number above 0"),
        ("funded_wte", "x", "Funded WTE: enter a number from 0"),
        ("ends_on", "31/2/2027", "End date must be a real date"),
        ("ends_on", "1 2 3 4", "End date must"),
        ("ends_on", "1/1/1900", "End date: enter a date between 1950 and 2100"),
        ("role", "made_up", "Role: this is not a code"),
        ("team", "999999", "Team: choose one from the list"),
        ("status", "made_up", "Filled or vacant: this is not a code"),
    ],
)
def test_an_error_of_a_row_stands_at_the_row_and_the_others_are_saved(client_of, lead, organisation, field, text, said):
    wrong, right = make_post(organisation, post_ref="D1"), make_post(organisation, post_ref="D2")
    client = client_of(lead)
    values = shown(client, URL)
    page = save(client, values, {wrong: {field: text}, right: {"title": "Right"}})
    html = page.content.decode()
    assert page.status_code == 200
    assert said in html
    assert f'id="f-{wrong.pk}-{field}"' in html
    assert f'href="#f-{wrong.pk}-{field}"' in html
    assert "<title>Error: " in html
    assert "Saved: D2. What is listed here is not saved." in html
    right.refresh_from_db()
    assert right.title == "Right"
    assert Post.objects.get(pk=wrong.pk).version == 1
    if field in ("role", "team", "status"):
        return  # a browser shows another option then
    # Put right on the page that came back, and nothing else is saved again.
    right_value = rows_of(values)[wrong.pk][control(field)]
    again = save(client, values_of(html), {wrong: {field: right_value, "title": "Put right"}})
    assert again.status_code == 302
    assert sorted(Post.objects.values_list("title", "version")) == [("Put right", 2), ("Right", 2)]


def test_two_people_change_different_rows_of_one_page(client_of, lead, organisation):
    other = make_member(organisation, Role.LEAD)
    first, second = make_post(organisation), make_post(organisation)
    mine, theirs = shown(client_of(lead), URL), shown(client_of(other), URL)
    assert save(client_of(other), theirs, {first: {"title": "Theirs"}}).status_code == 302
    assert save(client_of(lead), mine, {second: {"title": "Mine"}}).status_code == 302
    assert sorted(Post.objects.values_list("title", flat=True)) == ["Mine", "Theirs"]


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_two_people_change_one_row_and_the_second_chooses(client_of, lead, organisation, choice):
    other = make_member(organisation, Role.LEAD, name="Olive Other")
    post = make_post(organisation, title="Developer")
    client = client_of(lead)
    mine, theirs = shown(client, URL), shown(client_of(other), URL)
    save(client_of(other), theirs, {post: {"title": "Theirs"}})
    page = save(client, mine, {post: {"title": "Mine"}})
    html = page.content.decode()
    assert page.status_code == 409
    for said in ("Olive Other", "Saved now: Theirs", "You typed: Mine"):
        assert said in html
    choose = {"keep": str(post.pk)} if choice == "theirs" else {}
    assert save(client, values_of(html), {}, **choose).status_code == 302
    post.refresh_from_db()
    assert post.title == ("Mine" if choice == "mine" else "Theirs")


def test_typing_what_is_stored_already_is_no_clash(client_of, lead, organisation):
    post = make_post(organisation)
    client = client_of(lead)
    values = shown(client, URL)
    for _ in range(2):
        assert save(client, values, {post: {"title": "Same"}}).status_code == 302
    post.refresh_from_db()
    assert post.version == 2


def test_a_row_of_a_post_that_is_gone_says_what_was_typed(client_of, lead, organisation):
    post, stays = make_post(organisation), make_post(organisation)
    client = client_of(lead)
    values = shown(client, URL)
    Post.objects.filter(pk=post.pk).delete()
    page = save(client, values, {post: {"title": "Typed for nothing"}, stays: {"title": "Kept"}})
    assert page.status_code == 409
    assert "Typed for nothing" in page.content.decode()
    stays.refresh_from_db()
    assert stays.title == "Kept"


def test_ratings_are_not_lost_by_a_slip(client_of, lead, organisation):
    post = make_post(organisation, {"user_research": 3})
    client = client_of(lead)
    page = save(client, shown(client, URL), {post: {"status": "vacant"}})
    assert "this post has skill ratings" in page.content.decode()
    assert post.skill_ratings.count() == 1
    assert save(client, shown(client, URL), {post: {"status": "vacated"}}).status_code == 302
    post.refresh_from_db()
    assert (post.status, post.skill_ratings.count()) == ("vacant", 0)


def test_edited_rows_stay_until_the_filter_is_applied_again(client_of, lead, organisation):
    post = make_post(organisation, post_ref="D1", title="Nurse")
    client = client_of(lead)
    filtered = f"{URL}?search=Nurse"
    answer = save(client, shown(client, filtered), {post: {"title": "Developer"}}, url=filtered)
    assert "Developer" in client.get(answer.headers["Location"]).content.decode()
    assert "No post matches" in client.get(filtered).content.decode()


def test_a_contributor_changes_rows_of_their_teams_only(client_of, contributor, organisation):
    mine, other = make_team(organisation), make_team(organisation)
    contributor.memberships.get().assignments.create(kind="team", key=str(mine.pk))
    post, theirs = make_post(organisation, team=mine), make_post(organisation, team=other)
    client = client_of(contributor)
    values = shown(client, URL)
    assert set(rows_of(values)) == {post.pk}
    assert "choose one from the list" in save(client, values, {post: {"team": other.pk}}).content.decode()
    forged = {"post": theirs.pk, "title": "Forged"}
    assert save(client, values, {post: forged}).status_code == 409
    theirs.refresh_from_db()
    assert theirs.title != "Forged"
    assert save(client, values, {post: {"title": "Mine"}}).status_code == 302


def test_another_organisations_posts_and_teams_are_out_of_reach(client_of, lead, organisation, other_organisation):
    post, theirs = make_post(organisation), make_post(other_organisation, title="Theirs")
    client = client_of(lead)
    values = shown(client, URL)
    page = save(client, values, {post: {"post": theirs.pk, "title": "Forged"}})
    assert page.status_code == 409
    assert "Theirs" not in page.content.decode()
    page = save(client, values, {post: {"team": make_team(other_organisation).pk}})
    assert "choose one from the list" in page.content.decode()
    theirs.refresh_from_db()
    post.refresh_from_db()
    assert (theirs.title, post.team) == ("Theirs", None)


def test_the_script_saves_one_row_and_learns_its_version(client_of, lead, organisation):
    post = make_post(organisation)
    client = client_of(lead)
    values = shown(client, URL)
    answer = by_script(client, post, values, title="By script")
    assert (answer.status_code, answer.json()["saved"], answer.json()["version"]) == (200, True, 2)
    wrong = by_script(client, post, values, wte="9")
    assert "row_wte" in wrong.json()["errors"]
    clash = by_script(client, post, values, title="Late").json()
    assert (clash["reason"], clash["version"]) == ("conflict", 2)
    assert clash["values"]["row_title"] == "By script"
    assert clash["differences"] == [{"label": "Job title", "theirs": "By script", "yours": "Late"}]


@pytest.mark.parametrize("field", ["title", "team"])
def test_a_cell_costs_few_queries(client_of, lead, organisation, field):
    post, team = make_post(organisation), make_team(organisation)
    client = client_of(lead)
    values = shown(client, URL)
    with CaptureQueriesContext(connection) as captured:
        answer = by_script(client, post, values, **{field: str(team.pk)}).json()
    assert answer["saved"]
    assert sum("SAVEPOINT" not in query["sql"] for query in captured) <= 8
    assert str(getattr(organisation.posts.get(), "team_id" if field == "team" else field)) == str(team.pk)


def test_all_posts_stand_on_one_page_for_who_asks(client_of, lead, organisation):
    for _ in range(101):
        make_post(organisation)
    client = client_of(lead)
    assert "Show 101 posts on one page" in client.get(URL).content.decode()
    assert len(client.get(f"{URL}?rows=all").context["page"].object_list) == 101
    assert reverse("posts_grid", args=["ZZA"]) == URL
