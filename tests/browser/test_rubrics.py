"""An administrator builds, weighs, tries and publishes by keyboard alone; every page of a draft is accessible."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Organisation, User
from assessment import rubric_services
from assessment.models import RubricVersion
from assessment.rubric.editing import row, with_row
from tests.browser.accessibility import check_accessible, check_error_summary, check_fits
from tests.browser.conftest import Window
from tests.browser.hands import Keyboard
from tests.factories import make_post, make_rubric_administrator


@pytest.fixture
def administrator(db: None) -> User:
    return make_rubric_administrator(name="Ada Min")


def checked(page: Page, *messages: str) -> None:
    """The page as it stands is accessible, and says the errors that it should."""
    check_accessible(page)
    if messages:
        check_error_summary(page, *messages)


def test_a_measured_criterion_is_built_weighed_and_published_by_keyboard(
    window: Window, administrator: User, organisation: Organisation
) -> None:
    make_post(organisation, employment="contractor", supplier="Acme")
    page = window(administrator)
    hands = Keyboard(page)
    page.goto("/rubrics/")
    checked(page)
    hands.press("Start a draft of Minimum viable digital team")
    checked(page)
    hands.follow("Add a criterion to Q3")
    hands.type("Code", "Q3.50")
    hands.type("Weight", "minus one")
    hands.type("Name", "Largest supplier")
    page.get_by_label("How is it found out?").focus()
    page.keyboard.press("ArrowDown")
    hands.press("Save")
    checked(page, "Weight must be a number from 0 up, not 'minus one'")
    hands.type("Weight", "5")
    hands.press("Save")
    hands.follow("Measure of Q3.50")
    hands.follow("A concentration: the largest share of one")
    hands.press("Save")
    hands.follow(
        "Change posts that count" if page.get_by_text("Change posts that count").count() else "Add posts that count"
    )
    checked(page)
    hands.choose("filled")
    hands.press("Save")
    hands.press("Show its value")
    expect(page.get_by_text("It cannot be worked out yet.")).to_be_visible()
    hands.follow("Thresholds, caps and sentence for the board")
    page.get_by_label("Which way is better?").focus()
    page.keyboard.type("Lower")
    for place, cut in enumerate(("0.2", "0.4", "0.6", "0.8"), 1):
        hands.type(f"Threshold {place}", cut)
    hands.type("Sentence for the board", "{largest} has {share}.")
    checked(page)
    hands.press("Save")
    hands.follow("Measure of Q3.50")
    hands.press("Show its value")
    expect(page.get_by_text("Value: 100%")).to_be_visible()
    checked(page)
    hands.follow("Back to the draft")
    hands.follow("Weights of questions and criteria")
    hands.type("Q3.50: Largest supplier", "50")
    expect(page.get_by_text("organisations")).to_contain_text("of 1 organisations")
    checked(page)
    hands.press("Save")
    hands.follow("Change the release notes")
    hands.type("What is new, and why?", "The largest supplier counts.")
    hands.press("Save")
    hands.follow("Publish")
    checked(page)
    hands.press("Publish")
    expect(page.get_by_text("The largest supplier counts.")).to_be_visible()
    checked(page)


PAGES = (
    "parts/about parts/rules parts/bands parts/sets weights questions/Q2 add-question criteria/Q1.1 "
    "criteria/Q1.1/scale criteria/Q1.7/scale criteria/Q1.1/measure criteria/Q1.2/measure/top-1 "
    "criteria/Q1.1/remove effect firmness notes comment replace approve publish discard"
).split()


def test_every_page_of_a_draft_is_accessible_and_fits(
    window: Window, administrator: User, organisation: Organisation
) -> None:
    make_post(organisation)
    current = RubricVersion.objects.current()
    draft = rubric_services.start_draft(by=administrator, rubric=current.rubric)
    page = window(administrator, width=320)
    here = f"/rubrics/{draft.rubric_id}/draft/"
    versions = f"/rubrics/compare/?before={current.pk}&after={draft.pk}"
    for address in (here, *(f"{here}{each}/" for each in PAGES), "/rubrics/add/", "/rubrics/import/", versions):
        page.goto(address)
        check_accessible(page)
        check_fits(page)
    page.goto(f"{here}criteria/Q1.1/")
    heavier = {**row(draft.definition, "criteria", "Q1.1"), "weight": 41}
    another = with_row(draft.definition, "criteria", "Q1.1", heavier)
    rubric_services.replace_draft(by=administrator, draft=draft, version=draft.version, definition=another)
    page.get_by_label("Weight").fill("40")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("41")).to_be_visible()
    check_accessible(page)
    check_fits(page)
