"""The pages of signing in, and of one's own account: password, address, second factor, sessions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any

import requests
from allauth.account.internal.flows.logout import logout
from allauth.account.views import LoginView
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from allauth.socialaccount.providers.openid_connect import views as provider_views
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import oidc, second_factor
from accounts.adapter import DEVICE, is_fresh
from accounts.forms import ChangePasswordForm, NewEmailForm, NewPasswordForm, ResetPasswordForm
from accounts.models import User
from accounts.pages import SignedInRequest, saved
from accounts.services import security
from accounts.sessions import SEEN, SIGNED_IN, SessionStore, remaining, sessions_of

View = Callable[..., HttpResponse]


def fresh(view: View) -> View:
    """Decorate a view that needs a fresh sign-in; without one the person signs in again and comes back."""

    @wraps(view)
    def fresh_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not is_fresh(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return fresh_view


# Signing in ----------------------------------------------------------------------------------------------------------


class SignIn(LoginView):  # type: ignore[misc]  # allauth has no types
    """E-mail address and password, or the provider if there is one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        provider = settings.OIDC_NAME if settings.OIDC_CLIENT_ID else ""
        words = {"heading": "Sign in", "button": "Sign in", "provider_name": provider}
        return {**super().get_context_data(**kwargs), **words}


def _with_options(context: dict[str, Any]) -> dict[str, Any]:
    """What the script of passkeys hands to the browser, as the value of an attribute."""
    data = context.get("js_data", {})
    options = data.get("creation_options") or data.get("request_options")
    return {**context, "options": json.dumps(options, cls=DjangoJSONEncoder)}


class SecondStep(AuthenticateView):  # type: ignore[misc]  # allauth has no types
    """The second factor after the password."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.stage.login.user
        types = set(second_factor.factors(user).values_list("type", flat=True))
        more = {"has_app": Authenticator.Type.TOTP in types, "has_passkey": Authenticator.Type.WEBAUTHN in types}
        return {**_with_options(super().get_context_data(**kwargs)), **more}


class PasskeyAgain(ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """A passkey once more, before something that matters."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return _with_options(super().get_context_data(**kwargs))

    def form_invalid(self, form: Any) -> HttpResponse:
        context = {**self.get_context_data(), "passkey_failed": True}
        return self.render_to_response(context)  # type: ignore[no-any-return]  # allauth has no types


def _asking_the_provider(view: View) -> View:
    """A provider that cannot be reached gives a page."""

    @login_not_required
    @never_cache
    @wraps(view)
    def asking(request: HttpRequest, provider_id: str) -> HttpResponse:
        if not settings.OIDC_CLIENT_ID:
            raise Http404
        try:
            return view(request, provider_id=provider_id)
        except (requests.RequestException, KeyError):
            return oidc.failed(request)

    return asking


provider_sign_in = _asking_the_provider(provider_views.login)
provider_callback = _asking_the_provider(provider_views.callback)


# Password and address ------------------------------------------------------------------------------------------------


@require_safe
def account(request: SignedInRequest) -> HttpResponse:
    """One's own account: what can be changed."""
    context = {
        "factors": second_factor.factors(request.user).count(),
        "has_password": request.user.has_usable_password(),
    }
    return render(request, "account/security.html", context)


