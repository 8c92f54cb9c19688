"""One organisation, every output, each asked for as its readers do: all have the same answers, numbers and levels."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal
from html import unescape
from typing import Any

import docx
import pptx
import pytest
from django.core.cache import cache
from django.test import Client
from pypdf import PdfReader

from accounts.models import Organisation, User
from assessment import services
from teams import catalogue, import_services
from teams import services as team_services
from teams.facts import Answer, read_facts
from teams.importing.sandbox import read_upload
from tests.reports.api import asking, rows
from tests.reports.cases import EXAMPLES, NAMES, default_rubric
from tests.reports.sheets import read

HOME = "/organisations/ZZA/report/"
RANDOM = range(10)
EMPLOYMENTS = ("permanent", "permanent", "fixed_term", "agency", "contractor", "supplier")
ENDS = ("", "", "2026-12-31", "2027-06-30")


def random_roster(chance: random.Random) -> str:
    """A roster file of up to 25 posts."""
    out = io.StringIO()
    columns = "post_ref title role employment status wte funded_wte clinical_profession ends_on skills".split()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    for number in range(chance.randrange(1, 26)):
        role, skill = chance.choice(list(catalogue.roles())), chance.choice(list(catalogue.skills()))
        wte = Decimal(chance.randrange(1, 21)) / 20
        writer.writerow(
            {
                "post_ref": f"D{number}",
                "title": f"Post {number}",
                "role": role,
                "employment": chance.choice(EMPLOYMENTS),
                "status": chance.choice(("filled", "filled", "filled", "vacant")),
                "wte": wte,
                "funded_wte": chance.choice((wte, wte / 2, "")),
                "ends_on": chance.choice(ENDS),
                "skills": chance.choice(("", f"{skill}:{chance.randrange(5)}")),
            }
        )
    return out.getvalue()


def random_facts(chance: random.Random) -> dict[str, Any]:
    """Facts to go with it, of which some are not known."""
    asked = [criterion.id for criterion in default_rubric().criteria if criterion.answers]
    known = {
        "workforce_wte": chance.randrange(500, 9000),
        "service_contracts_a_year": chance.randrange(1000),
        "digital_revenue_budget": chance.randrange(1000, 2000),
    }
    return {
        "as_at": "2026-09-30",
        "external_staff": chance.choice(("recorded", "none", "not_yet")),
        **{name: value for name, value in known.items() if chance.random() < 0.7},
        "answers": {
            name: {"level": chance.randrange(5), "evidence": chance.choice(("", "Minutes"))}
            for name in asked
            if chance.random() < 0.8
        },
    }


def worked(name: str) -> tuple[str, dict[str, Any]]:
    """A worked case: its roster file and its facts."""
    roster = (EXAMPLES / f"{name}-roster.csv").read_text(encoding="utf-8")
    return roster, json.loads((EXAMPLES / f"{name}-facts.json").read_text(encoding="utf-8"), parse_float=Decimal)


def drawn(seed: int) -> tuple[str, dict[str, Any]]:
    chance = random.Random(seed)  # nothing secret
    return random_roster(chance), random_facts(chance)


def record(lead: User, organisation: Organisation, roster: str, document: dict[str, Any]) -> None:
    """Everything of a case, as a lead records it."""
    facts, problems = read_facts(document)
    assert facts, problems
    reading = read_upload(roster.encode())
    if reading.rows:
        staged = import_services.stage(by=lead, organisation=organisation, reading=reading)
        import_services.apply(by=lead, organisation=organisation, staged_id=staged.pk)
    values = {"as_at": facts.as_at, "external_staff": facts.external_staff, **facts.numbers}
    team_services.save_facts(by=lead, organisation=organisation, version=None, values=values)
    for group in facts.representation:
        team_services.add_representation(
            by=lead, organisation=organisation, values={"as_at": facts.as_at, **asdict(group)}
        )
    services.set_as_at(by=lead, organisation=organisation, as_at=facts.as_at)
    for criterion, answer in facts.answers.items():
        assert isinstance(answer, Answer)
        services.save_answer(
            by=lead,
            organisation=organisation,
            criterion=criterion,
            version=None,
            level=answer.level,
            evidence=answer.evidence,
        )


CASES = [*((name, worked, name) for name in NAMES), *((f"drawn {seed}", drawn, seed) for seed in RANDOM)]


@pytest.fixture(params=[pytest.param((make, of), id=name) for name, make, of in CASES])
def reader(request: Any, client_of: Callable[[User], Client], lead: User, organisation: Organisation) -> Client:
    """A lead of the organisation of each case."""
    cache.clear()
    make, of = request.param
    record(lead, organisation, *make(of))
    return client_of(lead)


def plain(text: str) -> str:
    """Without spaces, which each kind of file breaks in its own way."""
    return re.sub(r"\s+", "", text)


def words_of_page(html: str) -> str:
    return plain(unescape(re.sub(r"<[^>]+>", " ", html)))


def table(client: Client, name: str) -> list[dict[str, str]]:
    """A table of the private report as its CSV file has it."""
    content = client.get(f"{HOME}private/tables/{name}.csv").content.decode("utf-8-sig")
    # An apostrophe shields a text from a sheet.
    return [{key: cell.removeprefix("'") for key, cell in row.items()} for row in csv.DictReader(io.StringIO(content))]


def papers(client: Client) -> dict[str, str]:
    """The words of each paper for reading."""
    made = {kind: io.BytesIO(client.get(f"{HOME}private/{kind}").content) for kind in ("paper.pdf", "paper.docx")}
    document = docx.Document(made["paper.docx"])
    cells = [cell.text for each in document.tables for row in each.rows for cell in row.cells]
    return {
        "PDF": plain(" ".join(page.extract_text() for page in PdfReader(made["paper.pdf"]).pages)),
        "Word": plain(" ".join([*(paragraph.text for paragraph in document.paragraphs), *cells])),
    }


def test_every_output_says_the_same(reader: Client, lead: User) -> None:
    ask = asking(lead)
    page = words_of_page(reader.get(HOME).content.decode())
    sheets = read(reader.get(f"{HOME}private/workbook.xlsx").content)
    questions, criteria = rows(ask("organisations/ZZA/live/questions")), rows(ask("organisations/ZZA/live/criteria"))
    told = {row["Question"]: row for row in table(reader, "answers")}
    found = {row["Code"]: row for row in table(reader, "criteria")}
    reading = {"page": page, **papers(reader), "slides": slides_of(reader)[0]}
    for number, question in enumerate(questions, 2):
        row = told[question["text"]]
        assert (row["Answer"], row["Rating"]) == (question["verdict"], question["standing"])
        assert as_number(row["Score"]) == question["score"]
        answer = sheets["Answers"]
        assert answer[f"A{number}"][1] == question["text"]
        assert (answer[f"B{number}"][1], value(answer, f"D{number}")) == (question["verdict"], question["score"])
        assert [value(answer, f"{column}{number}") for column in "EF"] == [question["low"], question["high"]]
        for words in (question["text"], question["verdict"], question["standing"], row["Score"]):
            for name, text in reading.items():
                assert plain(words) in text or words == "not known", f"{name}: {words}"
    for number, criterion in enumerate(criteria, 2):
        row, sheet = found[criterion["criterion"]], sheets["Criteria"]
        level = "" if criterion["level"] is None else str(criterion["level"])
        assert (row["Level"], row["Value"]) == (level, criterion["value_shown"])
        assert row["What was found"] == criterion["found"]
        assert sheet[f"A{number}"][1] == criterion["criterion"]
        assert value(sheet, f"E{number}") == criterion["level"]
        assert sheet[f"H{number}"][1] == criterion["found"]
        for words in (criterion["name"], row["Level in words"], criterion["found"]):
            for name in ("page", "PDF", "Word"):
                assert plain(words) in reading[name], f"{name}: {words}"


def test_every_chart_has_the_same_numbers(reader: Client, lead: User) -> None:
    sums = rows(asking(lead)("organisations/ZZA/live/aggregates"))
    figures = [cell for _, cell in read(reader.get(f"{HOME}private/workbook.xlsx").content)["Figures"].values()]
    page = reader.get(HOME).content.decode()
    native = slides_of(reader)[1]
    names = re.findall(r'data-figure="[^"]*/report/charts/([a-z-]+)\.json"', page)
    assert "scores" in names
    headings = dict(re.findall(r'<h3 class="[^"]*" id="([a-z-]+)-heading">([^<]*)</h3>', page))
    assert native.keys() <= {unescape(heading) for heading in headings.values()}
    for name in names:
        rows_of_csv = table(reader, name)
        assert all(plain(cell) in words_of_page(page) for row in rows_of_csv for cell in row.values())
        plotly = reader.get(f"{HOME}charts/{name}.json").json()
        for trace in plotly["data"]:
            parts = [as_number(row[trace["name"]]) or 0 for row in rows_of_csv if trace.get("name") in row]
            if parts:
                assert [x or 0 for x in trace["x"]] == parts
            own = native.get(unescape(headings[name]), {})
            if parts and own:
                assert [x or 0 for x in own[trace["name"]]] == parts
            assert all(part in figures for part in parts if part)
        said = {(row["category"], row["part"]): row["value"] for row in sums if row["table"] == name.replace("-", "_")}
        for (category, part), number in said.items():
            [row] = [row for row in rows_of_csv if next(iter(row.values())) == category]
            assert as_number(row[part]) == number


def slides_of(client: Client) -> tuple[str, dict[str, dict[str, list[float]]]]:
    """The words of the slides, and the numbers of their charts by the heading of the chart and the series."""
    said, charts = [], {}
    for slide in pptx.Presentation(io.BytesIO(client.get(f"{HOME}private/slides.pptx").content)).slides:
        said.append(slide.notes_slide.notes_text_frame.text)
        for shape in slide.shapes:
            if shape.has_text_frame:
                said.append(shape.text_frame.text)
            if shape.has_table:
                said += [cell.text for row in shape.table.rows for cell in row.cells]
            if shape.has_chart:
                charts[shape.name] = {each.name: list(each.values) for each in shape.chart.plots[0].series}
    return plain(" ".join(said)), charts


def as_number(text: str) -> float | None:
    """The number in a cell of text; None where nothing is known."""
    return float(text.replace(",", "")) if re.fullmatch(r"-?[\d,.]+", text) else None


def value(sheet: dict[str, tuple[str, Any]], cell: str) -> float | None:
    """The number in a cell of a sheet; None in an empty one."""
    found = sheet.get(cell, ("", ""))[1]
    return None if found == "" else found
