"""Many posts changed at once: chosen, previewed, confirmed, all of them or none."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.conflicts import latest
from accounts.models import AuditEvent
from teams.models import Post
from tests.factories import make_post, make_team
from tests.forms import values_of

URL = "/organisations/ZZA/posts/change/"


def opened(client, *posts, query=""):
    chosen = "&".join(f"post={post.pk}" for post in posts)
    return values_of(client.get(f"{URL}?{chosen}{query}").content.decode())


def preview(client, values, **typed):
    return client.post(URL, {**values, **typed})


def confirm(client, page):
    return client.post(URL, {**values_of(page.content.decode()), "step": "confirm"})


def test_chosen_posts_change_together_after_a_preview(client_of, lead, organisation):
    team = make_team(organisation, "Data")
    first, second = make_post(organisation, post_ref="D1"), make_post(organisation, post_ref="D2", team=team)
    untouched = make_post(organisation)
    client = client_of(lead)
    typed = {"team": team.pk, "employment": "fixed_term", "role": "unknown", "ends": "set"}
    typed |= {"ends_on_day": "31", "ends_on_month": "3", "ends_on_year": "2027"}
    page = preview(client, opened(client, first, second), **typed)
    html = page.content.decode()
    assert "2 posts will change" in html
    assert "Team: Own team becomes Data" in html
    assert "End date: None becomes 31 March 2027" in html
    assert Post.objects.filter(version=1).count() == 3
    assert confirm(client, page).status_code == 302
    for post in Post.objects.exclude(pk=untouched.pk):
        assert (post.team, post.employment, post.role, post.ends_on) == (team, "fixed_term", "", date(2027, 3, 31))
        assert post.version == 2
    event = AuditEvent.objects.get()
    assert (event.verb, event.changes["posts"][0]["D2"]["employment"]) == ("changed several", "permanent")
    assert "team" not in event.changes["posts"][0]["D2"]
    assert latest(organisation, "post D1") == event
    said = client.get("/organisations/ZZA/activity/").content.decode()
    assert "Lee Lead changed several posts (posts: 2 changed; D1, D2;" in said
    assert "end date set to 31 March 2027" in said


def test_posts_are_closed_together_and_end_dates_taken_away(client_of, lead, organisation):
    post = make_post(organisation, ends_on=date(2027, 1, 1))
    client = client_of(lead)
    typed = {"ends": "none", "close": "set"}
    typed |= {"closed_on_day": "1", "closed_on_month": "9", "closed_on_year": "2026"}
    assert confirm(client, preview(client, opened(client, post), **typed)).status_code == 302
    post.refresh_from_db()
    assert (post.ends_on, post.closed_on) == (None, date(2026, 9, 1))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose at least one thing to change"),
        ({"ends": "set"}, "Enter the date, for example 31 3 2026"),
        ({"close": "set", "closed_on_day": "x"}, "must include"),
        ({"role": "made_up"}, "Choose an answer from the list"),
        ({"posts": "1;2"}, "Choose the posts again"),
    ],
)
def test_what_makes_no_sense_is_refused(client_of, lead, organisation, typed, said):
    client = client_of(lead)
    page = preview(client, opened(client, make_post(organisation)), **typed)
    assert page.status_code == 200
    assert said in page.content.decode()


def test_one_post_that_changed_meanwhile_stops_all_of_them(client_of, lead, organisation):
    first, second = make_post(organisation, post_ref="D1"), make_post(organisation, post_ref="D2")
    client = client_of(lead)
    page = preview(client, opened(client, first, second), employment="fixed_term")
    Post.objects.filter(pk=first.pk).update(version=2, title="Changed meanwhile")
    late = confirm(client, page)
    assert late.status_code == 409
    assert "Somebody changed D1" in late.content.decode()
    assert not Post.objects.filter(employment="fixed_term").exists()
    assert confirm(client, late).status_code == 302
    assert Post.objects.filter(employment="fixed_term").count() == 2


def test_all_that_a_filter_keeps_is_chosen(client_of, lead, organisation):
    make_post(organisation, title="Nurse")
    make_post(organisation, title="Nurse lead")
    make_post(organisation, title="Developer")
    html = client_of(lead).get(f"{URL}?all=yes&search=nurse").content.decode()
    assert "Change 2 posts" in html


def test_only_posts_of_ones_own_teams_and_organisation_are_changed(
    client_of, lead, contributor, organisation, other_organisation
):
    mine = make_team(organisation)
    contributor.memberships.get().assignments.create(kind="team", key=str(mine.pk))
    post, theirs, foreign = make_post(organisation, team=mine), make_post(organisation), make_post(other_organisation)
    client = client_of(contributor)
    html = client.get("/organisations/ZZA/posts/").content.decode()
    assert f'name="post" value="{post.pk}"' in html
    assert f'name="post" value="{theirs.pk}"' not in html
    values = opened(client, post, theirs, foreign)
    assert values["posts"] == [f"{post.pk}:1"]
    forged = preview(client, values, posts=f"{post.pk}:1,{theirs.pk}:1,{foreign.pk}:1", role="data_analyst")
    assert "They are left out" in forged.content.decode()
    assert confirm(client, forged).status_code == 302
    assert list(Post.objects.filter(role="data_analyst")) == [post]
    assert preview(client, values, team="own").status_code == 200
    assert "Choose an answer from the list" in preview(client, values, team="own").content.decode()


def test_nothing_chosen_says_how_to_choose(client_of, lead, organisation):
    assert "Tick posts in" in client_of(lead).get(URL).content.decode()
