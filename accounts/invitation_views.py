"""The page that an invitation's link opens. Reading it changes nothing."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import invitation_links, services
from accounts.models import Invitation, Role, User
from accounts.pages import saved
from accounts.people_forms import JoinForm

WELCOME = "You are now a member of {}. Your role: {}"


@sensitive_post_parameters("password")
@never_cache
@login_not_required
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation, by whichever way fits the person at the keyboard."""
    found = invitation_links.find(token)
    if found is None:
        return _cannot_be_used(request)
    try:
        if isinstance(request.user, User):
            return _signed_in(request, request.user, found)
        return _sign_in_first(request, found) if invitation_links.has_account(found) else _new_person(request, found)
    except services.NotOpen:
        return _cannot_be_used(request)


def _signed_in(request: HttpRequest, user: User, found: Invitation) -> HttpResponse:
    """Ask somebody who is signed in whether to join; tell them if it is not for them."""
    if user.email.lower() != found.email.lower():
        return render(request, "accounts/invitation_other.html", {"invitation": found}, status=403)
    if request.method == "POST":
        membership = services.accept(by=user, invitation=found)
        return saved(request, WELCOME.format(found.organisation.name, _role(membership.role)), _overview(found))
    return render(request, "accounts/invitation_confirm.html", {"invitation": found, "role": _role(found.role)})


def _sign_in_first(request: HttpRequest, found: Invitation) -> HttpResponse:
    context = {"invitation": found, "role": _role(found.role), "next": request.path}
    return render(request, "accounts/invitation_sign_in.html", context)


def _new_person(request: HttpRequest, found: Invitation) -> HttpResponse:
    """Let somebody without an account set a name and a password, and sign them in with a new session."""
    form = JoinForm(request.POST if request.method == "POST" else None, invitation=found)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        user = services.join_as_new(invitation=found, name=typed["name"], password=typed["password"])
        request.session.flush()
        record_authentication(request, user, method="password", email=user.email)
        messages.success(request, WELCOME.format(found.organisation.name, _role(found.role)))
        response: HttpResponse = perform_login(request, user, redirect_url=_overview(found))
        return response
    context = {
        "form": form,
        "invitation": found,
        "role": _role(found.role),
        "heading": f"Join {found.organisation.name}",
        "button": "Join",
    }
    return render(request, "accounts/invitation_new.html", context)


def _overview(found: Invitation) -> str:
    return reverse("overview", args=[found.organisation.ods_code])


def _role(role: str) -> str:
    return str(Role(role).label).lower()


def _cannot_be_used(request: HttpRequest) -> HttpResponse:
    """The same for a link that is unknown, used, withdrawn or expired."""
    return render(request, "accounts/invitation_cannot_be_used.html", status=404)
