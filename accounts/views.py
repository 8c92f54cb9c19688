"""The pages of accounts."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.pages import SignedInRequest
from accounts.permissions import organisations_of


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """The organisations of the person who is signed in."""
    return render(request, "accounts/home.html", {"accesses": organisations_of(request.user)})
