"""The error pages: what happened, whether anything was saved, what to do, and a reference."""

from __future__ import annotations

import logging
import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from accounts import held_forms

logger = logging.getLogger(__name__)

RETRY_SECONDS = 30
"""After which a script, or somebody, may try again when the database was away."""

READ_ONLY = "25006"
"""PostgreSQL's code of an error: a standby that took over takes no writes yet."""


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


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent cannot be read, or names a host that is not ours."""
    return _plain_page(request, 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where the database is away. The log line carries the same reference."""
    if _database_is_away(sys.exc_info()[1]):
        logger.error("Database away")
        response = _plain_page(request, 503)
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response
    logger.error("Server error")
    return _plain_page(request, 500)


def _plain_page(request: HttpRequest, status: int) -> HttpResponse:
    """A page that needs no database, no session and no host."""
    html = loader.render_to_string(f"{status}.html", {"reference": _reference(request)})
    return HttpResponse(html, status=status)


def _database_is_away(error: BaseException | None) -> bool:
    """Whether `error` is one of the database's own: it is away, full, locked for too long or only read from for now.

    PostgreSQL calls the last one an internal error.
    """
    if isinstance(error, OperationalError | InterfaceError):
        return True
    return getattr(getattr(error, "__cause__", None), "sqlstate", None) == READ_ONLY
