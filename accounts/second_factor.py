"""Whether a session has passed a second factor, and what happens to one that has not."""

from __future__ import annotations

import base64
import hashlib
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.encoding import force_bytes

from accounts.models import User

logger = logging.getLogger(__name__)

PASSED = "second_factor"
"""In the session: how the second factor was passed."""

OPEN = frozenset(
    {
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "openid_connect_callback",
        "openid_connect_login",
        "session_extend",
    }
)
"""The names of the pages for somebody who has none yet: to set it up, and to leave."""


class Required:
    """Middleware: where a second factor is required, a session without one reaches only the pages to set it up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Answer in place of the view where the second factor is missing."""
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated or PASSED in request.session:
            return None
        if factors(request.user).exists():
            # A session from before it was set up or required: only signing in anew asks for it.
            logout(request)
            return redirect("account_login")
        match = request.resolver_match
        return None if match and match.url_name in OPEN else redirect("mfa_index")


def factors(user: Any) -> Any:
    """The authenticator app and passkeys of `user`, as a query. Recovery codes only stand in for one of them."""
    return Authenticator.objects.filter(user_id=user.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)


def recovery_codes(user: Any) -> list[str] | None:
    """The recovery codes that `user` has not used; None where there never were any."""
    held = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES).first()
    return held.wrap().get_unused_codes() if held else None


def may_remove(user: Any) -> bool:
    """Whether `user` may take one away: where one is required, the last one stays."""
    return not settings.SECOND_FACTOR_REQUIRED or factors(user).count() > 1


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """How allauth's second factors behave here. Their secrets are encrypted in the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "The code is not right. Check it and try again",
        "cannot_delete_authenticator": "This is your only second factor. Set up another one before you remove it",
        "cannot_generate_recovery_codes": "Set up an authenticator app or a passkey first",
    }

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; after SECRET_KEY was lost one that nobody knows, so that no code is right and no page breaks."""
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            logger.exception("A second factor cannot be read: SECRET_KEY is not the one that it was set up with")
            return str(generate_totp_secret())

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return may_remove(authenticator.user)

    def get_totp_issuer(self) -> str:
        return "Check your digital team"

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002  # allauth's name for it
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Passkey {count + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the site's own name, never to the host that a request names."""
        return {"id": urlsplit(settings.SITE_ADDRESS).hostname or "", "name": "Check your digital team"}


def _fernet() -> MultiFernet:
    """Encrypts with a key made of SECRET_KEY, and still reads what an earlier one encrypted."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    keys = (hashlib.sha256(b"second factor\n" + force_bytes(secret)).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
