"""Members: who sees them, changes of role, removal, leaving; there is always a digital lead."""

from __future__ import annotations

import re
import threading

import pytest
from django.db import connection, connections
from django.urls import reverse

from accounts import services
from accounts.models import AuditEvent, Membership, Role
from tests.factories import make_member, make_organisation, make_post, make_team, make_user


def membership_of(user, organisation) -> Membership:
    return Membership.objects.get(user=user, organisation=organisation)


def page(client, route, *args) -> str:
    response = client.get(reverse(route, args=args))
    assert response.status_code == 200
    return response.content.decode()


def send(client, route, *args, **data):
    return client.post(reverse(route, args=args), data)


def test_a_lead_sees_who_has_joined_and_what_to_do(client_of, lead, contributor, organisation):
    html = page(client_of(lead), "members", "ZZA")
    assert "Lee Lead (you)" in html
    assert "Con Tributor" in html
    assert "contributor@fenbrook.example" in html
    assert "Nothing assigned yet" in html
    assert "Nobody is waiting to join." in html
    assert reverse("member_invite", args=["ZZA"]) in html


@pytest.mark.parametrize("reader", ["contributor", "sponsor"])
def test_others_see_names_and_roles_only(client_of, request, reader, lead, organisation):
    services.invite(by=lead, organisation=organisation, email="new@fenbrook.example", role=Role.BOARD)
    html = page(client_of(request.getfixturevalue(reader)), "members", "ZZA")
    assert "Lee Lead" in html
    assert "lead@fenbrook.example" not in html
    assert "new@fenbrook.example" not in html
    assert "/role/" not in html
    assert "Invite somebody" not in html


def test_members_of_others_are_not_listed(client_of, lead, stranger):
    assert "Stran Ger" not in page(client_of(lead), "members", "ZZA")


def test_the_list_costs_the_same_for_many(client_of, lead, organisation, django_assert_max_num_queries):
    for _ in range(50):
        make_member(organisation, Role.CONTRIBUTOR)
    client = client_of(lead)
    with django_assert_max_num_queries(8):
        page(client, "members", "ZZA")


def test_a_change_of_role_counts_from_the_next_request(client_of, lead, contributor, organisation):
    member = membership_of(contributor, organisation)
    team = make_team(organisation)
    services.assign(by=lead, membership=member, version=1, teams=[team.pk], sections=[], names={team.pk: team.name})
    theirs = client_of(contributor)
    assert theirs.get(reverse("posts", args=["ZZA"])).status_code == 200
    assert send(client_of(lead), "member_role", "ZZA", member.pk, role="board", version=2).status_code == 302
    assert theirs.get(reverse("posts", args=["ZZA"])).status_code == 403
    assert not member.assignments.exists()
    event = AuditEvent.objects.latest("pk")
    assert (event.actor, event.verb, event.target) == (lead, "changed the role of", f"member {contributor.pk}")
    assert event.changes == {"role": ["contributor", "board"]}


def test_a_removal_counts_from_the_next_request(client_of, lead, contributor, organisation):
    member, theirs = membership_of(contributor, organisation), client_of(contributor)
    html = page(client_of(lead), "member_remove", "ZZA", member.pk)
    assert "Remove Con Tributor?" in html
    assert send(client_of(lead), "member_remove", "ZZA", member.pk, version=1).status_code == 302
    assert theirs.get(reverse("overview", args=["ZZA"])).status_code == 404
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.target) == ("removed", f"member {contributor.pk}")


def test_a_member_leaves(client_of, contributor, organisation):
    client = client_of(contributor)
    assert "Leave Fenbrook Community Trust?" in page(client, "member_leave", "ZZA")
    assert membership_of(contributor, organisation)
    response = client.post(reverse("member_leave", args=["ZZA"]), follow=True)
    assert "You left Fenbrook Community Trust" in response.content.decode()
    assert not contributor.memberships.exists()
    event = AuditEvent.objects.latest("pk")
    assert (event.actor, event.verb, event.target) == (contributor, "left", "the organisation")


@pytest.mark.parametrize(("route", "data"), [("member_role", {"role": "board"}), ("member_remove", {})])
def test_the_last_lead_is_neither_demoted_nor_removed(client_of, lead, organisation, route, data):
    member = membership_of(lead, organisation)
    response = send(client_of(lead), route, "ZZA", member.pk, version=1, **data)
    assert response.status_code == 200
    assert "You are the only digital lead" in response.content.decode()
    assert membership_of(lead, organisation).role == Role.LEAD
    assert not AuditEvent.objects.exists()


def test_the_last_lead_does_not_leave(client_of, lead, organisation):
    response = client_of(lead).post(reverse("member_leave", args=["ZZA"]), follow=True)
    assert "You are the only digital lead" in response.content.decode()
    assert membership_of(lead, organisation)


