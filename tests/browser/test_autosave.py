"""What saves by itself: with a slow reply, a cut connection, a page that is not ours, two tabs and two people."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import AuditEvent, HeldForm, Membership, Organisation, Role, Session, User
from teams import services
from teams.models import Post, SkillRating
from tests.browser.accessibility import check_accessible, check_fits, ready
from tests.browser.conftest import Faults, Window
from tests.factories import make_member, make_post

SAVED = re.compile(r"^Saved at [0-2][0-9]:[0-5][0-9]$")
TROUBLE = "Not saved, trying again"
LABEL = "User research"
FRAMES = 600
"""Frames that a browser draws until a request counts as never sent: ten seconds."""


@pytest.fixture
def post(organisation: Organisation) -> Post:
    return make_post(organisation)


def address(post: Post) -> str:
    return f"/organisations/ZZA/posts/{post.pk}/skills/"


def opened(page: Page, post: Post) -> Page:
    page.goto(address(post))
    ready(page)
    return page


def state(page: Page) -> Any:
    return page.locator("[data-autosave-status]")


def level() -> int | None:
    return SkillRating.objects.filter(skill="user_research").values_list("level", flat=True).first()


class Network:
    """Holds up what a page saves, and lets it go on in the order and the way that a test wants."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.held: list[Route] = []
        page.route("**/*", self._hold)

    def _hold(self, route: Route) -> None:
        if route.request.method == "POST":
            self.held.append(route)
        else:
            route.fallback()

    def waits(self, count: int) -> Route:
        """The latest of `count` requests, once there are so many."""
        for _ in range(FRAMES):
            if len(self.held) >= count:
                break
            self.page.evaluate("() => new Promise(requestAnimationFrame)")
        assert len(self.held) == count
        return self.held[-1]


def test_a_reply_slower_than_the_next_edit_loses_nothing(page: Page, post: Post) -> None:
    opened(page, post)
    network = Network(page)
    page.get_by_label(LABEL, exact=True).select_option("1")
    first = network.waits(1)
    page.get_by_label(LABEL, exact=True).select_option("3")
    page.get_by_label("Cyber security", exact=True).select_option("2")
    expect(state(page)).to_have_text(TROUBLE)
    network.waits(1)  # one request is under way, however long it takes
    first.continue_()
    network.waits(2).continue_()
    expect(state(page)).to_have_text(SAVED)
    expect(page.get_by_label(LABEL, exact=True)).to_have_value("3")
    assert level() == 3
    assert AuditEvent.objects.count() == 2


def test_a_reply_that_was_lost_and_a_page_that_is_not_ours(page: Page, post: Post) -> None:
    opened(page, post)
    network = Network(page)
    page.get_by_label(LABEL, exact=True).select_option("1")
    lost = network.waits(1)
    lost.fetch()  # it reaches the server
    lost.abort()  # and its reply does not come back
    expect(state(page)).to_have_text(TROUBLE, timeout=3000)
    again = network.waits(2)
    again.fulfill(status=200, content_type="text/html", body="<h1>Welcome to the hospital's Wi-Fi</h1>")
    third = network.waits(3)
    expect(state(page)).to_have_text(TROUBLE)
    keys = {route.request.headers["autosave-key"] for route in network.held}
    third.continue_()
    expect(state(page)).to_have_text(SAVED)
    assert len(keys) == 1
    assert AuditEvent.objects.count() == 1
    assert level() == 1


def test_a_reply_of_another_request_does_not_count(page: Page, post: Post) -> None:
    opened(page, post)
    network = Network(page)
    page.get_by_label(LABEL, exact=True).select_option("1")
    first = network.waits(1)
    old = first.fetch()
    first.fulfill(response=old)
    expect(state(page)).to_have_text(SAVED)
    page.get_by_label(LABEL, exact=True).select_option("4")
    network.waits(2).fulfill(response=old)
    expect(state(page)).to_have_text(TROUBLE)
    network.waits(3).continue_()
    expect(state(page)).to_have_text(SAVED)
    assert level() == 4


