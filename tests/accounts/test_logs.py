"""The log says what happened, and never a name, an address, a title or a query string."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from accounts import activity_views, errors
from accounts.logging import JsonLines
from accounts.models import Organisation, User
from tests.factories import make_post

CANARY = "Canary"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What the site's handler writes: every line that any logger passes on, at the levels of the settings."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    loggers = [logging.getLogger(name) for name in (None, "django.server", "gunicorn.error", "gunicorn.access")]
    for logger in loggers:
        logger.addHandler(handler)
    yield stream
    for logger in loggers:
        logger.removeHandler(handler)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_request_leaves_one_line_with_what_may_be_told(
    stream: io.StringIO, client_of: Callable[[User], Client], lead: User
) -> None:
    response = client_of(lead).get("/organisations/ZZA/posts/?search=Canary")
    (line,) = lines(stream)
    assert line.pop("time").endswith("+00:00")
    assert isinstance(line.pop("milliseconds"), int)
    assert line == {
        "level": "INFO",
        "logger": "accounts.middleware",
        "message": "Request",
        "reference": response.headers["X-Request-Reference"],
        "route": "posts",
        "method": "GET",
        "user": lead.pk,
        "organisation": "ZZA",
        "status": 200,
    }


def test_somebody_who_is_not_signed_in_has_no_id(stream: io.StringIO, db: None) -> None:
    Client().get("/organisations/ZZA/posts/")
    (line,) = lines(stream)
    assert (line["user"], line["status"], line["route"]) == (None, 302, "posts")


def test_no_canary_reaches_the_log(
    stream: io.StringIO, client_of: Callable[[User], Client], organisation: Organisation, lead: User
) -> None:
    lead.name, lead.email = f"{CANARY} Lead", "canary@canary.example"
    lead.save()
    post = make_post(organisation, title=f"{CANARY} title", notes=CANARY)
    client = client_of(lead)
    client.get(f"/{CANARY}/?canary={CANARY}")
    client.get(f"/organisations/ZZA/posts/{post.pk}/?canary={CANARY}")
    client.post("/organisations/ZZA/posts/add/", {"title": CANARY})
    client.put(f"/organisations/ZZA/posts.csv?{CANARY}")
    client.generic(CANARY.upper(), "/")
    client.get("/", headers={"host": f"{CANARY}.example", "referer": f"https://{CANARY}.example", "user-agent": CANARY})
    Client().post("/sign-in/", {"login": "canary@canary.example", "password": CANARY})
    Client(enforce_csrf_checks=True).post(f"/sign-in/?next={CANARY}", {"login": CANARY})
    Client().get(f"/organisations/ZZA/posts/?{CANARY}")
    assert len(lines(stream)) >= 9
    assert CANARY.lower() not in stream.getvalue().lower()


@pytest.mark.parametrize("error", [ValueError(f"{CANARY} value"), SuspiciousOperation(CANARY)])
def test_an_exception_is_told_by_its_lines_without_its_values(
    stream: io.StringIO, lead: User, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def breaks(*args: Any) -> Any:
        secret = CANARY
        raise RuntimeError(secret) from error

    monkeypatch.setattr(activity_views, "lines", breaks)
    client = Client(raise_request_exception=False)
    client.force_login(lead)
    response = client.get(f"/organisations/ZZA/activity/?thing={CANARY}")
    assert response.status_code == 500
    told = [line for line in lines(stream) if "exception" in line]
    assert told
    assert all(line["reference"] == response.headers["X-Request-Reference"] for line in lines(stream))
    assert [part["type"] for part in told[0]["exception"]] == ["RuntimeError", type(error).__name__]
    assert "accounts.activity_views" in str(told[0]["exception"][0]["traceback"])
    assert CANARY not in stream.getvalue()
    assert CANARY not in response.content.decode()


@pytest.mark.parametrize(
    "logger", ["django.request", "django.security.DisallowedHost", "django.server", "gunicorn.error", "any.library"]
)
def test_what_a_library_says_is_left_out(stream: io.StringIO, logger: str) -> None:
    logging.getLogger(logger).error("Refused %s: Canary", CANARY, extra={"status_code": 500, "path": CANARY})
    assert CANARY not in stream.getvalue()
    (line, *_) = lines(stream)
    assert (line["logger"], line["level"], line["status"]) == (logger, "ERROR", 500)
    assert line["where"].startswith("test_logs:")


def test_our_own_words_are_said_without_their_values(stream: io.StringIO) -> None:
    logging.getLogger("teams.anything").warning("Gone: %s", CANARY)
    (line,) = lines(stream)
    assert line["message"] == "Gone: %s"


def test_a_failure_of_the_site_is_logged_with_its_reference(stream: io.StringIO, rf: RequestFactory) -> None:
    request: HttpRequest = rf.get("/")
    response: HttpResponse = errors.server_error(request)
    assert response.status_code == 500
    assert lines(stream)[0]["message"] == "Server error"