def test_a_lead_who_cannot_sign_in_does_not_count(client_of, lead, organisation):
    other = make_member(organisation, Role.LEAD)
    other.is_active = False
    other.save()
    response = client_of(lead).post(reverse("member_leave", args=["ZZA"]), follow=True)
    assert "You are the only digital lead" in response.content.decode()


def test_one_of_two_leads_may_go(client_of, lead, organisation):
    make_member(organisation, Role.LEAD)
    pk = membership_of(lead, organisation).pk
    response = send(client_of(lead), "member_role", "ZZA", pk, version=1, role="board")
    assert response.headers["Location"] == reverse("home")
    assert membership_of(lead, organisation).role == Role.BOARD


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_leads_who_leave_at_once_do_not_both_leave(lead, organisation):
    people = [lead, make_member(organisation, Role.LEAD)]
    start, refused = threading.Barrier(2), []

    def leave(user):
        try:
            start.wait(10)
            services.leave(by=user, organisation=organisation)
        except services.LastLead:
            refused.append(user)
        finally:
            connections.close_all()

    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory is one connection")
    threads = [threading.Thread(target=leave, args=(user,)) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert organisation.memberships.leads().count() == 1


def test_two_leads_who_change_one_member_are_told(client_of, lead, contributor, organisation):
    member, other = membership_of(contributor, organisation), make_member(organisation, Role.LEAD, name="Other Lead")
    services.change_role(by=other, membership=member, version=1, role="sponsor")
    response = send(client_of(lead), "member_role", "ZZA", member.pk, version=1, role="board")
    html = response.content.decode()
    assert response.status_code == 409
    assert "Other Lead" in html
    assert "Executive sponsor" in html
    assert membership_of(contributor, organisation).role == Role.SPONSOR
    response = send(client_of(lead), "member_role", "ZZA", member.pk, version=2, role="board")
    assert membership_of(contributor, organisation).role == Role.BOARD


def test_a_member_removed_while_the_form_was_open(client_of, lead, contributor, organisation):
    member, other = membership_of(contributor, organisation), make_member(organisation, Role.LEAD, name="Other Lead")
    pk = member.pk
    services.remove(by=other, membership=member, version=1)
    response = send(client_of(lead), "member_role", "ZZA", pk, version=1, role="board")
    assert response.status_code == 409
    assert "Other Lead" in response.content.decode()


@pytest.mark.parametrize("route", ["member_role", "member_remove", "member_assignments"])
def test_members_of_another_organisation_are_out_of_reach(client_of, stranger, contributor, organisation, route):
    pk = membership_of(contributor, organisation).pk
    for ods in ("ZZA", "ZZB"):
        assert send(client_of(stranger), route, ods, pk, version=1, role="board").status_code == 404
    assert membership_of(contributor, organisation).role == Role.CONTRIBUTOR


@pytest.mark.parametrize("role", ["system", "emperor", ""])
def test_a_role_that_the_organisation_does_not_have_is_refused(client_of, lead, contributor, organisation, role):
    member = membership_of(contributor, organisation)
    response = send(client_of(lead), "member_role", "ZZA", member.pk, version=1, role=role)
    assert response.status_code == 200
    assert "Error: " in response.content.decode()
    assert membership_of(contributor, organisation).role == Role.CONTRIBUTOR


# What is assigned ----------------------------------------------------------------------------------------------------


@pytest.fixture
def teams(organisation):
    return make_team(organisation, "Integration"), make_team(organisation, "Data")


@pytest.fixture
def assigned(lead, contributor, organisation, teams):
    """The contributor may change the posts of Integration."""
    member, team = membership_of(contributor, organisation), teams[0]
    services.assign(by=lead, membership=member, version=1, teams=[team.pk], sections=[], names={team.pk: team.name})
    return team


def post_data(team, **typed):
    return {"post_ref": "N1", "title": "Developer", "status": "filled", "wte": "1", "team": team and team.pk, **typed}


def test_a_lead_assigns_teams(client_of, lead, contributor, organisation, teams):
    client, member = client_of(lead), membership_of(contributor, organisation)
    html = page(client, "member_assignments", "ZZA", member.pk)
    assert "Integration" in html
    assert send(client, "member_assignments", "ZZA", member.pk, version=1, teams=[teams[0].pk]).status_code == 302
    assert membership_of(contributor, organisation).assigned_keys() == {"team": {str(teams[0].pk)}}
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.target) == ("assigned work to", f"member {contributor.pk}")
    assert event.changes == {"teams": [[], ["Integration"]]}
    assert "1 section or team assigned" in page(client, "members", "ZZA")
    send(client, "member_assignments", "ZZA", member.pk, version=2, teams=[teams[1].pk])
    assert membership_of(contributor, organisation).assigned_keys() == {"team": {str(teams[1].pk)}}
    send(client, "member_assignments", "ZZA", member.pk, version=3)
    assert membership_of(contributor, organisation).assigned_keys() == {}


