"""An administrator builds, weighs, tries and publishes by keyboard alone; every page of a draft is accessible."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
    expect(page.get_by_text("from the published version")).to_contain_text("of one organisation")
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


def test_two_administrators_change_review_publish_compare_and_retire_by_keyboard(
    window: Window, administrator: User, organisation: Organisation, settings: Any
) -> None:
    settings.RUBRIC_APPROVAL_REQUIRED = True
    make_post(organisation)
    page, other = window(administrator), window(make_rubric_administrator(email="bea@rubrics.example", name="Bea Min"))
    hands, others = Keyboard(page), Keyboard(other)
    page.goto("/rubrics/")
    hands.press("Start a draft of Minimum viable digital team")
    hands.press("Move down Q1.2")
    expect(page.get_by_text("Moved down: criterion Q1.2")).to_be_visible()
    hands.follow("Q1.7: Shared teams with system partners")
    page.get_by_label("Question that it belongs to").focus()
    page.keyboard.type("Q3")
    hands.press("Save")
    expect(page.get_by_role("table", name="Criteria of Q3").get_by_role("link", name="Q1.7: Shared")).to_be_visible()
    hands.follow("Remove Q1.9")
    checked(page)
    hands.press("Remove criterion Q1.9")
    expect(page.get_by_text("Removed: criterion Q1.9")).to_be_visible()
    hands.follow("Change the release notes")
    hands.type("What is new, and why?", "Shared teams make trusts depend less on others.")
    hands.press("Save")
    hands.follow("Whose ratings and answers would move, and why")
    expect(page.get_by_role("heading", name="0 of 1 organisation would move")).to_be_visible()
    checked(page)
    page.go_back()
    hands.follow("How firm the ratings are when weights differ")
    checked(page)
    page.go_back()
    expect(page.get_by_text("It cannot be published yet")).to_be_visible()
    expect(page.get_by_role("link", name="Publish")).to_have_count(0)
    checked(page)

    other.goto("/rubrics/")
    others.follow("Minimum viable digital team, Draft of version 2")
    others.follow("Add a comment")
    others.press("Add comment")
    checked(other, "Enter the comment")
    others.type("Comment", "I agree with Q1.7.")
    others.press("Add comment")
    expect(other.get_by_text("I agree with Q1.7.")).to_be_visible()
    checked(other)
    others.follow("Approve the draft")
    checked(other)
    others.press("Approve")
    expect(other.get_by_text("By Bea Min, as it stands")).to_be_visible()

    page.goto("/rubrics/")
    hands.follow("Minimum viable digital team, Draft of version 2")
    hands.follow("Publish")
    hands.press("Publish")
    expect(page.get_by_text("Shared teams make trusts depend less on others.")).to_be_visible()
    hands.follow("Compare with another version")
    page.get_by_label("Earlier version").focus()
    page.keyboard.type("Minimum viable digital team, version 1")
    page.get_by_label("Later version").focus()
    page.keyboard.type("Minimum viable digital team, version 2")
    hands.press("Compare")
    expect(page.get_by_role("heading", name="Criterion Q1.9")).to_be_visible()
    checked(page)
    page.goto("/rubrics/")
    hands.follow("Minimum viable digital team, Version 1")
    hands.follow("Retire this version on a day")
    hands.type("Day", "31")
    hands.type("Month", "2")
    hands.type("Year", "2099")
    hands.press("Save")
    checked(page, "Day of retirement must be a real date, for example 31 3 2026")
    hands.type("Month", "3")
    hands.press("Save")
    expect(page.get_by_text("31 March 2099")).to_be_visible()
    checked(page)


def test_a_rubric_leaves_as_toml_and_comes_back_as_another_by_keyboard(
    window: Window, administrator: User, tmp_path: Path
) -> None:
    page = window(administrator)
    hands = Keyboard(page)
    page.goto("/rubrics/")
    hands.follow("Minimum viable digital team, Version 1")
    saved = hands.download("Download as TOML for the command line").read_text(encoding="utf-8")
    damaged, whole = tmp_path / "damaged.toml", tmp_path / "whole.toml"
    damaged.write_text(saved.replace("weight = 22", "weight = -22"), encoding="utf-8")
    whole.write_text(saved, encoding="utf-8")
    page.goto("/rubrics/")
    hands.follow("Import a rubric from a TOML file")
    hands.type("Name of the rubric", "For ambulance trusts")
    hands.upload("TOML file", damaged)
    hands.press("Import")
    checked(page, "weight")
    hands.upload("TOML file", whole)
    hands.press("Import")
    expect(page.get_by_role("heading", name="For ambulance trusts")).to_be_visible()
    checked(page)
    assert hands.download("Download as TOML").read_text(encoding="utf-8").count("[[criteria]]") == saved.count(
        "[[criteria]]"
    )


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
    expect(page.get_by_role("cell", name="41", exact=True)).to_be_visible()
    check_accessible(page)
    check_fits(page)
