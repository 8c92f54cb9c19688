"""Faults of the network and of what a browser is let load: slow, away, styles or the library of charts blocked."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import AuditEvent, Organisation, User
from teams.models import Post
from tests.browser.accessibility import check_accessible, ready
from tests.browser.conftest import Faults, Window
from tests.browser.test_autosave import SAVED, TROUBLE, state
from tests.browser.test_posts import cell, title_of
from tests.factories import make_draft, make_post

GRID = "/organisations/ZZA/posts/grid/"
REPORT = "/organisations/ZZA/report/"
SLOW_2G = {"offline": False, "latency": 3000, "downloadThroughput": 6250, "uploadThroughput": 6250}
"""Milliseconds, and bytes a second."""


@pytest.fixture
def posts(organisation: Organisation) -> list[Post]:
    make_draft(organisation)
    return [make_post(organisation, post_ref=f"D{number}") for number in (1, 2)]


def saves() -> int:
    return AuditEvent.objects.filter(verb="changed").count()


def test_typing_goes_on_while_a_network_as_slow_as_2g_saves(page: Page, posts: list[Post]) -> None:
    page.goto(GRID)
    ready(page)
    network = page.context.new_cdp_session(page)
    network.send("Network.emulateNetworkConditions", SLOW_2G)
    title = cell(page, posts[0], "Job title")
    title.fill("First")
    expect(state(page)).to_have_text(TROUBLE)  # its answer is under way
    title.press_sequentially(" and more")
    cell(page, posts[1], "Job title").fill("Second")
    expect(title).to_have_value("First and more")
    network.send("Network.emulateNetworkConditions", {**SLOW_2G, "latency": 0})
    expect(state(page)).to_have_text(SAVED, timeout=15_000)
    assert (title_of(posts[0]), title_of(posts[1])) == ("First and more", "Second")
    assert saves() == 3


def test_a_network_that_is_away_for_five_minutes_saves_once_when_it_is_back(page: Page, posts: list[Post]) -> None:
    page.clock.install()
    page.goto(GRID)
    ready(page)
    page.context.set_offline(True)
    cell(page, posts[0], "Job title").fill("Typed")
    page.clock.run_for(3000)
    expect(state(page)).to_have_text(TROUBLE)
    for _ in range(5):
        page.clock.run_for(60_000)
    cell(page, posts[0], "Job title").press_sequentially(" without it")
    assert saves() == 0
    page.context.set_offline(False)
    page.clock.run_for(1000)
    expect(state(page)).to_have_text(SAVED)
    assert title_of(posts[0]) == "Typed without it"
    assert saves() <= 2  # what was tried when it went, and what was typed since


def test_a_report_without_styles_says_it_all(window: Window, lead: User, posts: list[Post]) -> None:
    page = window(lead)
    page.route("**/*.css", lambda route: route.abort())
    page.goto(REPORT)
    expect(page.locator(".app-verdict__answer")).to_have_count(3)
    expect(page.get_by_role("table").first).to_be_visible()
    page.goto("/organisations/ZZA/teams/add/")
    page.get_by_label("Name").fill("Integration")
    page.get_by_label("Standing team").check()
    page.get_by_role("button", name="Save team").click()
    expect(page.get_by_text("Saved: team Integration")).to_be_visible()


def test_a_chart_is_swapped_for_its_interactive_version_and_back(page: Page, posts: list[Post]) -> None:
    page.goto(REPORT)
    ready(page)
    figure = page.locator("figure[data-chart]").first
    figure.get_by_role("button", name="Show the interactive version").click()
    expect(figure.locator(".app-chart__status")).to_contain_text("The interactive version is shown.")
    expect(figure.locator(".app-chart__plot .plot-container")).to_be_visible()
    expect(figure.locator(".app-chart__picture")).to_be_hidden()
    check_accessible(page)
    figure.get_by_role("button", name="Show the picture again").click()
    expect(figure.locator(".app-chart__picture")).to_be_visible()


@pytest.mark.parametrize("blocked", [re.compile("plotly"), re.compile(r"charts/.*\.json")])
def test_without_the_library_of_charts_or_its_numbers_the_picture_and_the_table_stay(
    page: Page, posts: list[Post], faults: Faults, blocked: re.Pattern[str]
) -> None:
    page.route(blocked, lambda route: route.abort())
    page.goto(REPORT)
    ready(page)
    figure = page.locator("figure[data-chart]").first
    figure.get_by_role("button", name="Show the interactive version").click()
    expect(figure.locator(".app-chart__status")).to_contain_text("could not be loaded")
    expect(figure.locator(".app-chart__picture")).to_be_visible()
    check_accessible(page)
    page.unroute_all()
    figure.get_by_role("button", name="Show the interactive version").click()
    expect(figure.locator(".app-chart__status")).to_contain_text("The interactive version is shown.")
