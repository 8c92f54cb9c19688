"""The forms of every page, sent by a lead with the keys of another organisation's things in each control of choices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import models

from accounts.models import Organisation, Session, User
from tests.factories import make_ready
from tests.forms import values_of
from tests.planting import models_of_organisations, rows_of
from tests.walk import Caller
from tests.walks.table import ORGANISATION, PAGES, UNLOGGED, paths
from tests.walks.test_urls import shared_faults

FORMS = [page.route for page in PAGES if ORGANISATION in page.route and {"lead"} <= {*page.opened_by} & {*page.sent_by}]
SUBMIT = "organisations/<ods:ods>/assessments/submit/"
OFFERED = "one that the page offers"
ADDED = {
    "organisations/<ods:ods>/posts/add/": {"post_ref": "N1", "title": "Nurse", "wte": "1", "status": "vacant"},
    "organisations/<ods:ods>/teams/add/": {"name": "New team", "kind": "standing"},
    "organisations/<ods:ods>/representation/add/": {
        "group": "carers",
        "comparator": "workforce",
        "team_count": "1",
        "team_known": "2",
        "headcount": "3",
        "comparator_pct": "10",
    },
    "organisations/<ods:ods>/initiatives/add/": {"name": "New initiative"},
    "organisations/<ods:ods>/suppliers/add/": {"name": "New supplier"},
    "organisations/<ods:ods>/contracts/add/": {"service": "New service"},
    "organisations/<ods:ods>/members/invite/": {"email": "new@fenbrook.example", "role": "board"},
    "organisations/<ods:ods>/sharing/add/": {"partner": "ZZP", "share_pct": "10", "how": "record"},
}
"""What is typed on pages whose forms open empty and add something."""

TYPED = {
    **ADDED,
    "organisations/<ods:ods>/sharing/offers/<int:pk>/": {"answer": "accept"},
    "organisations/<ods:ods>/teams/<int:pk>/split/": {"name": "New team", "posts": OFFERED},
    "organisations/<ods:ods>/posts/grid/": {"row_title": "Changed"},
    "organisations/<ods:ods>/posts/<int:pk>/skills/link/": {"by": "copy"},
    "organisations/<ods:ods>/skills/staff-told/": {"told": "on"},
    "organisations/<ods:ods>/reports/<int:number>/posts/remove/": {"reason": OFFERED, "sure": "on"},
    SUBMIT: {"sponsor": OFFERED, "job_title": "Chief executive"},
}
"""What is typed on pages whose forms open empty."""


def filled_in(route: str, html: str) -> dict[str, Any]:
    """The form of a page as it is sent, filled in where it opens empty."""
    offered = _Choices(html).found
    typed = {name: min(offered[name]) if text is OFFERED else text for name, text in TYPED.get(route, {}).items()}
    return {**values_of(html), **typed}


NO_CHOICE = re.compile(
    r"(?:.*-)?(?:csrfmiddlewaretoken|form_token|version|row_version|roster|was|told|sure)|[vw][0-9]+"
)
"""Hidden controls and boxes to tick that name no thing, also behind the prefix of a block.

`v12` and `w12` are the state of a row of the matrix of skills.
"""

CHOOSING = ("radio", "checkbox", "hidden")


def _is_no_choice(name: str) -> bool:
    return NO_CHOICE.fullmatch(name) is not None


class _Choices(HTMLParser):
    """What each select, radio, checkbox and hidden control of the forms that a page sends offers."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, set[str]] = {}
        self._select = ""
        self._is_sent = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_sent = given.get("method", "get") == "post"
        elif not self._is_sent:
            pass  # a search, whose values stand in the address
        elif tag == "select":
            self._select = given["name"]
            self.found.setdefault(self._select, set())
        elif tag == "option":
            self.found[self._select].add(given["value"])
        elif (
            tag == "input" and given.get("type") in ("radio", "checkbox", "hidden") and not _is_no_choice(given["name"])
        ):
            self.found.setdefault(given["name"], set()).add(given.get("value", ""))


def keys_of(organisation: Organisation) -> set[str]:
    """Every key of the organisation and of what belongs to it."""
    keys = {str(row.pk) for model in models_of_organisations() for row in rows_of(model, organisation)}
    return keys | {organisation.ods_code}


def sent_with_keys(html: str, other: Organisation) -> Iterator[tuple[str, str]]:
    """Each control of choices with each key of the other organisation's that it does not offer."""
    of_others = keys_of(other)
    for name, offered in _Choices(html).found.items():
        yield from ((name, key) for key in sorted(of_others - offered))


@pytest.mark.parametrize("route", FORMS)
def test_a_key_of_another_organisation_is_refused_and_changes_nothing(
    route: str, lead: User, organisation: Organisation, other_organisation: Organisation
) -> None:
    if route == SUBMIT:
        make_ready(organisation.assessments.get(state="draft"))
    caller, (_, path) = Caller("lead", lead), next(paths(route, organisation, other_organisation))
    html = caller.ask("GET", path).response.content.decode()
    form = filled_in(route, html)
    sent = list(sent_with_keys(html, other_organisation))
    as_it_is = caller.ask("POST", path, form)
    wrong = shared_faults(as_it_is)
    # A form that would be refused anyway would show nothing.
    wrong += ["It is refused as it is"] * (bool(sent) and as_it_is.response.status_code != 302)
    wrong += ["The activity log tells nothing of it"] * (
        bool(as_it_is.writes) and not as_it_is.actors and route not in UNLOGGED
    )
    for name, key in sent:
        asked = caller.ask("POST", path, {**form, name: key})
        if asked.writes or asked.response.status_code not in (200, 409):
            wrong.append(f"{asked} with {name}={key}")
        wrong += shared_faults(asked)
    assert not wrong, "\n" + "\n".join(wrong)


def rows(organisation: Organisation) -> dict[str, list[Any]]:
    """Everything that belongs to an organisation and its people, by model, without the time of day."""
    return {
        model._meta.label: [
            [
                (field.attname, getattr(row, field.attname))
                for field in row._meta.concrete_fields
                if not isinstance(field, models.DateTimeField)
            ]
            for row in rows_of(model, organisation)
        ]
        for model in models_of_organisations()
        if model is not Session
    }


@pytest.mark.parametrize("route", ADDED)
def test_fields_that_a_form_does_not_have_are_ignored(
    route: str, client_of: Any, lead: User, stranger: User, organisation: Organisation, other_organisation: Organisation
) -> None:
    client, (_, path) = client_of(lead), next(paths(route, organisation, other_organisation))
    before = rows(other_organisation)
    extra = dict.fromkeys(("organisation", "organisation_id"), other_organisation.pk) | {
        "ods": other_organisation.ods_code,
        "user": stranger.pk,
    }
    extra |= {
        "id": other_organisation.teams.get().pk,
        "pk": other_organisation.posts.get().pk,
        "invited_by": stranger.pk,
        "by": stranger.pk,
    }
    form = filled_in(route, client.get(path).content.decode()) | extra
    count = sum(len(things) for things in rows(organisation).values())
    assert client.post(path, form).status_code == 302
    assert rows(other_organisation) == before
    assert sum(len(things) for things in rows(organisation).values()) > count + 1  # the thing, and its line in the log
    assert not organisation.invitations.filter(invited_by=stranger).exists()
