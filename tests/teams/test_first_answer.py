"""The short way to a first answer: roles by title, what no spreadsheet says, and what is known is not asked."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from teams.models import OrganisationFacts, Post
from teams.services import raise_roster_version
from tests.factories import AS_AT, make_post
from tests.forms import send, shown

ROLES = "/organisations/ZZA/start/roles/"
TIME = "/organisations/ZZA/start/time/"
START = "/organisations/ZZA/start/"


@pytest.fixture
def posts(organisation):
    developers = [make_post(organisation, title=title, role="", grade="Band 7") for title in ("Web dev", "web  DEV")]
    return [*developers, make_post(organisation, title="Digital midwife", role=""), make_post(organisation)]


def test_each_distinct_title_is_asked_once_and_saved_for_all_its_posts(client_of, lead, organisation, posts):
    client = client_of(lead)
    asked = [name for name in shown(client, ROLES) if name.startswith("role_")]
    assert asked == [f"role_{posts[0].pk}", f"role_{posts[2].pk}"]
    roles = {asked[0]: "frontend_developer", asked[1]: ""}
    assert send(client, ROLES, **roles).headers["Location"] == START
    assert list(Post.objects.order_by("pk").values_list("role", "version")) == [
        ("frontend_developer", 2),
        ("frontend_developer", 2),
        ("", 1),
        ("software_developer", 1),
    ]
    assert AuditEvent.objects.filter(verb="confirmed").count() == 1
    organisation.refresh_from_db()
    assert organisation.roster_version
    again = [name for name in shown(client, ROLES) if name.startswith("role_")]
    assert again == [f"role_{posts[2].pk}"]


def test_a_role_that_was_given_meanwhile_stays(client_of, lead, organisation, posts):
    client = client_of(lead)
    page = shown(client, ROLES)
    Post.objects.filter(pk=posts[0].pk).update(role="devops_engineer")
    client.post(ROLES, {**page, f"role_{posts[0].pk}": "frontend_developer"})
    posts[0].refresh_from_db()
    assert posts[0].role == "devops_engineer"


def test_a_role_that_is_none_is_refused(client_of, lead, posts):
    page = send(client_of(lead), ROLES, **{f"role_{posts[0].pk}": "wizard"})
    assert page.status_code == 200
    assert not Post.objects.filter(role="wizard").exists()


def test_many_posts_cost_as_few_queries(client_of, lead, organisation, django_assert_max_num_queries):
    Post.objects.bulk_create(
        Post(organisation=organisation, post_ref=f"N{n}", title=f"Title {n % 70}", wte=1) for n in range(700)
    )
    client = client_of(lead)
    with django_assert_max_num_queries(8):
        page = shown(client, ROLES)
    with django_assert_max_num_queries(20):
        client.post(ROLES, {name: "data_analyst" for name in page if name.startswith("role_")})
    assert Post.objects.filter(role="").count() == 200


def test_what_no_spreadsheet_says_is_asked_once(client_of, lead, organisation):
    nurse = make_post(organisation, title="Digital nurse", role="clinical_champion", wte="0.4", employment="permanent")
    client = client_of(lead)
    asked = shown(client, TIME)
    assert {"external_staff", "goodwill_hours", f"funded_{nurse.pk}"} <= asked.keys()
    data = {"external_staff": "none", "goodwill_hours": "7.5", f"funded_{nurse.pk}": "0.1"}
    assert send(client, TIME, **data).headers["Location"] == START
    facts = OrganisationFacts.objects.get()
    assert (facts.external_staff, facts.goodwill_wte_elsewhere) == ("none", Decimal("0.2"))
    nurse.refresh_from_db()
    assert (nurse.funded_wte, nurse.version) == (Decimal("0.1"), 2)
    assert "All of this is known already" in client.get(TIME).content.decode()
    assert set(AuditEvent.objects.values_list("target", flat=True)) == {"facts", f"post {nurse.post_ref}"}


def test_what_is_known_is_not_asked_and_what_was_told_meanwhile_stays(client_of, lead, organisation):
    client = client_of(lead)
    facts = OrganisationFacts.objects.create(organisation=organisation, as_at=AS_AT, external_staff="recorded")
    page = shown(client, TIME)
    assert "external_staff" not in page
    OrganisationFacts.objects.filter(pk=facts.pk).update(goodwill_wte_elsewhere=3, version=2)
    client.post(TIME, {**page, "goodwill_hours": "0"})
    facts.refresh_from_db()
    assert (facts.goodwill_wte_elsewhere, facts.version) == (3, 2)


def test_more_than_a_post_has_is_refused(client_of, lead, organisation):
    nurse = make_post(organisation, role="clinical_champion", wte="0.4")
    page = send(client_of(lead), TIME, **{f"funded_{nurse.pk}": "0.5", "external_staff": "none"})
    assert "must be 0.4 or less" in page.content.decode()
    assert not OrganisationFacts.objects.exists()


def test_the_way_says_the_next_step_and_what_each_section_would_settle(client_of, lead, organisation, posts):
    client = client_of(lead)
    html = client.get(START).content.decode()
    assert "Continue: confirm their roles" in html
    assert "Would settle:" in html
    assert "Team reflects workforce and population" in html
    Post.objects.all().delete()
    raise_roster_version(organisation)
    html = client.get(START).content.decode()
    assert "Start: import your posts" in html
    assert html.count("Import or add posts first") == 2
    assert reverse("report", args=["ZZA"]) not in html
