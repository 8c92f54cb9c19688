"""The task list on the overview, and what is asked of people on their first page."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from accounts import services as people
from accounts.models import Organisation, User
from teams.models import OrganisationFacts
from tests.factories import AS_AT, make_post, make_team
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
    facts = OrganisationFacts.objects.create(organisation=organisation, as_at=AS_AT)
    assert state_of(client, "Organisation facts") == "Not yet started"
    OrganisationFacts.objects.filter(pk=facts.pk).update(workforce_wte=0)
    assert state_of(client, "Organisation facts") == "In progress"


def test_posts_are_complete_once_each_has_a_role_and_an_engagement(
    client_of: ClientOf, lead: User, organisation: Organisation
) -> None:
    client = client_of(lead)
    assert state_of(client, "Teams and posts") == "Not yet started"
    post = make_post(organisation, role="")
    assert state_of(client, "Teams and posts") == "In progress"
    organisation.posts.filter(pk=post.pk).update(role="product_manager")
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
    assert "Save facts" not in text(client.get(reverse("facts", args=["ZZA"])))
    member = organisation.memberships.get(user=contributor)
    people.assign(
        by=lead, membership=member, version=1, teams=[team.pk], sections=["facts", "questions"], names={team.pk: "x"}
    )
    words = text(client.get("/"))
    assert "Your tasks Posts of one team Organisation facts Questions to answer" in words
    assert "What to record" in text(client.get(OVERVIEW))
    assert "Save facts" in text(client.get(reverse("facts", args=["ZZA"])))
    assert (
        "Organisation facts, Questions to answer"
        in client_of(lead).get(reverse("activity", args=["ZZA"])).content.decode()
    )
