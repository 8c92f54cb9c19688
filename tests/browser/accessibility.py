"""What every page must meet in a real browser."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = "standards => axe.run(document, {runOnly: standards, resultTypes: ['violations']})"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@cache
def axe_source() -> str:
    return AXE.read_text(encoding="utf-8")


def check_accessible(page: Page) -> None:
    """Fail with every breach of WCAG 2.2 AA and of best practice that axe finds on the page as it stands."""
    ready(page)
    page.evaluate(axe_source())
    found = page.evaluate(RUN_AXE, STANDARDS)["violations"]
    assert not found, f"{page.url} is not accessible:\n" + "\n".join(map(_explained, found))


def check_fits(page: Page) -> None:
    """Fail if the page has to be scrolled sideways."""
    ready(page)
    too_wide = page.evaluate(SIDEWAYS)
    assert too_wide == 0, f"{page.url} is {too_wide} pixels wider than its window"


def check_error_summary(page: Page, *messages: str) -> None:
    """Fail unless the errors stand in the title, and in a summary that has the focus and leads to the fields."""
    ready(page)
    summary = page.locator(".nhsuk-error-summary")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(summary).to_be_focused()
    for message in messages:
        link = summary.get_by_role("link", name=message)
        expect(link).to_have_count(1)
        expect(page.locator(str(link.get_attribute("href")))).to_have_count(1)


def ready(page: Page) -> None:
    """Wait until our script has done its part, on a page that has it."""
    if page.locator("script[data-nhsuk]").count():
        page.locator("body.js-enabled").wait_for()


def _explained(violation: dict[str, Any]) -> str:
    places = [f"    {' '.join(map(str, node['target']))}: {node['failureSummary']}" for node in violation["nodes"]]
    return "\n".join([f"  {violation['id']} ({violation['impact']}): {violation['help']}", *places])
