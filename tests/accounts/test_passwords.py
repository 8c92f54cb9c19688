"""Passwords and addresses: which are good, and how they are changed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from tests.factories import make_organisation, make_user

PASSWORD = "correct horse battery"
BETTER = "seven violet kettles sing"
EMAIL = "lee.archer@fenbrook.example"


@pytest.fixture(autouse=True)
def _no_earlier_tries(db):
    cache.clear()


@pytest.fixture
def user():
    return make_user(EMAIL, "Lee Archer", PASSWORD)


def signed_in(password: str = PASSWORD) -> Client:
    client = Client()
    sign_in(client, password)
    return client


def sign_in(client: Client, password: str, email: str = EMAIL):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def link_in_email() -> str:
    """The path that the e-mail sent last names."""
    return re.search(r"http://localhost:8000(/\S+)", mail.outbox[-1].body)[1]


@pytest.mark.parametrize(
    "password",
    [
        "aaaabbbbcccd",
        "seven violet kettles sing",
        "839274619203",
        "ørret på vidda om våren",
        "nhs purple zebra crossing",
        "x" * 128,
        "   spaces   count   ",
    ],
)
def test_good_passwords_need_no_kind_of_character(user, password):
    validate_password(password, user)


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("elevenchars", "12 characters or more"),
        ("x" * 129, "128 characters or fewer"),
        ("1234567890123", "less common"),
        ("password12345", "less common"),
        ("Check your digital team", "words of this service"),
        ("checkyourdigitalteam1", "words of this service"),
        ("NHS-NHS-NHS-2026", "words of this service"),
        ("digital team 2026!", "words of this service"),
        ("Fenbrook Community Trust", "your organisation"),
        ("fenbrook.community.26", "your organisation"),
        ("Lee Archer 1980", "your name"),
        ("lee.archer@fenbrook.example", "your name"),
    ],
)
def test_passwords_that_somebody_would_try_first_are_refused(user, password, said):
    make_organisation()
    with pytest.raises(ValidationError) as refused:
        validate_password(password, user)
    assert said in " ".join(refused.value.messages)


def change(client, current=PASSWORD, new=BETTER):
    return client.post(reverse("change_password"), {"current": current, "password": new})


def test_a_person_changes_their_password_and_stays_signed_in_here_only(user):
    here, elsewhere = signed_in(), signed_in()
    key = here.session.session_key
    assert change(here).headers["Location"] == reverse("security")
    assert here.get(reverse("home")).status_code == 200
    assert here.session.session_key != key
    assert elsewhere.get(reverse("home")).status_code == 302
    assert sign_in(Client(), PASSWORD).status_code == 200
    assert sign_in(Client(), BETTER).status_code == 302
    event = AuditEvent.objects.get()
    assert (event.actor, event.organisation, event.target) == (user, None, f"member {user.pk}")
    assert "The password was changed" in mail.outbox[0].body


def test_changing_takes_the_current_password(user):
    html = change(signed_in(), current="not it").content.decode()
    assert "The current password is not right" in html
    assert sign_in(Client(), PASSWORD).status_code == 302


def test_the_form_says_what_is_wrong_with_a_new_password(user):
    assert "12 characters or more" in change(signed_in(), new="short").content.decode()
    assert "Enter a new password" in change(signed_in(), new="").content.decode()


def test_a_password_may_be_pasted_and_shown(user):
    html = signed_in().get(reverse("change_password")).content.decode()
    assert "onpaste" not in html
    assert 'autocomplete="new-password"' in html
    assert "nhsuk-js-password-input-toggle" in html


def test_a_reset_says_the_same_for_everybody(user):
    pages = []
    for email in (EMAIL, EMAIL.upper(), "nobody@fenbrook.example"):
        client = Client()
        pages.append(client.post(reverse("reset_password"), {"email": email}, follow=True).content.decode())
    assert pages[0] == pages[1] == pages[2]
    assert [message.to for message in mail.outbox] == [[EMAIL], [EMAIL]]


def test_a_reset_by_email(user):
    elsewhere = signed_in()
    client = Client()
    client.post(reverse("reset_password"), {"email": EMAIL})
    link = link_in_email()
    assert client.get(link).status_code == 200
    assert "12 characters" in client.post(link, {"password": "short"}).content.decode()
    page = client.post(link, {"password": BETTER}, follow=True).content.decode()
    assert "Your password is changed. Sign in with it." in page
    assert client.get(reverse("home")).status_code == 302
    assert elsewhere.get(reverse("home")).status_code == 302
    assert sign_in(client, BETTER).status_code == 302
    assert client.get(link).status_code == 404


def test_a_link_comes_from_configuration_whatever_host_is_asked(user, settings):
    settings.ALLOWED_HOSTS = ["*"]
    Client().post(reverse("reset_password"), {"email": EMAIL}, headers={"Host": "evil.example"})
    assert "evil" not in mail.outbox[0].body
    assert link_in_email()


def test_a_reset_link_ends_after_a_day(user, monkeypatch):
    Client().post(reverse("reset_password"), {"email": EMAIL})
    later = timezone.now().replace(tzinfo=None) + timedelta(hours=25)
    monkeypatch.setattr("django.contrib.auth.tokens.PasswordResetTokenGenerator._now", lambda self: later)
    assert Client().get(link_in_email()).status_code == 404


def test_a_closed_account_gets_no_link(user):
    User.objects.update(is_active=False)
    Client().post(reverse("reset_password"), {"email": EMAIL})
    assert mail.outbox == []


@pytest.mark.parametrize("link", ["x", "1-", "-1", "zzzzzzzzzzzzzzz-abc-def", "1-abc-def", "Ä-Ä"])
def test_a_link_that_we_never_sent(link):
    assert Client().get(reverse("reset_password_link", args=[link])).status_code == 404


def test_a_person_takes_another_address_once_it_is_confirmed(user):
    client, elsewhere = signed_in(), signed_in()
    page = client.post(reverse("change_email"), {"email": "Lee.New@fenbrook.example"}).content.decode()
    assert "lee.new@fenbrook.example" in page.lower()
    assert mail.outbox[0].to == ["lee.new@fenbrook.example"]
    link = link_in_email()
    assert "Confirm your new email address" in client.get(link).content.decode()
    user.refresh_from_db()
    assert user.email == EMAIL
    assert client.post(link).headers["Location"] == reverse("security")
    user.refresh_from_db()
    assert user.email == "lee.new@fenbrook.example"
    assert client.get(reverse("home")).status_code == 200
    assert elsewhere.get(reverse("home")).status_code == 302
    assert {message.to[0] for message in mail.outbox[1:]} == {EMAIL, "lee.new@fenbrook.example"}
    assert client.get(link).status_code == 404


def test_an_address_of_somebody_else_gets_nothing_and_the_same_words(user):
    make_user("taken@fenbrook.example")
    pages = [
        signed_in().post(reverse("change_email"), {"email": email}).content.decode().replace(email, "X")
        for email in ("taken@fenbrook.example", "free@fenbrook.example")
    ]
    # Each page has tokens of its own, and says how long its session still lasts.
    pages = [re.sub(r'value="[^"]{30,}"|data-(idle|absolute)="\d+"', "", page) for page in pages]
    assert pages[0] == pages[1]
    assert [message.to for message in mail.outbox] == [["free@fenbrook.example"]]


def test_an_address_that_is_taken_meanwhile_is_not_taken_twice(user):
    client = signed_in()
    client.post(reverse("change_email"), {"email": "new@fenbrook.example"})
    make_user("new@fenbrook.example")
    assert client.post(link_in_email()).status_code == 404
    user.refresh_from_db()
    assert user.email == EMAIL


def test_another_person_cannot_use_the_link(user):
    signed_in().post(reverse("change_email"), {"email": "new@fenbrook.example"})
    make_user("other@fenbrook.example", password=PASSWORD)
    other = Client()
    sign_in(other, PASSWORD, "other@fenbrook.example")
    assert other.post(link_in_email()).status_code == 404


def test_changing_the_address_takes_a_fresh_sign_in(user, client_of):
    for answer in (client_of(user).get(reverse("change_email")), client_of(user).post(reverse("change_email"))):
        assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_somebody_without_a_password_is_told_how_to_get_one(client_of):
    assert "You have no password" in client_of(make_user()).get(reverse("change_password")).content.decode()
