"""What every request carries: a reference, a line in the log, a session that ends, a form that is not lost."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from accounts import held_forms
from accounts.logging import current_request
from accounts.sessions import note_presence, remaining

GetResponse = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger(__name__)


def request_reference(get_response: GetResponse) -> GetResponse:
    """Give each request a short reference, shown on error pages and in the log, so that the two can be matched."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.reference = secrets.token_hex(4)  # type: ignore[attr-defined]  # ours
        response = get_response(request)
        response.headers["X-Request-Reference"] = request.reference  # type: ignore[attr-defined]  # ours
        return response

    return middleware


def keep_private(get_response: GetResponse) -> GetResponse:
    """Tell browsers and proxies to keep no page: on a shared computer the next person could go back to it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path.startswith(settings.STATIC_URL):
            add_never_cache_headers(response)
        return response

    return middleware


def request_log(get_response: GetResponse) -> GetResponse:
    """Write one line for each request. Every other line that is written meanwhile tells of the request too."""

    def middleware(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        token = current_request.set(request)
        try:
            response = get_response(request)
            milliseconds = round((time.perf_counter() - started) * 1000)
            extra = {"status": response.status_code, "milliseconds": milliseconds}
            logger.info("Request", extra=extra)
            return response
        finally:
            current_request.reset(token)

    return middleware


def session_limits(get_response: GetResponse) -> GetResponse:
    """End a session that was idle or has lasted too long, and say so; note once in a while that a session is in use."""

    def middleware(request: HttpRequest) -> HttpResponse:
        left = remaining(request.session)
        if left is None:
            # A session without anybody that is still there is of somebody in the middle of signing in.
            if request.COOKIES.get(settings.SESSION_COOKIE_NAME) and request.session.is_empty():
                messages.info(request, "You have been signed out. Sign in to go on.")
        elif left.has_ended:
            request.session.flush()
            messages.info(request, _why_ended(idle=left.idle <= 0))
        else:
            note_presence(request.session)
        return get_response(request)

    return middleware


def _why_ended(*, idle: bool) -> str:
    if idle:
        return f"You were signed out because you did nothing for {_words(settings.SESSION_IDLE.total_seconds())}."
    return (
        f"You were signed out because you signed in more than {_words(settings.SESSION_ABSOLUTE.total_seconds())} ago."
    )


def _words(seconds: float) -> str:
    minutes = round(seconds / 60)
    number, unit = (minutes // 60, "hour") if minutes >= 120 and minutes % 60 == 0 else (minutes, "minute")
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


class KeepForms:
    """Keeps a form that was sent after its session had ended, for the person who filled it in."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        held_forms.settle(request, response)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Answer in place of the view where the form is not that of the person who is signed in."""
        return held_forms.intercept(request)
