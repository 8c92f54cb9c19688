"""What is said of a scorecard."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from assessment.rubric import Rubric
from assessment.scorecard import HeldCap, QuestionResult, ToSettle
from assessment.wording import without_empty_lists
from reports.answers import Answers, CriterionAnswer, QuestionAnswer, answers
from reports.english import counted, ended, listed, sentence
from tests.reports.cases import NAMES, Case, case, default_rubric, example, post, small_rubric

PERMANENT = post("D1")
AGENCY = post("D2", employment="agency")


def said(known: Case) -> Answers:
    return answers(known.scorecard, known.rubric)


def question(known: Case, name: str) -> QuestionAnswer:
    return next(each for each in said(known).questions if each.id == name)


def criterion(known: Case, name: str) -> CriterionAnswer:
    return next(each for asked in said(known).questions for each in asked.criteria if each.id == name)


def small(*rows: dict[str, str], **facts: Any) -> Case:
    return case(list(rows), facts, small_rubric())


def answered(**levels: int) -> dict[str, Any]:
    return {name: {"level": level, "evidence": "seen"} for name, level in levels.items()}


def retold(known: Case, **changes: Any) -> QuestionAnswer:
    """The first question of a case with some of its result changed."""
    first, *others = known.scorecard.questions
    changed: QuestionResult = replace(first, **changes)
    return answers(replace(known.scorecard, questions=(changed, *others)), known.rubric).questions[0]


# The worked cases ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_ever_blank(name: str) -> None:
    for asked in said(example(name)).questions:
        assert all((asked.text, asked.verdict, asked.standing, asked.deciding, asked.score, asked.range))
        for each in asked.criteria:
            assert all((each.name, each.found, each.level_words, each.next_step, each.weight))


@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_ends_and_holds_no_placeholder(name: str) -> None:
    for asked in said(example(name)).questions:
        for words in (asked.deciding, *asked.caps, *(each.found for each in asked.criteria)):
            assert words[-1] in ".!?"
            assert not re.search(r"[{}]|\bNone\b|\.\.$", words), words


def test_the_verdicts_are_the_scorecards() -> None:
    verdicts = [(each.verdict, each.rating) for each in said(example("small-trust")).questions]
    assert verdicts == [("No", "Very weak"), ("As a favour", "Very weak"), ("High dependence", "Weak")]


def test_the_criterion_of_the_verdict_decides() -> None:
    deciding = question(example("small-trust"), "Q2").deciding
    assert deciding == "8% of the clinical time given to digital work is in the job; 1.1 WTE is outside the job plan."


def test_otherwise_what_costs_most_decides() -> None:
    assert question(example("small-trust"), "Q1").deciding.startswith(
        "The biggest gap is in “Core functions covered”: 3 of 7"
    )


def test_what_decides_is_short() -> None:
    deciding = question(example("with-unknowns"), "Q1").deciding
    assert deciding == (
        "The biggest gap is in “Skill depth”: Hands-on NHS staff work at practitioner level or above in 6 of 10 core"
        " skill areas."
    )


def test_a_list_of_nothing_does_not_decide() -> None:
    known = example("small-trust")
    says = "6 of 7 core functions are covered. Nobody: none. Under the floor: clinical."
    first, *others = known.scorecard.criteria
    functions = replace(first, weight=first.weight * 9, says=says, partly=("clinical",), missing=())
    changed = replace(known, scorecard=replace(known.scorecard, criteria=(functions, *others)))
    asked = retold(changed, capped_by=())
    assert asked.deciding == (
        "The biggest gap is in “Core functions covered”: 6 of 7 core functions are covered. Under the floor: clinical."
    )
    assert asked.criteria[0].found == says
    cap = HeldCap("Q1.1", Fraction(10), "")
    asked = retold(changed, capped_by=(cap,), raw=Fraction(70), score=Fraction(10))
    assert asked.deciding.endswith("6 of 7 core functions are covered. Under the floor: clinical.")


@pytest.mark.parametrize(
    ("says", "told", "empty", "left"),
    [
        ("{count} here. Not: {missing}.", "2 here. Not: none.", ("missing",), "2 here."),
        ("{count} here. Not: {missing}.", "1 here. Not: a. b.", ("partly",), "1 here. Not: a. b."),
        ("{count} here: {covered}.", "0 here: none.", ("covered",), "0 here: none."),
        ("Not: {missing}.", "Not: none.", ("missing",), "Not: none."),
        ("Not: {missing}. Good.", "Not: none. Good.", ("missing",), "Good."),
        ("{{So}} {share}.", "{So} 5%.", ("missing",), "{So} 5%."),
    ],
)
def test_sentences_that_list_nothing_are_left_out(says: str, told: str, empty: tuple[str, ...], left: str) -> None:
    assert without_empty_lists(told, says, empty) == left


def test_the_dearest_criteria_come_first_and_what_costs_nothing_is_left_out() -> None:
    costs = question(example("small-trust"), "Q3").costs
    assert [each.id for each in costs][:2] == ["Q3.3", "Q3.5"]
    assert "Q3.2" not in {each.id for each in costs}


def test_one_reason_is_said_once() -> None:
    reasons = dict(question(example("empty-roster"), "Q3").reasons)
    assert reasons["The roster has no filled post."][:2] == (
        "External share of the team",
        "In-house minimum viable team",
    )


# Nothing, one, unknown -----------------------------------------------------------------------------------------------


def test_nothing_at_all() -> None:
    whole = said(small())
    care = whole.questions[0]
    assert (care.rating, care.standing, care.range) == ("", "Between Not fine and Fine", "0 to 100")
    assert care.deciding == "Nothing that counts towards this is known yet."
    assert whole.overall == "There is no overall index, because no question has a score yet."
    assert whole.coverage == "No criterion could be scored."


def test_one_post() -> None:
    own = criterion(small(PERMANENT), "care.own")
    assert (own.found, own.level_words, own.posts) == ("100% are our own.", "All (4 of 4)", 1)
    assert own.next_step == "It is at the top level."


def test_all_unknown() -> None:
    known = small(post("D1", employment=""), post("D2", employment=""))
    own = criterion(known, "care.own")
    assert own.found.startswith("Of the WTE that counts here, 100% has something unknown")
    assert (own.level_words, own.next_step, own.unknown_posts) == ("Not scored", "It counts once this is known.", 2)


def test_an_answer_that_is_missing_is_asked_for() -> None:
    assert criterion(small(PERMANENT), "said").next_step == "Answering it would score it."


def test_an_organisation_that_does_not_know_says_so() -> None:
    known = small(PERMANENT, answers={"said": {"level": "unknown"}})
    assert criterion(known, "said").found == "The organisation does not know."
    assert criterion(known, "said").level_words == "None (0 of 4)"


# What would settle an open range -------------------------------------------------------------------------------------


def test_one_answer_would_settle_it() -> None:
    assert question(small(PERMANENT, AGENCY), "care").note == "one answer would settle it"


@pytest.mark.parametrize(
    ("to_settle", "words"),
    [
        (ToSettle(("a", "b"), ()), "two answers would settle it"),
        (ToSettle((), ("a",)), "filling one gap in the data would settle it"),
        (ToSettle(("a",), ("b", "c")), "one answer and filling two gaps in the data would settle it"),
        (ToSettle(tuple("abcdefghijkl"), ()), "12 answers would settle it"),
        (ToSettle(), ""),
    ],
)
def test_how_much_would_settle_it(to_settle: ToSettle, words: str) -> None:
    asked = retold(small(), to_settle=to_settle)
    assert (asked.standing, asked.note) == ("Between Not fine and Fine", words)


# Close to ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "rating", "words"),
    [
        ("47", "Weak", ""),
        ("57", "Weak", "close to Good"),
        ("59.9", "Weak", "close to Good"),
        ("60", "Good", "close to Weak"),
        ("63", "Good", "close to Weak"),
        ("63.1", "Good", ""),
        ("2", "Very weak", ""),
        ("99", "Strong", ""),
    ],
)
def test_within_three_points_of_a_line(score: str, rating: str, words: str) -> None:
    points = Fraction(score)
    changes = {"raw": points, "score": points, "rating": rating, "range": (points, points), "capped_by": ()}
    assert retold(example("small-trust"), **changes).note == words


def test_a_cap_that_bites_is_not_close_to_the_rating_above_it() -> None:
    cap = HeldCap("Q1.1", Fraction(59), "too few")
    changes = {"raw": Fraction(70), "score": Fraction(59), "rating": "Weak", "capped_by": (cap,)}
    asked = retold(example("small-trust"), **changes)
    assert (asked.note, asked.deciding) == ("", "It can be no better than Weak, because too few.")


# Caps ----------------------------------------------------------------------------------------------------------------


def test_a_cap_that_bites_decides_and_says_why_without_a_because() -> None:
    known = small(PERMANENT, AGENCY, post("D3", employment="agency"), answers=answered(said=4, written=4))
    care = question(known, "care")
    assert care.deciding == "It can be no better than Not fine, because of “Own people”: 33% are our own."
    assert (care.raw, care.score, care.rating) == ("62.5", "40", "Not fine")


def test_a_cap_that_does_not_bite_decides_nothing() -> None:
    known = small(PERMANENT, AGENCY, post("D3", employment="agency"), answers=answered(said=0, written=0))
    care = question(known, "care")
    assert care.deciding.startswith("The biggest gap is in “Own people”")
    assert care.caps == ("It can be no better than Not fine, because of “Own people”: 33% are our own.",)


def test_of_the_caps_of_one_criterion_the_lowest_is_said() -> None:
    because = [cap for cap in question(example("small-trust"), "Q1").caps if "core function" in cap]
    assert because == [
        "It can be no better than Very weak, because three or more core functions are not covered.",
        "It can be no better than Very weak, because NHS staff cover fewer than four core functions.",
    ]


def test_the_best_rating_is_told_by_what_carries_it() -> None:
    care = question(small(PERMANENT, answers=answered(said=3, written=4)), "care")
    assert (care.rating, care.deciding) == ("Fine", "What carries most is “Own people”: 100% are our own.")


def test_everything_at_the_top() -> None:
    care = question(small(PERMANENT, answers=answered(said=4, written=4)), "care")
    assert care.deciding == "Everything that is scored here is at the top level."


# What would raise it -------------------------------------------------------------------------------------------------


def test_higher_is_better() -> None:
    known = small(PERMANENT, AGENCY, post("D3", employment="agency"))
    assert criterion(known, "care.own").next_step == "Some is 50% or more; now 33%."


def test_lower_is_better() -> None:
    known = small(PERMANENT, AGENCY)
    assert criterion(known, "few").next_step == "Little is below 50%; now 50%."


def test_a_fixed_target_says_how_much_is_missing() -> None:
    known = small(PERMANENT, workforce_wte=100)
    assert criterion(known, "target").next_step == "Little is 25% or more; now 10%. That takes 1.5 WTE more."


def test_a_count_says_how_many_are_missing() -> None:
    assert criterion(example("small-trust"), "Q1.1").next_step == "Weak is 4 or more; now 3. That takes one more."
    assert criterion(example("small-trust"), "Q1.4").next_step == "Weak is 40% or more; now 10%. That takes three more."


def test_a_value_just_under_a_line_is_not_shown_on_it() -> None:
    known = small(*(post(f"D{n}") for n in range(499)), *(post(f"E{n}", employment="agency") for n in range(501)))
    assert criterion(known, "care.own").next_step == "Some is 50% or more; now 49.9%."


def test_the_next_answer_is_quoted() -> None:
    known = small(PERMANENT, answers=answered(said=1))
    assert criterion(known, "said").next_step == "Some is “Sometimes”."


def test_evidence_that_is_missing_is_what_would_raise_it() -> None:
    known = small(PERMANENT, answers={"said": {"level": 4}})
    assert criterion(known, "said").next_step == "Recorded evidence would raise it to All."


# The whole -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rubric", [small_rubric(), default_rubric()])
def test_any_rubric_will_do(rubric: Rubric) -> None:
    whole = said(case([PERMANENT], {}, rubric))
    assert [len(asked.criteria) for asked in whole.questions] == [
        len(rubric.criteria_of(asked.id)) for asked in rubric.questions
    ]


def test_the_overall_rating_waits_for_every_question() -> None:
    overall = said(small(AGENCY, answers=answered(said=4, written=4))).overall
    assert (
        overall == "There is no overall rating yet, because one of two questions is not rated. The index so far is 20."
    )
    assert said(example("small-trust")).overall == "The overall rating is Very weak: an index of 26.6 out of 100."


def test_how_much_could_be_scored() -> None:
    assert said(example("small-trust")).coverage == "One of the 31 criteria could not be scored."
    whole = small(PERMANENT, workforce_wte=100, answers=answered(said=4, written=4))
    assert said(whole).coverage == "Every criterion could be scored."


# English -------------------------------------------------------------------------------------------------------------


def test_counted_things() -> None:
    assert [counted(number, "post") for number in (0, 1, 2, 9, 10, 1234)] == [
        "no posts", "one post", "two posts", "nine posts", "10 posts", "1,234 posts",
    ]  # fmt: skip
    assert counted(2, "criterion", "criteria") == "two criteria"


def test_lists() -> None:
    assert listed([]) == "none"
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a and b", "c"]) == "a and b; c"


def test_sentences() -> None:
    assert sentence("iPhone users") == "IPhone users"
    assert (ended("Yes"), ended("Yes."), ended("Really?"), ended("")) == ("Yes.", "Yes.", "Really?", "")
