"""The second factor: set up, asked for, required; recovery codes that work once."""

from __future__ import annotations

import re
import time
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from accounts.second_factor import Adapter
from tests.factories import make_user

PASSWORD = "correct horse battery"
EMAIL = "lee@fenbrook.example"


@pytest.fixture(autouse=True)
def _no_earlier_tries(db):
    cache.clear()


@pytest.fixture
def user():
    return make_user(EMAIL, "Lee", PASSWORD)


def sign_in(client: Client, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": EMAIL, "password": password})


def signed_in(user: User) -> Client:
    client = Client()
    sign_in(client)
    return client


def code_of(secret: str, ahead: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def with_app(user: User) -> str:
    """Give `user` an authenticator app; its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def set_up_app(client: Client) -> str:
    html = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"<code[^>]*>([A-Z2-7]+)</code>", html)[1]
    response = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert response.headers["Location"] == reverse("mfa_view_recovery_codes")
    return secret


def recovery_codes(client: Client) -> list[str]:
    html = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    return re.findall(r"<code>(\d{8})</code>", html)


def test_an_app_that_is_set_up_is_asked_for_at_the_next_sign_in(user):
    client = signed_in(user)
    secret = set_up_app(client)
    client.post(reverse("account_logout"))
    assert sign_in(client).headers["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("home")).status_code == 302
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "The code is not right" in wrong.content.decode()
    response = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert response.headers["Location"] == reverse("home")
    assert client.get(reverse("home")).status_code == 200


def test_a_code_works_once_also_in_the_half_minutes_around_it(user):
    secret = with_app(user)
    code = code_of(secret, ahead=1)
    first, second = Client(), Client()
    sign_in(first)
    sign_in(second)
    assert first.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    # allauth remembers it for half a minute, and it would be good for a minute and a half
    cache.delete_many([f"allauth.mfa.totp.used?user={user.pk}&code={code}"])
    assert "used already" in second.post(reverse("mfa_authenticate"), {"code": code}).content.decode()
    assert second.get(reverse("home")).status_code == 302


def test_a_recovery_code_works_once(user):
    client = signed_in(user)
    set_up_app(client)
    codes = recovery_codes(client)
    assert len(codes) == 10
    for _ in range(2):
        client.post(reverse("account_logout"))
        sign_in(client)
        response = client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert "The code is not right" in response.content.decode()
    assert client.get(reverse("home")).status_code == 302


def test_looking_at_recovery_codes_changes_nothing(user):
    client = signed_in(user)
    set_up_app(client)
    before = list(Authenticator.objects.values_list("pk", "data"))
    recovery_codes(client)
    assert list(Authenticator.objects.values_list("pk", "data")) == before


def test_new_recovery_codes_take_the_place_of_the_old(user):
    client = signed_in(user)
    set_up_app(client)
    old = recovery_codes(client)
    client.post(reverse("mfa_generate_recovery_codes"))
    assert not set(old) & set(recovery_codes(client))


def test_the_secret_is_not_readable_in_the_database(user):
    secret = with_app(user)
    stored = Authenticator.objects.get(user=user).data["secret"]
    assert secret not in stored
    assert Adapter().decrypt(stored) == secret


def test_a_secret_outlives_a_change_of_the_key(user, settings):
    encrypted = Adapter().encrypt("secret")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key"
    assert Adapter().decrypt(encrypted) == "secret"


def test_setting_one_up_signs_out_everywhere_else_and_is_told(user, django_capture_on_commit_callbacks):
    elsewhere = signed_in(user)
    with django_capture_on_commit_callbacks(execute=True):
        set_up_app(signed_in(user))
    assert elsewhere.get(reverse("home")).status_code == 302
    event = AuditEvent.objects.get()
    assert (event.actor, event.organisation) == (user, None)
    assert "authenticator app" in mail.outbox[0].body
    assert mail.outbox[0].to == [EMAIL]


def test_setting_one_up_takes_a_fresh_sign_in(user, client_of):
    client = client_of(user)
    page = client.get(reverse("mfa_activate_totp"))
    assert page.headers["Location"].startswith(reverse("account_reauthenticate"))
    wrong = client.post(page.headers["Location"], {"password": "not it"})
    assert "The password is not right" in wrong.content.decode()
    response = client.post(page.headers["Location"], {"password": PASSWORD, "next": reverse("mfa_activate_totp")})
    assert response.headers["Location"] == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.mark.usefixtures("required")
def test_without_one_nothing_but_setting_it_up_is_reachable(user, organisation):
    organisation.memberships.create(user=user, role="lead")
    client = signed_in(user)
    for name, args in (("home", []), ("overview", ["ZZA"]), ("posts", ["ZZA"]), ("security", []), ("sessions", [])):
        for answer in (client.get(reverse(name, args=args)), client.post(reverse(name, args=args))):
            assert answer.headers["Location"] == reverse("mfa_index")
    assert "Set up a second factor" in client.get(reverse("mfa_index")).content.decode()
    set_up_app(client)
    assert client.get(reverse("overview", args=["ZZA"])).status_code == 200


@pytest.mark.usefixtures("required")
def test_a_session_from_before_it_was_set_up_has_to_sign_in_again(user):
    client = signed_in(user)
    with_app(user)
    assert client.get(reverse("home")).headers["Location"] == reverse("account_login")
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("mfa_index")).status_code == 302


@pytest.mark.usefixtures("required")
def test_the_last_one_cannot_be_removed_while_it_is_required(user):
    client = signed_in(user)
    set_up_app(client)
    assert "Remove the authenticator app" not in client.get(reverse("mfa_index")).content.decode()
    response = client.post(reverse("mfa_deactivate_totp"))
    assert "only second factor" in response.content.decode()
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_it_can_be_removed_where_it_is_not_required(user):
    client = signed_in(user)
    set_up_app(client)
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.filter(user=user).exists()


def test_another_persons_passkey_is_not_there(user):
    other = make_user()
    passkey = Authenticator.objects.create(user=other, type="webauthn", data={"name": "Theirs", "credential": {}})
    client = signed_in(user)
    assert client.get(reverse("mfa_remove_webauthn", args=[passkey.pk])).status_code == 404
    assert client.post(reverse("mfa_remove_webauthn", args=[passkey.pk])).status_code == 404
    assert Authenticator.objects.filter(pk=passkey.pk).exists()


NO_PASSKEYS = ("", "{}", "[]", "7", '{"id": 1}', "not json", '{"id": "a", "rawId": "a", "response": {}}')


@pytest.mark.parametrize("sent", NO_PASSKEYS)
def test_what_is_no_passkey_is_refused(user, sent):
    client = signed_in(user)
    client.get(reverse("mfa_add_webauthn"))
    page = client.post(reverse("mfa_add_webauthn"), {"credential": sent, "name": "Laptop"})
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    with_app(user)
    client.post(reverse("account_logout"))
    sign_in(client)
    page = client.post(reverse("mfa_authenticate"), {"credential": sent})
    assert page.status_code == 200
    assert "The passkey did not work" in page.content.decode()


@pytest.mark.usefixtures("required")
def test_somebody_who_lost_all_of_it_signs_in_with_the_password_and_sets_up_another(user):
    client = signed_in(user)
    set_up_app(client)
    mail.outbox.clear()
    call_command("reset_second_factor", EMAIL.upper(), stdout=StringIO())
    assert client.get(reverse("home")).status_code == 302
    assert "The second factor was taken off" in mail.outbox[0].body
    event = AuditEvent.objects.latest("pk")
    assert (event.actor, event.target) == (None, f"member {user.pk}")
    again = signed_in(user)
    assert again.get(reverse("home")).headers["Location"] == reverse("mfa_index")
    set_up_app(again)
    assert again.get(reverse("home")).status_code == 200


@pytest.mark.parametrize("email", [EMAIL, "nobody@fenbrook.example"])
def test_there_is_nothing_to_take_off(user, email):
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("reset_second_factor", email)
    assert (len(mail.outbox), AuditEvent.objects.count()) == (0, 0)
