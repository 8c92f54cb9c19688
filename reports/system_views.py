"""The page of an integrated care board on its whole system."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.pages import SignedInRequest, crumbs
from accounts.permissions import Action, organisation_for


@require_safe
def whole_system(request: SignedInRequest, ods: str) -> HttpResponse:
    """The organisations that share with the board, read together."""
    access = organisation_for(request.user, ods, Action.SEE_SYSTEM)
    from reports import system_pages  # loads the engine, start-up must not wait for it

    context = {"access": access, "crumbs": crumbs(access.organisation), **system_pages.page(access.organisation)}
    return render(request, "reports/system.html", context)
