"""Nobody gets behind a small number of people by difference: whatever small number there is, everything reads the same.

Every page and file that somebody may open, and the API, for one count after another and one day after another. What
peers may be told is in `test_peers`, the counts of one page among each other in `tests.teams.test_suppression`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from zipfile import ZipFile, is_zipfile

import pytest
from django.core.cache import cache
from django.http import HttpResponse

from accounts.models import Organisation, Role, User
from assessment import live
from reports import live_pages, signed_pages
from tests.factories import make_member, make_ready, sign_off
from tests.furnishing import furnish
from tests.reports.api import asking, rows
from tests.walk import Caller, filled, parameters, readable, taken_back
from tests.walks.table import BY_TOKEN, KEYS, ORGANISATION, PAGES, paths

CHANGING = re.compile(
    r'value="[\w:+/=-]{40,}"'  # tokens of forms
    r"|\b[0-9a-f]{8}(?:[0-9a-f]{56})?\b"  # hashes and references
    r"|\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?(?:am|pm)?"  # times
    r'|data-(?:idle|absolute)="\d+"'  # how long the session lasts
    r"|<dcterms:\w+[^>]*>[^<]*"
    r"|'/(?:CreationDate|ModDate|ID)': [^,}]*|D:\d{14}"
)
"""What differs from one answer to the next whatever it says."""

NOT_WALKED = ("rate/<str:token>/", "invitation/<str:token>/", "pulse/<slug:token>/")


@pytest.fixture
def ours(organisation: Organisation, lead: User, board_member: User, sponsor: User) -> Organisation:
    """The organisation with one of everything, and a board that reads the live report."""
    furnish(organisation, by=lead)
    organisation.consents.create(to="board", given_by=lead)
    return organisation


def count(organisation: Organisation, group: int, known: int = 40) -> None:
    """Let so many of the people of the team be of a group, out of those of whom it is known; half is expected."""
    values = {"team_count": group, "team_known": known, "headcount": 44, "comparator_pct": 50}
    organisation.representation.update(**values)
    for module in (live, live_pages, signed_pages):
        module.forget()


def everything(organisation: Organisation, user: User, who: str) -> dict[str, str]:
    """What somebody may read of the organisation, by address, less what changes whatever it says."""
    cache.clear()
    caller, found = Caller(who, user), {}
    for page in PAGES:
        if ORGANISATION in page.route and who in page.opened_by and page.route not in NOT_WALKED:
            path = next(paths(page.route, organisation, organisation))[1]
            asked = caller.ask("GET", path)
            if asked.response.status_code == 200:
                found[path] = CHANGING.sub("…", text_of(asked.response))
    return found | dict(of_the_api(organisation, user))


def of_the_api(organisation: Organisation, user: User) -> Iterator[tuple[str, str]]:
    with taken_back():
        ask = asking(user)
        for route in BY_TOKEN:
            path = filled(route, {name: KEYS[name].own(organisation) for name in parameters(f"api/v1/{route}")})
            response = ask(path.lstrip("/"))
            if response.status_code == 200:
                yield path, CHANGING.sub("…", str(rows(response)))


def text_of(response: HttpResponse) -> str:
    """Everything in an answer; of a Word document, slides or a workbook every part, of a PDF what its pages say."""
    if is_zipfile(io.BytesIO(response.content)):
        with ZipFile(io.BytesIO(response.content)) as parts:
            return "\n".join(text_in(parts.read(name)) for name in sorted(parts.namelist()))
    return readable(response)


def text_in(part: bytes) -> str:
    """A part of a document; charts of slides hold workbooks of their own."""
    if is_zipfile(io.BytesIO(part)):
        with ZipFile(io.BytesIO(part)) as inner:
            return "\n".join(inner.read(name).decode(errors="replace") for name in sorted(inner.namelist()))
    return part.decode(errors="replace")


def differing(first: dict[str, str], second: dict[str, str]) -> list[str]:
    assert first.keys() == second.keys()
    return [path for path, text in first.items() if text != second[path]]


PEOPLE = ("sponsor", "board_member")
"""Who may not enter counts of people by group: the most of them, and a board."""


@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_and_file_reads_the_same_whatever_the_small_number(
    who: str, ours: Organisation, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who)
    count(ours, 1)
    first = everything(ours, user, who)
    # All of them are at the lowest level: at most seven of twenty that are expected.
    for pair in ((5, 40), (7, 40), (3, 38), (6, 42)):
        count(ours, *pair)
        assert differing(first, everything(ours, user, who)) == [], pair
    assert len(first) > 15


@pytest.mark.parametrize("who", PEOPLE)
def test_so_it_does_where_few_are_not_of_the_group(
    who: str, ours: Organisation, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who)
    count(ours, 39)
    first = everything(ours, user, who)
    count(ours, 34)
    assert differing(first, everything(ours, user, who)) == []


def test_a_number_that_is_not_small_does_read_otherwise(ours: Organisation, sponsor: User) -> None:
    count(ours, 12)
    first = everything(ours, sponsor, "sponsor")
    count(ours, 14)
    changed = differing(first, everything(ours, sponsor, "sponsor"))
    assert any(path.endswith("/report/") for path in changed)
    assert any("/api/" not in path and path.endswith(".xlsx") for path in changed)


@pytest.mark.parametrize("who", [*PEOPLE, "system_member"])
def test_two_reports_and_what_is_between_them_read_the_same(
    who: str, ours: Organisation, lead: User, sponsor: User, request: pytest.FixtureRequest
) -> None:
    """On the page that compares them, too; the sizes of the small numbers and of their difference are all others."""
    if who == "system_member":
        ours.parent = Organisation.objects.create(ods_code="QZZ", name="Fenland ICB")
        ours.save()
        ours.consents.create(to="system", given_by=lead)
        user = make_member(ours.parent, Role.SYSTEM)
    else:
        user = request.getfixturevalue(who)

    def two_days(before: int, after: int) -> dict[str, str]:
        with taken_back():
            for number in (before, after):
                count(ours, number)
                draft = ours.assessments.filter(state="draft").first() or ours.assessments.create(
                    rubric_version=ours.assessments.latest("pk").rubric_version,
                    as_at=ours.assessments.latest("pk").as_at,
                )
                make_ready(draft)
                sign_off(draft, lead, sponsor)
            found = everything(ours, user, who)
        for module in (live, live_pages, signed_pages):
            module.forget()
        return found

    first = two_days(2, 3)
    assert any("/reports/compare/" in path for path in first)
    assert differing(first, two_days(6, 1)) == []


def test_no_exact_share_stands_in_a_file(ours: Organisation, lead: User) -> None:
    """A share of two exact counts would tell both: 13 of 41 are 63.4 per cent of a half."""
    count(ours, 13, 41)
    texts = everything(ours, lead, "lead")
    exact = str(13 / 41 / 0.5)[:6]
    assert exact == "0.6341"
    assert [path for path, text in texts.items() if exact in text and not path.endswith("content.json")] == []
