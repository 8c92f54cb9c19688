"""The page of quality checks: what each person sees of it, and that each link leads to the field that mends."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Assignment, Membership
from teams import quality, quality_of_many, services
from teams.models import OrganisationFacts
from teams.quality_matters import Counts, Matter, Place
from teams.quality_reading import counts_of
from teams.views.quality import ANCHORS
from tests.factories import make_post, make_share, make_team
from tests.forms import send

URL = "/organisations/ZZA/quality/"
ENDED = {"employment": "agency", "supplier": "Brightwell", "ends_on": date(2020, 1, 1), "started_on": date(2019, 1, 1)}


@pytest.fixture
def facts(organisation):
    values = {"workforce_wte": Decimal(5000), "external_staff": "recorded", "goodwill_wte_elsewhere": Decimal(0)}
    return OrganisationFacts.objects.create(organisation=organisation, as_at=timezone.localdate(), **values)


def links(page) -> list[str]:
    return re.findall(r'<li class="app-typed"><a href="([^"]+)"', page.content.decode())


def matters() -> list[Matter]:
    of_many = [found for found in vars(quality_of_many).values() if isinstance(found, Matter)]
    return [*(check.matter for check in quality.CHECKS), *of_many]


def test_nothing_found_is_said(client_of, lead, organisation, facts):
    make_post(organisation, **ENDED | {"ends_on": date(2099, 1, 1)})
    assert "nothing wrong, doubtful or missing" in client_of(lead).get(URL).content.decode()


def test_a_finding_is_one_click_from_its_field_and_gone_once_mended(client_of, lead, organisation, facts):
    post = make_post(organisation, **ENDED)
    client = client_of(lead)
    page = client.get(URL)
    assert page.context["counts"] == Counts(0, 1, 0)
    (link,) = links(page)
    url, anchor = link.split("#")
    assert url == reverse("post_edit", args=["ZZA", post.pk])
    assert f'id="{anchor}"' in client.get(url).content.decode()
    send(client, url, ends_on_year="2099")
    assert links(client.get(URL)) == []


@pytest.mark.parametrize("matter", matters(), ids=lambda matter: matter.code)
def test_each_field_stands_where_its_link_leads(client_of, lead, organisation, facts, matter):
    post = make_post(organisation)
    anchor = quality_anchor(matter)
    page = (
        reverse("facts", args=["ZZA"]) if matter.place == Place.FACTS else f"/organisations/ZZA/posts/{post.pk}/edit/"
    )
    if matter.place in (Place.POST, Place.FACTS):
        assert f'id="{anchor}"' in client_of(lead).get(page).content.decode()


def quality_anchor(matter: Matter) -> str:
    return ANCHORS.get(matter.field, f"id_{matter.field}")


def test_contributors_see_what_they_may_mend_marked(client_of, contributor, organisation, facts):
    mine, other = make_team(organisation), make_team(organisation)
    make_post(organisation, team=mine, **ENDED)
    make_post(organisation, team=other, **ENDED)
    membership = Membership.objects.get(user=contributor)
    Assignment.objects.create(membership=membership, kind="team", key=str(mine.pk))
    page = client_of(contributor).get(URL)
    assert page.content.decode().count("Yours to mend") == 1
    assert sorted("/edit/" in link for link in links(page)) == [False, True]


def test_a_contributor_to_every_post_sees_facts_unmarked(client_of, contributor, organisation):
    make_post(organisation, **ENDED)
    membership = Membership.objects.get(user=contributor)
    Assignment.objects.create(membership=membership, kind="section", key="posts")
    page = client_of(contributor).get(URL).content.decode()
    assert page.count("Yours to mend") == 1
    assert "See Workforce of the organisation" in page


def test_who_must_not_see_posts_does_not_see_their_checks(client_of, board_member, organisation):
    assert client_of(board_member).get(URL).status_code == 403


def test_a_matter_with_many_findings_shows_some_and_leads_to_all(client_of, lead, organisation, facts):
    for _ in range(25):
        make_post(organisation, **ENDED)
    client = client_of(lead)
    page = client.get(URL)
    assert len(links(page)) == 20
    assert "Show all 25" in page.content.decode()
    assert len(links(client.get(f"{URL}?matter=end_passed"))) == 25


def test_the_count_for_the_task_list_follows_the_roster(
    lead, organisation, other_organisation, facts, django_assert_num_queries
):
    today = date(2026, 9, 30)
    post = make_post(organisation, **ENDED)
    make_share(make_team(other_organisation), organisation)
    make_post(organisation, employment="shared_partner", employer="ZZB")
    assert counts_of(organisation, today) == Counts(0, 2, 0)
    with django_assert_num_queries(0):
        counts_of(organisation, today)
    services.close_post(by=lead, post=post, version=1, closed_on=today)
    organisation.refresh_from_db()
    assert counts_of(organisation, today) == Counts(0, 2, 0)
