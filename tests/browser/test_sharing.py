"""Two people of two organisations agree on a shared team, and a lead mends what a quality check found."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Organisation, User
from teams.models import Post, TeamShare
from tests.browser.accessibility import check_accessible, check_error_summary, check_fits
from tests.browser.conftest import Window
from tests.browser.hands import Keyboard, Mouse
from tests.factories import make_organisation, make_post, make_share, make_team

Picture = Callable[[Page, str], Path]


@pytest.fixture
def shared(organisation: Organisation) -> Organisation:
    """A team of three posts, one of them with an end date that has passed."""
    team = make_team(organisation, "Integration")
    skills = {"data": 3, "cyber_security": 1}
    make_post(organisation, post_ref="D1", title="Integration architect", team=team, skills=skills)
    make_post(organisation, post_ref="D2", title="Interface developer", team=team, wte=Decimal("0.6"), status="vacant")
    agency = {"employment": "agency", "supplier": "Brightwell", "ends_on": date(2026, 3, 31)}
    make_post(organisation, post_ref="D3", title="Tester", team=team, **agency)
    return organisation


def look(page: Page, picture: Picture, name: str) -> None:
    """Check the page that is open at both widths; SCREENSHOTS names the folder that the pictures go to."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        check_accessible(page)
        check_fits(page)
        picture(page, f"{name}-{width}")


def fill_in_offer(hands: Mouse) -> None:
    hands.type("ODS code of the partner", "ZZB")
    hands.type("Share of the partner in per cent", "33.33")
    for part, number in (("Day", "1"), ("Month", "4"), ("Year", "2026")):
        hands.page.get_by_role("group", name="From which day does it count?").get_by_label(part).fill(number)
    hands.choose("Ask the partner")


def test_two_people_of_two_organisations_share_a_team(
    window: Window, picture: Picture, shared: Organisation, lead: User, stranger: User, other_organisation: Organisation
) -> None:
    host, guest = Keyboard(window(lead)), Mouse(window(stranger))
    host.page.goto("/organisations/ZZA/sharing/")
    look(host.page, picture, "sharing-empty")
    host.follow("Share a team")
    host.press("Share the team")
    check_error_summary(host.page, "Enter the ODS code of the partner", "Enter the share of the partner in per cent")
    look(host.page, picture, "sharing-offer")
    fill_in_offer(host)
    host.press("Share the team")
    expect(host.page.get_by_role("alert")).to_contain_text("have been asked by email")
    guest.page.goto("/organisations/ZZB/sharing/")
    look(guest.page, picture, "sharing-waiting")
    guest.follow("Answer")
    look(guest.page, picture, "sharing-answer")
    guest.choose("Yes, accept it")
    guest.press("Save answer")
    guest.follow("Integration")
    expect(guest.page.get_by_role("row", name=re.compile("ZZA:D1")).get_by_role("cell", name="0.3333")).to_have_count(2)
    look(guest.page, picture, "sharing-share")
    guest.follow("Integration architect")
    expect(guest.page.get_by_text("shares its team with you")).to_be_visible()
    look(guest.page, picture, "sharing-post")
    make_share(TeamShare.objects.get().team, make_organisation("ZZC", "Thirdbrook Trust"), "10", state="recorded")
    host.page.goto("/organisations/ZZA/sharing/")
    look(host.page, picture, "sharing-given")
    rosters = [
        Post.objects.as_scored(each, date(2026, 9, 30))
        for each in Organisation.objects.filter(ods_code__startswith="ZZ")
    ]
    assert sum(row.wte for rows in rosters for row in rows.values()) == 260_000


def test_a_quality_check_is_mended_by_keyboard(page: Page, picture: Picture, shared: Organisation) -> None:
    hands = Keyboard(page)
    page.goto("/organisations/ZZA/quality/")
    expect(page.get_by_role("heading", name="Posts whose end date has passed")).to_be_visible()
    look(page, picture, "quality")
    page.get_by_role("link", name="D3 Tester").press("Enter")
    expect(page).to_have_url(re.compile("/edit/#id_ends_on_day$"))
    page.get_by_role("group", name="End date").get_by_label("Year").fill("2099")
    hands.press("Save post")
    expect(page.get_by_role("alert")).to_contain_text("Saved: post D3")
    page.goto("/organisations/ZZA/quality/")
    expect(page.get_by_role("heading", name="Posts whose end date has passed")).to_have_count(0)
