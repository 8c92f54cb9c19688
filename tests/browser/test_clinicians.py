"""Clinicians' time, what clinicians say of it, and the lists beside it, by the hands of a lead and of a clinician."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from accounts.models import Organisation, User
from tests.browser.accessibility import check_accessible, check_error_summary, check_fits
from tests.browser.conftest import Window
from tests.browser.hands import Keyboard, Mouse
from tests.factories import make_post

HOME = "/organisations/ZZA/"
WAYS = [(Mouse, 1280, True), (Keyboard, 320, True), (Mouse, 1280, False)]
NAMES = ["mouse", "keyboard and narrow", "without javascript"]


@pytest.fixture(autouse=True)
def _clinician(organisation: Organisation) -> None:
    cache.clear()
    make_post(organisation, post_ref="C1", title="Ward digital champion", role="clinical_champion", wte="0.2")
    make_post(organisation, post_ref="H1", employment="supplier", supplier="Halden Systems")


def look(page: Page, heading: str, *, javascript: bool) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    if javascript:
        check_accessible(page)
        check_fits(page)


@pytest.mark.parametrize(("hands_of", "width", "javascript"), WAYS, ids=NAMES)
def test_a_lead_records_time_and_lists(
    hands_of: type[Mouse], width: int, javascript: bool, window: Window, lead: User
) -> None:
    page = window(lead, width=width, javascript=javascript)
    hands = hands_of(page)
    page.goto(f"{HOME}clinical-time/")
    look(page, "Clinical time", javascript=javascript)
    record_time(page, hands, javascript=javascript)
    page.goto(f"{HOME}initiatives/add/")
    look(page, "Add an initiative", javascript=javascript)
    hands.type("Name of the initiative", "Outpatient letters")
    hands.press("Save initiative")
    look(page, "Initiatives", javascript=javascript)
    hands.press("Say that this list is complete")
    look(page, "Initiatives", javascript=javascript)
    expect(page.get_by_text("You said that this list is complete")).to_be_visible()
    page.goto(f"{HOME}suppliers/")
    look(page, "Suppliers and contracts", javascript=javascript)
    hands.follow("Add Halden Systems")
    hands.press("Save supplier")
    hands.follow("Add a contract")
    hands.type("What do they provide?", "Service desk")
    hands.press("Save contract")
    look(page, "Suppliers and contracts", javascript=javascript)
    expect(page.get_by_role("table", name="Contracts")).to_contain_text("Service desk")


def record_time(page: Page, hands: Mouse, *, javascript: bool) -> None:
    """Type time in hours, see what it comes to, put a mistake right, and save."""
    hands.follow("C1 Ward digital champion")
    look(page, "Ward digital champion", javascript=javascript)
    hands.choose("Hours a week")
    hands.type("Digital time that is really given", "7.5")
    hands.type("Of that, in the job plan", "3")
    hands.type("Of that, backfilled", "0")
    hands.type("Of that, paid as extra sessions", "6")
    hands.press("Save time")
    if javascript:
        check_error_summary(page, "The parts come to more than the time that is given")
    hands.type("Of that, paid as extra sessions", "1.5")
    if javascript:
        unpaid = page.get_by_role("row", name=re.compile("unpaid"))
        expect(unpaid.get_by_role("cell")).to_have_text(["0.08", "0.08"])
    hands.press("Save time")
    look(page, "Clinical time", javascript=javascript)
    expect(page.get_by_text("Outside the job plan: unpaid 0.08 WTE, paid extra 0.04 WTE")).to_be_visible()


@pytest.mark.parametrize(("hands_of", "width", "javascript"), WAYS, ids=NAMES)
def test_clinicians_answer_and_the_lead_reads_the_fifth_answer(
    hands_of: type[Mouse], width: int, javascript: bool, window: Window, lead: User
) -> None:
    page = window(lead, width=width, javascript=javascript)
    page.goto(f"{HOME}pulse/")
    hands_of(page).press("Open the survey")
    look(page, "Survey of clinicians", javascript=javascript)
    link = re.sub(r"^https?://[^/]+", "", page.get_by_role("link", name="http").inner_text())
    for number in range(5):
        expect(page.get_by_text("Fewer than five answers have come so far")).to_be_visible()
        somebody = window(None, width=width, javascript=javascript)
        somebody.goto(link)
        hands = hands_of(somebody)
        if number == 0:
            look(somebody, "Digital work and your time", javascript=javascript)
            hands.press("Send my answers")
            if javascript:
                check_error_summary(somebody, "Were you involved from the start?")
        hands.choose("None of it")
        hands.choose("Up to 2 hours")
        hands.choose("No, I joined later")
        hands.press("Send my answers")
        expect(somebody.get_by_role("heading", level=1)).to_have_text("Thank you")
        page.reload()
    look(page, "Survey of clinicians", javascript=javascript)
    expect(page.get_by_text("5 answers")).to_be_visible()
    page.goto(f"{HOME}pulse/print/")
    look(page, "Do you help with digital work?", javascript=javascript)