def change_password(request: SignedInRequest) -> HttpResponse:
    """Choose another password; the current one is the fresh sign-in."""
    if not request.user.has_usable_password():
        return render(request, "account/no_password.html")
    form = ChangePasswordForm(request.user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        password = form.cleaned_data["password"]
        security.change_password(user=request.user, password=password, keep=request.session.session_key)
        update_session_auth_hash(request, request.user)
        said = "Your password is changed. You are signed out everywhere else."
        return saved(request, said, reverse("security"))
    context = {"form": form, "heading": "Change your password", "button": "Change password"}
    return render(request, "account/password_change.html", {**context, "cancel_url": reverse("security")})


@login_not_required
def reset_password(request: HttpRequest) -> HttpResponse:
    """Ask for a link to choose another password."""
    form = ResetPasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        security.send_reset(email=form.cleaned_data["email"])
        return redirect("reset_password_sent")
    context = {"form": form, "heading": "Choose a new password", "button": "Send me a link"}
    return render(request, "account/password_reset.html", context)


@login_not_required
def reset_password_sent(request: HttpRequest) -> HttpResponse:
    """The same words whether or not anybody has the address."""
    return render(request, "account/password_reset_done.html")


@login_not_required
@never_cache
def reset_password_link(request: HttpRequest, link: str) -> HttpResponse:
    """Choose another password by the link of an e-mail."""
    user = security.user_of_reset(link)
    if user is None:
        return render(request, "account/link_over.html", {"again": reverse("reset_password")}, status=404)
    form = NewPasswordForm(user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        security.change_password(user=user, password=form.cleaned_data["password"])
        logout(request, show_message=False)
        return saved(request, "Your password is changed. Sign in with it.", reverse("account_login"))
    context = {"form": form, "heading": "Choose a new password", "button": "Change password"}
    return render(request, "account/password_reset_from_key.html", context)


@fresh
def change_email(request: SignedInRequest) -> HttpResponse:
    """Ask for a link to another address."""
    form = NewEmailForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        security.send_new_email(user=request.user, email=email)
        return render(request, "account/email_sent.html", {"email": email})
    context = {"form": form, "heading": "Change your email address", "button": "Send a link"}
    return render(request, "account/email_change.html", {**context, "cancel_url": reverse("security")})


@fresh
@never_cache
def new_email(request: SignedInRequest, token: str) -> HttpResponse:
    """Take the address that the link was sent to."""
    email = security.new_email_of(request.user, token)
    if email is None:
        return render(request, "account/link_over.html", {"again": reverse("change_email")}, status=404)
    if request.method != "POST":
        return render(request, "account/email_confirm.html", {"email": email})
    try:
        security.change_email(user=request.user, email=email, keep=request.session.session_key)
    except security.AddressTaken:
        return render(request, "account/link_over.html", {"again": reverse("change_email")}, status=404)
    return saved(request, f"Your email address is now {email}.", reverse("security"))


# Second factor -------------------------------------------------------------------------------------------------------


class Factors(IndexView):  # type: ignore[misc]  # allauth has no types
    """The second factors that a person has."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        found = context["authenticators"]
        codes = found.get(Authenticator.Type.RECOVERY_CODES)
        own = {
            "app": found.get(Authenticator.Type.TOTP),
            "passkeys": found.get(Authenticator.Type.WEBAUTHN, []),
            "codes_left": len(codes.get_unused_codes()) if codes else None,
            "may_remove": second_factor.may_remove(self.request.user),
            "missing": settings.SECOND_FACTOR_REQUIRED and second_factor.PASSED not in self.request.session,
        }
        return {**context, **own}


class _Added:
    """Mixin: a second factor that is set up counts for this session, and every other one ends."""

    request: SignedInRequest

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # of the view beside
        self.request.session[second_factor.PASSED] = "own"
        security.end_sessions(user=self.request.user, keep=self.request.session.session_key)
        return response


class AddApp(_Added, ActivateTOTPView):  # type: ignore[misc]  # allauth has no types
    """Set up an authenticator app."""


class AddPasskey(_Added, AddWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """Add a passkey."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # allauth forgets the form that was sent.
        return {**_with_options(super().get_context_data(**kwargs)), **kwargs}


class RemoveApp(DeactivateTOTPView):  # type: ignore[misc]  # allauth has no types
    """Remove the authenticator app."""


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """Remove a passkey."""

    success_url = reverse_lazy("mfa_index")

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.get_object()
        if not second_factor.may_remove(request.user):
            raise PermissionDenied
        return super().post(request, *args, **kwargs)  # type: ignore[no-any-return]  # allauth has no types


@fresh
@never_cache
def recovery_codes(request: SignedInRequest) -> HttpResponse:
    """The recovery codes that are left."""
    codes = second_factor.recovery_codes(request.user)
    if codes is None:
        raise Http404
    return render(request, "mfa/recovery_codes/index.html", {"codes": codes})


# Sessions ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Device:
    """One session of a person, as its list shows it. `name` stands for its key, which is a secret."""

    name: str
    key: str
    words: str
    signed_in: datetime
    seen: datetime
    is_this: bool


def sessions(request: SignedInRequest) -> HttpResponse:
    """Where one is signed in; ends one of the sessions, or all of them."""
    devices = _devices(request.user, request.session.session_key)
    if request.method != "POST":
        return render(request, "usersessions/usersession_list.html", {"devices": devices})
    if "everywhere" in request.POST:
        security.end_sessions(user=request.user)
        logout(request, show_message=False)
        return saved(request, "You are signed out everywhere.", reverse("account_login"))
    chosen = next((device for device in devices if device.name == request.POST.get("session")), None)
    if chosen is None or chosen.is_this:
        return redirect("sessions")
    security.end_session(user=request.user, key=chosen.key)
    return saved(request, f"{chosen.words} is signed out.", reverse("sessions"))


def _devices(user: User, this: str | None) -> list[Device]:
    """The sessions of `user` that have not ended, the one seen last first."""
    devices = []
    for row in sessions_of(user):
        store = SessionStore(row.session_key)
        data = store.decode(row.session_data)
        left = remaining(data)  # type: ignore[arg-type]  # it reads only
        if left and not left.has_ended:
            name = hashlib.sha256(row.session_key.encode()).hexdigest()[:20]
            words = data.get(DEVICE, "A browser")
            is_this = row.session_key == this
            signed_in, seen = (datetime.fromtimestamp(data[at], UTC) for at in (SIGNED_IN, SEEN))
            devices.append(Device(name, row.session_key, words, signed_in, seen, is_this))
    return sorted(devices, key=lambda device: (device.is_this, device.seen), reverse=True)
