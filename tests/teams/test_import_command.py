"""Nasty files by the command: what is accepted, rejected, skipped and asked, and that nothing personal is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import AuditEvent, Organisation
from teams.cells import write_post
from teams.importing import sandbox
from teams.importing.books import book_of
from teams.management.commands import import_roster
from teams.models import OrganisationFacts
from tests.factories import make_post
from tests.teams.nasty_files import CASES, Expected, esr, person, text

KEYS = ["accepted", "rejected", "skipped", "warnings", "unmapped", "fatal"]


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read files here: a process for each of many costs seconds."""
    monkeypatch.setattr(import_roster, "read_book", book_of)


def run(path: Path, capsys: pytest.CaptureFixture[str], data: bytes, *options: str) -> tuple[int, dict[str, Any]]:
    file = path / "roster"
    file.write_bytes(data)
    code = 0
    try:
        call_command("import_roster", "ZZA", str(file), "--format", "json", *options)
    except SystemExit as ended:
        code = int(str(ended.code))
    said = capsys.readouterr().out
    assert "anary" not in said
    return code, json.loads(said)


def posts_of(organisation: Organisation) -> list[dict[str, str]]:
    return [write_post(post) for post in organisation.posts.rows()]


@pytest.mark.parametrize(("data", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_file_gives_what_it_holds(
    data: bytes,
    expected: Expected,
    tmp_path: Path,
    organisation: Organisation,
    in_this_process: None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, answer = run(tmp_path, capsys, data, "--skip-rejected")
    assert list(answer) == KEYS
    if "fatal" in expected:
        assert expected["fatal"] in answer["fatal"]
        assert code == 2
        return
    assert answer["fatal"] is None
    rejected = [(entry["row"], entry["column"]) for entry in answer["rejected"]]
    assert (answer["accepted"], rejected, answer["skipped"]) == (
        expected["accepted"],
        expected.get("rejected", []),
        expected.get("skipped", []),
    )
    words = {(entry["column"], entry["value"]) for entry in answer["unmapped"]}
    assert set(expected.get("unmapped", ())) <= words
    assert code == (1 if rejected else 0)
    kept = posts_of(organisation)
    assert len(kept) == expected.get("count", len(kept))
    for wanted in expected.get("posts", ()):
        assert any(wanted.items() <= post.items() for post in kept), (wanted, kept)
    assert "anary" not in str(kept)
    assert "anary" not in str(list(AuditEvent.objects.values_list()))


def test_a_rejected_value_is_told_as_it_stands_in_the_file(
    tmp_path: Path, organisation: Organisation, in_this_process: None, capsys: pytest.CaptureFixture[str]
) -> None:
    values = ["007", "NA", "None", "0.000001", "0.00", "½"]
    _, answer = run(tmp_path, capsys, text("Job Title,WTE,Start Date", *(f"A,{value},01/01/1900" for value in values)))
    told = [(entry["row"], entry["column"], entry["value"]) for entry in answer["rejected"]]
    assert {entry for entry in told if entry[1] == "WTE"} == {
        (row, "WTE", value) for row, value in enumerate(values, 2)
    }
    assert {value for _, column, value in told if column != "WTE"} == {"01/01/1900"}


def test_one_bad_row_keeps_all_out_and_a_dry_run_writes_nothing(
    tmp_path: Path, organisation: Organisation, in_this_process: None, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = text("Job Title,WTE", "Tester,1", "Tester,x")
    assert run(tmp_path, capsys, bad)[0] == 1
    code, answer = run(tmp_path, capsys, text("Job Title,WTE", "Tester,1"), "--dry-run")
    assert (code, answer["accepted"]) == (0, 1)
    assert posts_of(organisation) == []


def test_the_same_export_twice_changes_nothing(
    tmp_path: Path, organisation: Organisation, in_this_process: None, capsys: pytest.CaptureFixture[str]
) -> None:
    data = esr(person(1, position=""), person(2, position=""), person(3))
    run(tmp_path, capsys, data)
    before = posts_of(organisation)
    run(tmp_path, capsys, data)
    assert posts_of(organisation) == before
    assert set(organisation.posts.values_list("version", flat=True)) == {1}


def test_after_an_export_of_the_staff_record_external_staff_are_not_yet_recorded(
    tmp_path: Path, organisation: Organisation, in_this_process: None, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path, capsys, esr(person(1)))
    assert OrganisationFacts.objects.get().external_staff == "not_yet"


def test_posts_that_the_staff_record_cannot_hold_are_never_closed(
    tmp_path: Path, organisation: Organisation, in_this_process: None, capsys: pytest.CaptureFixture[str]
) -> None:
    make_post(organisation, post_ref="C1", employment="contractor")
    make_post(organisation, post_ref="OLD")
    run(tmp_path, capsys, esr(person(1)), "--close-missing")
    closed = organisation.posts.filter(closed_on__isnull=False).values_list("post_ref", flat=True)
    assert list(closed) == ["OLD"]


def test_what_a_person_recorded_since_is_not_undone_by_the_next_export(
    tmp_path: Path, organisation: Organisation, in_this_process: None, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path, capsys, esr(person(1, category="Zero hours")))
    organisation.posts.update(role="test_engineer", employment="bank")
    run(tmp_path, capsys, esr(person(1, category="Zero hours")))
    assert organisation.posts.values_list("role", "employment").get() == ("test_engineer", "bank")


def test_the_command_reads_in_a_process_of_its_own(
    tmp_path: Path, organisation: Organisation, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_roster.read_book is sandbox.read_book
    assert run(tmp_path, capsys, esr(person(1)), "--dry-run")[1]["accepted"] == 1


def test_what_cannot_be_opened_is_said_in_words(
    tmp_path: Path, organisation: Organisation, capsys: pytest.CaptureFixture[str]
) -> None:
    for ods, file, words in (("ZZA", tmp_path / "none", "cannot be opened"), ("ZZ9", tmp_path, "no organisation")):
        with pytest.raises(SystemExit):
            call_command("import_roster", ods, str(file))
        assert words in capsys.readouterr().out
