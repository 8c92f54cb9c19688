"""An export of the staff record through all the pages that ask about it, in a real browser, on a narrow screen too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Organisation, User
from tests.browser.accessibility import check_accessible, check_error_summary, check_fits
from tests.browser.conftest import Window
from tests.browser.hands import Mouse
from tests.factories import make_post
from tests.teams.nasty_files import esr, person

EXPORT = esr(
    person(1),
    person(2, category="Zero hours"),
    person(3, title="Dreamer"),
    ",,,,Total,,,,3,,,,",
    person(4, fte="x"),
    person(5, status="Maternity & Adoption"),
)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    path.write_bytes(EXPORT)
    return path


@pytest.mark.parametrize("width", [1280, 320])
def test_an_export_is_asked_about_imported_and_taken_back(
    width: int,
    organisation: Organisation,
    lead: User,
    window: Window,
    export: Path,
    picture: Callable[[Page, str], Path],
) -> None:
    make_post(organisation, post_ref="OLD", title="A post that is not in the file")
    page = window(lead, width=width)
    hands = Mouse(page)

    def look(name: str, heading: str) -> None:
        expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        check_fits(page)
        check_accessible(page)
        picture(page, f"{name}-{width}")

    page.goto("/organisations/ZZA/import/")
    look("1-file", "Import a roster")
    hands.upload("Roster file", export)
    hands.press("Upload and check")
    look("2-columns", "Check what each column holds")
    hands.follow("Choose another row")
    look("3-headings", "Check where the headings are")
    hands.press("Save and continue")
    page.get_by_label("Position Title").select_option("")
    hands.press("Save and continue")
    check_error_summary(page, "Choose the column that holds the job titles")
    page.get_by_label("Position Title").select_option("title")
    hands.press("Save and continue")
    look("4-words", "Say what these words mean")
    page.get_by_label("“Zero hours”").select_option("bank")
    hands.press("Save and continue")
    look("5-problems", "Your file has 1 problem")
    hands.press("Leave the rejected rows out")
    look("6-preview", "Check what will change")
    page.get_by_label("Close them today").check()
    hands.press("Confirm and import")
    look("7-result", "Your roster was imported")
    hands.press("Undo this import")
    expect(page.get_by_text("The import was taken back")).to_be_visible()
    assert organisation.posts.get().closed_on is None
