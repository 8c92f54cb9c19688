"""A form that was sent after its session had ended is kept for who filled it in, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import held_forms
from accounts.models import HeldForm, Organisation, Session, User
from teams.models import Team
from tests.factories import make_team
from tests.forms import values_of

ADD = "/organisations/ZZA/teams/add/"
TYPED = {"name": "Integration <team>", "kind": "standing"}


@pytest.fixture
def token(client_of: Callable[[User], Client], lead: User) -> str:
    return token_in(client_of(lead), ADD)


def token_in(client: Client, url: str) -> str:
    html = client.get(url).content.decode()
    return html.split('name="form_token" value="')[1].split('"')[0]


def send(client: Client, token: str, url: str = ADD, **values: Any) -> Any:
    return client.post(url, {**TYPED, **values, "form_token": token, "csrfmiddlewaretoken": "x"})


def test_a_form_without_its_session_is_kept_and_filled_in_again(
    client_of: Callable[[User], Client], lead: User, token: str
) -> None:
    anonymous = Client()
    response = send(anonymous, token)
    assert response.headers["Location"] == f"{reverse('account_login')}?next={ADD}"
    assert (
        "What you typed is kept, but it is not saved yet."
        in anonymous.get(response.headers["Location"]).content.decode()
    )
    assert Team.objects.count() == 0
    client = client_of(lead)
    page = client.get(ADD).content.decode()
    assert "We have kept what you typed. It is not saved yet." in page
    assert values_of(page)["name"] == ["Integration <team>"]
    assert Team.objects.count() == 0
    send(client, token_in(client, ADD))
    assert Team.objects.get().name == "Integration <team>"
    assert HeldForm.objects.count() == 0
    assert "We have kept" not in client.get(ADD).content.decode()


def test_a_kept_form_that_is_refused_stays_kept(client_of: Callable[[User], Client], lead: User, token: str) -> None:
    send(Client(), token)
    client = client_of(lead)
    refused = send(client, token_in(client, ADD), name="").content.decode()
    assert "Enter the" in refused
    assert HeldForm.objects.count() == 1
    again = refused.split('name="form_token" value="')[1].split('"')[0]
    assert send(client, again).status_code == 302
    assert HeldForm.objects.count() == 0


def test_nobody_else_sees_it(
    client_of: Callable[[User], Client], contributor: User, stranger: User, token: str
) -> None:
    send(Client(), token)
    for other in (contributor, stranger):
        assert "Integration" not in client_of(other).get(ADD).content.decode()


def test_the_form_of_somebody_else_is_not_saved_by_who_came_after(
    client_of: Callable[[User], Client], organisation: Organisation, token: str
) -> None:
    second = User.objects.create_user("second@fenbrook.example", "Second Lead")
    organisation.memberships.create(user=second, role="lead")
    client = client_of(second)
    response = send(client, token)
    assert response.status_code == 409
    html = response.content.decode()
    assert "Somebody else filled in this form" in html
    assert "Integration" not in html
    assert "Lee Lead" not in html
    assert Team.objects.count() == 0
    assert "Integration" not in client.get(ADD).content.decode()
    assert HeldForm.objects.get().user.email == "lead@fenbrook.example"


def test_a_change_comes_back_with_the_version_of_its_page(
    client_of: Callable[[User], Client], organisation: Organisation, lead: User
) -> None:
    team = make_team(organisation, "Old name")
    url = f"/organisations/ZZA/teams/{team.pk}/"
    client = client_of(lead)
    values = {**values_of(client.get(url).content.decode()), "name": "New name"}
    Client().post(url, {**values, "form_token": token_in(client, url)})
    team.version += 1
    team.save()
    assert values_of(client.get(url).content.decode())["version"] == ["1"]


@pytest.mark.parametrize("spoilt", ["", "x", "a:b:c"])
def test_a_token_that_is_not_ours_keeps_nothing(token: str, spoilt: str) -> None:
    response = send(Client(), spoilt and token + spoilt)
    assert response.headers["Location"] == f"{reverse('account_login')}?next={ADD}"
    assert HeldForm.objects.count() == 0


def test_a_token_lasts_as_long_as_a_session(token: str, settings: Any) -> None:
    settings.SESSION_ABSOLUTE = timedelta(seconds=-1)
    send(Client(), token)
    assert HeldForm.objects.count() == 0


def test_a_token_of_another_page_keeps_nothing_and_leads_back(token: str) -> None:
    client = Client()
    response = send(client, token, url="/organisations/ZZA/posts/add/")
    assert response.headers["Location"] == f"{reverse('account_login')}?next={ADD}"
    assert "Nothing was saved" in client.get(response.headers["Location"]).content.decode()
    assert HeldForm.objects.count() == 0


def test_what_is_too_long_is_not_kept(token: str) -> None:
    client = Client()
    response = send(client, token, name="x" * 210_000)
    assert "Nothing was saved" in client.get(response.headers["Location"]).content.decode()
    assert HeldForm.objects.count() == 0


def test_no_password_file_or_token_is_kept(token: str) -> None:
    send(Client(), token, password="secret", new_password1="secret", title="NUL \0 byte")
    names = dict(HeldForm.objects.get().data)
    assert names.keys() == {"name", "kind", "title"}
    assert names["title"] == ["NUL  byte"]


def test_somebody_whose_account_is_closed_is_promised_nothing(lead: User, token: str) -> None:
    lead.is_active = False
    lead.save()
    client = Client()
    response = send(client, token)
    assert "Nothing was saved" in client.get(response.headers["Location"]).content.decode()
    assert HeldForm.objects.count() == 0


def test_a_form_is_kept_for_a_day_and_then_removed(
    client_of: Callable[[User], Client], lead: User, contributor: User, token: str
) -> None:
    send(Client(), token)
    HeldForm.objects.update(held_at=timezone.now() - timedelta(hours=25))
    assert "We have kept" not in client_of(lead).get(ADD).content.decode()
    HeldForm.objects.keep(user=contributor.pk, path="/", data=[])
    assert [held.user for held in HeldForm.objects.all()] == [contributor]


def test_old_forms_are_cleared_with_old_sessions(lead: User, token: str) -> None:
    send(Client(), token)
    call_command("clear_expired")
    assert HeldForm.objects.count() == 1
    HeldForm.objects.update(held_at=timezone.now() - timedelta(hours=25))
    Session.objects.update(expire_date=timezone.now() - timedelta(hours=1))
    call_command("clear_expired")
    assert (HeldForm.objects.count(), Session.objects.count()) == (0, 0)


def test_a_button_without_fields_is_not_kept(token: str) -> None:
    Client().post(ADD, {"form_token": token})
    assert HeldForm.objects.count() == 0


def test_the_latest_of_one_page_is_kept(token: str) -> None:
    send(Client(), token)
    send(Client(), token, name="Later")
    assert dict(HeldForm.objects.get().data)["name"] == ["Later"]


def test_what_is_kept_can_be_thrown_away(
    client_of: Callable[[User], Client], lead: User, stranger: User, token: str
) -> None:
    send(Client(), token)
    url = reverse("held_form_discard")
    client_of(stranger).post(url, {"path": ADD})
    assert HeldForm.objects.count() == 1
    assert client_of(lead).post(url, {"path": ADD}).headers["Location"] == ADD
    assert HeldForm.objects.count() == 0
    assert client_of(lead).post(url, {"path": "//elsewhere.example/"}).headers["Location"] == "/"


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_token_out_of_date_keeps_the_form_too(lead: User, token: str, signed_in: bool) -> None:
    client = Client(enforce_csrf_checks=True)
    if signed_in:
        client.force_login(lead)
    response = send(client, token)
    assert HeldForm.objects.get().user == lead
    if signed_in:
        assert response.status_code == 403
        html = response.content.decode()
        assert f'We have kept what you typed. <a href="{ADD}">Open the form again</a>' in html
    else:
        assert response.headers["Location"] == f"{reverse('account_login')}?next={ADD}"


def test_a_form_from_elsewhere_keeps_nothing(lead: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(lead)
    assert client.post(ADD, TYPED).status_code == 403
    assert HeldForm.objects.count() == 0


def test_a_form_that_asks_for_a_password_has_no_token(db: None) -> None:
    cache.clear()
    assert "form_token" not in Client().get(reverse("account_login")).content.decode()
    assert held_forms._asks_for_secret(None) is False
