"""Signing in and out, and the first page after it."""

from __future__ import annotations

import hashlib
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string

from accounts.adapter import device
from accounts.models import Role
from tests.factories import make_member, make_organisation, make_user

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _no_earlier_tries(db):
    """Tries to sign in are counted in the cache."""
    cache.clear()


@pytest.fixture
def client():
    return Client()


def sign_in(client, email="lee@fenbrook.example", password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


@pytest.mark.parametrize("email", ["lee@fenbrook.example", "Lee@Fenbrook.EXAMPLE"])
def test_a_person_signs_in_with_an_address_in_any_case(client, email):
    make_user("lee@fenbrook.example", password=PASSWORD)
    response = sign_in(client, email)
    assert response.headers["Location"] == reverse("home")
    assert client.get(reverse("home")).status_code == 200


def test_the_page_asks_in_our_words(client):
    html = client.get(reverse("account_login")).content.decode()
    assert "<title>Sign in – Check your digital team</title>" in html
    assert "Email address" in html
    assert "placeholder" not in html


def test_unknown_address_and_wrong_password_are_told_the_same(client):
    make_user("lee@fenbrook.example", password=PASSWORD)
    wrong = sign_in(client, password="not the password").content.decode()
    unknown = sign_in(client, "nobody@fenbrook.example").content.decode()
    said = "The email address or password is not right. Check both and try again"
    assert said in wrong
    assert said in unknown
    assert "<title>Error: Sign in" in wrong


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"login": ""}, "Enter your email address"),
        ({"login": "lee"}, "Enter an email address in the correct format, like name@example.com"),
        ({"password": ""}, "Enter your password"),
    ],
)
def test_what_is_missing_is_said(client, typed, said):
    html = client.post(reverse("account_login"), {"login": "a@b.example", "password": "x", **typed}).content.decode()
    assert said in html
    assert html.count("There is a problem") == 1


def test_after_signing_in_a_person_goes_on_to_the_page_they_wanted(client, organisation):
    make_member(organisation, Role.LEAD, email="lee@fenbrook.example", password=PASSWORD)
    wanted = reverse("posts", args=["ZZA"])
    asked = client.get(wanted)
    assert asked.headers["Location"] == f"{reverse('account_login')}?next={wanted}"
    page = client.get(asked.headers["Location"]).content.decode()
    assert f'value="{wanted}"' in page
    assert sign_in(client, next=wanted).headers["Location"] == wanted


def test_signing_in_never_leads_to_another_site(client):
    make_user("lee@fenbrook.example", password=PASSWORD)
    assert sign_in(client, next="https://elsewhere.example/").headers["Location"] == reverse("home")


def test_a_closed_account_is_told_so_and_stays_out(client):
    user = make_user("lee@fenbrook.example", password=PASSWORD)
    user.is_active = False
    user.save()
    response = sign_in(client)
    assert response.status_code == 403
    assert "Your account is closed" in response.content.decode()
    assert client.get(reverse("home")).status_code == 302
    assert "is not right" in sign_in(client, password="not the password").content.decode()


def test_after_many_wrong_passwords_the_right_one_waits_too(client):
    make_user("lee@fenbrook.example", password=PASSWORD)
    for _ in range(10):
        sign_in(client, password="not the password")
    response = sign_in(client)
    assert response.status_code == 429
    assert "too many tries" in response.content.decode()
    assert client.get(reverse("home")).status_code == 302


def test_signing_out_takes_a_post(client, lead):
    client.force_login(lead)
    page = client.get(reverse("account_logout")).content.decode()
    assert "Do you want to sign out?" in page
    assert client.get(reverse("home")).status_code == 200
    response = client.post(reverse("account_logout"), follow=True)
    assert "You have signed out" in response.content.decode()
    assert client.get(reverse("home")).status_code == 302


def test_nobody_signs_up_by_themselves(client):
    assert client.get("/sign-up/").status_code in (302, 404)
    assert "sign up" not in client.get(reverse("account_login")).content.decode().lower()