def test_teams_of_another_organisation_are_not_assigned(client_of, lead, contributor, organisation, other_organisation):
    make_team(organisation)
    foreign, member = make_team(other_organisation, "Foreign Canary"), membership_of(contributor, organisation)
    response = send(client_of(lead), "member_assignments", "ZZA", member.pk, version=1, teams=[foreign.pk])
    assert response.status_code == 200
    assert "Canary" not in response.content.decode()
    assert not member.assignments.exists()


def test_only_contributors_are_assigned_teams(client_of, lead, sponsor, organisation):
    url = reverse("member_assignments", args=["ZZA", membership_of(sponsor, organisation).pk])
    assert client_of(lead).get(url).status_code == 404


def test_two_leads_who_assign_at_once_are_told(client_of, lead, contributor, organisation, teams, assigned):
    member = membership_of(contributor, organisation)
    response = send(client_of(lead), "member_assignments", "ZZA", member.pk, version=1, teams=[teams[1].pk])
    assert response.status_code == 409
    assert membership_of(contributor, organisation).assigned_keys() == {"team": {str(assigned.pk)}}


def test_a_contributor_adds_and_changes_posts_of_assigned_teams(client_of, contributor, organisation, teams, assigned):
    client = client_of(contributor)
    assert reverse("post_add", args=["ZZA"]) in page(client, "posts", "ZZA")
    assert reverse("import", args=["ZZA"]) not in page(client, "posts", "ZZA")
    html = page(client, "post_add", "ZZA")
    assert re.search(r"<option[^>]*>Integration", html)
    assert not re.search(r"<option[^>]*>(Data|The organisation's own team)<", html)
    assert send(client, "post_add", "ZZA", **post_data(assigned)).status_code == 302
    post = organisation.posts.get(post_ref="N1")
    assert reverse("post_edit", args=["ZZA", post.pk]) in page(client, "post", "ZZA", post.pk)
    changed = post_data(assigned, version=1, title="Lead developer")
    assert send(client, "post_edit", "ZZA", post.pk, **changed).status_code == 302
    assert client.get(reverse("post_skills", args=["ZZA", post.pk])).status_code == 200
    assert client.get(reverse("post_close", args=["ZZA", post.pk])).status_code == 200


@pytest.mark.parametrize("where", ["other team", "own team"])
@pytest.mark.parametrize("route", ["post_edit", "post_skills", "post_close", "post_reopen"])
def test_a_contributor_leaves_other_posts_alone(client_of, contributor, organisation, teams, assigned, route, where):
    post = make_post(organisation, team=teams[1] if where == "other team" else None)
    client = client_of(contributor)
    before = vars(organisation.posts.get()).copy()
    for response in (client.get(reverse(route, args=["ZZA", post.pk])), send(client, route, "ZZA", post.pk, version=1)):
        assert response.status_code in (403, 405)
    assert response.status_code == 403
    assert {**vars(organisation.posts.get()), "_state": None} == {**before, "_state": None}
    html = page(client, "post", "ZZA", post.pk)
    assert reverse("post_edit", args=["ZZA", post.pk]) not in html


@pytest.mark.parametrize("to", ["other", "own", "foreign"])
def test_a_contributor_puts_posts_into_assigned_teams_only(
    client_of, contributor, organisation, other_organisation, teams, assigned, to
):
    post = make_post(organisation, team=assigned, post_ref="N1")
    target = {"other": teams[1], "own": None, "foreign": make_team(other_organisation)}[to]
    data = {name: value for name, value in post_data(target, version=1).items() if value is not None}
    client = client_of(contributor)
    assert send(client, "post_edit", "ZZA", post.pk, **data).status_code == 200
    assert send(client, "post_add", "ZZA", **{**data, "post_ref": "N2"}).status_code == 200
    assert organisation.posts.get().team == assigned


def test_a_contributor_without_teams_only_reads(client_of, contributor, organisation):
    client = client_of(contributor)
    assert reverse("post_add", args=["ZZA"]) not in page(client, "posts", "ZZA")
    assert client.get(reverse("post_add", args=["ZZA"])).status_code == 403


def test_home_of_a_contributor_to_many_costs_no_more(client_of, db, django_assert_max_num_queries):
    user = make_user()
    for number in range(20):
        make_organisation(f"ZY{number:02}").memberships.create(user=user, role=Role.CONTRIBUTOR)
    client = client_of(user)
    with django_assert_max_num_queries(5):
        client.get(reverse("home"))
