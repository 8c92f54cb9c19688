"""The pages of teams."""

from __future__ import annotations

from decimal import Decimal

from django.urls import reverse

from accounts.models import AuditEvent
from teams.models import Team
from tests.factories import make_post, make_team
from tests.forms import send, shown, values_of


def test_an_organisation_without_teams_reads_what_a_team_is(client_of, lead):
    page = client_of(lead).get(reverse("teams", args=["ZZA"]))
    assert "There are no teams yet" in page.content.decode()
    assert "A team is a group of people" in page.content.decode()


def test_the_list_counts_posts_and_wte_of_each_team_and_of_none(client_of, lead, organisation):
    team = make_team(organisation, "Integration")
    make_post(organisation, team=team, wte=Decimal("0.6"))
    make_post(organisation, team=team, wte=Decimal("0.25"))
    make_post(organisation, wte=Decimal("1"))
    make_post(organisation, team=team, wte=Decimal("1"), closed_on="2020-01-01")
    context = client_of(lead).get(reverse("teams", args=["ZZA"])).context
    assert context["teams"] == [(team.pk, "Integration", "Standing team", 2, "0.85")]
    assert context["own"] == (1, "1")


def test_a_lead_adds_a_team(client_of, lead, organisation):
    response = send(client_of(lead), reverse("team_add", args=["ZZA"]), name=" Integration ", kind="project")
    assert response.status_code == 302
    assert Team.objects.get().name == "Integration"
    assert AuditEvent.objects.get().verb == "added"


def test_a_name_is_needed_and_only_once(client_of, lead, organisation):
    make_team(organisation, "Integration")
    url = reverse("team_add", args=["ZZA"])
    assert "Enter the name of the team" in send(client_of(lead), url, kind="project").content.decode()
    taken = send(client_of(lead), url, name="Integration", kind="project")
    assert "There is a team with this name already" in taken.content.decode()
    assert Team.objects.count() == 1


def test_a_long_name_and_control_characters_are_refused(client_of, lead):
    url = reverse("team_add", args=["ZZA"])
    assert "200 characters or fewer" in send(client_of(lead), url, name="x" * 201, kind="project").content.decode()
    assert "control characters" in send(client_of(lead), url, name="a\x00b", kind="project").content.decode()
    assert not Team.objects.exists()


def test_two_people_who_change_a_team_choose_what_to_keep(client_of, lead, organisation):
    team = make_team(organisation, "Integration")
    url = reverse("team_edit", args=["ZZA", team.pk])
    client = client_of(lead)
    opened_before = shown(client, url)
    send(client, url, name="Interfaces")

    conflict = client.post(url, {**opened_before, "name": "Data flows"})
    assert conflict.status_code == 409
    html = conflict.content.decode()
    assert "Interfaces" in html
    assert "Data flows" in html
    assert "You changed this in another tab or window" in html
    team.refresh_from_db()
    assert team.name == "Interfaces"

    again = client.post(url, values_of(html))
    assert again.status_code == 302
    team.refresh_from_db()
    assert team.name == "Data flows"


def test_who_may_not_edit_reads(client_of, contributor, organisation):
    make_team(organisation, "Integration")
    client = client_of(contributor)
    html = client.get(reverse("teams", args=["ZZA"])).content.decode()
    assert "Integration" in html
    assert reverse("team_add", args=["ZZA"]) not in html
    assert client.get(reverse("team_add", args=["ZZA"])).status_code == 403


def test_a_board_member_sees_no_teams(client_of, board_member):
    assert client_of(board_member).get(reverse("teams", args=["ZZA"])).status_code == 403


def test_another_organisations_team_is_not_there(client_of, stranger, lead, organisation, other_organisation):
    mine, theirs = make_team(organisation), make_team(other_organisation)
    assert client_of(stranger).get(reverse("team_edit", args=["ZZA", mine.pk])).status_code == 404
    assert client_of(lead).get(reverse("team_edit", args=["ZZA", theirs.pk])).status_code == 404


def test_the_list_costs_the_same_number_of_queries_for_many_teams(
    client_of, lead, organisation, django_assert_max_num_queries
):
    for _ in range(40):
        make_post(organisation, team=make_team(organisation))
    client = client_of(lead)
    with django_assert_max_num_queries(5):
        client.get(reverse("teams", args=["ZZA"]))
