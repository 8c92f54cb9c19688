"""A scorecard from frozen sums alone is the scorecard of the roster, for any roster and any rubric."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from assessment.canonical import as_document, canonical_text, digest, value_of
from assessment.freezing import (
    NotFrozen,
    facts_document,
    facts_from,
    posts_behind,
    score_again,
    score_and_freeze,
    with_posts,
    without_posts,
)
from assessment.rubric import Rubric
from assessment.scorecard import Scorecard
from teams.cells import read_post
from teams.facts import Facts
from teams.roster import Post
from tests.assessment import cases, strategies
from tests.assessment.engine import facts_of, rubric_of


def posts_of(rows: list[dict[str, str]]) -> list[Post]:
    return [post for post, _ in map(read_post, rows) if post]


def thawed(document: Any) -> Any:
    """A document as it comes back from the text that is kept."""
    return json.loads(canonical_text(document))


def check(posts: list[Post], facts: Facts, rubric: Rubric) -> None:
    scored = score_and_freeze(posts, facts, rubric)
    again = score_again(thawed(scored.sums), thawed(scored.totals), facts_from(thawed(facts_document(facts))), rubric)
    assert again == without_posts(scored.scorecard)
    kept = value_of(Scorecard, thawed(as_document(again)))
    assert kept == again
    assert with_posts(kept, thawed(posts_behind(scored.scorecard))) == scored.scorecard


@pytest.mark.parametrize("case", cases.CASES, ids=lambda case: case.name)
def test_hand_worked_cases_score_again_from_their_sums(case: cases.Case) -> None:
    check(posts_of(case.rows), facts_of(case.facts), rubric_of(case.rubric))


@settings(max_examples=30)
@given(strategies.rosters(), strategies.facts(), strategies.rubrics())
def test_any_roster_scores_again_from_its_sums(rows: Any, facts: Any, rubric: Any) -> None:
    check(posts_of(rows), facts_of(facts), rubric_of(rubric))


def test_sums_of_another_rubric_are_told_from_sums_that_give_another_score() -> None:
    case = cases.CASES[0]
    scored = score_and_freeze(posts_of(case.rows), facts_of(case.facts), rubric_of(case.rubric))
    with pytest.raises(NotFrozen):
        score_again([], scored.totals, facts_of(case.facts), rubric_of(case.rubric))


def test_one_content_has_one_text_and_one_hash() -> None:
    composed, decomposed = {"b": "é", "a": [1, None]}, {"a": [1, None], "b": "e\u0301"}
    assert canonical_text(composed) == canonical_text(decomposed) == '{"a":[1,null],"b":"é"}'
    assert digest(canonical_text(composed)) == digest(canonical_text(decomposed))
    with pytest.raises(TypeError):
        canonical_text({"share": 0.1})
