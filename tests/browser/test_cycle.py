"""Two cycles of an assessment in four browsers: a return, a sign-off, a reopening, the next one, and a comparison."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Assignment, Membership, Organisation, User
from assessment.models import Assessment
from tests.browser.accessibility import check_accessible, check_error_summary, check_fits
from tests.browser.conftest import Window
from tests.browser.hands import Keyboard, Mouse
from tests.factories import make_post, make_ready_draft

Picture = Callable[[Page, str], Path]
HOME = "/organisations/ZZA/"
CYCLE = f"{HOME}assessments/"


@pytest.fixture
def draft(organisation: Organisation, contributor: User) -> Assessment:
    make_post(organisation, post_ref="D1", title="Interface developer", skills={"data": 3})
    Assignment.objects.create(membership=Membership.objects.get(user=contributor), kind="section", key="questions")
    return make_ready_draft(organisation)


def look(page: Page, picture: Picture, name: str) -> None:
    """Check the page that is open at both widths; SCREENSHOTS names the folder that the pictures go to."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        check_accessible(page)
        check_fits(page)
        picture(page, f"cycle-{name}-{width}")


def submit(hands: Mouse, picture: Picture | None = None) -> None:
    """From the answers to the submission."""
    hands.page.goto(f"{CYCLE}check/")
    if picture:
        look(hands.page, picture, "check")
    hands.follow("Continue to the quality checks")
    if picture:
        look(hands.page, picture, "warnings")
    for box in hands.page.get_by_role("textbox").all():
        if not box.input_value():
            box.fill("We know, and mend it by spring.")
    hands.press("Save and continue")
    if picture:
        hands.press("Submit for sign-off")
        check_error_summary(hands.page, "Choose who signs it off", "Enter their job title")
        look(hands.page, picture, "submit")
    hands.choose("Spencer Sponsor")
    hands.type("Their job title", "Chief executive")
    hands.press("Submit for sign-off")
    expect(hands.page.get_by_role("alert")).to_contain_text("asked by email to sign it off")


def sign(hands: Mouse, number: int) -> None:
    hands.page.goto(f"{CYCLE}sign-off/")
    hands.choose("I have read the report, and it is a fair account of our digital team")
    hands.press("Sign off the report")
    expect(hands.page.get_by_role("alert")).to_contain_text(f"report {number} is current")


def test_two_cycles_by_lead_contributor_sponsor_and_board_member(
    window: Window,
    picture: Picture,
    draft: Assessment,
    lead: User,
    contributor: User,
    sponsor: User,
    board_member: User,
) -> None:
    leads, sponsors = Mouse(window(lead)), Mouse(window(sponsor))
    contributors, board = Keyboard(window(contributor)), Mouse(window(board_member))
    leads.page.goto(f"{CYCLE}commentary/Q1/")
    leads.type("Your commentary", "We have hired two people since.")
    look(leads.page, picture, "commentary")
    leads.press("Save commentary")
    submit(leads, picture)
    look(leads.page, picture, "submitted")
    # The contributor can only read while it waits.
    contributors.page.goto(f"{HOME}answers/Q1.7/")
    expect(contributors.page.get_by_role("button", name="Save and continue")).to_have_count(0)
    # The sponsor returns it, and signs off what comes back.
    sponsors.page.goto("/")
    sponsors.follow("Read the report, and sign it off or return it")
    look(sponsors.page, picture, "read")
    sponsors.follow("Return it with a comment")
    sponsors.choose("The posts and teams")
    sponsors.type("What should change?", "The user researcher is missing.")
    look(sponsors.page, picture, "return")
    sponsors.press("Return it")
    leads.page.goto(CYCLE)
    expect(leads.page.get_by_text("The user researcher is missing.")).to_be_visible()
    look(leads.page, picture, "returned")
    submit(leads)
    sponsors.page.goto(f"{CYCLE}sign-off/")
    look(sponsors.page, picture, "sign-off")
    sign(sponsors, 1)
    board.page.goto(HOME)
    board.follow("Read the current report")
    expect(board.page.get_by_text("Interface developer")).to_have_count(0)
    look(board.page, picture, "report")
    second_cycle(leads, contributors, sponsors, board, picture, draft.organisation)


def second_cycle(
    leads: Mouse, contributors: Mouse, sponsors: Mouse, board: Mouse, picture: Picture, organisation: Organisation
) -> None:
    """Reopen the report, sign it off anew, start the next one from it, and compare."""
    make_post(organisation, post_ref="D2", title="User researcher", role="user_researcher", skills={"data": 1})
    leads.page.goto(f"{HOME}reports/changes/")
    expect(leads.page.get_by_text("so user-centred design is now covered").first).to_be_visible()
    look(leads.page, picture, "changes")
    leads.page.goto(f"{HOME}reports/1/")
    leads.follow("Reopen this report")
    leads.type("Why is it reopened?", "A post was missing.")
    look(leads.page, picture, "reopen")
    leads.press("Reopen the report")
    submit(leads)
    sign(sponsors, 2)
    leads.page.goto(CYCLE)
    look(leads.page, picture, "list")
    leads.follow("Start an assessment")
    look(leads.page, picture, "start")
    leads.press("Start the assessment")
    contributors.page.goto(f"{CYCLE}carried/")
    look(contributors.page, picture, "carried")
    for box in contributors.page.get_by_role("checkbox").all():
        box.check()
    contributors.press("Confirm what I chose")
    submit(leads)
    sign(sponsors, 3)
    board.page.goto(CYCLE)
    expect(board.page.get_by_role("row", name="Report 1")).to_contain_text("Superseded")
    board.follow("Compare two reports")
    board.page.get_by_label("The earlier report").select_option(
        label=board.page.locator("#id_first option").last.inner_text()
    )
    board.press("Compare")
    expect(board.page.get_by_text("user-centred design").first).to_be_visible()
    expect(board.page.get_by_text("User researcher")).to_have_count(0)
    look(board.page, picture, "compare")
