"""The pages of accounts."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from accounts.pages import SignedInRequest
from accounts.permissions import organisations_of


def home(request: SignedInRequest) -> HttpResponse:
    """The organisations of the person who is signed in."""
    return render(request, "accounts/home.html", {"accesses": organisations_of(request.user)})
