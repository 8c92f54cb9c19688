"""Sign-in by an OpenID Connect provider. It says who somebody is; it never gives access by itself.

A person is matched by the e-mail address that the provider says is verified, or that a setting declares so (a provider
of one organisation, such as Entra ID, sends no such claim): to their account, or to an open invitation. Nothing that
the provider says is kept but the name of a new user.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts import services
from accounts.models import Invitation, User


@dataclass(frozen=True, slots=True)
class Claims:
    """What a provider says of a person. `vouches`: they used a second factor there."""

    email: str
    is_verified: bool
    name: str
    vouches: bool


def read_claims(data: Mapping[str, Any]) -> Claims:
    """Read what allauth gathered: the claims of the userinfo answer and of the ID token.

    An address and whether it is verified come from one and the same of them. That a second factor was used is told by
    the ID token: `amr` holds "mfa" (RFC 8176), or `acr` is one that the settings name. Two that tell of different
    people tell of nobody.
    """
    userinfo, token = data.get("userinfo") or {}, data.get("id_token") or {}
    if userinfo and token and userinfo.get("sub") != token.get("sub"):
        return Claims("", is_verified=False, name="", vouches=False)
    source = userinfo if userinfo.get("email") else token
    said = source.get("email")
    email = said.strip().lower() if isinstance(said, str) else ""
    declared = source.get("email_verified")
    verified = settings.OIDC_EMAIL_IS_VERIFIED or declared is True or str(declared).lower() == "true"
    methods = token.get("amr") or []
    vouches = (
        settings.OIDC_VOUCHES_FOR_SECOND_FACTOR
        or (isinstance(methods, list) and "mfa" in methods)
        or token.get("acr") in settings.OIDC_SECOND_FACTOR_ACR
    )
    name = source.get("name") or token.get("name") or ""
    return Claims(email, bool(email) and verified, str(name).strip()[:200], vouches)


@transaction.atomic
def user_for(claims: Claims) -> User | None:
    """The user whom verified claims are about; who has none but open invitations joins. None: a stranger."""
    user = User.objects.filter(email__iexact=claims.email).first()
    if user is not None:
        return user
    invitations = list(Invitation.objects.open_for(claims.email))
    if not invitations:
        return None
    first, *others = invitations
    user = services.join_as_new(invitation=first, name=claims.name or claims.email.split("@")[0], password=None)
    for invitation in others:
        services.accept(by=user, invitation=invitation)
    return user


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """How allauth's sign-in by a provider behaves here."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find who signs in, before anything is stored; ImmediateHttpResponse: refused, and told what to do."""
        claims = read_claims(sociallogin.account.extra_data)
        # What the session may hold until the sign-in is complete.
        sociallogin.account.extra_data, sociallogin.email_addresses, sociallogin.token = {}, [], None
        if sociallogin.state.get("process", "login") != "login":
            raise _refused(request, "process", claims)
        if not claims.is_verified:
            raise _refused(request, "unverified", claims)
        try:
            sociallogin.user = user_for(claims)
        except services.NotOpen:
            sociallogin.user = None
        if sociallogin.user is None:
            raise _refused(request, "stranger", claims)
        sociallogin.state["vouches"] = claims.vouches

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        """Somebody who turned back at the provider is at the sign-in page again; anything else gets a page."""
        if kwargs.get("error") == "cancelled":
            messages.info(request, f"You did not sign in with {settings.OIDC_NAME}.")
            raise ImmediateHttpResponse(redirect("account_login"))
        raise ImmediateHttpResponse(failed(request))


def failed(request: HttpRequest) -> HttpResponse:
    """401: the provider did not answer, or not as it should."""
    context = {"provider_name": settings.OIDC_NAME, "reference": getattr(request, "reference", "")}
    return render(request, "socialaccount/authentication_error.html", context, status=401)


def _refused(request: HttpRequest, why: str, claims: Claims) -> ImmediateHttpResponse:
    context = {"why": why, "email": claims.email, "provider_name": settings.OIDC_NAME}
    return ImmediateHttpResponse(render(request, "socialaccount/refused.html", context, status=403))