def test_home_of_somebody_without_an_organisation(client_of):
    html = client_of(make_user("new@fenbrook.example")).get(reverse("home")).content.decode()
    assert "not a member of any organisation yet" in html
    assert "new@fenbrook.example" in html


def test_home_names_each_organisation_and_the_role_there(client_of, lead):
    second = make_organisation("ZZC", "Another Trust")
    second.memberships.create(user=lead, role=Role.BOARD)
    make_organisation("ZZD", "Not Theirs")
    html = client_of(lead).get(reverse("home")).content.decode()
    assert "Fenbrook Community Trust" in html
    assert reverse("overview", args=["ZZC"]) in html
    assert "Your role: digital lead" in html
    assert "Your role: board member" in html
    assert "Not Theirs" not in html


def test_home_costs_seven_queries_for_many_organisations(client_of, lead, django_assert_num_queries):
    client = client_of(lead)
    for number in range(20):
        make_organisation(f"ZY{number:02}", f"Trust {number}").memberships.create(user=lead, role=Role.LEAD)
    with django_assert_num_queries(7):
        client.get(reverse("home"))


def test_a_session_gets_a_new_key_at_sign_in(client):
    make_user("lee@fenbrook.example", password=PASSWORD)
    client.get(reverse("account_login"))
    session = client.session
    session["from_before"] = True
    session.save()
    before = session.session_key
    sign_in(client)
    assert client.session.session_key != before
    assert not client.session.exists(before)


@pytest.mark.parametrize("email", ["lee@fenbrook.example", "nobody@fenbrook.example", "closed@fenbrook.example"])
def test_a_password_is_hashed_for_everybody_once(client, email, monkeypatch):
    make_user("lee@fenbrook.example", password=PASSWORD)
    make_user("closed@fenbrook.example", password=None)
    hashed = []
    hasher = "django.contrib.auth.hashers.MD5PasswordHasher.encode"
    encode = import_string("django.contrib.auth.hashers.MD5PasswordHasher").encode
    monkeypatch.setattr(hasher, lambda *args: hashed.append(1) or encode(*args))
    sign_in(client, email, "not the password")
    assert len(hashed) == 1


FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def signed_in(agent=""):
    client = Client(headers={"User-Agent": agent})
    sign_in(client)
    return client


def test_a_person_sees_where_they_are_signed_in_and_ends_a_session():
    make_user("lee@fenbrook.example", password=PASSWORD)
    here, there = signed_in(), signed_in(FIREFOX)
    html = here.get(reverse("sessions")).content.decode()
    assert "Firefox on Windows" in html
    assert "(this one)" in html
    assert there.session.session_key not in html
    name = re.search(r'name="session" value="(\w+)"', html)[1]
    response = here.post(reverse("sessions"), {"session": name}, follow=True)
    assert "Firefox on Windows is signed out" in response.content.decode()
    assert there.get(reverse("home")).status_code == 302
    assert here.get(reverse("home")).status_code == 200


def test_signing_out_everywhere():
    make_user("lee@fenbrook.example", password=PASSWORD)
    here, there = signed_in(), signed_in()
    response = here.post(reverse("sessions"), {"everywhere": "yes"}, follow=True)
    assert "You are signed out everywhere" in response.content.decode()
    assert here.get(reverse("home")).status_code == 302
    assert there.get(reverse("home")).status_code == 302


def test_another_persons_session_is_out_of_reach(client_of):
    make_user("lee@fenbrook.example", password=PASSWORD)
    lee, other = signed_in(), client_of(make_user())
    key = lee.session.session_key
    assert "Where you are signed in" in other.get(reverse("sessions")).content.decode()
    for name in (key, hashlib.sha256(key.encode()).hexdigest()[:20], "", "\0"):
        assert other.post(reverse("sessions"), {"session": name}).status_code == 302
    assert lee.get(reverse("home")).status_code == 200


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("curl/8", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_device_in_words(agent, words):
    assert device(agent) == words


def test_the_pages_of_the_account(client_of, lead):
    html = client_of(lead).get(reverse("security")).content.decode()
    assert "lead@fenbrook.example" in html
    for name in ("change_email", "change_password", "mfa_index", "sessions"):
        assert reverse(name) in html