def test_a_cut_connection_saves_when_it_is_back_and_leaving_asks_only_until_then(page: Page, post: Post) -> None:
    opened(page, post)
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.context.set_offline(True)
    page.get_by_label(LABEL, exact=True).select_option("2")
    expect(state(page)).to_have_text(TROUBLE, timeout=3000)
    page.evaluate("() => { location.href = '/' }")
    expect(page.get_by_label(LABEL, exact=True)).to_have_value("2")
    page.context.set_offline(False)
    expect(state(page)).to_have_text(SAVED)
    assert asked == ["beforeunload"]
    page.goto("/")
    assert asked == ["beforeunload"]
    assert level() == 2


def test_two_people_choose_and_the_first_is_not_lost(
    window: Window, page: Page, post: Post, organisation: Organisation, faults: Faults
) -> None:
    colleague = make_member(organisation, "lead", name="Col League")
    opened(page, post)
    services.rate_skills(by=colleague, post=post, version=1, levels={"user_research": 4})
    page.get_by_label(LABEL, exact=True).select_option("1")
    problem = page.get_by_role("alert").filter(has_text="Col League changed this on")
    expect(problem.get_by_role("row", name="User research Expert Awareness")).to_be_visible()
    assert (level(), len(faults)) == (4, 1)  # asked once, and not again until somebody has chosen
    check_accessible(page)
    page.set_viewport_size({"width": 320, "height": 800})
    check_fits(page)
    problem.get_by_role("button", name="Keep what is saved now").click()
    expect(page.get_by_label(LABEL, exact=True)).to_have_value("4")
    page.get_by_label(LABEL, exact=True).select_option("2")
    expect(state(page)).to_have_text(SAVED)
    assert level() == 2
    faults.clear()  # the answer 409


def test_two_tabs_of_one_person(page: Page, post: Post, faults: Faults) -> None:
    other = page.context.new_page()
    for tab in (page, other):
        opened(tab, post)
    page.get_by_label(LABEL, exact=True).select_option("1")
    expect(state(page)).to_have_text(SAVED)
    other.get_by_label(LABEL, exact=True).select_option("3")
    problem = other.get_by_role("alert").filter(has_text="You changed this in another tab or window")
    problem.get_by_role("button", name="Save what I typed").click()
    expect(state(other)).to_have_text(SAVED)
    assert level() == 3
    faults.clear()  # the answer 409


def test_two_tabs_of_two_organisations_each_save_to_their_own(
    page: Page, post: Post, lead: User, other_organisation: Organisation
) -> None:
    Membership.objects.create(organisation=other_organisation, user=lead, role=Role.LEAD)
    theirs = make_post(other_organisation)
    other = page.context.new_page()
    opened(page, post)
    other.goto(f"/organisations/ZZB/posts/{theirs.pk}/skills/")
    ready(other)
    for tab, chosen in ((page, "1"), (other, "3"), (page, "2")):
        tab.get_by_label(LABEL, exact=True).select_option(chosen)
        expect(tab.get_by_label(LABEL, exact=True)).to_have_value(chosen)
        expect(state(tab)).to_have_text(SAVED)
    expect(state(page)).to_have_text(SAVED)
    assert dict(SkillRating.objects.values_list("post", "level")) == {post.pk: 2, theirs.pk: 3}


def test_a_session_that_ended_keeps_the_form_for_its_person(page: Page, post: Post, lead: User, faults: Faults) -> None:
    opened(page, post)
    Session.objects.all().delete()
    page.get_by_label(LABEL, exact=True).select_option("2")
    expect(state(page)).to_contain_text("You have been signed out.")
    assert HeldForm.objects.count() == 0
    page.get_by_role("button", name="Save skills").click()
    expect(page.get_by_text("What you typed is kept, but it is not saved yet.")).to_be_visible()
    assert HeldForm.objects.get().user == lead
    assert level() is None
    faults.clear()  # the answer 401


def test_a_token_that_another_tab_renewed_is_fetched_and_nothing_is_asked(
    page: Page, post: Post, faults: Faults
) -> None:
    opened(page, post)
    page.context.clear_cookies(name="csrftoken")
    page.context.new_page().goto("/")  # which gets a new one
    page.get_by_label(LABEL, exact=True).select_option("2")
    expect(state(page)).to_have_text(SAVED)
    assert level() == 2
    faults.clear()  # the answer 403


def test_the_button_saves_what_is_left_and_goes_on(page: Page, post: Post) -> None:
    opened(page, post)
    page.get_by_label(LABEL, exact=True).select_option("2")
    page.get_by_role("button", name="Save skills").click()
    page.wait_for_url(f"**/posts/{post.pk}/")
    assert level() == 2
