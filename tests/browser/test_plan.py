"""The improvement plan by keyboard, read by others, and the history of three reports, at both widths."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from accounts.models import Organisation, User
from tests.browser.accessibility import check_accessible, check_error_summary, check_fits
from tests.browser.conftest import Window
from tests.browser.hands import Keyboard, Mouse
from tests.factories import make_draft, make_post
from tests.reports.test_history import sign

Picture = Callable[[Page, str], Path]
HOME = "/organisations/ZZA/"


def look(page: Page, picture: Picture, name: str) -> None:
    """Check the page that is open at both widths; SCREENSHOTS names the folder that the pictures go to."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        check_accessible(page)
        check_fits(page)
        picture(page, f"plan-{name}-{width}")


def test_a_lead_plans_by_keyboard_and_others_read_it(
    window: Window, picture: Picture, lead: User, sponsor: User, board_member: User, organisation: Organisation
) -> None:
    draft = make_draft(organisation)
    draft.answers.create(criterion="Q1.7", level=1)
    draft.answers.create(criterion="Q1.8", level=2)
    leads = Keyboard(window(lead))
    leads.page.goto(HOME)
    leads.follow("Improvement plan")
    expect(leads.page.get_by_text("There are two gaps.")).to_be_visible()
    look(leads.page, picture, "gaps")
    add_action(leads, picture)
    record_progress(leads, picture)
    leads.follow("Say why there is none for Senior sponsorship")
    look(leads.page, picture, "reason")
    leads.type("Why is there no action?", "The chair is new.")
    leads.press("Save reason")
    expect(leads.page.get_by_text("Each has an action, or a reason for none.")).to_be_visible()
    look(leads.page, picture, "planned")
    leads.follow("Remove Share a team with the council")
    look(leads.page, picture, "remove")
    leads.follow("Cancel")
    reads = Mouse(window(sponsor))
    reads.page.goto(f"{HOME}plan/")
    expect(reads.page.get_by_role("link", name="Record progress")).to_have_count(0)
    expect(reads.page.get_by_text("Share a team with the council")).to_be_visible()
    look(reads.page, picture, "read")
    reads.page.goto(f"{HOME}report/")
    expect(reads.page.locator("#plan ~ div").get_by_text("Share a team with the council")).to_be_visible()
    assert Mouse(window(board_member)).page.goto(f"{HOME}plan/").status == 403  # type: ignore[union-attr]  # a page


def add_action(leads: Mouse, picture: Picture) -> None:
    """Add an action; its owner is first left out, and then looks like a name."""
    leads.follow("Add an action for Shared teams")
    leads.type("What will be done?", "Share a team with the council")
    leads.press("Save action")
    check_error_summary(leads.page, "Enter the job title of who answers for it", "Enter the day on which it is due")
    look(leads.page, picture, "errors")
    leads.type("Job title of who answers for it", "Priya Nair")
    for part, number in (("Day", "31"), ("Month", "3"), ("Year", "2099")):
        leads.type(part, number)
    leads.press("Save action")
    look(leads.page, picture, "name")
    expect(leads.page.get_by_label("None of these names a person")).to_be_visible()
    leads.type("Job title of who answers for it", "Chief nurse")
    leads.press("Save action")
    expect(leads.page.get_by_role("alert")).to_contain_text("Saved: Share a team with the council")


def record_progress(leads: Mouse, picture: Picture) -> None:
    leads.follow("Record progress of Share a team")
    expect(leads.page.get_by_label("Day", exact=True)).to_be_hidden()
    leads.choose("Done")
    for part, number in (("Day", "1"), ("Month", "9"), ("Year", "2026")):
        leads.type(part, number)
    leads.type("Note on progress", "The council has agreed.")
    look(leads.page, picture, "progress")
    leads.press("Save progress")
    expect(leads.page.get_by_text("on 1 September 2026")).to_be_visible()


def test_a_board_member_reads_the_history(
    window: Window, picture: Picture, lead: User, sponsor: User, board_member: User, organisation: Organisation
) -> None:
    make_post(organisation)
    board = Mouse(window(board_member))
    for number, day in enumerate((date(2026, 9, 30), date(2027, 3, 31), date(2027, 9, 30))):
        board.page.goto(HOME)
        board.follow("History")
        expect(board.page.locator("figure")).to_have_count(0)
        look(board.page, picture, f"history-{number}")
        sign(organisation, lead, sponsor, day)
    board.page.goto(f"{HOME}history/")
    expect(board.page.get_by_role("img", name="No score is known to differ")).to_be_visible()
    look(board.page, picture, "history")
    board.follow("Report 3")
    expect(board.page.get_by_role("heading", name="Over time")).to_be_visible()
    look(board.page, picture, "report")
