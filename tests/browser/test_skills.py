"""The matrix of skills, and the page on which the holder of a post rates their own, as people use them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Organisation, Session, User
from teams import services
from teams.models import Post, SkillRating
from tests.browser.accessibility import check_accessible, check_fits, ready
from tests.browser.conftest import Faults, Window
from tests.browser.test_autosave import SAVED, state
from tests.factories import make_member, make_post

MATRIX = "/organisations/ZZA/skills/"
PASSWORD = "a long sentence nobody knows"


@pytest.fixture
def posts(organisation: Organisation) -> list[Post]:
    return [
        make_post(organisation, post_ref=ref, title=title) for ref, title in (("D1", "Developer"), ("D2", "Tester"))
    ]


def cell(page: Page, post: Post, skill: str = "User research") -> Locator:
    return page.get_by_role("combobox", name=f"{post.post_ref} {post.title} {skill}", exact=True)


def levels() -> dict[str, int]:
    return dict(SkillRating.objects.filter(source="lead").values_list("post__post_ref", "level"))


def test_the_matrix_is_rated_by_keyboard_and_each_row_saves(page: Page, posts: list[Post]) -> None:
    page.goto(MATRIX)
    ready(page)
    check_accessible(page)
    cell(page, posts[0]).focus()
    page.keyboard.press("3")
    page.keyboard.press("Tab")
    page.keyboard.press("2")
    cell(page, posts[1]).focus()
    page.keyboard.press("1")
    expect(state(page)).to_have_text(SAVED)
    assert SkillRating.objects.count() == 3
    page.reload()
    expect(cell(page, posts[0])).to_have_value("3")
    expect(cell(page, posts[0], "Service and interaction design")).to_have_value("2")
    page.set_viewport_size({"width": 320, "height": 800})
    check_fits(page)


def test_two_leads_in_different_rows_and_cells_never_clash_and_in_one_cell_they_choose(
    window: Window, page: Page, posts: list[Post], organisation: Organisation, faults: Faults
) -> None:
    other = window(make_member(organisation, "lead", name="Col League"))
    for tab in (page, other):
        tab.goto(MATRIX)
        ready(tab)
    cell(other, posts[1]).select_option("4")
    cell(other, posts[0], "Cyber security").select_option("2")
    expect(state(other)).to_have_text(SAVED)
    cell(page, posts[0]).select_option("1")
    expect(state(page)).to_have_text(SAVED)
    cell(page, posts[1]).select_option("2")
    problem = page.get_by_role("alert").filter(has_text="Col League changed this on")
    expect(problem.get_by_role("row", name="D2: User research 4 Expert 2 Working")).to_be_visible()
    check_accessible(page)
    problem.get_by_role("button", name="Save what I typed").click()
    expect(state(page)).to_have_text(SAVED)
    assert SkillRating.objects.get(post=posts[1]).level == 2
    assert SkillRating.objects.get(post=posts[0], skill="cyber_security").level == 2
    faults.clear()  # the answer 409


@pytest.mark.parametrize("javascript", [True, False])
def test_the_whole_form_outlives_its_session(
    window: Window, organisation: Organisation, posts: list[Post], faults: Faults, javascript: bool
) -> None:
    lead = make_member(organisation, "lead", email="one@fenbrook.example", password=PASSWORD)
    page = window(lead, javascript=javascript)
    page.goto(MATRIX)
    if javascript:
        ready(page)
    Session.objects.all().delete()
    cell(page, posts[0]).select_option("3")
    if javascript:
        expect(state(page)).to_contain_text("You have been signed out.")
    cell(page, posts[1]).select_option("1")
    page.get_by_role("button", name="Save skills").click()
    page.get_by_label("Email address").fill(lead.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("We have kept what you typed. It is not saved yet.")).to_be_visible()
    expect(cell(page, posts[0])).to_have_value("3")
    assert levels() == {}
    page.get_by_role("button", name="Save skills").click()
    if javascript:
        expect(state(page)).to_have_text(SAVED)
    else:
        expect(page.get_by_text("Saved: skills of 2 posts")).to_be_visible()
    assert levels() == {"D1": 3, "D2": 1}
    faults.clear()  # the answer 401


def test_a_token_out_of_date_keeps_the_plain_form(
    window: Window, lead: User, posts: list[Post], faults: Faults
) -> None:
    page = window(lead, javascript=False)
    page.goto(MATRIX)
    cell(page, posts[0]).select_option("3")
    page.context.clear_cookies(name="csrftoken")
    page.get_by_role("button", name="Save skills").click()
    assert levels() == {}
    page.goto(MATRIX)
    expect(cell(page, posts[0])).to_have_value("3")
    page.get_by_role("button", name="Save skills").click()
    expect(page.get_by_text("Saved: skills of 1 post")).to_be_visible()
    assert levels() == {"D1": 3}
    faults.clear()  # the page 403


def test_the_holder_rates_on_a_phone_and_the_lead_verifies(
    window: Window, page: Page, posts: list[Post], lead: User
) -> None:
    services.confirm_staff_told(by=lead, organisation=posts[0].organisation)
    page.goto(f"/organisations/ZZA/posts/{posts[0].pk}/")
    page.get_by_role("link", name="Ask the person to rate their own skills").click()
    check_accessible(page)
    page.get_by_label("Show it to me, so that I can pass it on").check()
    page.get_by_role("button", name="Make the link").click()
    address = page.get_by_text("/rate/").inner_text().strip()
    phone = window(width=320)
    phone.goto(f"/rate/{address.split('/rate/')[1]}")
    check_accessible(phone)
    check_fits(phone)
    phone.get_by_label("Agile delivery").select_option("3")
    phone.get_by_role("button", name="Save my ratings").click()
    expect(phone.get_by_text("Saved. Thank you.")).to_be_visible()
    page.goto(f"/organisations/ZZA/posts/{posts[0].pk}/")
    page.get_by_role("link", name="Verify what the person said").click()
    check_accessible(page)
    page.get_by_label("Agile delivery: practitioner (their own rating)").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name="Verified by the digital lead")).to_be_visible()
