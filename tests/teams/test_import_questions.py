"""What the pages of an import ask about files as trusts have them, and that the answers are remembered."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import AuditEvent, Organisation, Role, User
from teams import import_forms
from teams.importing.books import book_of
from teams.models import ImportMapping, OrganisationFacts, SkillRating, StagedImport, Team
from tests.factories import make_member, make_post
from tests.forms import shown
from tests.teams.files import csv_file, row
from tests.teams.nasty_files import CASES, book, esr, hidden_row, merged_headings, person, text

Clients = Callable[[User], Client]
URL = "/organisations/ZZA/import/"
EXPORT = esr(
    person(1), person(2, category="Zero hours"), person(3, title="Dreamer"), ",,,,Total,,,,3,,,,", person(4, fte="x")
)


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_forms, "read_book", book_of)


@pytest.fixture
def client(lead: User, client_of: Clients) -> Client:
    return client_of(lead)


def upload(client: Client, data: bytes) -> Any:
    return client.post(URL, {"file": SimpleUploadedFile("roster", data)}, follow=True)


def at(response: Any) -> str:
    return str(response.redirect_chain[-1][0])


def words(response: Any) -> str:
    main = re.sub(r"<[^>]+>", " ", response.content.decode().split("<main", 1)[1].split("</main", 1)[0])
    return " ".join(main.split())


def answered(client: Client, url: str, **answers: str) -> Any:
    return client.post(url, {**shown(client, url), **answers}, follow=True)


def test_a_file_is_asked_about_then_previewed_then_imported(client: Client, organisation: Organisation) -> None:
    columns = upload(client, EXPORT)
    assert at(columns).endswith("/columns/")
    assert "Last Name (names)" in words(columns)
    assert "Employee Number (employee numbers)" in words(columns)
    asked = answered(client, at(columns))
    assert at(asked).endswith("/words/")
    assert "“Zero hours” In 1 row of “Assignment Category”" in words(asked)
    problems = answered(client, at(asked), word_0="bank")
    assert "Your file has 1 problem" in words(problems)
    assert "5 It is a total: “Total”." in words(problems)
    rejected = client.get(at(problems) + "rejected.csv").content.decode()
    assert "FTE: Enter a number" in rejected
    preview = client.post(at(problems) + "without-rejected/", follow=True)
    assert "posts to add 3" in words(preview)
    done = client.post(at(preview) + "confirm/", follow=True)
    assert "What this file cannot know" in words(done)
    assert "external staff are not yet on the roster" in words(done)
    assert set(organisation.posts.values_list("post_ref", "employment")) == {
        ("P1", "permanent"),
        ("P2", "bank"),
        ("P3", "permanent"),
    }
    everything = [str(list(model.objects.values_list())) for model in (StagedImport, AuditEvent, ImportMapping)]
    for page in (columns, asked, problems, preview, done, rejected, *everything):
        assert "Canary" not in (page if isinstance(page, str) else page.content.decode())
        assert "2012345" not in (page if isinstance(page, str) else page.content.decode())


def test_what_was_said_is_remembered_for_the_next_file(client: Client, organisation: Organisation) -> None:
    heading = "Thing,Amount,Sort"
    columns = upload(client, text(heading, "Test manager,1,Casual"))
    assert "None of the first rows holds headings that we know" in words(columns)
    preview = answered(client, at(columns), column_0="title", column_1="wte", column_2="employment")
    preview = answered(client, at(preview), word_0="bank")
    assert at(preview).endswith("/words/") is False
    client.post(at(preview) + "confirm/")
    again = upload(client, text(heading, "Test manager,1,casual"))
    assert "holds what the roster holds already" in words(again)
    assert organisation.posts.get().employment == "bank"


def test_columns_must_say_what_a_roster_needs_and_each_thing_once(client: Client, organisation: Organisation) -> None:
    url = at(upload(client, text("Job Title,WTE,Grade", "Tester,1,7")))
    assert "Choose the column that holds the job titles" in words(answered(client, url, column_0=""))
    assert "Choose the column that holds WTE" in words(answered(client, url, column_1=""))
    assert "as “WTE” is WTE (or FTE) already" in words(answered(client, url, column_2="wte"))


def test_a_list_of_contractors_says_once_how_they_are_engaged(client: Client, organisation: Organisation) -> None:
    url = at(upload(client, text("Supplier,Role,WTE", "Acme,Test manager,1")))
    preview = answered(client, url, engaged="contractor")
    client.post(at(preview) + "confirm/")
    assert organisation.posts.values_list("supplier", "employment").get() == ("Acme", "contractor")


def test_columns_that_disagree_are_asked_about(client: Client, organisation: Organisation) -> None:
    url = at(upload(client, text("Job Title,FTE,WTE", "Tester,1,1", "Tester,1,0.6")))
    assert "Several columns say this and they differ" in words(client.get(url))
    assert "Choose the column that holds WTE" in words(answered(client, url))
    asked = answered(client, url, column_2="wte")
    client.post(at(answered(client, at(asked))) + "confirm/")
    assert sorted(str(wte) for wte in organisation.posts.values_list("wte", flat=True)) == ["0.60000", "1.00000"]


def test_the_row_of_headings_can_be_corrected_from_a_picture(client: Client, organisation: Organisation) -> None:
    data = text("Title,Team,x", "Job Title,WTE,Surname", "Tester,1,Canary", "Tester,1,Canary")
    columns = upload(client, data)
    url = at(columns).replace("columns", "headings")
    picture = client.get(url)
    assert "Canary" not in picture.content.decode()
    chosen = answered(client, url, rows="1-1")
    assert "We read the headings in row 2" in words(chosen)


def test_another_sheet_can_be_chosen(client: Client, organisation: Organisation) -> None:
    url = at(upload(client, book(merged_headings, hidden_row))).replace("columns", "headings")
    assert "Other" in words(client.get(url))
    assert client.get(url, {"sheet": "None"}).status_code == 404
    chosen = answered(client, f"{url}?sheet=Other", rows="0-0")
    assert "of the sheet “Other”" in words(chosen)


def test_posts_that_are_not_in_the_file_can_be_closed(client: Client, organisation: Organisation) -> None:
    make_post(organisation, post_ref="OLD", title="Past")
    preview = upload(client, csv_file(row()))
    assert "OLD Past" in words(preview)
    done = client.post(at(preview) + "confirm/", {"missing": "close"}, follow=True)
    assert "1 closed" in words(done) or "posts closed 1" in words(done)
    assert organisation.posts.get(post_ref="OLD").closed_on


def state(organisation: Organisation) -> list[Any]:
    posts = organisation.posts.order_by("post_ref").values()
    ratings = SkillRating.objects.order_by("post", "skill", "source").values_list(
        "post", "skill", "source", "level", "rated_at"
    )
    kept = [{name: value for name, value in post.items() if name != "version"} for post in posts]
    return [kept, list(ratings), list(Team.objects.values_list("name", flat=True))]


def test_an_import_can_be_undone_as_a_whole(client: Client, organisation: Organisation) -> None:
    vacated = make_post(organisation, post_ref="D1", skills={"user_research": 2})
    vacated.skill_ratings.create(skill="data", level=3, source="self")
    make_post(organisation, post_ref="D2", skills={"user_research": 2}, grade="6")
    make_post(organisation, post_ref="D3")
    before = state(organisation)
    data = csv_file(row(status="vacant"), row(post_ref="D2", skills="user_research:3"), row(post_ref="D9", team="New"))
    done = client.post(at(upload(client, data)) + "confirm/", {"missing": "close"}, follow=True)
    assert state(organisation) != before
    undone = client.post(at(done) + "undo/", follow=True)
    assert "The import was taken back" in words(undone)
    assert state(organisation) == before
    assert client.post(at(done) + "undo/").status_code == 409


def test_a_team_that_goes_with_an_import_is_taken_from_contributors(client: Client, organisation: Organisation) -> None:
    done = client.post(at(upload(client, csv_file(row(team="New")))) + "confirm/", follow=True)
    contributor = make_member(organisation, Role.CONTRIBUTOR).memberships.get()
    contributor.assignments.create(kind="team", key=str(Team.objects.get(name="New").pk))
    client.post(at(done) + "undo/")
    assert not Team.objects.filter(name="New").exists()
    assert not contributor.assignments.exists()


def test_an_import_whose_posts_were_changed_since_is_not_undone(client: Client, organisation: Organisation) -> None:
    done = client.post(at(upload(client, csv_file(row()))) + "confirm/", follow=True)
    post = organisation.posts.get()
    edit = f"/organisations/ZZA/posts/{post.pk}/edit/"
    client.post(edit, {**shown(client, edit), "title": "Changed"})
    refused = client.post(at(done) + "undo/", follow=True)
    assert refused.status_code == 409
    assert "D1" in words(refused)
    assert organisation.posts.get().title == "Changed"


def test_undoing_an_export_takes_the_answer_on_external_staff_back(client: Client, organisation: Organisation) -> None:
    OrganisationFacts.objects.create(organisation=organisation, as_at="2026-09-30", external_staff="none")
    url = at(upload(client, esr(person(1))))
    done = client.post(at(answered(client, url)) + "confirm/", follow=True)
    assert OrganisationFacts.objects.get().external_staff == "not_yet"
    client.post(at(done) + "undo/")
    assert OrganisationFacts.objects.get().external_staff == "none"


@pytest.mark.parametrize(("data", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_every_nasty_file_gets_a_page_and_the_same_answer_as_by_the_command(
    data: bytes, expected: dict[str, Any], client: Client, organisation: Organisation
) -> None:
    page = upload(client, data)
    assert page.status_code == 200
    assert "anary" not in page.content.decode()
    if "fatal" in expected:
        assert expected["fatal"] in words(page)
        return
    findings = StagedImport.objects.get().findings
    assert findings["accepted"] == expected["accepted"]
    assert [row for row, _ in findings["skipped"]] == expected.get("skipped", [])
    assert "anary" not in str(list(StagedImport.objects.values_list()))
