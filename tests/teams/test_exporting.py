"""A roster as a file: what stands in it, and that importing it again changes nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from accounts.models import Organisation, User
from teams import catalogue, exporting
from teams.cells import FIRST_DAY, LAST_DAY, read_text, trimmed, write_post
from teams.exporting_xlsx import roster_xlsx, template_xlsx
from teams.import_files import Memory, read_file
from teams.importing.books import book_of
from teams.importing.checking import check
from teams.importing.tables import read_table
from teams.roster import COLUMNS, Post
from tests.factories import make_post

Clients = Callable[[User], Client]


def is_allowed(text: str) -> bool:
    """Whether a roster takes `text`."""
    try:
        return bool(read_text(text, 200)) or not text
    except ValueError:
        return False


texts = (
    st.text(st.characters(exclude_categories=["Cs"]).filter(is_allowed), max_size=60)
    | st.text(st.sampled_from("=+-@'\"\t\r\n,; ax_0"), max_size=8)
    | st.sampled_from(
        ["_x0041_", "_x000D_", "'=1", "''", "{=1}", "https://example.org", "1e5", "007", "None", "</t>", "\ufeffx"]
    )
).map(trimmed)
units = st.integers(1, 150_000)
days = st.none() | st.dates(FIRST_DAY, LAST_DAY)


@st.composite
def posts(draw: st.DrawFn) -> Post:
    status = draw(st.sampled_from(catalogue.STATUSES))
    return Post(
        post_ref=draw(texts.filter(bool)),
        title=draw(texts.filter(bool)),
        wte=draw(units),
        team=draw(texts),
        role=draw(st.sampled_from(["", *catalogue.roles()])),
        employment=draw(st.sampled_from(["", *catalogue.terms("employment")])),
        status=status,
        funded_wte=draw(st.none() | st.integers(0, 150_000)),
        grade=draw(texts),
        employer=draw(st.sampled_from(["", "ZZA", "007"])),
        senior_leader=draw(st.none() | st.booleans()),
        control_role=tuple(draw(st.lists(st.sampled_from(sorted(catalogue.terms("control_role"))), unique=True))),
        started_on=draw(days),
        ends_on=draw(days),
        supplier=draw(texts),
        skills=draw(st.dictionaries(st.sampled_from(["user_research", "own_skill"]), st.integers(0, 4))),
    )


rosters = st.lists(posts(), max_size=4, unique_by=lambda post: post.post_ref)


@given(rosters)
@settings(max_examples=50)
@pytest.mark.parametrize("export", [exporting.roster_csv, roster_xlsx])
def test_a_roster_comes_back_as_it_was_whatever_its_text(
    export: Callable[[list[Post]], bytes], roster: list[Post]
) -> None:
    data = export(roster)
    rows = [list(write_post(post).values()) for post in roster]
    strict = check(read_table(data))
    assert (strict.problems, strict.rows) == ([], rows)
    reading = read_file(book_of(data), Memory()).reading
    assert reading is not None
    assert (reading.problems, reading.skipped, reading.unmapped, reading.rows) == ([], [], [], rows)


@given(texts.filter(bool))
def test_no_cell_of_a_csv_starts_with_what_a_sheet_would_run(title: str) -> None:
    data = exporting.roster_csv([Post(post_ref="D1", title=title, wte=100_000)])
    cell = next(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))["title"]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_text_in_a_workbook_is_text_and_amounts_and_days_are_not() -> None:
    post = Post(post_ref="007", title="=1+1", wte=60_000, started_on=date(2024, 4, 1), supplier="https://example.org")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(roster_xlsx([post]))).get_sheet_by_index(0)
    row = dict(zip(COLUMNS, sheet.to_python()[1], strict=True))
    assert (row["post_ref"], row["title"], row["supplier"]) == ("007", "=1+1", "https://example.org")
    assert (row["wte"], row["started_on"]) == (0.6, date(2024, 4, 1))


def test_the_templates_hold_our_headings_and_can_be_read() -> None:
    for template in (exporting.template_csv(), template_xlsx()):
        reading = check(read_table(template))
        assert (reading.columns, reading.rows, reading.problem_count) == (list(COLUMNS), [], 0)


def test_the_template_explains_every_column_and_every_code() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(template_xlsx()))
    guide = [row[0] for row in book.get_sheet_by_name("How to fill it in").to_python()[1:]]
    codes = {row[1] for row in book.get_sheet_by_name("Codes").to_python()[1:]}
    assert guide == list(COLUMNS)
    assert {*catalogue.roles(), *catalogue.skills(), *catalogue.terms("employment")} <= codes


def test_the_download_holds_the_open_posts(
    organisation: Organisation, other_organisation: Organisation, contributor: User, client_of: Clients
) -> None:
    make_post(organisation, post_ref="D1", title="Developer", skills={"user_research": 2})
    make_post(organisation, post_ref="D2", closed_on=date(2020, 1, 1))
    make_post(other_organisation, post_ref="X1")
    response = client_of(contributor).get("/organisations/ZZA/posts.csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["post_ref"] for row in rows] == ["D1"]
    assert rows[0]["skills"] == "user_research:2"
    assert response["Content-Disposition"].startswith('attachment; filename="ZZA-roster-')


@pytest.mark.parametrize("name", ["posts.csv", "posts.xlsx", "roster-template.csv", "roster-template.xlsx"])
def test_who_may_see_the_roster_may_download_it(
    name: str,
    lead: User,
    sponsor: User,
    board_member: User,
    stranger: User,
    client_of: Clients,
) -> None:
    url = f"/organisations/ZZA/{name}"
    found = [client_of(user).get(url).status_code for user in (lead, sponsor, board_member, stranger)]
    assert found == [200, 200, 403, 404]
    assert client_of(lead).post(url).status_code == 405
