"""Teams are merged, split and removed, and nothing of their history is lost."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from teams import services
from teams.models import Post, Team
from tests.factories import make_post, make_team
from tests.forms import send, shown


def url_of(name, team):
    return reverse(name, args=["ZZA", team.pk])


@pytest.fixture
def old(organisation):
    return make_team(organisation, "Old")


@pytest.fixture
def new(organisation):
    return make_team(organisation, "New")


def activity(client, thing=""):
    return client.get(f"{reverse('activity', args=['ZZA'])}?thing={thing}").content.decode()


def test_a_merged_team_gives_its_posts_and_its_name_is_found_in_the_activity(client_of, lead, organisation, old, new):
    make_post(organisation, post_ref="D1", team=old)
    make_post(organisation, post_ref="D2", team=old, closed_on=date(2020, 1, 1))
    make_post(organisation, post_ref="D3")
    client = client_of(lead)
    organisation.refresh_from_db()
    version = organisation.roster_version
    assert "2 posts" in client.get(url_of("team_merge", old)).content.decode()
    assert send(client, url_of("team_merge", old), into=new.pk).status_code == 302
    assert list(new.posts.order_by("post_ref").values_list("post_ref", "version")) == [("D1", 2), ("D2", 2)]
    assert list(Team.objects.values_list("name", flat=True)) == ["New"]
    organisation.refresh_from_db()
    assert organisation.roster_version == version + 1
    event = AuditEvent.objects.get()
    assert (event.verb, event.target) == ("merged", "team Old")
    assert event.changes["posts"][0] == {"D1": {"team": old.pk}, "D2": {"team": old.pk}}
    assert "Lee Lead merged team Old (into team New; posts: 2 moved)" in activity(client, "Old")


def test_a_form_that_was_open_on_a_merged_team_keeps_what_was_typed(client_of, lead, old, new):
    client = client_of(lead)
    opened_before = shown(client, url_of("team_edit", old))
    send(client, url_of("team_merge", old), into=new.pk)
    late = client.post(url_of("team_edit", old), {**opened_before, "name": "My new name"})
    assert late.status_code == 409
    assert "My new name" in late.content.decode()
    assert client.get(url_of("team_edit", old)).status_code == 404


def test_a_merge_of_a_team_that_changed_meanwhile_is_a_choice(client_of, lead, organisation, old, new):
    make_post(organisation, team=old)
    client = client_of(lead)
    opened_before = shown(client, url_of("team_merge", old))
    send(client, url_of("team_edit", old), name="Older")
    assert client.post(url_of("team_merge", old), {**opened_before, "into": new.pk}).status_code == 409
    assert old.posts.count() == 1


def test_contributors_of_a_merged_team_have_it_no_more(client_of, lead, contributor, organisation, old, new):
    membership = contributor.memberships.get()
    membership.assignments.create(kind="team", key=str(old.pk))
    client = client_of(lead)
    assert "Con Tributor" in client.get(url_of("team_merge", old)).content.decode()
    send(client, url_of("team_merge", old), into=new.pk)
    assert membership.assigned_keys() == {}


def test_a_split_team_gives_chosen_posts_to_a_new_one(client_of, lead, organisation, old):
    going, staying = make_post(organisation, post_ref="D1", team=old), make_post(organisation, team=old)
    client = client_of(lead)
    answer = send(client, url_of("team_split", old), name="Fresh", posts=[going.pk])
    assert answer.status_code == 302
    made = Team.objects.get(name="Fresh")
    assert list(made.posts.all()) == [going]
    assert list(old.posts.all()) == [staying]
    assert "Lee Lead split team Old (into team Fresh; posts: 1 moved)" in activity(client)
    page = send(client, url_of("team_split", old), name="Fresh", posts=[staying.pk])
    assert "There is a team with this name already" in page.content.decode()


def test_a_post_that_left_before_a_split_stops_it(lead, organisation, old):
    post = make_post(organisation)
    values = {"name": "Fresh", "kind": "standing"}
    with pytest.raises(services.Stale):
        services.split_team(by=lead, team=old, version=1, values=values, posts=[post.pk])
    assert not Team.objects.filter(name="Fresh").exists()


def test_only_a_team_without_posts_is_removed(client_of, lead, organisation, old):
    post = make_post(organisation, team=old, closed_on=date(2020, 1, 1))
    client = client_of(lead)
    assert "cannot be removed" in client.get(url_of("team_remove", old)).content.decode()
    client.post(url_of("team_remove", old), {"version": old.version})
    assert Team.objects.filter(pk=old.pk).exists()
    Post.objects.filter(pk=post.pk).delete()
    assert send(client, url_of("team_remove", old)).status_code == 302
    assert not Team.objects.exists()
    assert AuditEvent.objects.get().changes["name"] == ["Old", None]


def test_another_organisations_team_is_no_place_to_merge_into(client_of, lead, organisation, other_organisation, old):
    make_team(organisation)
    theirs = make_team(other_organisation)
    assert send(client_of(lead), url_of("team_merge", old), into=theirs.pk).status_code == 200
    assert Team.objects.filter(pk=old.pk).exists()


def test_a_team_whose_posts_partners_count_stays_as_it_is(client_of, lead, organisation, other_organisation, old, new):
    post = make_post(organisation, team=old)
    share = {"partner": other_organisation, "share_pct": 40, "counts_from": date(2026, 4, 1)}
    old.shares.create(organisation=organisation, state="accepted", **share)
    client = client_of(lead)
    send(client, url_of("team_merge", old), into=new.pk)
    send(client, url_of("team_merge", new), into=old.pk)
    page = client.get(send(client, url_of("team_split", old), name="Fresh", posts=[post.pk]).headers["Location"])
    assert "shared with a partner cannot be merged" in page.content.decode()
    post.delete()
    send(client, url_of("team_remove", old))
    assert sorted(Team.objects.values_list("name", flat=True)) == ["New", "Old"]
    assert not AuditEvent.objects.exists()
