"""Posts as people change them: a grid of two people and two tabs, without JavaScript, by keyboard; and the form."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from accounts.models import Organisation, Role, User
from teams.models import Post
from tests.browser.accessibility import check_accessible, check_error_summary, check_fits, ready
from tests.browser.conftest import Faults, Window
from tests.factories import make_member, make_post, make_team

GRID = "/organisations/ZZA/posts/grid/"
SAVED = re.compile(r"^Saved at [0-2][0-9]:[0-5][0-9]$")
Picture = Callable[[Page, str], Path]


@pytest.fixture
def posts(organisation: Organisation) -> list[Post]:
    team = make_team(organisation, "Integration")
    return [make_post(organisation, post_ref=f"D{number}", team=team) for number in (1, 2, 3)]


@pytest.fixture
def other(organisation: Organisation) -> User:
    return make_member(organisation, Role.LEAD, name="Olive Other")


def opened(page: Page, address: str = GRID) -> Page:
    page.goto(address)
    ready(page)
    return page


def cell(page: Page, post: Post, label: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=post.post_ref)).get_by_label(label)


def type_in(page: Page, post: Post, text: str) -> None:
    cell(page, post, "Job title").fill(text)


def state(page: Page) -> Locator:
    return page.locator("[data-autosave-status]")


def title_of(post: Post) -> str:
    post.refresh_from_db()
    return post.title


def test_two_people_in_one_grid_lose_nothing(
    window: Window, lead: User, other: User, posts: list[Post], picture: Picture, faults: Faults
) -> None:
    mine, theirs = opened(window(lead)), opened(window(other))
    check_accessible(mine)
    check_fits(mine)
    picture(mine, "grid-1280")
    type_in(theirs, posts[0], "Theirs")
    expect(state(theirs)).to_have_text(SAVED)
    type_in(mine, posts[1], "Another row")
    expect(state(mine)).to_have_text(SAVED)
    assert (title_of(posts[0]), title_of(posts[1])) == ("Theirs", "Another row")
    type_in(mine, posts[0], "Mine")
    expect(mine.get_by_text("Olive Other changed this on")).to_be_visible()
    for value in ("Theirs", "Mine"):
        expect(mine.get_by_role("cell", name=value, exact=True)).to_be_visible()
    assert title_of(posts[0]) == "Theirs"
    check_accessible(mine)
    picture(mine, "grid-clash-1280")
    mine.get_by_role("button", name="Save what I typed").click()
    expect(state(mine)).to_have_text(SAVED)
    assert title_of(posts[0]) == "Mine"
    faults.clear()  # the answer 409


def test_two_tabs_of_one_person_and_a_post_that_is_gone(
    window: Window, lead: User, posts: list[Post], faults: Faults
) -> None:
    first = opened(window(lead))
    second = first.context.new_page()
    opened(second)
    type_in(second, posts[0], "Second tab")
    expect(state(second)).to_have_text(SAVED)
    type_in(first, posts[0], "First tab")
    expect(first.get_by_text("You changed this in another tab or window")).to_be_visible()
    first.get_by_role("button", name="Keep what is saved now").click()
    expect(cell(first, posts[0], "Job title")).to_have_value("Second tab")
    Post.objects.filter(pk=posts[2].pk).delete()
    type_in(first, posts[2], "Typed for nothing")
    expect(first.get_by_text("A post is no longer there")).to_be_visible()
    expect(cell(first, posts[2], "Job title")).to_have_value("Typed for nothing")
    assert title_of(posts[0]) == "Second tab"
    faults.clear()  # the answers 409 and 404


def test_leaving_with_unsaved_text_asks_and_only_then(
    window: Window, lead: User, posts: list[Post], faults: Faults
) -> None:
    page = opened(window(lead))
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_role("link", name="Show the same posts as a list").click()
    expect(page).to_have_url(re.compile(r"/posts/\?"))
    opened(page)
    cell(page, posts[0], "WTE").first.fill("9")
    expect(page.get_by_text("WTE: enter a number above 0")).to_be_visible()
    page.get_by_role("link", name="Show the same posts as a list").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("grid")
    assert asked == ["beforeunload"]
    cell(page, posts[0], "WTE").first.fill("0.5")
    expect(state(page)).to_have_text(SAVED)
    page.get_by_role("link", name="Show the same posts as a list").click()
    expect(page).to_have_url(re.compile(r"/posts/\?"))
    assert asked == ["beforeunload"]
    faults.clear()  # the answer 422


def test_a_grid_in_a_narrow_window_without_javascript(
    window: Window, lead: User, posts: list[Post], picture: Picture
) -> None:
    page = window(lead, width=320, javascript=False)
    page.goto(GRID)
    type_in(page, posts[0], "Changed")
    cell(page, posts[1], "End date").fill("31/2/2027")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("Saved: D1. What is listed here is not saved.")).to_be_visible()
    expect(page.get_by_role("link", name="D2: End date must be a real date")).to_be_visible()
    picture(page, "grid-error-320")
    cell(page, posts[1], "End date").fill("28/2/2027")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("Saved: D2")).to_be_visible()
    assert title_of(posts[0]) == "Changed"


def test_a_row_is_changed_by_keyboard(window: Window, lead: User, posts: list[Post]) -> None:
    page = opened(window(lead, width=320))
    check_fits(page)
    page.get_by_role("link", name="D1", exact=True).focus()
    page.keyboard.press("Tab")
    expect(cell(page, posts[0], "Job title")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("By keyboard")
    for _ in range(5):
        page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("0.4")
    expect(state(page)).to_have_text(SAVED)
    posts[0].refresh_from_db()
    assert (posts[0].title, str(posts[0].wte)) == ("By keyboard", "0.40000")


def test_a_title_suggests_a_role_and_two_tabs_of_a_post_clash(
    window: Window, lead: User, posts: list[Post], picture: Picture
) -> None:
    page = opened(window(lead), f"/organisations/ZZA/posts/{posts[0].pk}/edit/")
    late = page.context.new_page()
    opened(late, page.url)
    elsewhere = page.context.new_page()
    opened(elsewhere, f"/organisations/ZZA/posts/{posts[1].pk}/edit/")
    page.get_by_label("Job title").fill("Data analyst")
    page.get_by_role("button", name="Use this role").click()
    expect(page.get_by_label("Role", exact=True)).to_have_value("data_analyst")
    check_accessible(page)
    picture(page, "suggestion-1280")
    page.get_by_role("button", name="Save post").click()
    expect(page.get_by_text("Saved: post D1")).to_be_visible()
    elsewhere.get_by_label("Job title").fill("Another post")
    elsewhere.get_by_role("button", name="Save post").click()
    expect(elsewhere.get_by_text("Saved: post D2")).to_be_visible()
    late.get_by_label("Job title").fill("Late")
    late.get_by_role("button", name="Save post").click()
    expect(late.get_by_role("heading", level=1)).to_have_text("You changed this in another tab or window")
    check_accessible(late)
    assert (title_of(posts[0]), title_of(posts[1])) == ("Data analyst", "Another post")


def test_several_posts_are_changed_after_a_preview(
    window: Window, lead: User, posts: list[Post], picture: Picture
) -> None:
    page = opened(window(lead, width=320), "/organisations/ZZA/posts/")
    check_accessible(page)
    picture(page, "list-320")
    for post in posts[:2]:
        page.get_by_label(f"Select post {post.post_ref}").check()
    page.get_by_role("button", name="Change the ticked posts").click()
    check_accessible(page)
    page.get_by_role("button", name="Continue").click()
    check_error_summary(page, "Choose at least one thing to change")
    page.get_by_label("Engaged as").select_option("fixed_term")
    picture(page, "many-320")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("2 posts will change.")).to_be_visible()
    check_accessible(page)
    check_fits(page)
    picture(page, "many-preview-320")
    page.get_by_role("button", name="Confirm and change 2 posts").click()
    expect(page.get_by_text("Saved: 2 posts changed")).to_be_visible()
    assert Post.objects.filter(employment="fixed_term").count() == 2
