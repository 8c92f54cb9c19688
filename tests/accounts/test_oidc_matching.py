"""Who somebody is by an OpenID Connect provider: claims, and the people that they match."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.core import context
from allauth.socialaccount.helpers import complete_social_login, render_authentication_error
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, Role, User
from accounts.oidc import read_claims
from accounts.second_factor import PASSED
from accounts.sessions import SessionStore
from tests.factories import make_user

EMAIL = "nia@fenbrook.example"
VERIFIED = {"sub": "1", "email": EMAIL, "email_verified": True, "name": "Nia Newcomer"}


@pytest.fixture(autouse=True)
def _provider(settings, db):
    settings.OIDC_CLIENT_ID, settings.OIDC_NAME = "client", "Fenbrook login"


def claims(userinfo: dict[str, Any] | None = None, id_token: dict[str, Any] | None = None):
    return read_claims({"userinfo": userinfo or {}, "id_token": id_token or {}})


@pytest.mark.parametrize("declared", [True, "true", "True"])
def test_an_address_that_the_provider_calls_verified(declared):
    read = claims({**VERIFIED, "email": "Nia@Fenbrook.example", "email_verified": declared})
    assert (read.email, read.is_verified, read.name) == (EMAIL, True, "Nia Newcomer")


@pytest.mark.parametrize("declared", [False, None, "false", "", 0, 1, "yes", [True]])
def test_an_address_that_it_does_not(declared):
    assert not claims({**VERIFIED, "email_verified": declared}).is_verified


def test_a_setting_declares_the_addresses_of_a_provider_verified(settings):
    settings.OIDC_EMAIL_IS_VERIFIED = True
    assert claims({"sub": "1", "email": EMAIL}).is_verified
    assert not claims({"sub": "1"}).is_verified
    assert not claims({"sub": "1", "email": ["a"]}).is_verified


def test_the_address_and_its_verification_come_from_one_document():
    assert not claims({"sub": "1", "email": EMAIL}, VERIFIED).is_verified
    assert claims({"sub": "1"}, VERIFIED).is_verified


def test_claims_of_two_people_are_of_nobody():
    assert not claims(VERIFIED, {**VERIFIED, "sub": "2"}).is_verified


@pytest.mark.parametrize(
    ("token", "vouches"),
    [
        ({"amr": ["pwd", "mfa"]}, True),
        ({"amr": ["pwd"]}, False),
        ({"amr": "mfa"}, False),
        ({"acr": "AAL3_ANY"}, True),
        ({"acr": "AAL1"}, False),
        ({}, False),
    ],
)
def test_a_provider_vouches_by_its_id_token(settings, token, vouches):
    settings.OIDC_SECOND_FACTOR_ACR = ["AAL3_ANY"]
    assert claims(VERIFIED, {"sub": "1", **token}).vouches is vouches


def test_a_provider_vouches_by_setting_and_never_by_userinfo(settings):
    assert not claims({**VERIFIED, "amr": ["mfa"]}).vouches
    settings.OIDC_VOUCHES_FOR_SECOND_FACTOR = True
    assert claims(VERIFIED).vouches


# Who comes in --------------------------------------------------------------------------------------------------------


class Visit:
    """What came of a sign-in with the claims of a provider, as if it had just sent the browser back."""

    def __init__(self, rf, userinfo, id_token=None, **state):
        request = rf.get("/sign-in/with/back/")
        request.session, request.user = SessionStore(), SimpleNamespace(is_authenticated=False, pk=None)
        request._messages, request.reference = CookieStorage(request), "00000000"
        account = SocialAccount(provider="oidc", uid="1", extra_data={"userinfo": userinfo, "id_token": id_token})
        login = SocialLogin(user=User(), account=account)
        login.state = {"process": "login", **state}
        with context.request_context(request):
            self.response = complete_social_login(request, login)
        self.user, self.session = request.user, request.session

    @property
    def words(self):
        return self.response.content.decode()


@pytest.fixture
def visit(rf):
    return lambda *args, **state: Visit(rf, *args, **state)


def invite(organisation, by, **values):
    return Invitation.objects.create(
        **{"organisation": organisation, "email": EMAIL, "role": Role.CONTRIBUTOR, "nonce": "n", **values},
        invited_by=by,
    )


def test_a_member_signs_in(visit):
    user = make_user(EMAIL, "Nia")
    visited = visit(VERIFIED)
    assert visited.response.headers["Location"] == reverse("home")
    assert visited.user == user
    user.refresh_from_db()
    assert user.name == "Nia"


def test_an_invited_person_gets_an_account_and_their_role(visit, organisation, lead, other_organisation):
    invitation = invite(organisation, lead)
    invite(other_organisation, lead, role=Role.BOARD)
    visited = visit(VERIFIED)
    user = User.objects.get(email=EMAIL)
    assert visited.user == user
    assert user.name == "Nia Newcomer"
    assert not user.has_usable_password()
    roles = user.memberships.values_list("organisation__ods_code", "role")
    assert set(roles) == {("ZZA", Role.CONTRIBUTOR), ("ZZB", Role.BOARD)}
    invitation.refresh_from_db()
    assert invitation.accepted_at


def test_nothing_of_the_provider_is_kept(visit, organisation, lead):
    invite(organisation, lead)
    visited = visit({**VERIFIED, "picture": "canary"})
    assert SocialAccount.objects.count() == 0
    assert "canary" not in str(dict(visited.session.items()))


def test_a_stranger_is_refused_and_told_what_to_do(visit):
    visited = visit(VERIFIED)
    assert visited.response.status_code == 403
    assert "Ask the digital lead of your organisation to invite that address" in visited.words
    assert EMAIL in visited.words
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    "ended",
    [
        {"withdrawn_at": timezone.now()},
        {"accepted_at": timezone.now()},
        {"sent_at": timezone.now() - timedelta(days=8)},
        {"email": "another@fenbrook.example"},
    ],
)
def test_an_invitation_that_is_not_open_lets_nobody_in(visit, organisation, lead, ended):
    invite(organisation, lead, **ended)
    assert visit(VERIFIED).response.status_code == 403
    assert not User.objects.filter(email=EMAIL).exists()


def test_an_unverified_address_is_refused_for_members_and_invited_alike(visit, organisation, lead):
    make_user(EMAIL)
    visited = visit({**VERIFIED, "email_verified": False})
    assert visited.response.status_code == 403
    assert "did not tell us an email address of yours that it has verified" in visited.words
    assert not visited.user.is_authenticated
    User.objects.filter(email=EMAIL).delete()
    invite(organisation, lead)
    assert visit({"sub": "1", "email": EMAIL}).response.status_code == 403
    assert not User.objects.filter(email=EMAIL).exists()


def test_a_closed_account_stays_closed(visit):
    user = make_user(EMAIL)
    user.is_active = False
    user.save()
    visited = visit(VERIFIED)
    assert visited.response.status_code == 403
    assert "Your account is closed" in visited.words


@pytest.mark.parametrize("process", ["connect", "redirect"])
def test_no_account_is_connected_to_a_provider(visit, process):
    make_user(EMAIL)
    assert visit(VERIFIED, process=process).response.status_code == 403
    assert SocialAccount.objects.count() == 0


def test_a_provider_that_vouches_stands_for_the_second_factor(visit):
    make_user(EMAIL)
    assert visit(VERIFIED, {"sub": "1", "amr": ["mfa"]}).session[PASSED] == "provider"
    assert PASSED not in visit(VERIFIED).session


def test_what_goes_wrong_at_the_provider_gets_a_page(rf, settings):
    request = rf.get("/sign-in/with/back/")
    request.user, request.reference = SimpleNamespace(is_authenticated=False), "00000000"
    request._messages = CookieStorage(request)
    response = render_authentication_error(request, None)
    assert response.status_code == 401
    assert "We could not sign you in" in response.content.decode()
    cancelled = render_authentication_error(request, None, error="cancelled")
    assert cancelled.headers["Location"] == reverse("account_login")


def test_the_provider_is_offered_only_where_there_is_one(settings):
    assert "Sign in with Fenbrook login" in Client().get(reverse("account_login")).content.decode()
    settings.OIDC_CLIENT_ID = ""
    assert "Fenbrook login" not in Client().get(reverse("account_login")).content.decode()
    for name in ("openid_connect_login", "openid_connect_callback"):
        address = reverse(name, kwargs={"provider_id": "oidc"})
        assert Client().get(address).status_code == 404


def test_a_provider_that_does_not_answer_gets_a_page(settings):
    app = {"provider_id": "oidc", "name": "X", "client_id": "c", "secret": "s"}
    app["settings"] = {"server_url": "http://127.0.0.1:9"}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    answer = Client().get(reverse("openid_connect_login"))
    assert answer.status_code == 401
    assert "We could not sign you in" in answer.content.decode()
    assert Client().get(reverse("openid_connect_callback")).status_code == 401
