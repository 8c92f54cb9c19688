"""What a person would send: the values of a form as its page shows them, changed where the test says so."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.test import Client


class _Values(HTMLParser):
    """The values of every control of a page's forms, as a browser would send them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self._select = self._textarea = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "select":
            self._select = given["name"]
        elif tag == "textarea":
            self._textarea = given["name"]
            self.found[self._textarea] = [""]
        elif tag == "option" and "selected" in given:
            self.found.setdefault(self._select, []).append(given["value"])
        elif tag == "input" and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
            self.found.setdefault(given["name"], []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        self._textarea = "" if tag == "textarea" else self._textarea

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.found[self._textarea][0] += data.removeprefix("\n")


def values_of(html: str) -> dict[str, list[str]]:
    """The values of the controls of a page, by name."""
    values = _Values(html).found
    for token in ("csrfmiddlewaretoken", "form_token"):
        values.pop(token, None)
    return values


def shown(client: Client, url: str) -> dict[str, list[str]]:
    """The values of the form that the page at `url` shows."""
    return values_of(client.get(url).content.decode())


def send(client: Client, url: str, **changes: Any) -> Any:
    """Open the page at `url`, change some values and send its form."""
    return client.post(url, {**shown(client, url), **changes})
