"""Scorecards for tests of what is read: the worked cases, and a small rubric of its own."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import assessment
from assessment.foresight import foresee
from assessment.rubric import Rubric, parse_toml
from assessment.scorecard import Scorecard
from assessment.scoring import scorecard_of
from reports.audience import Audience, Reader
from reports.board_report import BoardReport, Source, board_report
from reports.edition import SignedOff
from teams.facts import Facts
from teams.roster import Roster
from tests.assessment.engine import Row, facts_of, roster_of, rubric_of

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
DEFAULT = Path(assessment.__file__).parent / "rubrics" / "minimum-viable-team.toml"
NAMES = ("small-trust", "all-external", "empty-roster", "with-unknowns")


@dataclass(frozen=True)
class Case:
    scorecard: Scorecard
    rubric: Rubric
    roster: Roster
    facts: Facts


@cache
def default_rubric() -> Rubric:
    return rubric_of(parse_toml(DEFAULT.read_text(encoding="utf-8")))


def case(rows: list[Row], facts: dict[str, Any], rubric: Rubric) -> Case:
    roster = roster_of(rows)
    checked = facts_of({"as_at": "2026-09-30", **facts})
    return Case(scorecard_of(roster, checked, rubric), rubric, roster, checked)


@cache
def example(name: str) -> Case:
    """One of the worked cases, by the default rubric."""
    with (EXAMPLES / f"{name}-roster.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    facts = json.loads((EXAMPLES / f"{name}-facts.json").read_text(encoding="utf-8"), parse_float=Decimal)
    return case(rows, facts, default_rubric())


SIGNED_OFF = SignedOff(number=2, sha256="0123abcd" * 8, approver="Chief executive", day=date(2026, 10, 5))


def public_report_of(known: Case, **source: Any) -> BoardReport:
    """The public report of a case, by the parts of its source that a test says."""
    return _report_of(known, Reader(), source)


def report_of(known: Case, *, names_posts: bool = True, **source: Any) -> BoardReport:
    """The private report of a case, with all that lies ahead, by the parts of its source that a test says."""
    return _report_of(known, Reader(Audience.PRIVATE, names_posts=names_posts), source)


def _report_of(known: Case, reader: Reader, source: dict[str, Any]) -> BoardReport:
    foresight = foresee(known.roster, known.facts, known.rubric)
    parts = {"organisation_name": "Fenbrook Community Trust", "roster": known.roster, "foresight": foresight} | source
    return board_report(known.scorecard, known.rubric, Source(**parts), reader)


SMALL = """
title = "Two questions"
version = "7"
levels = ["None", "Little", "Some", "Most", "All"]
[rules]
enough_evidence = 0.75
evidence_needed_from = 3
level_without_evidence = 2
overall_lead = 1
unknown_tolerance = 0.1
rated_share = 0.5
suppress_below = 8
[[bands]]
name = "Fine"
from = 50
[[bands]]
name = "Not fine"
from = 0
[[questions]]
id = "care"
text = "Who <b>cares</b>?"
weight = 1
verdicts = ["Everyone", "Nobody"]
[[questions]]
id = "money"
text = "Who pays?"
weight = 1
verdicts = ["We do", "They do"]
[sets]
[[criteria]]
id = "care.own"
question = "care"
name = "Own people"
weight = 2
serves = "own people"
basis = "Judgement."
sources = []
better = "higher"
levels_from = [0.25, 0.5, 0.75, 0.9]
says = "{share} are our own."
caps = [{ below = 0.5, score = 40 }]
[criteria.measure]
kind = "ratio"
top = [{ amount = "posts", where = { employment = ["permanent"] } }]
bottom = [{ amount = "posts" }]
[[criteria]]
id = "said"
question = "care"
name = "Said so"
weight = 1
serves = "saying so"
basis = "Judgement."
sources = []
answers = ["Never", "Seldom", "Sometimes", "Often", "Always"]
[[criteria]]
id = "written"
question = "care"
name = "Written down"
weight = 1
serves = "writing"
basis = "Judgement."
sources = []
answers = ["No", "A note", "A page", "A plan", "A policy"]
[[criteria]]
id = "few"
question = "money"
name = "Few agencies"
weight = 1
serves = "fewer"
basis = "Judgement."
sources = []
better = "lower"
levels_from = [0.1, 0.2, 0.3, 0.5]
says = "{share} come from agencies."
[criteria.measure]
kind = "ratio"
top = [{ amount = "wte", where = { employment = ["agency"] } }]
bottom = [{ amount = "wte" }]
[[criteria]]
id = "target"
question = "money"
name = "Enough paid time"
weight = 1
serves = "enough"
basis = "Judgement."
sources = []
better = "higher"
levels_from = [0.25, 0.5, 0.75, 1]
says = "{top} of {bottom} WTE."
measure = { kind = "ratio", top = [{ amount = "funded_wte" }], bottom = [{ fact = "workforce_wte", times = 0.1 }] }
"""


@cache
def small_rubric() -> Rubric:
    """Two questions, five criteria and two bands, none of them the default's."""
    return rubric_of(parse_toml(SMALL))


def post(ref: str, **cells: str) -> Row:
    """A row of a roster file: a permanent software developer's post of 1 WTE."""
    plain = {"title": "Developer", "role": "software_developer", "employment": "permanent", "wte": "1"}
    return {"post_ref": ref, **plain, **cells}
