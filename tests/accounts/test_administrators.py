"""The first administrator comes from the server, and the first lead of an organisation from that administrator."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, Membership, Organisation, OutgoingEmail, Role, User
from tests.factories import make_user
from tests.forms import send

EMAIL = "ada@service.example"
PASSWORD = "heron lamp orchard 51"


@pytest.fixture(autouse=True)
def _no_earlier_tries(db: None) -> None:
    cache.clear()


def add(email: str = EMAIL, name: str = "Ada Administrator", **options: Any) -> str:
    out = StringIO()
    call_command("add_administrator", email, name=name, stdout=out, **options)
    return out.getvalue()


def link_in(text: str) -> str:
    found = re.search(r"http://localhost:8000(/\S+)", text)
    assert found, text
    return found[1]


def test_from_the_command_to_the_first_lead_in_a_browser(organisation: Organisation) -> None:
    said = add(rubrics=True)
    assert "ada@service.example now looks after organisations and their first digital leads and rubrics" in said
    link = link_in(mail.outbox[0].body)
    assert link not in said
    client = Client()
    client.post(link, {"password": PASSWORD})
    client.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD})
    assert reverse("administration") in client.get(reverse("home")).content.decode()
    mail.outbox.clear()
    invite = reverse("administration_invite", args=["ZZA"])
    assert send(client, invite, email="lee@fenbrook.example").status_code == 302
    joining = Client()
    joining.post(link_in(mail.outbox[0].body), {"name": "Lee Lead", "password": PASSWORD})
    assert Membership.objects.get().user.name == "Lee Lead"
    assert Membership.objects.get().role == Role.LEAD
    assert joining.get(reverse("members", args=["ZZA"])).status_code == 200


def test_the_link_works_once() -> None:
    link = link_in(add(print_link=True))
    assert mail.outbox == []
    client = Client()
    assert client.get(link).status_code == 200
    client.post(link, {"password": PASSWORD})
    assert client.get(link).status_code == 404
    assert client.post(link, {"password": "another lamp orchard"}).status_code == 404
    assert User.objects.get(email=EMAIL).check_password(PASSWORD)


def test_the_command_again_gives_another_link_and_changes_nothing() -> None:
    links = {link_in(add(print_link=True)) for _ in range(2)}
    assert User.objects.filter(email=EMAIL).count() == 1
    assert AuditEvent.objects.count() == 1
    assert {Client().get(link).status_code for link in links} == {200}


@pytest.mark.parametrize(
    ("options", "service", "rubrics"),
    [({}, True, False), ({"rubrics": True}, True, True), ({"only_rubrics": True}, False, True)],
)
def test_what_an_administrator_looks_after(options: dict[str, Any], service: bool, rubrics: bool) -> None:
    add(print_link=True, **options)
    user = User.objects.get(email=EMAIL)
    assert (user.is_service_administrator, user.is_rubric_administrator) == (service, rubrics)
    event = AuditEvent.objects.get()
    assert (event.actor, event.organisation, event.target) == (None, None, f"member {user.pk}")


def test_somebody_with_an_account_keeps_their_password_and_is_told() -> None:
    user = make_user(EMAIL, "Ada", password=PASSWORD)
    said = add(email=EMAIL.upper(), name="", print_link=True)
    assert "They sign in as before" in said
    assert "http" not in said
    assert "You were made an administrator" in mail.outbox[0].body
    user.refresh_from_db()
    assert user.is_service_administrator
    assert user.check_password(PASSWORD)


def closed() -> None:
    User.objects.filter(pk=make_user(EMAIL).pk).update(is_active=False)


@pytest.mark.parametrize(
    ("before", "email", "name", "said"),
    [
        (None, "ada", "Ada", "is no email address"),
        (None, EMAIL, " ", "Say the person's name"),
        (closed, EMAIL, "Ada", "is closed"),
    ],
)
def test_what_is_refused_changes_nothing(before: Callable[[], None] | None, email: str, name: str, said: str) -> None:
    if before:
        before()
    with pytest.raises(CommandError, match=said):
        add(email, name)
    assert not User.objects.filter(is_service_administrator=True).exists()
    assert (AuditEvent.objects.count(), OutgoingEmail.objects.count()) == (0, 0)


def test_an_administrator_no_longer(client_of: Callable[[User], Client]) -> None:
    add(rubrics=True, print_link=True)
    user = User.objects.get(email=EMAIL)
    client = client_of(user)
    assert client.get(reverse("administration")).status_code == 200
    call_command("remove_administrator", EMAIL, stdout=StringIO())
    assert client.get(reverse("administration")).status_code == 404
    user.refresh_from_db()
    assert not user.is_rubric_administrator
    with pytest.raises(CommandError, match="Nobody has this address"):
        call_command("remove_administrator", "nobody@service.example")
