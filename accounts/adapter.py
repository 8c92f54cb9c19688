"""How allauth behaves here."""

from __future__ import annotations

import re
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts import limits
from accounts.models import User
from accounts.second_factor import PASSED
from accounts.services import security

FRESH_SECONDS = 600
"""How long a sign-in counts as fresh."""

DEVICE = "device"
"""In the session: the browser and system in words."""

CHANGES = {
    "mfa/email/totp_activated": "An authenticator app was set up.",
    "mfa/email/totp_deactivated": "The authenticator app was removed.",
    "mfa/email/webauthn_added": "A passkey was added.",
    "mfa/email/webauthn_removed": "A passkey was removed.",
    "mfa/email/recovery_codes_generated": "New recovery codes were made. The old ones do not work any more.",
}


class ClosedSignUp(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts come from an invitation, never from a public form."""

    # The same words whether or not there is an account, so that nobody can find out who has one.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The email address or password is not right. Check both and try again",
        "incorrect_password": "The password is not right. Check it and try again",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Somebody with the right password whose account is closed."""
        return render(request, "account/account_inactive.html", status=403)

    def get_client_ip(self, request: HttpRequest) -> str:
        return limits.client_address(request)

    def reauthenticate(self, user: User, password: str) -> bool:
        return user.check_password(password)

    def login(self, request: HttpRequest, user: User) -> None:
        """Begin the session: the tries so far are forgotten, and it knows its device and any second factor."""
        super().login(request, user)
        limits.forget("sign-in", request, user.email.lower())
        limits.forget("second-factor", request, account_at_second_step(request))
        request.session[DEVICE] = device(request.headers.get("User-Agent", ""))
        if any(record["method"] == "mfa" for record in get_authentication_records(request, user)):
            request.session[PASSED] = "own"

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Note where the provider of a sign-in vouches for a second factor."""
        provider = (kwargs.get("signal_kwargs") or {}).get("sociallogin")
        if provider and provider.state.get("vouches"):
            request.session[PASSED] = "provider"
        return super().post_login(request, user, **kwargs)  # type: ignore[no-any-return]  # allauth has no types

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not is_fresh(self.request)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, str]]:
        """Ways to sign in afresh, the usual one first. Who has neither password nor factor goes to their provider."""
        words = {
            "reauthenticate": "Use your password",
            "mfa_reauthenticate": "Use a code from your authenticator app or a recovery code",
            "mfa_reauthenticate:webauthn": "Use a passkey",
        }
        methods = [
            {**method, "description": words[method["id"]]} for method in super().get_reauthentication_methods(user)
        ]
        if methods:
            return methods
        if settings.OIDC_CLIENT_ID:
            words_of_provider = f"Sign in again with {settings.OIDC_NAME}"
            return [{"id": "provider", "description": words_of_provider, "url": reverse("openid_connect_login")}]
        return [{"id": "sign-out", "description": "Sign out, and sign in again", "url": reverse("account_logout")}]

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Every change that allauth makes to how somebody signs in comes through here: log it, and write to them."""
        if template_prefix in CHANGES:
            security.note(user=user, what=CHANGES[template_prefix])


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person gave their password or second factor, or came from their provider, a short while ago."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < FRESH_SECONDS


def account_at_second_step(request: HttpRequest) -> str:
    """For limits: who it is that has given the password, and is now asked for more."""
    pending = request.session.get("account_login") or {}
    return str(request.user.pk if request.user.is_authenticated else int(pending.get("user_pk") or "0", 36))


BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def device(agent: str) -> str:
    """The browser and system that a browser says it is, without versions: "Firefox on Windows"."""
    browser = next((name for sign, name in BROWSERS if re.search(rf"\b{sign}", agent)), "A browser")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return f"{browser} on {system}" if system else browser
