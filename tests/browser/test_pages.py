"""Every page that there is, looked at in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from playwright.sync_api import Page

from accounts.models import Organisation, User
from tests.browser.accessibility import check_accessible, check_fits, check_keyboard
from tests.browser.conftest import Window
from tests.furnishing import furnish
from tests.walks.table import PAGES, paths

NO_PAGE = re.compile(r"\.(csv|docx|json|pdf|pptx|toml|xlsx)$|/suggest-role/$|^api/v1/<path:rest>$")
"""Addresses that answer programs: files, and JSON."""

OF_A_LEAD = {shown.route for shown in PAGES if "lead" in shown.opened_by}

REPORTS = """
    window.reports = [];
    document.addEventListener("securitypolicyviolation", event => {
      reports.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
"""
"""Collects, on each page, what the browser would report to whoever watches the content security policy."""


@pytest.fixture
def furnished(organisation: Organisation, other_organisation: Organisation, lead: User) -> list[Organisation]:
    furnish(organisation, by=lead)
    return [organisation, other_organisation]


@pytest.mark.parametrize("who", ["lead", "sponsor", "board_member"])
def test_every_page_is_accessible_by_keyboard_too_fits_its_window_and_keeps_its_policy(
    who: str, window: Window, furnished: list[Organisation], request: pytest.FixtureRequest
) -> None:
    page = window(request.getfixturevalue(who))
    page.context.add_init_script(REPORTS)
    wrong = []
    for route in (shown.route for shown in PAGES if who in shown.opened_by and not NO_PAGE.search(shown.route)):
        answer = page.goto(own_path(route, furnished))
        wrong += breaches(page)
        if who == "lead" or route not in OF_A_LEAD:  # for the others the same controls lie in the same order
            wrong += problems(page, check_keyboard)
        wrong += [f"{route}: {report}" for report in page.evaluate("reports")]
        if not answer or "default-src 'self'" not in answer.headers["content-security-policy"]:
            wrong.append(f"{route}: without a content security policy")
    assert not wrong, "\n".join(wrong)


def test_the_pages_of_errors_are_accessible_and_fit_their_window(
    window: Window, furnished: list[Organisation], lead: User, board_member: User
) -> None:
    page = window(lead)
    wrong = []
    for answer in refusals(lead, board_member, own_path("organisations/<ods:ods>/teams/<int:pk>/", furnished)):
        show(page, answer)
        wrong += breaches(page)
    assert not wrong, "\n".join(wrong)


def refusals(lead: User, board_member: User, team: str) -> list[HttpResponse]:
    """One answer of each kind that is no page of the site."""
    as_lead, as_board = Client(), Client()
    as_lead.force_login(lead)
    as_board.force_login(board_member)
    without_token = Client(enforce_csrf_checks=True)
    without_token.force_login(lead)
    answers: list[Any] = [
        as_board.get(team),
        without_token.post(team),
        as_lead.get("/not-there/"),
        as_lead.post(team, {"name": "Typed here", "kind": "standing", "version": "0"}),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 404, 409]
    plain = [HttpResponse(render_to_string(f"{status}.html", {"reference": "abc123"})) for status in (400, 500, 503)]
    return [*answers, *plain]


def show(page: Page, answer: HttpResponse) -> None:
    """Bring an answer up as if the address had given it; its status is checked elsewhere."""
    page.unroute_all()
    page.route("**/shown", lambda route: route.fulfill(body=answer.content, content_type="text/html"))
    page.goto("/shown")


def own_path(route: str, organisations: list[Organisation]) -> str:
    return next(paths(route, *organisations))[1]


def breaches(page: Page) -> list[str]:
    """What is wrong with a page, in a wide and in a narrow window, for all to be looked at before the test fails."""
    found = []
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width} pixels: {problem}" for problem in problems(page, check_accessible, check_fits)]
    return found


def problems(page: Page, *checks: Callable[[Page], None]) -> list[str]:
    """What the checks find wrong with a page."""
    found = []
    for check in checks:
        try:
            check(page)
        except AssertionError as error:
            found.append(str(error).split("\nassert")[0])
    return found
