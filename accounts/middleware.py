"""What every request carries."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]


def request_reference(get_response: GetResponse) -> GetResponse:
    """Give each request a short reference, shown on error pages and in the log, so that the two can be matched."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.reference = secrets.token_hex(4)  # type: ignore[attr-defined]  # ours
        response = get_response(request)
        response.headers["X-Request-Reference"] = request.reference  # type: ignore[attr-defined]  # ours
        return response

    return middleware
