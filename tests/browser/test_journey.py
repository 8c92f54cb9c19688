"""From a roster file to the board paper, as a lead goes the whole way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from accounts.models import User
from tests.browser.accessibility import check_accessible, check_error_summary, check_fits
from tests.browser.conftest import Window
from tests.browser.hands import Keyboard, Mouse

ROSTER = Path(__file__).parent.parent / "examples" / "small-trust-roster.csv"


@dataclass
class Way:
    """One way of going: with which hands, in how wide a window, with or without scripts."""

    hands: type[Mouse] = Mouse
    width: int = 1280
    javascript: bool = True

    def look(self, page: Page, heading: str) -> None:
        """Check the page that has come up."""
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        if self.javascript:
            check_accessible(page)
            check_fits(page)


WAYS = {
    "mouse": Way(),
    "keyboard": Way(hands=Keyboard),
    "narrow": Way(width=320),
    "without javascript": Way(javascript=False),
}


@pytest.fixture
def wrong_roster(tmp_path: Path) -> Path:
    """The roster with two mistakes: a WTE of 25 in row 2, a role that there is not in row 3."""
    lines = ROSTER.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace(",1.0,1.0,", ",25,1.0,")
    lines[2] = lines[2].replace(",head_of_service,", ",head_of_magic,")
    path = tmp_path / "roster.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_a_lead_goes_from_a_roster_file_to_the_board_paper(
    way: Way, window: Window, lead: User, wrong_roster: Path
) -> None:
    page = window(lead, width=way.width, javascript=way.javascript)
    hands = way.hands(page)
    page.goto("/")
    way.look(page, "Your organisations")
    hands.follow("Fenbrook Community Trust")
    way.look(page, "Fenbrook Community Trust")
    import_roster(way, page, hands, wrong_roster)
    answer_a_question(way, page, hands)
    verdicts = read_the_report(way, page, hands)
    check_paper(hands.download("Download the board paper"), verdicts)
    follow_a_number_to_its_posts(way, page, hands)


def import_roster(way: Way, page: Page, hands: Mouse, wrong_roster: Path) -> None:
    """Upload a file with mistakes, read what is wrong, upload the right one and confirm."""
    hands.follow("Import a roster")
    way.look(page, "Import a roster")
    hands.upload("Roster file", wrong_roster)
    hands.press("Upload and check")
    way.look(page, "Say what these words mean")
    expect(page.get_by_label("“head_of_magic”")).to_have_value("")
    hands.press("Save and continue")
    way.look(page, "Your file has 1 problem")
    problems = page.get_by_role("table", name="What to put right")
    expect(problems.get_by_role("row").filter(has_text="25")).to_contain_text("wte")
    hands.follow("choose it again")
    hands.upload("Roster file", ROSTER)
    hands.press("Upload and check")
    way.look(page, "Check what will change")
    hands.press("Confirm and import")
    way.look(page, "Your roster was imported")
    hands.follow("Go to the posts")
    way.look(page, "Posts")
    expect(page.get_by_text("A01", exact=True)).to_be_visible()


def answer_a_question(way: Way, page: Page, hands: Mouse) -> None:
    """Forget to choose, read the error, choose and save."""
    hands.follow("Fenbrook Community Trust")
    hands.follow("Questions to answer")
    way.look(page, "Questions to answer")
    first = page.get_by_role("link", name=re.compile("^Answer (?!all on one page)")).first
    hands.follow(first.inner_text())
    asked = page.get_by_role("heading", level=1).inner_text()
    hands.press("Save and continue")
    if way.javascript:
        check_error_summary(page)
    way.look(page, "")
    hands.choose("We do not know")
    hands.type("Evidence", "Nobody has looked yet.")
    hands.press("Save and continue")
    expect(page.get_by_text(re.compile("^Saved: "))).to_be_visible()
    assert page.get_by_role("heading", level=1).inner_text() != asked


def read_the_report(way: Way, page: Page, hands: Mouse) -> list[str]:
    """The three verdicts of the report."""
    hands.follow("Questions to answer")
    hands.follow("Fenbrook Community Trust")
    hands.follow("Read the board report")
    way.look(page, "Board report")
    verdicts = page.locator(".app-verdict__answer").all_inner_texts()
    assert len(verdicts) == 3
    return verdicts


def follow_a_number_to_its_posts(way: Way, page: Page, hands: Mouse) -> None:
    link = page.get_by_role("link", name=re.compile(r"^\d+ posts behind ")).first
    hands.follow(str(link.text_content()))  # which is there before the link is laid out
    way.look(page, "")
    expect(page.get_by_role("table").get_by_role("row")).not_to_have_count(0)


def check_paper(path: Path, verdicts: list[str]) -> None:
    """The PDF says the verdicts of the page, and can be read by a screen reader."""
    reader = PdfReader(path)
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert [verdict for verdict in verdicts if verdict not in text] == []
    catalogue = reader.root_object
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"].lower().startswith("en")
    assert reader.metadata is not None
    assert reader.metadata.title
