"""A real browser in front of a real server: Debian's Chromium, and faults that no test has to ask for.

`page` is a window of the signed-in lead; `window` opens others. A message on the console, an error in a script, a
breach of the content security policy, a broken resource or a request to another host fails the test.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright, Request, Response
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests import components

# Playwright keeps an event loop in this thread, which Django would take for a reason to refuse the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

HERE = Path(__file__).parent
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
CHECKED_AS_RESPONSE = "Failed to load resource"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The server sees committed rows only, and what the migrations loaded must be there again for the next test.
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory, playwright: Playwright) -> None:
    """SQLite in a file: one in memory is one connection, which the server's threads would take from each other.

    Playwright starts before: its loop gives this thread another connection, which must be the one that made the
    database, as only that one knows what to fill it with again.
    """
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"] = {**database.get("TEST", {}), "NAME": str(tmp_path_factory.mktemp("data") / "db.sqlite3")}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Each window gets its own; pytest-playwright's fixture of this name is written in a way that pytest warns of."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = components.chromium()
    assert path, "Chromium is not on this machine: apt-get install chromium"
    return {**browser_type_launch_args, "executable_path": path, "args": CHROMIUM_FLAGS}


class Faults(list[str]):
    """What went wrong in the windows of one test, beside what the test looks at."""

    def watch(self, context: BrowserContext, address: str) -> None:
        self.address = address
        context.on("console", self.console)
        context.on("weberror", lambda error: self.append(f"script: {error.error}"))
        context.on("request", self.request)
        context.on("response", self.response)

    def console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(CHECKED_AS_RESPONSE):
            self.append(f"console: {message.text}")

    def request(self, request: Request) -> None:
        if urlsplit(request.url).scheme not in {"data", "blob"} and not request.url.startswith(f"{self.address}/"):
            self.append(f"request to another host: {request.url}")

    def response(self, response: Response) -> None:
        # A page may be refused on purpose; what a page is made of may not.
        is_page = response.request.resource_type == "document"
        if response.status >= (500 if is_page else 400):
            self.append(f"{response.status} {response.url}")


@pytest.fixture
def faults() -> Faults:
    """The faults so far. A test that causes one on purpose takes it out."""
    return Faults()


@pytest.fixture
def window(live_server: LiveServer, new_context: Callable[..., BrowserContext], faults: Faults) -> Iterator[Window]:
    """Opens a window: `window(lead, width=320, javascript=False)`; without a user nobody is signed in."""

    def open_window(user: User | None = None, *, width: int = 1280, javascript: bool = True) -> Page:
        context = new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/London",
        )
        context.set_default_timeout(15_000)
        faults.watch(context, live_server.url)
        if user:
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session(user), "url": live_server.url}
            context.add_cookies([cookie])
        return context.new_page()

    yield open_window
    assert not faults, "\n".join(faults)


Window = Callable[..., Page]


def session(user: User) -> str:
    """The key of a new session of `user`."""
    client = Client()
    client.force_login(user)
    return str(client.session.session_key)


@pytest.fixture
def page(window: Window, lead: User) -> Page:
    return window(lead)


@pytest.fixture
def picture(tmp_path: Path) -> Callable[[Page, str], Path]:
    """Writes the whole page as a PNG, into the folder named by SCREENSHOTS or a temporary one, and gives its path."""
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path))

    def take(page: Page, name: str) -> Path:
        path = folder / f"{name}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return take
