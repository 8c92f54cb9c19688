"""The error pages: what happened, whether anything was saved, what to do, and a reference."""

from __future__ import annotations

import logging
import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader

from accounts import held_forms
from accounts.read_only import takes_no_writes

logger = logging.getLogger(__name__)

RETRY_SECONDS = 30
"""After which a script, or somebody, may try again when the database was away."""


IN_JSON = {
    400: "The request could not be read. Nothing was changed.",
    500: "Something went wrong on our side. Nothing was changed. Tell us the reference if it happens again.",
    503: "The service cannot be reached for now. Nothing was changed. Try again in half a minute.",
}
"""What a program is told that reads no pages."""


def as_json(request: HttpRequest, status: int, sentence: str, refused: HttpResponse | None = None) -> HttpResponse:
    """The answer to a program: `sentence` says what happened; with the headers of `refused`, if that is given."""
    headers = {name: value for name, value in (refused.headers if refused else {}).items() if name == "Allow"}
    return JsonResponse({"error": sentence, "reference": _reference(request)}, status=status, headers=headers)


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
    """500, or 503 where the database is away, full, locked for too long or only to be read for now.

    The log line carries the same reference.
    """
    error = sys.exc_info()[1]
    is_read_only = takes_no_writes(error)
    if is_read_only or isinstance(error, OperationalError | InterfaceError):
        logger.error("Database takes no writes" if is_read_only else "Database away")
        response = _plain_page(request, 503, is_read_only=is_read_only)
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response
    logger.error("Server error")
    return _plain_page(request, 500)


def _plain_page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    """A page that needs no database, no session and no host; for a program the sentence alone."""
    if getattr(request, "answers_json", False):
        return as_json(request, status, IN_JSON[status])
    html = loader.render_to_string(f"{status}.html", {"reference": _reference(request), **context})
    return HttpResponse(html, status=status)
