"""From an empty organisation to a first report of 12 posts, by pages and fields; and the page of all questions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, Request, expect

from accounts.models import AuditEvent, Organisation, User
from assessment.models import Answer
from teams.models import Post
from tests.browser.accessibility import check_accessible, check_fits
from tests.browser.conftest import Faults, Window

MOST_PAGES = 9
MOST_FIELDS = 24
"""What it took when it was counted: more is a step back."""
TITLES = ("Software developer", "Product manager", "User researcher", "Digital midwife", "IT support", "Head of IT")


@pytest.fixture
def spreadsheet(tmp_path: Path) -> Path:
    """Twelve posts as a lead has them: reference, title, WTE and engagement, without roles."""
    rows = [f"P{number},{TITLES[number % len(TITLES)]},1,permanent" for number in range(12)]
    path = tmp_path / "posts.csv"
    path.write_text("\n".join(["post_ref,title,wte,employment", *rows]), encoding="utf-8")
    return path


class Counted:
    """Works a page and counts what it asks of a person: the pages that they open, and the fields that they fill in."""

    def __init__(self, page: Page) -> None:
        self.page, self.pages, self.fields = page, 0, 0
        page.on("request", self.opened)

    def opened(self, request: Request) -> None:
        self.pages += request.is_navigation_request() and request.method == "GET" and request.redirected_from is None

    def look(self) -> None:
        check_accessible(self.page)
        check_fits(self.page)

    def choose(self, locator: str) -> None:
        self.page.locator(locator).check()
        self.fields += 1


def test_from_nothing_to_a_first_report(window: Window, lead: User, spreadsheet: Path) -> None:
    page = window(lead)
    counted = Counted(page)
    page.goto("/organisations/ZZA/start/")
    counted.look()
    page.get_by_role("link", name="Start: import your posts").click()
    page.locator("input[type=file]").set_input_files(spreadsheet)
    counted.fields += 1
    page.get_by_role("button", name="Upload and check").click()
    page.get_by_role("button", name="Confirm and import").click()
    page.goto("/organisations/ZZA/start/")
    page.get_by_role("link", name=re.compile("^Continue: confirm")).click()
    counted.look()
    for choice in page.locator("select").all():
        if not choice.input_value():
            choice.select_option(index=1)
        counted.fields += 1
    page.get_by_role("button", name="Save roles").dblclick()  # F7
    expect(page.get_by_text("Saved: the roles of 12 posts")).to_be_visible()
    assert AuditEvent.objects.filter(verb="confirmed").count() == 1
    page.get_by_role("link", name=re.compile("^Continue: say")).click()
    counted.look()
    counted.choose("input[name=external_staff][value=none]")
    for text in page.locator("main input[type=text]").all():
        text.fill("0")
        counted.fields += 1
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("link", name=re.compile("^Continue: answer")).click()
    counted.look()
    for block in page.locator("[data-autosave]").all():
        block.locator("input[type=radio][value='1']").check()
        if block.locator(".app-record").count():
            block.get_by_label(re.compile("^Why does your answer differ")).fill("We started this month.")
            counted.fields += 1
        counted.fields += 1
    page.get_by_role("button", name="Save answers").click()
    expect(page.get_by_text("10 of 10 answered")).to_be_visible()
    page.goto("/organisations/ZZA/start/")
    page.get_by_role("link", name="Read the first report").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Board report")
    assert not Post.objects.filter(role="").exists()
    assert counted.pages <= MOST_PAGES
    assert counted.fields <= MOST_FIELDS


def block_of(criterion: str) -> str:
    return f"section[data-autosave$='/answers/{criterion}/']"


def test_the_questions_save_by_themselves_and_keep_what_is_typed(
    window: Window, lead: User, organisation: Organisation, faults: Faults
) -> None:
    page, block = window(lead), block_of("Q1.8")
    page.goto("/organisations/ZZA/answers/all/")
    page.locator(f"{block} input[value='2']").first.check()
    expect(page.locator("[data-autosave-status]")).to_have_text(re.compile("^Saved at"))
    assert Answer.objects.get().level == 2
    # F16: somebody signed in elsewhere, so that the token of this page is out of date.
    page.context.add_cookies([{"name": settings.CSRF_COOKIE_NAME, "value": "x" * 32, "url": page.url}])
    page.locator(f"{block} input[value='1']").first.check()
    expect(page.locator("[data-autosave-status]")).to_have_text(re.compile("^Saved at"))
    # F14: the role is taken away between two requests.
    organisation.memberships.filter(user=lead).update(role="sponsor")
    page.locator(f"{block} input[value='0']").first.check()
    expect(page.get_by_text("You may no longer change this")).to_be_visible()
    assert Answer.objects.get().level == 1
    faults.clear()  # the refusals above are what the test is about


def test_the_questions_work_without_scripts_and_come_back_after_signing_in(window: Window, lead: User) -> None:
    page = window(lead, width=320, javascript=False)
    page.goto("/organisations/ZZA/answers/all/")
    page.locator("input[name='Q1_8-level'][value='2']").check()
    # F15: the session is gone when the form arrives.
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Save answers").click()
    expect(page.get_by_text("What you typed is kept")).to_be_visible()
    assert not Answer.objects.exists()


def test_a_screen_reader_finds_the_task_list_and_the_questions(window: Window, lead: User) -> None:
    page = window(lead, width=320)
    page.emulate_media(forced_colors="active")
    page.goto("/organisations/ZZA/")
    check_accessible(page)
    check_fits(page)
    said = page.locator(".nhsuk-task-list").aria_snapshot()
    assert 'link "Organisation facts"' in said
    assert said.count("Not yet started") >= 6
    page.goto("/organisations/ZZA/answers/all/")
    check_accessible(page)
    check_fits(page)
    said = page.locator("main").aria_snapshot()
    assert 'region "Senior sponsorship across the trust"' in said
    assert 'radio "2: A named executive owner; digital at committee at least twice a year"' in said
    assert said.count('radio "We do not know"') == 10
