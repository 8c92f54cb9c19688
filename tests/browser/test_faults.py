"""The watch that the other tests rely on sees what it should."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.accessibility import check_accessible, check_fits, check_keyboard
from tests.browser.conftest import Faults

PAGE = '<!DOCTYPE html><html lang="en"><title>Page</title><main><h1>Page</h1>{}</main>'
POLICY = {"Content-Security-Policy": "default-src 'self'"}


def show(page: Page, body: str, **headers: str) -> None:
    html = PAGE.format(body)
    page.route("**/made-up", lambda route: route.fulfill(body=html, content_type="text/html", headers=headers))
    page.goto("/made-up")


def test_a_plain_page_has_no_fault(page: Page, faults: Faults) -> None:
    show(page, "<p>Nothing wrong.</p>", **POLICY)
    check_accessible(page)
    check_fits(page)
    assert faults == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<script>1</script>", "Content Security Policy"),
        ('<p style="color: red">Red</p>', "Content Security Policy"),
        ('<img alt="" src="/static/not-there.png">', "404"),
        ('<script src="/static/not-there.js"></script>', "404"),
        ('<img alt="" src="http://other.example/pixel.png">', "another host"),
    ],
)
def test_a_fault_of_a_page_is_seen(page: Page, faults: Faults, body: str, fault: str) -> None:
    show(page, body, **POLICY)
    assert any(fault in seen for seen in faults), faults
    faults.clear()


def test_an_error_of_a_script_is_seen(page: Page, faults: Faults) -> None:
    show(page, "<script>throw new Error('broken')</script>")
    assert any("broken" in seen for seen in faults), faults
    faults.clear()


def test_a_page_that_is_not_accessible_is_seen(page: Page) -> None:
    show(page, '<img src="/static/images/favicon.svg"><button></button>')
    with pytest.raises(AssertionError, match="image-alt"):
        check_accessible(page)


def test_a_page_that_is_too_wide_is_seen(page: Page) -> None:
    show(page, f"<p>{'w' * 500}</p>")
    with pytest.raises(AssertionError, match="wider than its window"):
        check_fits(page)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<a href="/">One</a><button onkeydown="event.preventDefault()">Two</button><input>', "reach <input>"),
        ('<a href="/">One</a><input tabindex="1">', "reach <a"),
        ('<style>a { outline: none }</style><a href="/">One</a>', "cannot be seen on <a"),
    ],
)
def test_a_page_that_the_keyboard_does_not_work_is_seen(page: Page, body: str, fault: str) -> None:
    show(page, body)
    with pytest.raises(AssertionError, match=fault):
        check_keyboard(page)


def test_the_keyboard_reaches_one_button_of_a_group(page: Page) -> None:
    group = "".join(f'<label><input type="radio" name="a" value="{value}">{value}</label>' for value in "123")
    show(page, f'<a href="/">One</a>{group}<button disabled>Two</button><button>Three</button>')
    check_keyboard(page)
