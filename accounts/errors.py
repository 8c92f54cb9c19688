"""The error pages: what happened, whether anything was saved, what to do, and a reference."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from accounts import held_forms

logger = logging.getLogger(__name__)


def _page(request: HttpRequest, status: int, template: str, **context: Any) -> HttpResponse:
    return render(request, template, {"reference": _reference(request), **context}, status=status)


def _reference(request: HttpRequest) -> str:
    return getattr(request, "reference", "")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in, but the role does not allow it."""
    return _page(request, 403, "403.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page, or another organisation's, which must look the same."""
    return _page(request, 404, "404.html")


def conflict(request: HttpRequest, **context: Any) -> HttpResponse:
    """409: somebody else changed the same thing. `context` holds both values for the person to choose from."""
    return _page(request, 409, "409.html", **context)


def too_many(request: HttpRequest) -> HttpResponse:
    """429: too many tries in a short time."""
    response = _page(request, 429, "429.html")
    response.headers["Retry-After"] = "300"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is out of date, as after signing in in another tab. What was typed is kept."""
    request.csrf_failed = True  # type: ignore[attr-defined]  # ours
    answer = held_forms.after_failed_check(request)
    return answer or _page(request, 403, "403_csrf.html", kept=getattr(request, "kept_form", ""))


def server_error(request: HttpRequest) -> HttpResponse:
    """500 from a page that needs no database. The log line carries the same reference."""
    logger.error("Server error")
    return HttpResponse(loader.render_to_string("500.html", {"reference": _reference(request)}), status=500)
