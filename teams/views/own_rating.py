"""The public pages of self-rating: the one that a link opens, and the privacy notice. Nobody signs in for them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.limits import limited
from accounts.pages import day_words
from teams import rating_links, services
from teams.forms.skills import OwnRatingForm
from teams.models import RatingLink, ratings_of

NO_TOKEN_ABROAD = "strict-origin"  # noqa: S105  # a policy
"""The address holds the token, so that no referrer may name it; with none at all the form's origin would be lost."""


def _path(request: HttpRequest) -> str:
    return request.path


@never_cache
@login_not_required
@limited("rating-link", _path, methods=("GET", "HEAD", "POST"))
def rate_own(request: HttpRequest, token: str) -> HttpResponse:
    """What the holder of a post says of their own skills."""
    link = rating_links.find(token)
    answer = _cannot_be_used(request) if link is None else _ask(request, link)
    answer.headers["Referrer-Policy"] = NO_TOKEN_ABROAD
    return answer


def _ask(request: HttpRequest, link: RatingLink) -> HttpResponse:
    ratings = ratings_of([link.post_id]).get(link.post_id, {})
    own, lead = ({skill: by[who].level for skill, by in ratings.items() if who in by} for who in ("self", "lead"))
    data = request.POST if request.method == "POST" else None
    form = OwnRatingForm(data, own=own, lead=lead, comment=link.comment)
    if request.method == "POST" and form.is_valid():
        said = services.OwnLevels(form.levels(), form.cleaned_data["comment"])
        try:
            services.rate_own(link=link, said=said)
        except services.LinkClosed:
            return _cannot_be_used(request)
        until = day_words(timezone.localtime(link.expires_at).date())
        messages.success(request, f"Saved. Thank you. You can close this page, or change your answers until {until}.")
        return redirect(request.path)
    return render(request, "teams/own_rating.html", _context(link, form))


def _context(link: RatingLink, form: OwnRatingForm) -> dict[str, Any]:
    return {
        "form": form,
        "heading": "Rate your digital skills",
        "caption": link.post.organisation.name,
        "link": link,
        "button": "Save my ratings",
    }


def _cannot_be_used(request: HttpRequest) -> HttpResponse:
    """The same for a link that is malformed, unknown, revoked or expired."""
    return render(request, "teams/own_rating_closed.html", status=404)


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """How what people say of their own skills is used."""
    return render(request, "teams/self_rating_privacy.html")
