"""Submitting once whatever happens: a double click, going back, and a colleague who edits meanwhile."""

from __future__ import annotations

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from accounts.models import Organisation, User
from assessment.models import Assessment, Snapshot
from teams.models import Post
from tests.browser.conftest import Window
from tests.factories import make_post, make_ready_draft

CYCLE = "/organisations/ZZA/assessments/"


@pytest.fixture(autouse=True)
def _draft(organisation: Organisation, sponsor: User) -> Assessment:
    make_post(organisation, post_ref="D1", title="Interface developer")
    return make_ready_draft(organisation)


def filled_in(page: Page) -> Page:
    page.goto(f"{CYCLE}submit/")
    page.get_by_label("Spencer Sponsor").check()
    page.get_by_label("Their job title").fill("Chief executive")
    return page


@pytest.mark.parametrize("javascript", [True, False], ids=["with", "without"])
def test_a_double_click_submits_once(window: Window, lead: User, javascript: bool) -> None:
    page = filled_in(window(lead, javascript=javascript))
    page.get_by_role("button", name="Submit for sign-off").dblclick()
    expect(page.get_by_role("heading", name="Waiting for sign-off")).to_be_visible()
    assert Snapshot.objects.count() == 1
    assert len(mail.outbox) == 1


def test_going_back_explains_that_it_is_submitted_and_submits_nothing(window: Window, lead: User) -> None:
    page = filled_in(window(lead))
    page.get_by_role("button", name="Submit for sign-off").click()
    expect(page.get_by_role("heading", name="Waiting for sign-off")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("You cannot submit it to a sponsor now")
    expect(page.get_by_text("The assessment is submitted and waits for the sponsor.")).to_be_visible()
    assert Snapshot.objects.count() == 1


def test_a_colleague_who_edits_meanwhile_is_in_it_or_stops_it(window: Window, lead: User) -> None:
    page, other = filled_in(window(lead)), window(lead)
    other.goto(f"/organisations/ZZA/posts/{Post.objects.get().pk}/edit/")
    other.get_by_label("Job title").fill("Interaction designer")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_role("alert")).to_contain_text("Saved")
    page.get_by_role("button", name="Submit for sign-off").click()
    expect(page.get_by_text("something has changed since you opened the page")).to_be_visible()
    assert Snapshot.objects.count() == 0
    filled_in(page).get_by_role("button", name="Submit for sign-off").click()
    expect(page.get_by_role("heading", name="Waiting for sign-off")).to_be_visible()
    assert "Interaction designer" in Snapshot.objects.get().posts.text
