"""Importing in the browser: choose a file, see what would change, confirm; and everything that must not happen."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEvent, Organisation, Role, User
from assessment.rubric import parse_toml, read_rubric
from assessment.scoring import score
from teams import import_services
from teams.cells import write_post
from teams.facts import read_facts
from teams.importing import MAX_BYTES
from teams.importing.sandbox import read_upload
from teams.models import Post, SkillRating, StagedImport, Team
from teams.roster import Post as PostRow
from teams.roster import Roster
from tests.factories import make_member, make_post, make_team
from tests.forms import send, shown
from tests.teams.files import csv_file, row, xlsx_of

Clients = Callable[[User], Client]
URL = "/organisations/ZZA/import/"
POSTS = "/organisations/ZZA/posts/"
EXAMPLES = Path(__file__).parents[1] / "examples"
RUBRIC = Path(__file__).parents[2] / "assessment" / "rubrics" / "minimum-viable-team.toml"


def upload(client: Client, data: bytes, name: str = "roster.csv", follow: bool = True) -> Any:
    return client.post(URL, {"file": SimpleUploadedFile(name, data)}, follow=follow)


def staged_url(response: Any) -> str:
    return str(response.redirect_chain[-1][0])


def text(response: Any) -> str:
    """The words of a page."""
    words = re.sub(r"<[^>]+>", " ", response.content.decode().split("<main", 1)[1].split("</main", 1)[0])
    return " ".join(words.split())


def imported(client: Client, data: bytes) -> Any:
    return client.post(staged_url(upload(client, data)) + "confirm/", follow=True)


def file_of(organisation: Organisation, **changes: dict[str, str]) -> bytes:
    """The roster of an organisation as a file, with cells changed by reference."""
    rows = [write_post(post) for post in organisation.posts.open_at(timezone.localdate()).rows()]
    return csv_file(*({**cells, **changes.get(cells["post_ref"], {})} for cells in rows))


# The way through -----------------------------------------------------------------------------------------------------


def test_the_page_tells_the_limits_and_offers_files_to_start_from(lead: User, client_of: Clients) -> None:
    response = client_of(lead).get(URL)
    page = response.content.decode()
    for words in (
        "5 MB",
        "10,000 posts",
        "200 columns",
        "We do not keep the file",
        "roster-template.xlsx",
        "posts.csv",
    ):
        assert words in page
    assert 'enctype="multipart/form-data"' in page


def test_a_new_roster_is_previewed_and_then_saved(organisation: Organisation, lead: User, client_of: Clients) -> None:
    client = client_of(lead)
    data = csv_file(row(), row(post_ref="D2", status="vacant", wte="0.5", team="New team"))
    preview = upload(client, data)
    words = text(preview)
    assert "posts to add 2" in words
    assert "2 new teams will be made: Integration, New team" in words
    assert not Post.objects.exists()
    done = client.post(staged_url(preview) + "confirm/", follow=True)
    assert done.redirect_chain[-1][0].startswith(f"{URL}result/")
    assert "Roster imported: 2 posts added, 0 changed, 0 the same. 2 teams made." in text(done)
    filled, vacant = organisation.posts.order_by("post_ref")
    assert (filled.title, filled.team.name, filled.wte, filled.funded_wte) == (
        "Software developer",
        "Integration",
        Decimal(1),
        Decimal("0.8"),
    )
    assert (filled.started_on, filled.senior_leader, filled.version) == (date(2024, 4, 1), False, 1)
    assert (vacant.started_on, vacant.vacant_since) == (None, timezone.localdate())
    assert list(SkillRating.objects.values_list("post__post_ref", "skill", "level", "source")) == [
        ("D1", "user_research", 2, "lead")
    ]
    assert not StagedImport.objects.exists()


def test_a_workbook_goes_the_same_way(organisation: Organisation, lead: User, client_of: Clients) -> None:
    imported(client_of(lead), xlsx_of(row(title="=1+1")))
    assert organisation.posts.get().title == "=1+1"


@pytest.mark.parametrize("case", ["small-trust", "all-external", "empty-roster", "with-unknowns"])
def test_the_worked_cases_score_as_expected_once_imported(
    case: str, organisation: Organisation, lead: User, client_of: Clients
) -> None:
    imported(client_of(lead), (EXAMPLES / f"{case}-roster.csv").read_bytes())
    facts, _ = read_facts(json.loads((EXAMPLES / f"{case}-facts.json").read_text(), parse_float=Decimal))
    rubric, _ = read_rubric(parse_toml(RUBRIC.read_text()))
    assert facts
    assert rubric
    roster = Roster.of(organisation.posts.open_at(timezone.localdate()).rows())
    scorecard = score([roster], [facts], rubric).scorecard(0)
    expected = json.loads((EXAMPLES / f"{case}-expected.json").read_text())
    assert {entry.id: entry.level for entry in scorecard.criteria} == {
        name: wanted["level"] for name, wanted in expected["criteria"].items()
    }
    for question in scorecard.questions:
        wanted = expected["questions"][question.id]
        assert question.rating == wanted["rating"]
        assert question.score == (
            None if wanted["score"] is None else pytest.approx(Fraction(wanted["score"]), abs=1e-4)
        )


@pytest.mark.parametrize("case", ["small-trust", "with-unknowns"])
def test_the_worked_cases_come_back_as_their_files_say(
    case: str, organisation: Organisation, lead: User, client_of: Clients
) -> None:
    data = (EXAMPLES / f"{case}-roster.csv").read_bytes()
    imported(client_of(lead), data)
    reading = read_upload(data)
    rows = {post.post_ref: write_post(post) for post in organisation.posts.open_at(timezone.localdate()).rows()}
    for cells in (dict(zip(reading.columns, cells, strict=True)) for cells in reading.rows):
        found = rows[cells["post_ref"]]
        if cells["status"] == "vacant":
            cells |= {"started_on": "", "skills": ""}
        skills = {name: set(filter(None, side["skills"].split(";"))) for name, side in (("a", cells), ("b", found))}
        assert skills["a"] == skills["b"]
        assert {**found, "skills": ""} == {**cells, "skills": ""}


def test_the_same_file_twice_changes_nothing(organisation: Organisation, lead: User, client_of: Clients) -> None:
    client = client_of(lead)
    data = csv_file(row(), row(post_ref="D2", status="vacant", control_role="cyber_lead;digital_lead"))
    imported(client, data)
    organisation.refresh_from_db()
    before = organisation.roster_version
    again = upload(client, data)
    assert "holds what the roster holds already" in text(again)
    assert "Confirm and import" not in text(again)
    done = client.post(staged_url(again) + "confirm/", follow=True)
    assert "Nothing was changed" in text(done)
    organisation.refresh_from_db()
    assert organisation.roster_version == before
    assert set(organisation.posts.values_list("version", flat=True)) == {1}


def test_changes_are_shown_old_and_new_and_only_those_rows_are_written(
    organisation: Organisation, lead: User, client_of: Clients
) -> None:
    client = client_of(lead)
    make_post(organisation, post_ref="D1", title="Developer", notes="Kept", skills={"user_research": 2})
    make_post(organisation, post_ref="D2")
    make_post(organisation, post_ref="D3")
    rows = [write_post(post) for post in organisation.posts.rows()]
    changed = {**rows[0], "title": "Senior developer", "wte": "0.5", "skills": "service_design:4"}
    preview = upload(client, csv_file(changed, rows[1]))
    words = text(preview)
    for line in (
        "D1 Developer title Developer Senior developer",
        "wte 1 0.5",
        "skill service_design blank 4",
        "skill user_research 2 blank",
        "WTE, filled and vacant 3.0 2.5",
        "1 post of your roster is not in the file. Choose below what becomes of it.",
    ):
        assert line in words
    client.post(staged_url(preview) + "confirm/", {"missing": "keep"})
    posts = {post.post_ref: post for post in organisation.posts.all()}
    assert {ref: post.version for ref, post in posts.items()} == {"D1": 2, "D2": 1, "D3": 1}
    assert (posts["D1"].title, posts["D1"].wte, posts["D1"].notes) == ("Senior developer", Decimal("0.5"), "Kept")
    assert list(posts["D1"].skill_ratings.values_list("skill", "level")) == [("service_design", 4)]


def test_one_event_keeps_the_counts_and_every_old_and_new_value(
    organisation: Organisation, lead: User, client_of: Clients
) -> None:
    make_post(organisation, post_ref="D1", title="Developer", skills={"user_research": 2})
    data = csv_file(
        {"post_ref": "D1", "title": "Lead", "wte": "1", "skills": ""},
        {"post_ref": "D2", "title": "New", "wte": "1", "team": "Made", "skills": ""},
        columns=["post_ref", "title", "wte", "team", "skills"],
    )
    rated_at = SkillRating.objects.get().rated_at
    imported(client_of(lead), data)
    event = AuditEvent.objects.get(verb="imported")
    assert (event.actor, event.organisation) == (lead, organisation)
    assert event.changes == {
        "counts": [
            None,
            {"added": 1, "changed": 1, "unchanged": 0, "kept": 0, "closed": 0, "opened_again": 0, "teams": 1},
        ],
        "source": [None, "own"],
        "undo": [
            None,
            {"versions": {"D1": 2}, "ratings": {"D1": [["user_research", "lead", 2, rated_at.isoformat()]]}},
        ],
        "teams": [[], ["Made"]],
        "posts": [
            {"D1": {"title": "Developer", "skills": {"user_research": 2}}},
            {
                "D1": {"title": "Lead", "skills": {"user_research": None}},
                "D2": {"post_ref": "D2", "title": "New", "team": "Made", "wte": "1"},
            },
        ],
    }


# Rules of columns, vacancies, ratings --------------------------------------------------------------------------------


def test_a_column_that_is_not_in_the_file_is_left_alone(
    organisation: Organisation, lead: User, client_of: Clients
) -> None:
    make_post(organisation, post_ref="D1", team=make_team(organisation, "Data"), grade="7", skills={"user_research": 2})
    imported(client_of(lead), b"post_ref,title,wte\nD1,Renamed,1\nD2,New,1\n")
    kept, new = organisation.posts.order_by("post_ref")
    assert (kept.title, kept.team.name, kept.grade, kept.employment) == ("Renamed", "Data", "7", "permanent")
    assert kept.skill_ratings.count() == 1
    assert (new.team, new.role, new.status, new.senior_leader) == (None, "", "filled", None)


def test_a_blank_skills_cell_takes_the_leads_ratings_away_and_no_others(
    organisation: Organisation, lead: User, client_of: Clients
) -> None:
    post = make_post(organisation, post_ref="D1", skills={"user_research": 2, "service_design": 1})
    post.skill_ratings.create(skill="agile_delivery", level=3, source="self")
    old = timezone.now() - timedelta(days=100)
    post.skill_ratings.update(rated_at=old)
    imported(client_of(lead), file_of(organisation, D1={"skills": "service_design:1"}))
    assert sorted(post.skill_ratings.values_list("skill", "source", "rated_at")) == [
        ("agile_delivery", "self", old),
        ("service_design", "lead", old),
    ]
    imported(client_of(lead), file_of(organisation, D1={"skills": ""}))
    assert list(post.skill_ratings.values_list("skill", flat=True)) == ["agile_delivery"]


def test_a_rating_that_counts_already_gets_none_by_the_lead_beside_it(
    organisation: Organisation, lead: User, client_of: Clients
) -> None:
    post = make_post(organisation, post_ref="D1")
    post.skill_ratings.create(skill="user_research", level=3, source="verified")
    client = client_of(lead)
    assert "There is nothing to save" in text(upload(client, file_of(organisation)))
    data = file_of(organisation, D1={"skills": "user_research:4"})
    imported(client, data)
    assert sorted(post.skill_ratings.values_list("source", "level")) == [("lead", 4), ("verified", 3)]
    assert "There is nothing to save" in text(upload(client, data))


def test_a_post_that_falls_vacant_loses_its_holders_things(
    organisation: Organisation, lead: User, client_of: Clients
) -> None:
    post = make_post(organisation, post_ref="D1", skills={"user_research": 2})
    client = client_of(lead)
    data = file_of(organisation, D1={"status": "vacant"})
    imported(client, data)
    post.refresh_from_db()
    assert (post.status, post.started_on, post.vacant_since) == ("vacant", None, timezone.localdate())
    assert not post.skill_ratings.exists()
    assert "There is nothing to save" in text(upload(client, data))


def test_a_vacant_post_that_is_filled_is_no_longer_vacant_since_a_day(
    organisation: Organisation, lead: User, client_of: Clients
) -> None:
    post = make_post(organisation, post_ref="D1", status="vacant", started_on=None, vacant_since=date(2026, 1, 5))
    client = client_of(lead)
    imported(client, file_of(organisation, D1={"grade": "8a"}))
    post.refresh_from_db()
    assert post.vacant_since == date(2026, 1, 5)
    imported(client, file_of(organisation, D1={"status": "filled", "started_on": "2026-02-01"}))
    post.refresh_from_db()
    assert (post.vacant_since, post.started_on) == (None, date(2026, 2, 1))


def test_a_row_for_a_closed_post_opens_it_again(organisation: Organisation, lead: User, client_of: Clients) -> None:
    post = make_post(organisation, post_ref="D1", title="Developer", closed_on=date(2020, 1, 1))
    client = client_of(lead)
    preview = upload(client, b"post_ref,title,wte\nD1,Developer,1\n")
    assert "D1 Developer in the roster closed open again" in text(preview)
    assert "Posts in the roster 0 1" in text(preview)
    done = client.post(staged_url(preview) + "confirm/", follow=True)
    assert "1 of them opened again" in text(done)
    post.refresh_from_db()
    assert (post.closed_on, post.version) == (None, 2)


# What is refused -----------------------------------------------------------------------------------------------------


def test_a_file_with_bad_rows_shows_each_and_can_not_be_applied(
    organisation: Organisation, lead: User, client_of: Clients
) -> None:
    client = client_of(lead)
    page = upload(client, csv_file(row(), *(row(post_ref=f"B{n}", wte="<b>9</b>") for n in range(60))))
    words = page.content.decode()
    assert "Your file has 60 problems" in words
    assert "The first 50 of 60 problems" in words
    assert words.count("&lt;b&gt;9&lt;/b&gt;") == 50
    assert "<title>Error: " in words
    assert "Confirm and import" not in words
    client.post(staged_url(page) + "confirm/")
    assert not Post.objects.exists()
    assert StagedImport.objects.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "PDF"),
        (b"x" * (MAX_BYTES + 1), "5 MB"),
    ],
)
def test_a_file_that_can_not_be_read_is_refused_on_the_page(
    data: bytes, words: str, organisation: Organisation, lead: User, client_of: Clients
) -> None:
    response = upload(client_of(lead), data)
    assert response.status_code == 200
    assert "There is a problem" in text(response)
    assert words in text(response)
    assert "<title>Error: " in response.content.decode()
    assert not StagedImport.objects.exists()


def test_a_file_far_above_the_limit_is_not_taken_in(organisation: Organisation, lead: User, client_of: Clients) -> None:
    response = upload(client_of(lead), b"x" * (8 * 1024 * 1024))
    assert "smaller than 5 MB" in text(response)
    assert not response.wsgi_request.FILES


def test_no_file_is_asked_for(organisation: Organisation, lead: User, client_of: Clients) -> None:
    assert "Choose a roster file" in text(client_of(lead).post(URL))


def test_a_warning_stops_nothing(organisation: Organisation, lead: User, client_of: Clients) -> None:
    page = text(upload(client_of(lead), csv_file(row(skills="juggling:3"))))
    assert "beside the scored areas, which count only where the rubric names them: juggling" in page
    assert "Confirm and import" in page


def test_a_ragged_row_of_personal_columns_is_neither_stored_nor_shown(
    organisation: Organisation, lead: User, client_of: Clients
) -> None:
    page = upload(client_of(lead), b"post_ref,title,wte,Surname\nD1,Developer,1,Bloggs,Joe\n")
    assert "Whole row not kept The row has 5 cells" in text(page)
    assert "Bloggs" not in page.content.decode()
    assert "Bloggs" not in str(StagedImport.objects.values_list())


def test_columns_that_are_not_ours_are_named_and_never_stored(
    organisation: Organisation, lead: User, client_of: Clients
) -> None:
    page = upload(client_of(lead), b"post_ref,title,wte,Surname\nD1,Developer,1,Bloggs\n")
    assert "Columns that are not kept: Surname (names)." in text(page)
    assert "Bloggs" not in str(StagedImport.objects.values_list())


# Others, and time ----------------------------------------------------------------------------------------------------


def test_a_roster_that_changed_is_not_overwritten(organisation: Organisation, lead: User, client_of: Clients) -> None:
    client = client_of(lead)
    url = staged_url(upload(client, csv_file(row())))
    import_services.raise_roster_version(organisation)
    refused = client.post(url + "confirm/")
    assert refused.status_code == 409
    assert "Your roster has changed" in text(refused)
    assert "Your roster has changed" in text(client.get(url))
    assert not Post.objects.exists()
    assert "Check what will change" in text(client.post(url + "again/", follow=True))
    client.post(url + "confirm/")
    assert Post.objects.count() == 1


@pytest.mark.parametrize("ref", ["D1", 'D "1"', "D\\1", "Dé.1"])
def test_who_imported_a_post_is_named_to_who_was_editing_it(
    ref: str, organisation: Organisation, lead: User, client_of: Clients
) -> None:
    post = make_post(organisation, post_ref=ref)
    other = make_member(organisation, Role.LEAD, name="Ira Importer")
    edit = f"{POSTS}{post.pk}/edit/"
    send(client_of(lead), edit, title="First")
    opened_before = shown(client_of(lead), edit)
    imported(client_of(other), csv_file(row(post_ref=ref)))
    imported(client_of(lead), csv_file(row(post_ref="D2")))  # a later import, of other posts
    conflict = client_of(lead).post(edit, {**opened_before, "title": "Mine"})
    assert conflict.status_code == 409
    assert "Ira Importer" in text(conflict)
    assert "Someone else changed this" in text(conflict)


def test_who_changed_a_post_after_an_import_is_named(
    organisation: Organisation, lead: User, client_of: Clients
) -> None:
    other = make_member(organisation, Role.LEAD, name="Edi Editor")
    imported(client_of(lead), csv_file(row()))
    edit = f"{POSTS}{organisation.posts.get().pk}/edit/"
    opened_before = shown(client_of(lead), edit)
    send(client_of(other), edit, title="Theirs")
    assert "Edi Editor" in text(client_of(lead).post(edit, {**opened_before, "title": "Mine"}))


def test_confirming_twice_does_nothing_twice_and_says_so(
    organisation: Organisation, lead: User, client_of: Clients
) -> None:
    client = client_of(lead)
    url = staged_url(upload(client, csv_file(row())))
    client.post(url + "confirm/")
    second = client.post(url + "confirm/")
    assert "This file has been imported already" in text(second)
    assert "imported already" in text(client.get(url))
    assert AuditEvent.objects.filter(verb="imported").count() == 1
    assert Post.objects.get().version == 1


def test_an_import_waits_for_a_day_and_is_then_removed(
    organisation: Organisation, lead: User, client_of: Clients
) -> None:
    client = client_of(lead)
    url = staged_url(upload(client, csv_file(row())))
    StagedImport.objects.update(created_at=timezone.now() - timedelta(hours=24, seconds=1))
    for response in (client.get(url), client.post(url + "confirm/"), client.post(url + "again/")):
        assert response.status_code == 410
        assert "This import has expired" in text(response)
    assert not Post.objects.exists()


def old_import(organisation: Organisation, lead: User) -> StagedImport:
    staged = import_services.stage(by=lead, organisation=organisation, reading=read_upload(csv_file(row())))
    StagedImport.objects.update(created_at=timezone.now() - timedelta(hours=24, seconds=1))
    return staged


@pytest.mark.parametrize("page", ["", "confirm/", "again/", "discard/"])
def test_rows_that_waited_too_long_are_deleted_by_the_first_who_asks(
    page: str, organisation: Organisation, lead: User, client_of: Clients
) -> None:
    url = f"{URL}{old_import(organisation, lead).pk}/{page}"
    client = client_of(lead)
    assert (client.post(url) if page else client.get(url)).status_code == 410
    assert not StagedImport.objects.exists()


def test_rows_that_waited_too_long_are_deleted_when_a_file_is_sent(
    organisation: Organisation, other_organisation: Organisation, lead: User, client_of: Clients
) -> None:
    old_import(other_organisation, lead)
    client_of(lead).post(URL)
    assert not StagedImport.objects.exists()


def test_a_command_deletes_rows_that_waited_too_long_and_no_others(
    organisation: Organisation, lead: User, capsys: pytest.CaptureFixture[str]
) -> None:
    old_import(organisation, lead)
    staged = import_services.stage(by=lead, organisation=organisation, reading=read_upload(csv_file(row())))
    call_command("purge_expired_imports")
    assert StagedImport.objects.get() == staged
    assert "1" in capsys.readouterr().out


def test_an_import_says_how_many_posts_it_holds(organisation: Organisation, lead: User) -> None:
    assert str(old_import(organisation, lead)) == "Import of 1 rows"


def test_an_import_can_be_thrown_away(organisation: Organisation, lead: User, client_of: Clients) -> None:
    client = client_of(lead)
    url = staged_url(upload(client, csv_file(row())))
    assert "thrown away" in text(client.post(url + "discard/", follow=True))
    assert "thrown away" in text(client.get(url))
    assert not StagedImport.objects.exists()


def test_nobody_else_sees_an_import(
    organisation: Organisation,
    lead: User,
    contributor: User,
    sponsor: User,
    board_member: User,
    stranger: User,
    client_of: Clients,
) -> None:
    url = staged_url(upload(client_of(lead), csv_file(row())))
    for user, status in ((contributor, 403), (sponsor, 403), (board_member, 403), (stranger, 404)):
        client = client_of(user)
        assert client.get(url).status_code == status
        assert client.post(url + "confirm/").status_code == status
        assert client.get(URL).status_code == status
    own = url.replace("ZZA", "ZZB")
    assert client_of(stranger).get(own).status_code == 404
    assert client_of(stranger).post(own + "confirm/").status_code == 404
    assert client_of(lead).get(f"{URL}{uuid4()}/").status_code == 404
    assert Client().get(url).status_code == 302
    assert not Post.objects.exists()


def test_teams_of_other_organisations_are_never_used(
    organisation: Organisation, other_organisation: Organisation, lead: User, client_of: Clients
) -> None:
    make_team(other_organisation, "Integration")
    make_post(other_organisation, post_ref="D1", title="Theirs")
    imported(client_of(lead), csv_file(row()))
    assert organisation.posts.get().team == Team.objects.get(organisation=organisation)
    assert other_organisation.posts.get().title == "Theirs"


# Queries -------------------------------------------------------------------------------------------------------------


def _many(count: int) -> bytes:
    return csv_file(*(row(post_ref=f"D{number}", team=f"Team {number % 5}") for number in range(count)))


@pytest.mark.parametrize("count", [10, 1000])
def test_a_preview_takes_few_queries_however_many_posts(
    count: int, organisation: Organisation, lead: User, client_of: Clients
) -> None:
    client = client_of(lead)
    imported(client, _many(count))
    url = staged_url(upload(client, _many(count).replace(b"Software", b"Senior")))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(url)
    assert len(queries) == 7


@pytest.mark.parametrize("count", [10, 1000])
def test_staging_takes_few_queries_however_many_posts(
    count: int, organisation: Organisation, lead: User, client_of: Clients
) -> None:
    client = client_of(lead)
    data = _many(count)
    with CaptureQueriesContext(connection) as queries:
        upload(client, data, follow=False)
    assert len(queries) <= 12


def test_text_of_any_kind_comes_back_unchanged(organisation: Organisation, lead: User, client_of: Clients) -> None:
    client = client_of(lead)
    titles = ["=1+1", "'quoted", "a\r\nb", "Zoë 👩‍💻", "-", "''", "_x0041_", "x" * 200]
    for number, title in enumerate(titles):
        make_post(organisation, post_ref=f"'{number}", title=title, grade=title[:50], supplier=title)
    for name in ("posts.csv", "posts.xlsx"):
        data = client.get(f"/organisations/ZZA/{name}").content
        assert "There is nothing to save" in text(upload(client, data, name))


def test_a_row_as_a_value_of_the_roster_is_what_was_imported(
    organisation: Organisation, lead: User, client_of: Clients
) -> None:
    imported(client_of(lead), csv_file(row()))
    assert organisation.posts.rows() == [
        PostRow(
            post_ref="D1",
            title="Software developer",
            wte=100_000,
            team="Integration",
            role="software_developer",
            employment="permanent",
            funded_wte=80_000,
            grade="7",
            employer="ZZA",
            senior_leader=False,
            started_on=date(2024, 4, 1),
            skills={"user_research": 2},
        )
    ]
