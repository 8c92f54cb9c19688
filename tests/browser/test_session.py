"""The end of a session: a warning before it, and nothing lost after it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts import audit
from accounts.models import Organisation, Role, Session, User
from teams.models import Team
from tests.browser.accessibility import check_accessible, check_fits, ready
from tests.browser.conftest import Window
from tests.factories import make_member

PASSWORD = "a long sentence nobody knows"
ADD = "/organisations/ZZA/teams/add/"


@pytest.fixture
def first(organisation: Organisation) -> User:
    return make_member(organisation, Role.LEAD, email="first@fenbrook.example", name="First Lead", password=PASSWORD)


@pytest.fixture
def second(organisation: Organisation) -> User:
    return make_member(organisation, Role.LEAD, email="second@fenbrook.example", name="Second Lead", password=PASSWORD)


def sign_in(page: Page, email: str) -> None:
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def type_and_lose_the_session(page: Page) -> None:
    """Fill in a form, and send it after its session has ended."""
    page.goto(ADD)
    page.get_by_label("Name").fill("Integration")
    page.get_by_label("Standing team").check()
    Session.objects.all().delete()
    page.get_by_role("button", name="Save team").click()
    expect(page.get_by_text("What you typed is kept, but it is not saved yet.")).to_be_visible()
    assert Team.objects.count() == 0


@pytest.mark.parametrize("javascript", [True, False])
def test_a_form_outlives_its_session(window: Window, first: User, javascript: bool) -> None:
    page = window(first, javascript=javascript)
    type_and_lose_the_session(page)
    sign_in(page, first.email)
    expect(page.get_by_text("We have kept what you typed. It is not saved yet.")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Integration")
    expect(page.get_by_label("Standing team")).to_be_checked()
    assert Team.objects.count() == 0
    if javascript:
        check_accessible(page)
    page.get_by_role("button", name="Save team").click()
    expect(page.get_by_text("Saved: team Integration")).to_be_visible()
    page.goto(ADD)
    expect(page.get_by_label("Name")).to_have_value("")


def test_who_signs_in_next_on_that_computer_does_not_see_it(window: Window, first: User, second: User) -> None:
    page = window(first)
    type_and_lose_the_session(page)
    sign_in(page, second.email)
    expect(page.get_by_label("Name")).to_have_value("")
    assert "Integration" not in page.content()
    page.get_by_role("button", name="Sign out").click()
    page.goto(ADD)
    sign_in(page, first.email)
    expect(page.get_by_label("Name")).to_have_value("Integration")


def test_what_was_kept_can_be_thrown_away(window: Window, first: User) -> None:
    page = window(first)
    type_and_lose_the_session(page)
    sign_in(page, first.email)
    page.get_by_role("button", name="Throw away what I typed").click()
    expect(page.get_by_text("What you had typed is thrown away.")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("")


def warned(page: Page) -> None:
    """Open a form, type, and let the browser's clock run to less than two minutes before the end."""
    page.clock.install()
    page.goto(ADD)
    ready(page)
    page.get_by_label("Name").fill("Integration")
    expect(page.get_by_role("alertdialog")).to_be_hidden()
    page.clock.fast_forward("28:05")
    expect(page.get_by_role("alertdialog", name="You will be signed out soon")).to_be_visible()


@pytest.mark.parametrize("key", ["Enter", "Escape"])
def test_one_key_keeps_the_session_going(window: Window, first: User, key: str) -> None:
    page = window(first)
    warned(page)
    expect(page.get_by_role("button", name="Stay signed in")).to_be_focused()
    page.keyboard.press(key)
    expect(page.get_by_role("alertdialog")).to_be_hidden()
    expect(page.locator("#session-status")).to_have_text("You are still signed in.")
    expect(page.get_by_label("Name")).to_have_value("Integration")
    expect(page.get_by_label("Name")).to_be_focused()
    page.clock.fast_forward("27:00")
    expect(page.get_by_role("alertdialog")).to_be_hidden()
    page.clock.fast_forward("01:05")
    expect(page.get_by_role("alertdialog")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 320])
def test_the_warning_is_accessible(
    window: Window, first: User, width: int, picture: Callable[[Page, str], Path]
) -> None:
    page = window(first, width=width)
    warned(page)
    check_accessible(page)
    check_fits(page)
    picture(page, f"session-warning-{width}")


def test_after_the_end_what_was_typed_is_still_there_and_can_be_sent(window: Window, first: User) -> None:
    page = window(first)
    warned(page)
    Session.objects.all().delete()
    page.clock.fast_forward("02:05")
    expect(page.get_by_role("alertdialog", name="You have been signed out")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name")).to_have_value("Integration")
    page.get_by_role("button", name="Save team").click()
    sign_in(page, first.email)
    expect(page.get_by_label("Name")).to_have_value("Integration")


def test_a_page_on_which_nothing_was_typed_gives_way_to_the_sign_in_page(window: Window, first: User) -> None:
    page = window(first)
    page.clock.install()
    page.goto(ADD)
    ready(page)
    Session.objects.all().delete()
    page.clock.fast_forward("30:05")
    expect(page.get_by_text("You have been signed out. Sign in to go on.")).to_be_visible()
    sign_in(page, first.email)
    expect(page.get_by_role("heading", name="Add a team")).to_be_visible()


def test_the_other_tabs_know_that_the_session_goes_on(window: Window, first: User) -> None:
    page = window(first)
    warned(page)
    other = page.context.new_page()
    other.goto(ADD)
    expect(page.get_by_role("alertdialog")).to_be_hidden()
    expect(page.get_by_label("Name")).to_have_value("Integration")


@pytest.mark.parametrize("width", [1280, 320])
def test_the_activity_page(
    window: Window, first: User, organisation: Organisation, width: int, picture: Callable[[Page, str], Path]
) -> None:
    changes = {"wte": ["1", Decimal("0.6").to_eng_string()]}
    audit.record(by=first, organisation=organisation, verb="changed", target="post D14", changes=changes)
    audit.record(
        by=first, organisation=organisation, verb="added", target="post D15",
        changes={"title": [None, "Nurse informatician"], "wte": [None, "0.5"], "notes": [None, "A long note. " * 30]},
    )  # fmt: skip
    audit.record(
        by=first, organisation=organisation, verb="imported", target="roster file 1a2b3c4d",
        changes={"counts": [None, {"added": 120, "changed": 4, "unchanged": 10}]},
    )  # fmt: skip
    page = window(first, width=width)
    page.goto("/organisations/ZZA/activity/")
    expect(page.get_by_text("First Lead changed the WTE of post D14 from 1 to 0.6")).to_be_visible()
    check_accessible(page)
    check_fits(page)
    page.get_by_text("Filter the list").click()
    page.get_by_text("3 fields").click()
    check_accessible(page)
    check_fits(page)
    picture(page, f"activity-{width}")
    page.get_by_label("To what").fill("d14")
    page.get_by_role("button", name="Show activity").click()
    expect(page.get_by_text("1 event", exact=True)).to_be_visible()
    check_accessible(page)
