"""The ways in which people work a page: with a mouse, or by keyboard alone."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.accessibility import ready

FURTHEST = 200
"""Presses of Tab after which something counts as out of reach."""


class Mouse:
    """Points at things."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def follow(self, name: str) -> None:
        self._click(self.page.get_by_role("link", name=name).first)

    def press(self, name: str) -> None:
        self._click(self.page.get_by_role("button", name=name))

    def type(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def choose(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).check()

    def upload(self, label: str, file: Path) -> None:
        self.page.get_by_label(label, exact=True).set_input_files(file)

    def download(self, name: str) -> Path:
        """Follow a link to a file, and give the file."""
        with self.page.expect_download() as download:
            self.follow(name)
        return download.value.path()

    def _click(self, target: Locator) -> None:
        target.click()


class Keyboard(Mouse):
    """Reaches everything with Tab and the keys that a browser gives it, and never points."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        # From the first listener on, the browser hands the choice of a file to us; that takes it a moment.
        page.on("filechooser", lambda chooser: None)

    def type(self, label: str, text: str) -> None:
        self._reach(self.page.get_by_label(label, exact=True))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, label: str) -> None:
        target = self.page.get_by_label(label, exact=True)
        group = self.page.locator(f"input[name={target.get_attribute('name')}]")
        # Tab leads to the one that is chosen, or to the first; the arrow keys go on from there.
        chosen = self.page.locator(f"input[name={target.get_attribute('name')}]:checked")
        self._reach(chosen if chosen.count() else group.first)
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if not target.is_checked():
                self.page.keyboard.press("ArrowDown")
        expect(target).to_be_checked()

    def upload(self, label: str, file: Path) -> None:
        self._reach(self.page.get_by_label(label, exact=True))
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Space")
        chooser.value.set_files(file)

    def _click(self, target: Locator) -> None:
        self._reach(target)
        self.page.keyboard.press("Enter")

    def _reach(self, target: Locator) -> None:
        """Press Tab until `target` has the focus."""
        expect(target).to_have_count(1)
        ready(self.page)
        for _ in range(FURTHEST):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        expect(target).to_be_focused()
