"""An authenticator app, a passkey and recovery codes in a real browser, from setting them up to signing in."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from accounts.models import Organisation, Role
from tests.browser.accessibility import check_accessible, check_error_summary, check_fits
from tests.browser.conftest import Window
from tests.factories import make_member

EMAIL = "newcomer@fenbrook.example"
PASSWORD = "a long sentence nobody knows"
ORGANISATION = "Fenbrook Community Trust"


@pytest.fixture(autouse=True)
def newcomer(organisation: Organisation, settings: Settings) -> None:
    make_member(organisation, Role.LEAD, email=EMAIL, name="New Comer", password=PASSWORD)
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()


def sign_in(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Email address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_label("Email address")).to_be_visible()


def is_in(page: Page) -> None:
    expect(page.get_by_role("link", name=ORGANISATION)).to_be_visible()


def check(page: Page) -> None:
    check_accessible(page)
    check_fits(page)


def code_of(secret: str, ahead: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def set_up_app(page: Page) -> tuple[str, list[str]]:
    """Its secret, and the recovery codes."""
    page.get_by_role("link", name="Set up an authenticator app").click()
    secret = page.locator("code").inner_text()
    page.get_by_label("Code from your authenticator app").fill(code_of(secret))
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    return secret, page.locator("code").all_inner_texts()


def enter(page: Page, code: str) -> None:
    page.get_by_label("Security code").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.parametrize("width", [1280, 320])
def test_a_newcomer_sets_up_an_app_and_signs_in_with_it(
    window: Window, width: int, picture: Callable[[Page, str], Path]
) -> None:
    page = window(width=width)
    sign_in(page)
    expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    check(page)
    picture(page, f"second-factor-{width}")
    page.get_by_role("link", name="Set up an authenticator app").click()
    assert page.locator("img").evaluate("image => image.complete && image.naturalWidth > 0")
    check(page)
    picture(page, f"app-{width}")
    page.get_by_label("Code from your authenticator app").fill("000000")
    page.get_by_role("button", name="Set up").click()
    check_error_summary(page, "The code is not right")
    page.go_back()
    page.goto("/account/second-factor/")
    secret, codes = set_up_app(page)
    assert len(codes) == 10
    check(page)
    picture(page, f"codes-{width}")
    page.get_by_role("link", name="Go on to your organisations").click()
    is_in(page)
    sign_out(page)
    sign_in(page)
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    check(page)
    picture(page, f"second-step-{width}")
    enter(page, "000000")
    check_error_summary(page, "The code is not right")
    check_accessible(page)
    enter(page, code_of(secret, ahead=1))
    is_in(page)


def test_a_recovery_code_works_once_only(window: Window) -> None:
    page = window()
    sign_in(page)
    _, codes = set_up_app(page)
    sign_out(page)
    sign_in(page)
    enter(page, codes[0])
    is_in(page)
    sign_out(page)
    sign_in(page)
    enter(page, codes[0])
    check_error_summary(page, "The code is not right")
    enter(page, codes[1])
    is_in(page)


def add_authenticator(page: Page) -> None:
    """A device that makes passkeys, inside the browser."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_set_up_and_used(window: Window, picture: Callable[[Page, str], Path]) -> None:
    page = window()
    add_authenticator(page)
    sign_in(page)
    page.get_by_role("link", name="Add a passkey").click()
    check(page)
    picture(page, "passkey")
    page.get_by_label("Name of the passkey").fill("Work laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    page.goto("/account/second-factor/")
    expect(page.get_by_text("Work laptop", exact=True)).to_be_visible()
    check(page)
    sign_out(page)
    sign_in(page)
    check(page)
    picture(page, "second-step-passkey")
    page.get_by_role("button", name="Use a passkey").click()
    is_in(page)


def test_without_a_device_the_passkey_page_says_so(window: Window) -> None:
    page = window()
    sign_in(page)
    page.get_by_role("link", name="Add a passkey").click()
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('none')); }")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("alert").filter(has_text="gave us no passkey")).to_be_visible()
    expect(page).to_have_url(re.compile("/passkeys/add/$"))


def test_the_account_pages(window: Window, settings: Settings, picture: Callable[[Page, str], Path]) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    page = window(width=320)
    page.goto("/reset-password/")
    check(page)
    page.get_by_label("Email address").fill("nobody@fenbrook.example")
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", name="Check your email")).to_be_visible()
    check(page)
    sign_in(page)
    is_in(page)
    for path in ("", "password/", "email/", "sessions/", "second-factor/"):
        page.goto(f"/account/{path}")
        check(page)
        picture(page, f"account-{path.strip('/') or 'home'}")
    page.goto("/account/password/")
    page.get_by_role("button", name="Change password").click()
    check_error_summary(page, "Enter your current password", "Enter a new password")
