"""Every address when its view breaks, when the database is away, and when it was tried too often: a page of our own."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from accounts import limits
from accounts.models import Organisation, User
from tests.walk import Caller, missing_headers
from tests.walks.table import PAGES, paths

FILE = re.compile(r"\.(csv|docx|pdf|pptx|xlsx)$")
GetResponse = Callable[[HttpRequest], HttpResponse]


class Breaking:
    """A middleware in the place of each view, which raises `error`."""

    error: Exception

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        raise self.error


@pytest.mark.parametrize(("error", "status"), [(RuntimeError("Canary"), 500), (OperationalError("Canary"), 503)])
def test_every_address_that_breaks_gives_a_page_of_our_own(
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    organisation: Organisation,
    other_organisation: Organisation,
    lead: User,
    error: Exception,
    status: int,
) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.Breaking"]
    monkeypatch.setattr(Breaking, "error", error, raising=False)
    caller, wrong = Caller("lead", lead), []
    for page in PAGES:
        _, path = next(paths(page.route, organisation, other_organisation))
        for asked in (caller.ask(method, path) for method in ("GET", "POST")):
            wrong += [f"{asked}, without a proper {name}" for name in missing_headers(asked.response)]
            wrong += [f"{asked}, and what broke is told"] * ("Canary" in asked.received())
            if asked.response.status_code != status or asked.writes:
                wrong.append(f"{asked}, not {status}, or it wrote: {asked.writes}")
    assert not wrong, "\n".join(wrong)


def test_too_many_tries_of_what_is_limited_give_a_page_of_our_own(
    monkeypatch: pytest.MonkeyPatch, organisation: Organisation, other_organisation: Organisation, lead: User
) -> None:
    monkeypatch.setattr(limits, "take", lambda *args: False)
    callers = (Caller("lead", lead), Caller("anonymous", None))
    refused, wrong = set(), []
    for page in PAGES:
        _, path = next(paths(page.route, organisation, other_organisation))
        for asked in (caller.ask(method, path) for caller in callers for method in ("GET", "POST")):
            if asked.response.status_code == 429:
                refused.add((asked.method, page.route))
                wrong += [f"{asked}, without a proper {name}" for name in missing_headers(asked.response)]
                wrong += [f"{asked}, without a time to wait"] * ("Retry-After" not in asked.response.headers)
    assert not wrong, "\n".join(wrong)
    assert {("POST", route) for route in TRIED} <= refused
    assert {("GET", page.route) for page in PAGES if FILE.search(page.route)} <= refused


TRIED = (
    "sign-in/",
    "sign-in/again/",
    "reset-password/",
    "account/email/",
    "organisations/<ods:ods>/members/invite/",
    "pulse/<slug:token>/",
    "rate/<str:token>/",
)
"""What would let somebody guess or send e-mails, if it were not limited."""
