"""The task list on the overview, and what is asked of people on their first page."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from django.test import Client
from django.urls import reverse

from accounts import services as people
from accounts.models import Organisation, User
from teams import services
from teams.models import OrganisationFacts
from tests.factories import AS_AT, make_team
from tests.reports.test_pages import text

ClientOf = Callable[[User], Client]
OVERVIEW = "/organisations/ZZA/"


def state_of(client: Client, section: str) -> str:
    """What the task list says of a section, after its name."""
    words = text(client.get(OVERVIEW))
    found = re.search(rf"{section} (.*?)(Not yet started|In progress|Complete|Cannot start yet)", words)
    assert found, words
    return found[2]


def test_a_date_that_was_filled_in_by_us_is_no_progress(
    client_of: ClientOf, lead: User, organisation: Organisation
) -> None:
    client = client_of(lead)
    OrganisationFacts.objects.create(organisation=organisation, as_at=AS_AT)
    assert state_of(client, "Organisation facts") == "Not yet started"
    services.save_facts(by=lead, organisation=organisation, version=1, values={"workforce_wte": 0})
    assert state_of(client, "Organisation facts") == "In progress"


def test_posts_are_complete_once_each_has_a_role_and_an_engagement(
    client_of: ClientOf, lead: User, organisation: Organisation
) -> None:
    client = client_of(lead)
    assert state_of(client, "Teams and posts") == "Not yet started"
    values = {"post_ref": "D1", "title": "Product manager", "employment": "permanent"}
    post = services.add_post(by=lead, organisation=organisation, values=values | {"status": "filled", "wte": 1})
    assert state_of(client, "Teams and posts") == "In progress"
    services.change_post(by=lead, post=post, version=1, values={"role": "product_manager", "status": "filled"})
    assert state_of(client, "Teams and posts") == "Complete"


def test_a_section_leads_on_to_the_next_and_back(client_of: ClientOf, lead: User, organisation: Organisation) -> None:
    html = client_of(lead).get(reverse("facts", args=["ZZA"])).content.decode()
    assert f'Next section: <a href="{reverse("posts", args=["ZZA"])}">Teams and posts</a>' in html
    assert f'<a href="{OVERVIEW}">Go back to the task list</a>' in html


def test_a_contributor_finds_what_is_assigned_on_the_first_page(
    client_of: ClientOf, lead: User, contributor: User, organisation: Organisation
) -> None:
    client, team = client_of(contributor), make_team(organisation)
    assert "Your tasks" not in text(client.get("/"))
    assert "What is recorded" in text(client.get(OVERVIEW))
    assert "Save and continue" not in text(client.get(reverse("facts", args=["ZZA"])))
    member = organisation.memberships.get(user=contributor)
    people.assign(
        by=lead, membership=member, version=1, teams=[team.pk], sections=["facts", "questions"], names={team.pk: "x"}
    )
    words = text(client.get("/"))
    assert "Your tasks Posts of one team Organisation facts Questions to answer" in words
    assert "What to record" in text(client.get(OVERVIEW))
    assert "Save and continue" in text(client.get(reverse("facts", args=["ZZA"])))
    assert (
        "Organisation facts, Questions to answer"
        in client_of(lead).get(reverse("activity", args=["ZZA"])).content.decode()
    )


def test_an_offer_waits_in_the_task_list_of_the_partner_until_it_is_answered(
    client_of: ClientOf, lead: User, stranger: User, organisation: Organisation, other_organisation: Organisation
) -> None:
    client, host = client_of(lead), client_of(stranger)
    assert state_of(client, "Sharing") == "Not yet started"
    values = {"share_pct": Decimal(40), "counts_from": AS_AT, "counts_until": None}
    team = make_team(other_organisation)
    share = services.offer_share(by=stranger, team=team, partner=organisation, values=values)
    assert "wait for your answer: 1" in text(client.get(OVERVIEW))
    theirs = "/organisations/ZZB/"
    assert "wait for a partner: 1" in text(host.get(theirs))
    services.withdraw_offer(by=stranger, share=share, version=1)
    assert state_of(client, "Sharing") == "Not yet started"
    assert "wait for a partner" not in text(host.get(theirs))
