"""The cards of roles, what an organisation lets others read, the administration, and everybody's first page."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse

from accounts import services
from accounts.access_words import cards
from accounts.models import AuditEvent, Consent, Invitation, Organisation, Role
from accounts.permissions import ALLOWED, LIMITS
from tests.factories import make_member, make_organisation, make_post, make_team, make_user


@pytest.fixture(autouse=True)
def _no_earlier_tries(db):
    cache.clear()


@pytest.fixture
def administrator(db):
    user = make_user("administrator@service.example", "Ada Administrator")
    user.is_service_administrator = True
    user.save()
    return user


def page(client, route, *args, **query) -> str:
    response = client.get(reverse(route, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


# Cards ---------------------------------------------------------------------------------------------------------------


def test_the_cards_say_what_the_table_says():
    for card in cards():
        assert len(card.can) + len(card.cannot) == len(ALLOWED)
        for (role, action), limit in LIMITS.items():
            if role == card.role:
                assert f"{action.value}, {limit}" in card.can


def test_everybody_sees_the_cards_with_their_own_first(client_of, board_member):
    html = page(client_of(board_member), "access", "ZZA")
    headings = re.findall(r"<h2 class=\"nhsuk-card__heading[^>]*>([^<]+)", html)
    assert headings[0].strip() == "Board member"
    assert len(headings) == len(Role)
    assert html.count("Your role</strong>") == 1
    assert reverse("members", args=["ZZA"]) not in html
    assert reverse("consent", args=["ZZA"]) not in html


def test_the_command_prints_the_table(capsys):
    call_command("access_table")
    printed = capsys.readouterr().out
    assert "| sign off a report |  |  | yes |  |  |" in printed


# Consent -------------------------------------------------------------------------------------------------------------


def consent(client, version, *to):
    return client.post(reverse("consent", args=["ZZA"]), {"version": version, "to": to})


def test_a_lead_lets_the_board_read_the_live_report(client_of, lead, board_member, organisation):
    theirs, report = client_of(board_member), reverse("report", args=["ZZA"])
    assert theirs.get(report).status_code == 403
    assert consent(client_of(lead), 0, "board").status_code == 302
    assert theirs.get(report).status_code == 200
    html = page(theirs, "overview", "ZZA")
    for route in ("posts", "teams", "facts", "answers"):
        assert reverse(route, args=["ZZA"]) not in html
    event = AuditEvent.objects.latest("pk")
    assert (event.actor, event.verb, event.target) == (lead, "changed", "consent")
    assert event.changes == {"board": [False, True]}
    consent(client_of(lead), 1)
    assert theirs.get(report).status_code == 403


def test_a_lead_shares_with_the_integrated_care_board(client_of, lead, organisation):
    board = make_organisation("QZZ", "Fenland ICB", kind="Integrated care board")
    Organisation.objects.filter(pk=organisation.pk).update(parent=board)
    theirs = client_of(make_member(board, Role.SYSTEM))
    assert "Fenbrook" not in page(theirs, "home")
    consent(client_of(lead), 0, "system")
    html = page(theirs, "home")
    assert "Fenbrook" in html
    assert "shares its signed-off reports" in html
    html = page(theirs, "overview", "ZZA")
    assert "There is no signed-off report yet" in html
    assert reverse("member_leave", args=["ZZA"]) not in html
    assert theirs.post(reverse("member_leave", args=["ZZA"])).status_code == 404
    for route in ("posts", "report", "members"):
        assert theirs.get(reverse(route, args=["ZZA"])).status_code == 403


def test_two_leads_who_change_consent_are_told(client_of, lead, organisation):
    services.set_consents(by=lead, organisation=organisation, version=0, to=["system"])
    response = consent(client_of(lead), 0, "board")
    assert response.status_code == 409
    assert list(Consent.objects.values_list("to", flat=True)) == ["system"]


def test_the_consent_of_another_organisation_is_none_of_ours(client_of, lead, stranger, other_organisation):
    services.set_consents(by=stranger, organisation=other_organisation, version=0, to=["board", "system"])
    assert "checked" not in page(client_of(lead), "consent", "ZZA")
    assert consent(client_of(lead), 0, "board").status_code == 302
    assert other_organisation.consents.count() == 2


def test_saving_the_same_consent_writes_nothing(client_of, lead, organisation):
    consent(client_of(lead), 0)
    assert not AuditEvent.objects.exists()


# Administration ------------------------------------------------------------------------------------------------------


def test_an_administrator_finds_an_organisation_by_name_or_code(client_of, administrator, organisation):
    client = client_of(administrator)
    for text in ("fenbrook", "zza"):
        assert "Fenbrook Community Trust" in page(client, "administration", search=text)
    assert "No organisation has this" in page(client, "administration", search="nowhere")
    assert "Fenbrook" not in page(client, "administration")


def test_many_organisations_are_cut_off(client_of, administrator):
    for number in range(60):
        make_organisation(f"ZY{number:02}", f"Trust {number}")
    html = page(client_of(administrator), "administration", search="trust")
    assert "The first 50 organisations found" in html


def test_an_administrator_adds_what_is_missing_and_invites_its_first_lead(client_of, administrator):
    client = client_of(administrator)
    typed = {"ods_code": " zz7 ", "name": "New Trust", "kind": "Community", "board": ""}
    response = client.post(reverse("administration_add"), typed)
    assert response.headers["Location"] == reverse("administration_organisation", args=["ZZ7"])
    assert "No digital lead has joined yet" in page(client, "administration_organisation", "ZZ7")
    client.post(reverse("administration_invite", args=["ZZ7"]), {"email": "first@new.example"})
    invitation = Invitation.objects.get()
    assert (invitation.role, invitation.organisation.ods_code) == (Role.LEAD, "ZZ7")
    assert len(mail.outbox) == 1
    assert "first@new.example" in page(client, "administration_organisation", "ZZ7")
    client.post(reverse("administration_withdraw", args=["ZZ7", invitation.pk]))
    invitation.refresh_from_db()
    assert not invitation.is_open
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", "actor"))
    assert verbs == [("added", administrator.pk), ("invited", administrator.pk), ("withdrew", administrator.pk)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"ods_code": "Z"}, "three to five"),
        ({"ods_code": "ZZ-1"}, "three to five"),
        ({"ods_code": "zza"}, "There is an organisation with this ODS code already"),
        ({"board": "QQQ"}, "There is no organisation with this ODS code"),
        ({"kind": "Castle"}, "Choose an answer from the list"),
        ({"name": ""}, "Enter the name"),
    ],
)
def test_what_cannot_be_added(client_of, administrator, organisation, typed, said):
    data = {"ods_code": "ZZ7", "name": "New Trust", "kind": "Community", **typed}
    assert said in client_of(administrator).post(reverse("administration_add"), data).content.decode()
    assert Organisation.objects.filter(ods_code="ZZ7").count() == 0


def test_an_administrator_sees_roles_and_invites_no_second_lead(client_of, administrator, lead, sponsor, organisation):
    client = client_of(administrator)
    html = page(client, "administration_organisation", "ZZA")
    assert "Lee Lead" in html
    assert "Executive sponsor" in html
    assert reverse("administration_invite", args=["ZZA"]) not in html
    response = client.post(
        reverse("administration_invite", args=["ZZA"]), {"email": "second@fenbrook.example"}, follow=True
    )
    assert "has a digital lead" in response.content.decode()
    assert not Invitation.objects.exists()


def test_an_administrator_leaves_the_invitations_of_a_lead_alone(client_of, administrator, lead, organisation):
    invitation = services.invite(by=lead, organisation=organisation, email="x@fenbrook.example", role=Role.LEAD)
    client_of(administrator).post(reverse("administration_withdraw", args=["ZZA", invitation.pk]))
    invitation.refresh_from_db()
    assert invitation.is_open


def test_an_administrator_sees_no_rosters_or_reports(client_of, administrator, organisation):
    make_post(organisation, team=make_team(organisation))
    client = client_of(administrator)
    for route in ("overview", "posts", "report", "members", "activity", "access"):
        assert client.get(reverse(route, args=["ZZA"])).status_code == 404


@pytest.mark.parametrize("who", ["lead", "sponsor", "board_member", "stranger"])
def test_for_everybody_else_there_is_no_administration(client_of, request, who, organisation):
    client = client_of(request.getfixturevalue(who))
    for route, args in (
        ("administration", []),
        ("administration_add", []),
        ("administration_organisation", ["ZZA"]),
        ("administration_invite", ["ZZA"]),
        ("administration_withdraw", ["ZZA", 1]),
    ):
        path = reverse(route, args=args)
        data = {"email": "x@fenbrook.example", "ods_code": "ZZ7", "name": "New Trust", "kind": "Community"}
        assert client.post(path, data).status_code == 404
        assert client.get(path).status_code in (404, 405)
    assert not Invitation.objects.exists()
    assert not Organisation.objects.filter(ods_code="ZZ7").exists()


# The first page ------------------------------------------------------------------------------------------------------


def test_home_of_an_administrator(client_of, administrator):
    html = page(client_of(administrator), "home")
    assert reverse("administration") in html
    assert "not a member of any organisation yet" not in html


def test_home_of_a_rubric_administrator_is_honest(client_of, db):
    user = make_user()
    user.is_rubric_administrator = True
    user.save()
    html = page(client_of(user), "home")
    assert reverse("rubrics") in html
    assert reverse("administration") not in html


def test_home_of_others_says_nothing_of_administration(client_of, lead):
    assert reverse("administration") not in page(client_of(lead), "home")


def test_the_overview_leads_to_what_a_role_may_use(client_of, lead, board_member):
    html = page(client_of(lead), "overview", "ZZA")
    for route in ("members", "access", "consent", "activity"):
        assert reverse(route, args=["ZZA"]) in html
    html = page(client_of(board_member), "overview", "ZZA")
    assert reverse("access", args=["ZZA"]) in html
    assert reverse("member_leave", args=["ZZA"]) in html
    for route in ("members", "consent", "activity"):
        assert f'"{reverse(route, args=["ZZA"])}"' not in html
