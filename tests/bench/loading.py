"""How pages load and answer to keys on a slow laptop: `python -m tests.bench.loading`.

Chromium with a processor four times slower and a network of 1.6 Mbit/s and 150 ms, on a first visit, of organisations
of 500 posts. Prints when the page has loaded, and the longest task that held the browser up while it loaded and while
somebody typed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.error import URLError

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import components
from tests.bench.pages import ODS, SIGNED, built

PORT = 8765
SITE = f"http://localhost:{PORT}"
SLOWER = 4
VISITS = 3
"""Of each page; the best of them counts."""
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
PAGES = (
    # What, its address, the most seconds until it has loaded, where somebody types
    ("Signed-off report", f"/organisations/{SIGNED}/reports/1/", 1.2, ""),
    ("Board report", f"/organisations/{ODS}/report/", 1.2, ""),
    ("Grid of 500 posts", f"/organisations/{ODS}/posts/grid/?rows=all", None, "input[name=row_title] >> nth=250"),
    ("Skills of 60 posts", f"/organisations/{ODS}/skills/", None, ""),
)
LONGEST_LOADING, LONGEST_TYPING = 100, 50
"""Milliseconds that a task may hold the browser up."""
TASKS = """
    window.tasks = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration)))
        .observe({ type: "longtask", buffered: true });
"""
LOADED = "() => performance.getEntriesByType('navigation')[0].loadEventEnd / 1000"


def main() -> None:
    program = components.chromium()
    if program is None:
        sys.exit("Chromium is not on this machine: apt-get install chromium")
    with tempfile.TemporaryDirectory(prefix="bench-") as data, served(data) as cookies, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        print(f"{'':22}{'loaded, s':>10}{'limit':>7}{'longest task, ms':>18}{'while typing':>14}")
        for what, path, most, typed in PAGES:
            visits = [first_visit(browser, cookies, path, typed) for _ in range(VISITS)]
            loaded, longest, typing = (min(figures) for figures in zip(*visits, strict=True))
            print(f"{what:22}{loaded:10.2f}{most or '-':>7}{longest:18.0f}{f'{typing:.0f}' if typed else '-':>14}")
        print(f"At most {LONGEST_LOADING} ms while loading, {LONGEST_TYPING} ms while typing. Under 50 ms counts as 0.")


@contextmanager
def served(data: str) -> Iterator[dict[str, str]]:
    """The site with its organisations, and the cookies of a lead."""
    import django
    from django.core.management import call_command

    os.environ.update(DJANGO_SETTINGS_MODULE="config.settings", DATA_DIR=data)
    os.environ.pop("DATABASE_URL", None)
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    site, _ = built()
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{PORT}", "--no-control-socket"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait()
        yield dict(cookie.split("=", 1) for cookie in site.cookie.split("; "))
    finally:
        server.terminate()
        server.wait()


def _wait() -> None:
    for _ in range(100):
        with suppress(URLError):
            urllib.request.urlopen(f"{SITE}/sign-in/").close()
            return
        time.sleep(0.1)
    sys.exit("The site does not answer")


def first_visit(browser: Browser, cookies: dict[str, str], path: str, typed: str) -> tuple[float, float, float]:
    """What `visit` says of a browser that has nothing of the site yet."""
    with browser.new_context(base_url=SITE, viewport={"width": 1280, "height": 900}) as context:
        context.add_cookies([{"name": name, "value": value, "url": SITE} for name, value in cookies.items()])
        return visit(context, path, typed)


def visit(context: BrowserContext, path: str, typed: str) -> tuple[float, float, float]:
    """Seconds until a page has loaded on a first visit, and the longest tasks in ms while it does and while typing."""
    page = context.new_page()
    page.request.get(path)  # the server has drawn it once: only the browser is slow
    page.add_init_script(TASKS)
    remote = context.new_cdp_session(page)
    remote.send("Network.enable")
    remote.send("Network.emulateNetworkConditions", NETWORK)
    remote.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(path, wait_until="load")
    page.wait_for_function("() => performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
    page.wait_for_timeout(1000)
    loaded, longest = page.evaluate(LOADED), _longest(page)
    return loaded, longest, _typed(page, typed) if typed else 0.0


def _typed(page: Page, where: str) -> float:
    page.locator(where).focus()
    page.wait_for_timeout(1000)
    _longest(page)
    page.keyboard.type("Ten letters", delay=150)
    page.wait_for_timeout(500)
    return _longest(page)


def _longest(page: Page) -> float:
    """The longest task since this was asked last."""
    found: list[float] = page.evaluate("() => tasks.splice(0)")
    return max(found, default=0.0)


if __name__ == "__main__":
    main()
