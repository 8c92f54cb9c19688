"""Forms that were sent after their session had ended, or under a token out of date: kept for who filled them in.

Each form page carries a signed token of its user and its address (`{% form_token %}`). A form that arrives without
that user's session is kept for a day, and the page shows it again to that user only, with nothing saved yet.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from accounts import autosave
from accounts.models import HeldForm, User

FIELD = "form_token"
SALT = "accounts.held_forms"
LARGEST = 200 * 1024
"""Bytes of a form, as JSON."""

LONGEST_PATH = 500

KEPT = "What you typed is kept, but it is not saved yet. Sign in to go on with it."
NOT_KEPT = "Nothing was saved. Sign in to go back to where you were."


@dataclass(frozen=True, slots=True)
class Token:
    """Whose page a form stood on, where, and which held form it showed already, if any."""

    user: int
    path: str
    shows: int | None = None

    def __str__(self) -> str:
        return signing.dumps([self.user, self.path, self.shows], salt=SALT, compress=True)


def read_token(text: str) -> Token | None:
    """The token that was signed here not longer ago than a session lasts; None for anything else."""
    try:
        return Token(*signing.loads(text, salt=SALT, max_age=settings.SESSION_ABSOLUTE))
    except signing.BadSignature:
        return None


def token_for(request: HttpRequest, form: Any = None) -> str:
    """The token of the page that is shown; blank where nobody is signed in or `form` asks for a secret."""
    user = getattr(request, "user", None)  # not there on the page of an error before the session was read
    if user is None or not user.is_authenticated or _asks_for_secret(form):
        return ""
    return str(Token(user.pk, request.path, getattr(request, "shows_held_form", None)))


def _asks_for_secret(form: Any) -> bool:
    fields = getattr(form, "fields", {}).values()
    return any(
        isinstance(field.widget, forms.PasswordInput) or field.widget.attrs.get("autocomplete") == "one-time-code"
        for field in fields
    )


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is filled with: what was just sent, else what is kept for this person and this page, else nothing."""
    if request.method == "POST":
        return request.POST
    held = HeldForm.objects.waiting_for(request.user, request.path)
    if held is None:
        return None
    request.shows_held_form = held.pk  # type: ignore[attr-defined]  # ours
    data = QueryDict(mutable=True)
    for name, values in held.data:
        data.setlist(name, values)
    return data


def intercept(request: HttpRequest) -> HttpResponse | None:
    """The answer to a form whose person is not signed in any more; None for every other request."""
    token = _token_of(request)
    if token is None or request.user.pk == token.user:
        return None
    kept = _keep(request, token)
    if request.user.is_authenticated:
        return render(request, "accounts/held_for_other.html", {"kept": kept}, status=409)
    messages.warning(request, KEPT if kept else NOT_KEPT)
    return redirect_to_login(token.path)


def after_failed_check(request: HttpRequest) -> HttpResponse | None:
    """The answer to a form with a CSRF token out of date, if it was not the signed-in person's; else keeps the form."""
    answer = intercept(request)
    token = _token_of(request)
    if answer is None and token is not None:
        request.kept_form = token.path if _keep(request, token) else ""  # type: ignore[attr-defined]  # ours
    return answer


def settle(request: HttpRequest, response: HttpResponse) -> None:
    """Forget what was kept once the form that showed it has been taken: it was saved, and led somewhere else."""
    shows = getattr(request, "shows_held_form", None)
    saved = response.status_code == 302 or autosave.is_saved(response)
    if shows and request.method == "POST" and saved:
        HeldForm.objects.discard(request.user, pk=shows)


def discard(user: User, path: str) -> bool:
    """Forget what is kept for `user` for the page at `path`; False where nothing is."""
    return HeldForm.objects.discard(user, path=path)


def was_shown(request: HttpRequest) -> bool:
    """Whether a form was sent from a page of this address that this person had open."""
    token = _token_of(request)
    return token is not None and (token.user, token.path) == (request.user.pk, request.path)


def _token_of(request: HttpRequest) -> Token | None:
    if request.method != "POST" or FIELD not in request.POST:
        return None
    token = read_token(request.POST[FIELD])
    if token and token.shows and token.user == request.user.pk and token.path == request.path:
        # A form that comes back with errors still shows what was kept.
        request.shows_held_form = token.shows  # type: ignore[attr-defined]  # ours
    return token


def _keep(request: HttpRequest, token: Token) -> bool:
    """Keep what was typed.

    Not kept: a button of a page that has no fields there, more than we keep, and what a script saves by itself, as it
    still stands on the page, which sends all of it by its button.
    """
    if token.path != request.path or len(token.path) > LONGEST_PATH or autosave.asked(request):
        return False
    # NUL is no text for PostgreSQL, and every form refuses it.
    data = [
        [name, [value.replace("\0", "") for value in values]]
        for name, values in request.POST.lists()
        if name not in ("csrfmiddlewaretoken", FIELD) and "password" not in name.lower()
    ]
    if not data or len(json.dumps(data)) > LARGEST:
        return False
    return HeldForm.objects.keep(user=token.user, path=token.path, data=data)
