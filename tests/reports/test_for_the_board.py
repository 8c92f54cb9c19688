"""What the findings ask of a board, in words: decisions as drafts, and questions that a member may want to put."""

from __future__ import annotations

from typing import Any

import pytest

from reports.board_report import BoardReport
from reports.for_the_board import MOST_DECISIONS, MOST_QUESTIONS, NO_QUESTION
from reports.front import PaperCover
from tests.assessment.engine import Row
from tests.reports.cases import NAMES, case, default_rubric, example, post, public_report_of, report_of, small_rubric

FACTS = {"external_staff": "recorded", "workforce_wte": 2000}
"""The floor of a function is 0.2 funded WTE."""
WORKERS = {
    "product": "product_manager",
    "delivery": "delivery_manager",
    "ucd": "user_researcher",
    "technical": "software_developer",
    "data": "data_analyst",
    "clinical": "clinical_champion",
    "change": "business_analyst",
}


def asked(rows: list[Row], **facts: Any) -> str:
    return " ".join(report_of(case(rows, FACTS | facts, default_rubric())).to_ask)


def worker(function: str, **cells: str) -> Row:
    return post(function, role=WORKERS[function], **cells)


def test_a_function_that_nobody_works_in_is_told_from_one_with_some_but_too_little() -> None:
    words = asked([worker("technical"), worker("data", wte="0.1"), worker("product", wte="0.19")])
    nobody, some = words.split("Who does this work, and is that a choice? ")
    assert nobody.startswith("Nobody with funded time works in")
    assert "data" not in nobody
    assert "product" not in nobody
    assert "Product has 0.19 of 0.2 funded WTE and data has 0.1 of 0.2 funded WTE that counts as covered." in some
    assert "missing" not in words.lower()


def test_a_function_that_only_external_people_cover_is_told_from_one_that_nobody_covers() -> None:
    words = asked([worker("technical"), worker("data", employment="agency")])
    assert "Only external people cover data. What stays with us when they leave?" in words
    assert "data" not in words.split("Who does this work")[0]


@pytest.mark.parametrize(
    ("employments", "said"),
    [
        (("agency",), "Decide whether only external people should go on covering data."),
        (("permanent",), ""),
    ],
)
def test_what_only_external_people_cover_is_a_decision(employments: tuple[str, ...], said: str) -> None:
    rows = [worker("data", employment=employment) for employment in employments]
    decisions = " ".join(report_of(case(rows, FACTS, default_rubric())).front.decisions)
    assert ("external people" in decisions) == bool(said)
    assert said in decisions


@pytest.mark.parametrize("name", NAMES)
def test_there_is_always_something_and_never_too_much(name: str) -> None:
    for make in (report_of, public_report_of):
        report = make(example(name))
        assert 2 <= len(report.front.decisions) <= MOST_DECISIONS
        assert 1 <= len(report.to_ask) <= MOST_QUESTIONS
        for words in (*report.front.decisions, *report.to_ask):
            assert words.strip()
            assert words[0].isupper() or words[0] in "“0123456789"
            assert words[-1] in ".?"
            assert " 1 posts" not in words
            assert "None" not in words
            assert "{" not in words


def test_one_is_one_and_two_are_two() -> None:
    one = report_of(case([post("D1"), post("A1", employment="agency")], ANSWERED, small_rubric()))
    assert any(words.startswith("One post needs cover: without it") for words in one.to_ask)
    two = report_of(
        case([post("D1", role="data_analyst"), post("A1", role="user_researcher")], FACTS, default_rubric())
    )
    assert any(words.startswith("Two posts need cover: without any one of them") for words in two.to_ask)


SAID = {"level": 4, "evidence": "Minutes"}
ANSWERED = {"answers": {"said": SAID, "written": SAID}, "workforce_wte": 20}


def test_what_is_not_known_is_asked_for_in_its_own_words() -> None:
    report = report_of(example("empty-roster"))
    assert any(words.startswith("Ask for what is not known about “") for words in report.front.decisions)
    assert any("could not be scored. Who finds out, and by when?" in words for words in report.to_ask)


def test_the_best_answers_leave_nothing_to_decide() -> None:
    rows = [post(f"D{number}") for number in range(4)]
    report = report_of(case(rows, ANSWERED, small_rubric()))
    assert report.front.decisions == (
        "Note the two answers, which are our own assessment.",
        "No other decision follows from the findings.",
    )
    assert report.to_ask == (NO_QUESTION,)


def ending() -> dict[str, BoardReport]:
    rows = [post("D1", title="Lone wolf", ends_on="2027-03-15"), post("A1", employment="agency")]
    known = case(rows, ANSWERED, small_rubric())
    return {"private": report_of(known), "public": public_report_of(known)}


def test_what_ends_is_decided_and_asked_about_in_private_only() -> None:
    reports = ending()
    private = " ".join((*reports["private"].front.decisions, *reports["private"].to_ask))
    public = " ".join((*reports["public"].front.decisions, *reports["public"].to_ask))
    assert "Decide before March 2027 what is renewed or replaced." in private
    assert "What is being done before March 2027" in private
    assert "Lone wolf" not in private
    for secret in ("March 2027", "renewed", "needs cover", "need cover"):
        assert secret not in public


def test_what_the_lead_wrote_takes_the_place_of_the_drafts() -> None:
    kept = PaperCover(decisions=("Fund two researchers", "Note the rest"))
    front = report_of(example("small-trust"), paper_cover=kept).front
    assert front.decisions == ("Fund two researchers", "Note the rest")
    assert not front.are_drafts
    assert report_of(example("small-trust")).front.are_drafts
