"""The workbook: the same numbers as everywhere, formulas that give our scores, and text that nothing obeys."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from reports.exports.sheets import Workbook
from reports.exports.workbook import board_workbook
from reports.exports.xml_text import xml_text
from tests.reports.cases import NAMES, Case, case, example, post, report_of, small_rubric
from tests.reports.sheets import Found, Reckoner, read, texts

SCORE, INDEX_LABEL = "E", "The whole (index)"


def book(known: Case, *, with_posts: bool = True, **source: Any) -> dict[str, Found]:
    roster = known.roster if with_posts else None
    return read(board_workbook(report_of(known, names_posts=with_posts, **source), known.rubric, roster))


def known_cases() -> list[Case]:
    answered = {"answers": {"said": {"level": 3, "evidence": "Minutes"}}, "workforce_wte": 20}
    own = case([post("D1"), post("A1", employment="agency"), post("A2", employment="agency")], answered, small_rubric())
    return [*map(example, NAMES), own]


@pytest.mark.parametrize("known", known_cases(), ids=[*NAMES, "own rubric"])
def test_the_formulas_give_our_scores(known: Case) -> None:
    sheets = book(known)
    reckoner = Reckoner(sheets)
    expected = [question.score for question in known.scorecard.questions] + [known.scorecard.overall.index]
    for row, score in enumerate(expected, 2):
        found = reckoner.value("Scores", f"{SCORE}{row}")
        assert found == ("" if score is None else pytest.approx(float(score), abs=0.0001))
    for sheet, cells in sheets.items():
        for cell, (formula, stored) in cells.items():
            if formula:
                worked_out = reckoner.value(sheet, cell)
                assert worked_out == (stored if isinstance(stored, str) else pytest.approx(stored, abs=1e-6)), cell


def test_a_changed_value_changes_the_score() -> None:
    known = known_cases()[-1]
    sheets = book(known)
    before = Reckoner(sheets).value("Scores", "E2")
    sheets["Terms"]["E2"] = ("", 3.0)  # all three posts are our own
    assert Reckoner(sheets).value("Scores", "E2") > before


def test_posts_are_there_for_those_who_may_see_them() -> None:
    known = case([post("D1", title="Lone analyst")], {}, small_rubric())
    assert "Lone analyst" in texts(book(known))
    without = book(known, with_posts=False)
    assert "Posts" not in without
    assert "Lone analyst" not in texts(without)


def titled(title: str) -> Case:
    """A case with a post of that title, which no form or import would let in where it has control characters."""
    known = case([post("D1")], {}, small_rubric())
    return replace(known, roster=replace(known.roster, title=[title]))


AWKWARD = (
    "=HYPERLINK(1)",
    "<b>&amp;</b>",
    "מנהל \u202e דיגיטלי",
    "a\x01b\x0bc\ud800",
    "x" * 200,
    "+1",
    "@A1",
    "http://x",
)


@pytest.mark.parametrize("title", AWKWARD)
def test_awkward_text_is_text(title: str) -> None:
    known = titled(title)
    sheets = book(known, organisation_name=title)
    assert xml_text(title) in texts(sheets)
    assert all(not formula for formula, _ in sheets["Posts"].values())


def test_a_long_text_is_cut_where_a_cell_ends() -> None:
    made = Workbook()
    made.sheet("Long", ("Text",)).add(["x" * 40_000])
    assert len(read(made.content())["Long"]["A2"][1]) == 32_767


def test_nothing_known() -> None:
    sheets = book(example("empty-roster"))
    assert "No criterion could be scored." in texts(sheets)
    assert Reckoner(sheets).value("Scores", "E2") == ""
