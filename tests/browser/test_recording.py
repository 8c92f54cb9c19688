"""The pages on which a lead records: what a screen reader says of each, by keyboard, in forced colours; lost posts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Organisation, User
from tests.browser.accessibility import ready
from tests.browser.conftest import Faults, Window
from tests.factories import make_post, make_team
from tests.furnishing import furnish
from tests.walks.table import PAGES, paths

PARTS = (
    "posts|teams|skills|facts|start|clinical-time|pulse|initiatives|suppliers|contracts|sharing|representation|quality"
)
RECORDING = re.compile(rf"organisations/<ods:ods>/(({PARTS})/.*|answers/.*)?")
FILES = re.compile(r"\.(csv|json|pdf|toml|xlsx)$|/suggest-role/$")
NAMELESS = re.compile(r"^\s*- (link|button|textbox|combobox|radio|checkbox|searchbox|table|img)(:|$| \[)", re.MULTILINE)

UNSEEN_FOCUS = """() => {
  const visible = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const all = document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary");
  const seen = [...all].filter((control) => control.checkVisibility() && !control.disabled).slice(0, 80);
  return seen.filter((control) => {
    control.focus({ focusVisible: true });
    const label = control.labels?.[0];
    const drawn = [getComputedStyle(control), ...(label ? [getComputedStyle(label, "::before")] : [])];
    return document.activeElement !== control || !drawn.some(visible);
  }).map((control) => control.outerHTML.slice(0, 200));
}"""
"""The controls that the keyboard cannot reach, or on which nobody sees that it has."""


@pytest.fixture
def furnished(organisation: Organisation, other_organisation: Organisation, lead: User) -> list[Organisation]:
    furnish(organisation, by=lead)
    return [organisation, other_organisation]


def test_every_page_of_recording_reads_sensibly_and_shows_the_focus(page: Page, furnished: list[Organisation]) -> None:
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    routes = [shown.route for shown in PAGES if "lead" in shown.opened_by]
    wrong = []
    for route in (route for route in routes if RECORDING.fullmatch(route) and not FILES.search(route)):
        page.goto(next(paths(route, *furnished))[1])
        ready(page)
        wrong += [f"{route}: {problem}" for problem in [*_spoken(page), *_focus(page)]]
    assert not wrong, "\n".join(wrong)


def _spoken(page: Page) -> list[str]:
    """What is wrong with what a screen reader says of a page."""
    said = page.locator("body").aria_snapshot()
    found = [f"nothing names {match[0].strip()}" for match in NAMELESS.finditer(said)]
    headings = len(re.findall(r"- '?heading [^\n]*(?:\n[^\n-]*)?\[level=1\]", said))
    landmarks = [name for name in ("- banner", "- main", "- contentinfo") if name not in said]
    return [*found, *[f"no {name}" for name in landmarks], *([f"{headings} main headings"] if headings != 1 else [])]


def _focus(page: Page) -> list[str]:
    """Where the keyboard's focus cannot be seen in forced colours, in which shadows and backgrounds are gone."""
    return [f"the focus is not seen on {control}" for control in page.evaluate(UNSEEN_FOCUS)]


def test_a_form_that_is_sent_again_adds_no_second_post(page: Page, organisation: Organisation) -> None:
    page.goto("/organisations/ZZA/posts/add/")
    page.get_by_label("Post reference").fill("D77")
    page.get_by_label("Job title").fill("Product manager")
    page.get_by_label("WTE", exact=True).fill("1")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved: post D77")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="There is a post with this reference already")).to_be_visible()
    assert organisation.posts.count() == 1


def test_what_was_typed_of_a_post_that_is_gone_can_be_copied(
    window: Window, lead: User, organisation: Organisation, faults: Faults
) -> None:
    post = make_post(organisation, team=make_team(organisation))
    page = window(lead)
    page.goto(f"/organisations/ZZA/posts/{post.pk}/edit/")
    page.get_by_label("Notes").fill("Covers the night shift")
    post.delete()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.locator("main").get_by_text("Covers the night shift").count()
