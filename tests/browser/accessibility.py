"""What every page must meet in a real browser."""

from __future__ import annotations

import re
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = "standards => axe.run(document, {runOnly: standards, resultTypes: ['violations']})"
WATCH_TAB = """() => {
  const drawn = (control) => [control, control.labels?.[0], control.parentElement].filter(Boolean).map((element) =>
    ["", "::before"].map((part) => {
      const style = getComputedStyle(element, part);
      return [style.outline, style.boxShadow, style.backgroundColor, style.border, style.clipPath].join();
    }).join()).join();
  const named = (control) => control.outerHTML.slice(0, 150);
  const group = (radio) => [...document.querySelectorAll("input[type=radio]")].filter(
    (other) => other.name === radio.name && other.form === radio.form);
  const isStop = (control) => {
    const isThere = control.tabIndex >= 0 && !control.disabled && control.checkVisibility({ visibilityProperty: true });
    if (!isThere || control.type !== "radio") return isThere;
    const radios = group(control);
    return control === (radios.find((radio) => radio.checked) ?? radios[0]);
  };
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const stops = [...document.querySelectorAll(all)].filter(isStop);
  const before = new Map(stops.map((control) => [control, drawn(control)]));
  window.walked = { stops: stops.map(named), reached: [], unseen: [] };
  document.activeElement.blur();
  document.addEventListener("focusin", ({ target }) => {
    // A browser lets the keyboard into what scrolls and holds no control.
    if (!before.has(target) && target.scrollWidth > target.clientWidth) return;
    walked.reached.push(named(target));
    if (before.get(target) === drawn(target)) walked.unseen.push(named(target));
  });
  return stops.length;
}"""
"""Says how many stops the keyboard should make on a page, and from then on notes where the focus goes."""

LAY_OUT = """() => {
  for (const part of document.querySelectorAll(".app-report *")) {
    if (getComputedStyle(part).contentVisibility === "auto") part.style.contentVisibility = "visible";
  }
}"""
"""Lays out what is left for later while it is far from the window."""

ALL_MEASURED = "() => !document.querySelector('[data-module=nhsuk-scroll]:not([data-nhsuk-scroll-init])')"
"""Whether each part that may scroll sideways has been measured."""

SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@cache
def axe_source() -> str:
    return AXE.read_text(encoding="utf-8")


def check_accessible(page: Page) -> None:
    """Fail with every breach of WCAG 2.2 AA and of best practice that axe finds on the page as it stands."""
    ready(page)
    page.evaluate(LAY_OUT)
    page.evaluate(axe_source())
    found = page.evaluate(RUN_AXE, STANDARDS)["violations"]
    assert not found, f"{page.url} is not accessible:\n" + "\n".join(map(_explained, found))


def check_fits(page: Page) -> None:
    """Fail if the page has to be scrolled sideways."""
    ready(page)
    page.evaluate(LAY_OUT)
    too_wide = page.evaluate(SIDEWAYS)
    assert too_wide == 0, f"{page.url} is {too_wide} pixels wider than its window"


def check_keyboard(page: Page) -> None:
    """Fail unless Tab reaches every control of the page in the order of the document, and each shows the focus."""
    ready(page)
    for _ in range(page.evaluate(WATCH_TAB)):
        page.keyboard.press("Tab")
    walked = page.evaluate("walked")
    reached = walked["reached"]
    missed = next((pair for pair in zip_longest(walked["stops"], reached) if pair[0] != pair[1]), None)
    assert missed is None, f"{page.url}: Tab does not reach {missed[0]} in its turn, but {missed[1]}"
    assert not walked["unseen"], f"{page.url}: the focus cannot be seen on " + "\n".join(walked["unseen"])


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
        page.wait_for_function(ALL_MEASURED)


def _explained(violation: dict[str, Any]) -> str:
    places = [f"    {' '.join(map(str, node['target']))}: {node['failureSummary']}" for node in violation["nodes"]]
    return "\n".join([f"  {violation['id']} ({violation['impact']}): {violation['help']}", *places])
