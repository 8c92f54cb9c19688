"""The engine called with plain rows, facts and rubrics, its results in the shape of the reference's."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from assessment.rubric import Rubric, read_rubric
from assessment.scorecard import CriterionResult, QuestionResult, Scorecard
from assessment.scoring import score
from teams.cells import read_post
from teams.facts import Facts, read_facts
from teams.roster import Roster

from . import strategies

Row = dict[str, str]
Values = dict[str, Any]


def roster_of(rows: Sequence[Row]) -> Roster:
    """The checked roster of some rows."""
    posts = []
    for row in rows:
        post, problems = read_post(row)
        assert post is not None, problems
        posts.append(post)
    return Roster.of(posts)


def facts_of(document: Values) -> Facts:
    """The checked facts of a document, in which a level may be padded text."""
    answers = {
        name: each | {"level": _level(each.get("level"))} for name, each in (document.get("answers") or {}).items()
    }
    facts, problems = read_facts(document | {"answers": answers})
    assert facts is not None, problems
    return facts


def _level(level: Any) -> Any:
    return level.strip() if isinstance(level, str) else level


def rubric_of(document: Values) -> Rubric:
    """The checked rubric of a document."""
    rubric, problems = read_rubric(document)
    assert rubric is not None, [str(problem) for problem in problems]
    return rubric


@cache
def default_rubric() -> Rubric:
    """The rubric that the product comes with, checked once."""
    return rubric_of(strategies.default_rubric())


def scorecard_of(rows: Sequence[Row], facts: Values, rubric: Values | Rubric) -> Scorecard:
    """One organisation's scorecard from its documents; the rubric may be a checked one."""
    checked = rubric if isinstance(rubric, Rubric) else rubric_of(rubric)
    return score([roster_of(rows)], [facts_of(facts)], checked).scorecard(0)


def as_reference(rows: Sequence[Row], facts: Values, rubric: Values | Rubric) -> Values:
    """A scorer like the reference's, by the engine."""
    card = scorecard_of(rows, facts, rubric)
    return {
        "criteria": {each.id: _criterion(each) for each in card.criteria},
        "questions": {each.id: _question(each) for each in card.questions},
        "overall": {"index": card.overall.index, "rating": card.overall.rating},
    }


STATUSES = ("covered", "partly", "missing")


def _criterion(result: CriterionResult) -> Values:
    by_status = {status: [each.code for each in result.members if each.status == status] for status in STATUSES}
    return {
        "level": result.level,
        "value": result.value,
        "not_scored": result.not_scored,
        "when_empty_used": result.when_empty_used,
    } | by_status


def _question(result: QuestionResult) -> Values:
    return {
        "raw": result.raw,
        "score": result.score,
        "rating": result.rating,
        "verdict": result.verdict,
        "range": result.range,
        "capped_by": [(cap.criterion, cap.score) for cap in result.capped_by],
    }
