"""How often one may try, counted by account and client address together."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts import limits
from tests.factories import make_user

PASSWORD = "correct horse battery"
EMAIL = "lee@fenbrook.example"
HOSPITAL, ELSEWHERE = "198.51.100.7", "203.0.113.9"
TRIES = limits.LIMITS["sign-in"].tries


@pytest.fixture(autouse=True)
def _no_earlier_tries(db):
    cache.clear()


def sign_in(email=EMAIL, password=PASSWORD, address=HOSPITAL):
    client = Client(REMOTE_ADDR=address)
    return client.post(reverse("account_login"), {"login": email, "password": password})


def fail_often(email=EMAIL, address=HOSPITAL):
    return [sign_in(email, "not the password", address).status_code for _ in range(TRIES + 1)]


def test_after_many_wrong_passwords_the_right_one_waits_too():
    make_user(EMAIL, password=PASSWORD)
    assert fail_often() == [200] * TRIES + [429]
    response = sign_in()
    assert response.status_code == 429
    assert "Too many tries" in response.content.decode()
    assert response.headers["Retry-After"] == "300"


def test_an_unknown_address_is_counted_the_same():
    assert fail_often("nobody@fenbrook.example") == [200] * TRIES + [429]


def test_a_hospital_behind_one_address_is_not_locked_out():
    make_user(EMAIL, password=PASSWORD)
    fail_often("somebody.else@fenbrook.example")
    assert sign_in().status_code == 302


def test_nobody_locks_out_a_colleague_from_elsewhere():
    make_user(EMAIL, password=PASSWORD)
    fail_often(address=ELSEWHERE)
    assert sign_in().status_code == 302


def test_the_case_of_an_address_gives_no_further_tries():
    make_user(EMAIL, password=PASSWORD)
    fail_often()
    assert sign_in(f" {EMAIL.upper()} ").status_code == 429


def test_signing_in_begins_to_count_anew():
    make_user(EMAIL, password=PASSWORD)
    for _ in range(3):
        for _ in range(TRIES - 1):
            sign_in(password="not the password")
        assert sign_in().status_code == 302


def test_codes_of_the_second_factor_are_counted_too():
    user = make_user(EMAIL, password=PASSWORD)
    TOTP.activate(user, "A" * 32)
    client = Client()
    tries = limits.LIMITS["second-factor"].tries
    client.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD})
    codes = [client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code for _ in range(tries + 1)]
    assert codes == [200] * tries + [429]
    again = Client()
    again.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD})
    assert again.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 429


def test_asking_for_a_reset_is_counted():
    tries = limits.LIMITS["reset"].tries
    asked = [Client().post(reverse("reset_password"), {"email": EMAIL}).status_code for _ in range(tries + 1)]
    assert asked == [302] * tries + [429]


def test_a_view_counts_only_what_it_says(rf):
    view = limits.limited("export", lambda request: "7", methods=("GET",))(lambda request: HttpResponse("file"))
    tries = limits.LIMITS["export"].tries
    assert [view(request(rf)).status_code for _ in range(tries)] == [200] * tries
    assert view(request(rf, "post")).status_code == 200
    assert limits.take("export", request(rf), "7") is False
    assert limits.take("export", request(rf), "8") is True


def request(rf: RequestFactory, method: str = "get", **headers):
    return getattr(rf, method)("/", **headers)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "address"),
    [
        (0, "", "198.51.100.7", "198.51.100.7"),
        (0, "203.0.113.9", "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.9", "10.0.0.1", "203.0.113.9"),
        (1, "192.0.2.1, 203.0.113.9", "10.0.0.1", "203.0.113.9"),
        (2, "192.0.2.1, 203.0.113.9, 10.0.0.2", "10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1", "10.0.0.1"),
        (1, "", "10.0.0.1", "10.0.0.1"),
        (0, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (0, "", "", ""),
    ],
)
def test_the_client_address_behind_proxies(rf, settings, proxies, forwarded, remote, address):
    settings.TRUSTED_PROXIES = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert limits.client_address(rf.get("/", REMOTE_ADDR=remote, **headers)) == address


def test_a_process_that_has_not_seen_the_others_tries_takes_no_place_twice(rf, monkeypatch):
    taken = [limits.take("sign-in", request(rf), "at once") for _ in range(TRIES)]
    monkeypatch.setattr(cache, "get_many", lambda keys: {})
    taken.append(limits.take("sign-in", request(rf), "at once"))
    assert taken == [True] * TRIES + [False]
