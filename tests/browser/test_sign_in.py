from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Organisation, Role
from tests.browser.accessibility import check_accessible, check_error_summary, check_fits
from tests.browser.conftest import Window
from tests.factories import make_member

PASSWORD = "a long sentence nobody knows"


@pytest.fixture
def newcomer(organisation: Organisation) -> None:
    make_member(organisation, Role.LEAD, email="newcomer@fenbrook.example", name="New Comer", password=PASSWORD)


def sign_in(page: Page, password: str) -> None:
    page.get_by_label("Email address").fill("newcomer@fenbrook.example")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("width", [1280, 320])
def test_a_lead_signs_in_and_out(window: Window, newcomer: None, width: int) -> None:
    page = window(width=width)
    page.goto("/")
    check_accessible(page)
    check_fits(page)
    sign_in(page, PASSWORD)
    expect(page).to_have_url(re.compile("/$"))
    expect(page.get_by_role("link", name="Fenbrook Community Trust")).to_be_visible()
    check_accessible(page)
    check_fits(page)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_wrong_password_is_said_in_an_error_summary(window: Window, newcomer: None) -> None:
    page = window()
    page.goto("/")
    sign_in(page, "not the password")
    check_error_summary(page)
    check_accessible(page)


def test_signing_in_leads_to_the_page_that_was_asked_for(window: Window, newcomer: None) -> None:
    page = window()
    page.goto("/organisations/ZZA/")
    sign_in(page, PASSWORD)
    expect(page).to_have_url(re.compile("/organisations/ZZA/$"))


def test_a_lead_signs_in_without_javascript(window: Window, newcomer: None) -> None:
    page = window(javascript=False)
    page.goto("/")
    sign_in(page, PASSWORD)
    expect(page.get_by_role("link", name="Fenbrook Community Trust")).to_be_visible()
