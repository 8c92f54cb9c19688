"""What every request carries."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

GetResponse = Callable[[HttpRequest], HttpResponse]


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
