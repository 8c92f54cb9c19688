"""The command line: three answers from files alone, or every problem at once."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pypdf import PdfReader

from tests.teams.files import csv_file, row

EXAMPLES = Path(__file__).parents[1] / "examples"
ROOT = Path(__file__).parents[2]
CASES = ("small-trust", "all-external", "empty-roster", "with-unknowns")


class Run:
    """What a run wrote, and the code with which it ended."""

    def __init__(self, *arguments: Any) -> None:
        out, errors = io.BytesIO(), io.StringIO()
        stdout = io.TextIOWrapper(out, encoding="utf-8", write_through=True)
        self.code: Any = 0
        try:
            call_command("score", *map(str, arguments), stdout=stdout, stderr=errors)
        except SystemExit as end:
            self.code = end.code
        self.out, self.errors = out.getvalue(), errors.getvalue()


def files(case: str) -> tuple[Path, str, Path]:
    return EXAMPLES / f"{case}-roster.csv", "--facts", EXAMPLES / f"{case}-facts.json"


@pytest.mark.parametrize("case", CASES)
def test_the_worked_cases_come_out_as_expected(case: str) -> None:
    document = json.loads(Run(*files(case), "--format", "json").out)
    expected = json.loads((EXAMPLES / f"{case}-expected.json").read_text())
    criteria = {entry["id"]: entry for entry in document["criteria"]}
    for name, wanted in expected["criteria"].items():
        assert criteria[name]["level"] == wanted["level"], name
        if wanted.get("value") is not None:
            assert criteria[name]["value"] == pytest.approx(float(Fraction(wanted["value"])), abs=1e-4), name
    questions = {entry["id"]: entry for entry in document["questions"]}
    for name, wanted in expected["questions"].items():
        for key in ("raw", "score"):
            assert questions[name][key] == pytest.approx(_number(wanted[key]), abs=1e-4), (name, key)
        assert questions[name]["rating"] == wanted["rating"]
    assert document["overall"]["rating"] == expected["overall"]["rating"]


def _number(text: Any) -> float | None:
    return None if text is None else float(Fraction(text))


def test_json_has_the_keys_that_were_promised() -> None:
    document = json.loads(Run(*files("small-trust"), "--format", "json").out)
    assert document["organisation"] == {
        "ods_code": "ZZA",
        "name": "Fenbrook Community and Mental Health NHS Trust (fictional)",
    }
    assert document["as_at"] == "2026-09-30"
    assert {"title", "version", "sha256"} <= document["rubric"].keys()
    totals = ("posts", "filled", "vacant", "funded_wte", "in_house_wte", "external_wte")
    assert {*totals} <= document["totals"].keys()
    criterion = ("id", "level", "value", "weight", "not_scored", "covered", "missing", "says")
    assert all({*criterion} <= entry.keys() for entry in document["criteria"])
    question = ("id", "raw", "score", "rating", "verdict", "range", "capped_by", "scored_weight")
    assert all({*question} <= entry.keys() for entry in document["questions"])
    caps = [cap for entry in document["questions"] for cap in entry["capped_by"]]
    assert caps
    assert all({"criterion", "score"} <= cap.keys() for cap in caps)
    assert {"index", "rating"} <= document["overall"].keys()


def test_text_leads_with_the_three_answers_and_fits_a_terminal() -> None:
    text = Run(*files("small-trust")).out.decode()
    lines = text.splitlines()
    assert max(len(line) for line in lines) <= 80
    assert lines[:3] == [
        "MINIMUM VIABLE DIGITAL TEAM",
        "Fenbrook Community and Mental Health NHS Trust (fictional), ZZA",
        "As at 30 September 2026",
    ]
    plain = " ".join(text.split())
    for words in ("own assessment by a proposed definition", "AS A FAVOUR", "HIGH DEPENDENCE", "Rating: Very weak"):
        assert plain.index(words) < plain.index("How this was worked out")


def test_the_totals_add_up_and_say_what_is_not_known(tmp_path: Path) -> None:
    roster = tmp_path / "r.csv"
    clinician = {"role": "clinical_champion", "clinical_profession": "medical", "wte": "0.4"}
    rows = [{"employment": "permanent"}, {"employment": "agency"}, {"employment": "nhs_service"}, clinician]
    roster.write_bytes(
        csv_file(*(row(post_ref=f"D{n}", **{"funded_wte": "", **cells}) for n, cells in enumerate(rows)))
    )
    plain = " ".join(Run(roster, *files("small-trust")[1:]).out.decode().split())
    assert "Funded WTE of filled posts: 3, of which 1 in-house, 1 external and 1 bought from the NHS." in plain
    assert "Funding is not known for 1 post (0.4 WTE)." in plain


def test_the_paper_takes_the_roster_at_its_word_only_where_it_may(tmp_path: Path) -> None:
    facts = tmp_path / "f.json"
    facts.write_text('{"as_at": "2026-09-30", "external_staff": "not_yet"}')
    pdf = Run(files("small-trust")[0], "--facts", facts, "--format", "pdf").out
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
    assert "external staff may be missing" in text
    assert "of funded time is external" not in text


def test_whoever_has_the_facts_is_shown_small_numbers_too() -> None:
    assert "(women) is at 45% of its share" in " ".join(Run(*files("small-trust")).out.decode().split())


def test_the_roster_may_be_a_workbook(tmp_path: Path) -> None:
    from teams.cells import read_post
    from teams.exporting_xlsx import roster_xlsx
    from teams.importing.checking import check
    from teams.importing.tables import read_table

    roster, *facts = files("with-unknowns")
    reading = check(read_table(roster.read_bytes()))
    posts = [read_post(dict(zip(reading.columns, cells, strict=True)))[0] for cells in reading.rows]
    (tmp_path / "roster.xlsx").write_bytes(roster_xlsx([post for post in posts if post]))
    assert Run(tmp_path / "roster.xlsx", *facts, "--format", "json").out == Run(roster, *facts, "--format", "json").out


def test_the_pdf_is_written_to_a_file_or_to_standard_output(tmp_path: Path) -> None:
    assert Run(*files("small-trust"), "--format", "pdf").out.startswith(b"%PDF")
    target = tmp_path / "paper.pdf"
    run = Run(*files("small-trust"), "--format", "pdf", "--output", target)
    assert (run.code, run.out) == (0, b"")
    assert target.read_bytes().startswith(b"%PDF")


def test_every_problem_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    roster, facts, rubric = tmp_path / "r.csv", tmp_path / "f.json", tmp_path / "r.toml"
    roster.write_bytes(csv_file(row(wte="9"), row(post_ref="D2", role="magician"), row(post_ref="D2")))
    facts.write_text('{"as_at": "soon", "workforce_wte": -1, "organisation": {"name": 7}}')
    rubric.write_text('title = "Mine"\nbands = []\n')
    run = Run(roster, "--facts", facts, "--rubric", rubric)
    assert (run.code, run.out) == (2, b"")
    for words in (
        "r.csv: row 2, wte “9”",
        "r.csv: row 3, role “magician”",
        "r.csv: row 4, post_ref “D2”: Row 3",
        "f.json: as_at “soon”",
        "f.json: workforce_wte “-1”",
        "f.json: organisation:",
        "r.toml: ",
    ):
        assert words in run.errors


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("roster", b"%PDF", "This is a PDF"),
        ("facts", b"{", "This is not JSON from line 1, column 2 on"),
        ("facts", b"[]", "an object of keys and values"),
        ("facts", b'{"as_at": "2026-09-30", "workforce_wte": NaN}', "NaN is not a number"),
        ("facts", b'{"as_at": "2026-09-30", "as_at": "2026-09-29"}', "'as_at' is there twice"),
        ("facts", b"\xff", "This is not text in UTF-8"),
        ("facts", b"[" * 100_000, "nested too deeply"),
        ("facts", b'{"as_at": "2026-09-30", "workforce_wte": 1e-200000}', "no more than 20 decimal places"),
        ("rubric", b"title = ", "Invalid value"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(name: str, content: bytes, words: str, tmp_path: Path) -> None:
    bad = tmp_path / "bad"
    bad.write_bytes(content)
    roster, flag, facts = files("small-trust")
    chosen = {"roster": roster, "facts": facts, name: bad}
    extra = ("--rubric", bad) if name == "rubric" else ()
    run = Run(chosen["roster"], flag, chosen["facts"], *extra)
    assert (run.code, run.out) == (2, b"")
    assert run.errors.startswith(f"{bad}: ")
    assert words in run.errors


def test_missing_files_and_directories_are_named(tmp_path: Path) -> None:
    run = Run(tmp_path / "none.csv", "--facts", tmp_path)
    assert (run.code, run.out) == (2, b"")
    assert "none.csv: cannot be read: No such file" in run.errors
    assert "cannot be read: Is a directory" in run.errors


def test_an_output_that_cannot_be_written_ends_with_2(tmp_path: Path) -> None:
    run = Run(*files("small-trust"), "--output", tmp_path / "none" / "out.txt")
    assert (run.code, run.out) == (2, b"")
    assert "cannot be written" in run.errors


def test_warnings_stop_nothing(tmp_path: Path) -> None:
    roster = tmp_path / "r.csv"
    roster.write_bytes(csv_file(row(skills="juggling:3")))
    run = Run(roster, *files("small-trust")[1:])
    assert run.code == 0
    assert (
        "Warning: Skills beside the scored areas, which count only where the rubric names them: juggling." in run.errors
    )
    assert run.out


def test_an_organisation_that_the_facts_do_not_name_has_no_code(tmp_path: Path) -> None:
    facts = tmp_path / "f.json"
    facts.write_text('{"as_at": "2026-09-30"}')
    run = Run(files("small-trust")[0], "--facts", facts, "--format", "json")
    assert json.loads(run.out)["organisation"] == {"ods_code": "", "name": ""}


def test_it_runs_where_there_is_no_database() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "score", *map(str, files("all-external")), "--format", "json"],
        cwd=ROOT,
        env={"DATABASE_URL": "postgres://nobody:nothing@127.0.0.1:1/none", "DATA_DIR": "/nowhere"},
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout)["organisation"]["ods_code"] == "ZZE"


def test_what_a_facts_file_says_in_vain_is_told(tmp_path: Path) -> None:
    roster, _, facts = files("small-trust")
    document = json.loads(facts.read_text(encoding="utf-8"))
    document["workforce_wtes"] = 3200
    document["answers"]["Q1.70"] = {"level": 2, "evidence": ""}
    document["representation"][0] |= {"team_count": 90, "team_known": 9}
    odd = tmp_path / "facts.json"
    odd.write_text(json.dumps(document), encoding="utf-8")
    run = Run(roster, "--facts", odd)
    assert run.code == 0
    assert "Keys of the facts that mean nothing here: 'workforce_wtes'." in run.errors
    assert "Answers that the rubric does not ask for: Q1.70." in run.errors
    assert "Groups whose counts cannot be: women." in run.errors
