"""What keeps a session and its forms from being lost."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_POST

from accounts import held_forms
from accounts.pages import SignedInRequest, go
from accounts.sessions import note_presence, remaining


@require_POST
def extend(request: SignedInRequest) -> HttpResponse:
    """Start the idle time of the session anew; the answer says how many seconds it lasts."""
    note_presence(request.session, at_once=True)
    left = remaining(request.session)
    return JsonResponse(asdict(left) if left else {}, headers={"Cache-Control": "no-store"})


@require_POST
def discard(request: SignedInRequest) -> HttpResponse:
    """Throw away the form that is kept for the page `path`, and show that page as it is stored."""
    path = request.POST.get("path", "")
    if not held_forms.discard(request.user, path) or not _is_ours(path):
        return redirect("home")
    return go(request, "What you had typed is thrown away. Nothing was saved.", path)


def _is_ours(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return path.startswith("/") and not path.startswith("//")
