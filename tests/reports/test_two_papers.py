"""The two papers of a signed-off report, as the people of an organisation and of its board get them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from accounts.models import Organisation, Role, User
from assessment import cycle_services, retention, services
from assessment.models import SignOff
from reports import signed_pages
from tests.factories import make_member, make_organisation, make_post, make_ready, make_ready_draft, sign_off
from tests.reports.sheets import read, texts

ClientOf = Callable[[User], Client]
REPORT = "/organisations/ZZA/reports/1/"
MOST_QUERIES = 8
FILES = ("paper.pdf", "paper.docx", "slides.pptx", "workbook.xlsx", "tables/answers.csv")


def text(response: HttpResponse) -> str:
    """What a page says, without its markup."""
    main = re.search(r"<main.*</main>", response.content.decode(), re.S)
    assert main is not None
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main[0])))


def printed(response: HttpResponse) -> str:
    """What a PDF says."""
    pages = PdfReader(io.BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture
def signed(organisation: Organisation, lead: User, sponsor: User) -> SignOff:
    make_post(
        organisation,
        post_ref="W77",
        title="Lone researcher",
        role="user_researcher",
        supplier="Bramble Systems",
        ends_on=date(2027, 3, 15),
    )
    draft = make_ready_draft(organisation, commentary={"Q1": "Between ourselves"})
    return sign_off(draft, lead, sponsor)


@pytest.fixture
def system_member(organisation: Organisation, lead: User) -> User:
    """Of the integrated care board with which the organisation shares its reports."""
    organisation.parent = make_organisation("QZZ", "Fenland ICB", kind="Integrated care board")
    organisation.save()
    organisation.consents.create(to="system", given_by=lead)
    return make_member(organisation.parent, Role.SYSTEM)


def test_every_member_gets_the_public_paper_and_nothing_in_it_is_private(
    client_of: ClientOf, lead: User, board_member: User, system_member: User, signed: SignOff
) -> None:
    for reader in (lead, board_member, system_member):
        said = printed(client_of(reader).get(f"{REPORT}paper.pdf"))
        assert "Public paper" in said
        assert f"Final, version 1. Hash {signed.sha256[:8]}. Signed off by: Chief executive" in said
        for secret in ("Lone researcher", "W77", "Bramble", "March 2027", "Between ourselves", "need cover"):
            assert secret not in said


def test_the_private_paper_names_posts_to_lead_and_sponsor_and_is_not_for_a_system(
    client_of: ClientOf,
    lead: User,
    sponsor: User,
    contributor: User,
    board_member: User,
    system_member: User,
    signed: SignOff,
) -> None:
    for reader, names in ((lead, True), (sponsor, True), (contributor, False), (board_member, False)):
        said = printed(client_of(reader).get(f"{REPORT}private/paper.pdf"))
        assert "Private: not for publication" in said
        assert "Posts that need cover" in said
        assert "Between ourselves" in said
        assert ("Lone researcher" in said) == names
    client = client_of(system_member)
    assert [client.get(f"{REPORT}private/{file}").status_code for file in FILES] == [403] * len(FILES)


def test_a_file_says_in_its_name_whether_it_is_private_and_which_version(
    client_of: ClientOf, lead: User, signed: SignOff
) -> None:
    client = client_of(lead)
    for folder, private in (("", ""), ("private/", "private-")):
        names = [client.get(f"{REPORT}{folder}{file}")["Content-Disposition"] for file in FILES]
        assert names == [
            f'attachment; filename="ZZA-{private}{name}"'
            for name in (
                "board-paper-1.pdf",
                "board-paper-1.docx",
                "board-slides-1.pptx",
                "board-report-1.xlsx",
                "board-report-answers-1.csv",
            )
        ]


def test_the_posts_are_in_the_private_workbook_of_those_who_may_see_them(
    client_of: ClientOf, contributor: User, board_member: User, signed: SignOff
) -> None:
    inside = read(client_of(contributor).get(f"{REPORT}private/workbook.xlsx").content)
    assert "Lone researcher" in texts(inside)
    for folder in ("", "private/"):
        board = read(client_of(board_member).get(f"{REPORT}{folder}workbook.xlsx").content)
        assert "Posts" not in board
        assert "Lone researcher" not in texts(board)


def test_the_page_links_every_file_and_each_table_of_the_report(
    client_of: ClientOf, board_member: User, system_member: User, signed: SignOff
) -> None:
    for reader, marking in ((board_member, "Private: not for publication"), (system_member, "Public paper")):
        client = client_of(reader)
        page = client.get(REPORT)
        assert f"{marking} Final, version 1. Hash {signed.sha256[:8]}" in text(page)
        links = re.findall(rf'href="({REPORT}[^"]+\.(?:pdf|docx|pptx|xlsx|csv))"', page.content.decode())
        folders = ("", "private/") if reader == board_member else ("",)
        assert {f"{REPORT}{folder}{file}" for folder in folders for file in FILES} <= set(links)
        assert (f"{REPORT}private/tables/cover-posts.csv" in links) == (reader == board_member)
        assert any("private/" in link for link in links) == (reader == board_member)
        for link in links:
            assert client.get(link).status_code == 200


def test_a_system_reads_a_public_page(client_of: ClientOf, system_member: User, signed: SignOff) -> None:
    said = text(client_of(system_member).get(REPORT))
    for secret in ("Lone researcher", "Bramble", "March 2027", "Between ourselves", "need cover", "checks found"):
        assert secret not in said
    assert "What was found" in said


def test_every_picture_of_a_signed_off_report_has_an_interactive_version_for_those_who_see_it(
    client_of: ClientOf, lead: User, system_member: User, signed: SignOff
) -> None:
    for reader, sees_ends in ((lead, True), (system_member, False)):
        client = client_of(reader)
        figures = re.findall(r'data-figure="([^"]+)"', client.get(REPORT).content.decode())
        assert (f"{REPORT}charts/contract-ends.json" in figures) == sees_ends
        assert f"{REPORT}charts/scores.json" in figures
        assert all(client.get(address).json()["data"] for address in figures)
        assert client.get(f"{REPORT}charts/contract-ends.json").status_code == (200 if sees_ends else 404)


def test_until_when_a_signed_off_answer_holds_is_said_while_its_posts_are_there(
    client_of: ClientOf, lead: User, signed: SignOff
) -> None:
    client = client_of(lead)
    assert "Posts that need cover" in text(client.get(REPORT))
    retention.remove_posts(by=lead, assessment=signed.snapshot.assessment, reason="request")
    assert "Posts that need cover" not in text(client.get(REPORT))
    assert client.get(f"{REPORT}private/workbook.xlsx").status_code == 200


def test_a_table_is_a_csv_file_with_the_numbers_of_the_page(client_of: ClientOf, lead: User, signed: SignOff) -> None:
    client = client_of(lead)
    content = client.get(f"{REPORT}private/tables/cover-posts.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert rows[0] == ["Post", "Reference", "Function", "Without it"]
    assert rows[1][:2] == ["Lone researcher", "W77"]
    assert client.get(f"{REPORT}tables/cover-posts.csv").status_code == 404


def test_a_formula_is_shielded_in_csv(client_of: ClientOf, lead: User, sponsor: User, signed: SignOff) -> None:
    signed.organisation.posts.update(title="=HYPERLINK(1)")
    again = cycle_services.reopen(
        by=lead,
        organisation=signed.organisation,
        assessment=services.draft_for(signed.organisation),
        because="A title was wrong",
    )
    sign_off(again, lead, sponsor)
    content = client_of(lead).get("/organisations/ZZA/reports/2/private/tables/cover-posts.csv").content.decode()
    assert "'=HYPERLINK(1)" in content


def test_a_superseded_paper_says_so(client_of: ClientOf, lead: User, sponsor: User, signed: SignOff) -> None:
    client = client_of(lead)
    client.get(REPORT)
    again = cycle_services.reopen(
        by=lead,
        organisation=signed.organisation,
        assessment=services.draft_for(signed.organisation),
        because="A post was missing",
    )
    sign_off(again, lead, sponsor)
    assert "Final, version 1, superseded since." in printed(client.get(f"{REPORT}paper.pdf"))
    assert "Final, version 1, superseded since." in text(client.get(REPORT))


def test_the_page_of_a_process_that_kept_it_is_that_of_a_new_one(
    client_of: ClientOf, lead: User, signed: SignOff
) -> None:
    client = client_of(lead)
    kept = [text(client.get(REPORT)), text(client.get(REPORT))]
    signed_pages.forget()
    assert kept == [text(client.get(REPORT))] * 2


def test_what_changed_since_the_report_before_is_said_to_each_as_they_may_read_it(
    client_of: ClientOf, lead: User, sponsor: User, board_member: User, system_member: User, signed: SignOff
) -> None:
    assert "What has changed since report" not in text(client_of(lead).get(REPORT))
    make_post(signed.organisation, post_ref="D9", title="Lone analyst", role="data_analyst", employment="agency")
    again = cycle_services.reopen(
        by=lead,
        organisation=signed.organisation,
        assessment=services.draft_for(signed.organisation),
        because="A post was missing",
    )
    make_ready(again)
    sign_off(again, lead, sponsor)
    second = "/organisations/ZZA/reports/2/"
    by_reader = {user.email: text(client_of(user).get(second)) for user in (lead, board_member, system_member)}
    for said in by_reader.values():
        assert "What has changed since report 1" in said
    assert "D9 Lone analyst joined the roster" in by_reader[lead.email]
    assert "One post in data joined" in by_reader[board_member.email]
    assert "joined" not in by_reader[system_member.email]
    assert "Lone analyst" not in by_reader[board_member.email] + by_reader[system_member.email]
    client = client_of(lead)
    signed_pages.forget()
    with CaptureQueriesContext(connection) as captured:
        client.get(second)
    assert len([query for query in captured if query["sql"].startswith("SELECT")]) <= MOST_QUERIES
    paper = printed(client_of(lead).get(f"{second}private/paper.pdf"))
    assert "Appendix: what has changed since report 1" in paper
    assert "joined" not in printed(client_of(lead).get(f"{second}paper.pdf"))
