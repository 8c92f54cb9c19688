"""What the pages of an import share: the way back, and what is said of one that no longer waits."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.pages import SignedInRequest, crumbs
from accounts.permissions import Access
from teams.import_services import Gone


def import_page(access: Access) -> dict[str, object]:
    """What every page of an import needs."""
    posts = reverse("posts", args=[access.organisation.ods_code])
    return {"access": access, "crumbs": crumbs(access.organisation, ("Posts", posts))}


def gone(request: SignedInRequest, access: Access, was: Gone) -> HttpResponse:
    """Say what became of an import. One that never was looks like any page that does not exist."""
    if not was.why:
        raise Http404
    status = 200 if was.why == "applied" else 410
    return render(request, "teams/import_gone.html", {**import_page(access), "why": was.why}, status=status)
