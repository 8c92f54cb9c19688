"""The rows of the API from a report: the words and the numbers that its pages show, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessment.live import Live
from assessment.rubric import Criterion
from assessment.scorecard import CriterionResult, QuestionResult
from assessment.wording import round_half_up
from reports.answers import NOTICE, Answers, CriterionAnswer, QuestionAnswer, answers
from reports.audience import Reader
from reports.charts import Chart, points, rounded_wte
from reports.pictures import team
from reports.provenance import age
from reports.raising import as_shown

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Card:
    """One report. `number` and `sha256` are None and "" for the report as it stands; small numbers are hidden in it,
    and what its `reader` may not read."""

    ods_code: str
    name: str
    number: int | None
    sha256: str
    live: Live
    reader: Reader

    @property
    def found(self) -> Answers:
        return answers(self.live.scorecard, self.live.rubric)

    @property
    def of_report(self) -> Row:
        return {"ods_code": self.ods_code, "report": self.number, "as_at": self.as_at}

    @property
    def as_at(self) -> date:
        return self.live.scorecard.as_at


def questions(card: Card) -> list[Row]:
    """A row for each question."""
    return [{**card.of_report, **_question(*pair)} for pair in _pairs(card, card.found)]


def criteria(card: Card) -> list[Row]:
    """A row for each criterion, in the order of the questions."""
    return [
        {**card.of_report, "question": question.id, **row}
        for question in card.found.questions
        for row in _criteria(card, question)
    ]


def scorecard(card: Card) -> Row:
    """The whole scorecard, the criteria within their questions."""
    kept, found = card.live.scorecard, card.found
    return {
        **card.of_report,
        "name": card.name,
        "notice": NOTICE,
        "age": age(kept, card.live.facts_as_at),
        "coverage": found.coverage,
        "rubric": kept.rubric.title,
        "rubric_version": kept.rubric.version,
        "rubric_sha256": kept.rubric.sha256,
        "engine_version": kept.engine_version,
        "sha256": card.sha256,
        "index": _points(kept.overall.index),
        "rating": kept.overall.rating if kept.overall.is_rated else "",
        "questions": [
            {**_question(result, question), "criteria": _criteria(card, question)}
            for result, question in _pairs(card, found)
        ],
    }


def aggregates(card: Card) -> list[Row]:
    """The totals, and the numbers of the charts of the team: none of these where the posts were removed."""
    drawn = [row for chart in team(card.live.roster, card.live.external_staff, card.reader) for row in _chart(chart)]
    return [{**card.of_report, **row} for row in (*_totals(card), *drawn)]


def _pairs(card: Card, found: Answers) -> Iterator[tuple[QuestionResult, QuestionAnswer]]:
    return zip(card.live.scorecard.questions, found.questions, strict=True)


def _question(result: QuestionResult, words: QuestionAnswer) -> Row:
    low, high = result.range
    return {
        "question": result.id,
        "text": result.text,
        "weight": float(result.weight),
        "verdict": words.verdict,
        "rating": words.rating,
        "score": _points(result.score),
        "low": _points(low),
        "high": _points(high),
        "low_rating": words.low,
        "high_rating": words.high,
        "scored_weight": float(round_half_up(result.scored_weight, 2)),
        "standing": words.standing,
        "deciding": words.deciding,
        "caps": list(words.caps),
    }


def _criteria(card: Card, question: QuestionAnswer) -> list[Row]:
    known = {criterion.id: criterion for criterion in card.live.rubric.criteria}
    results = {result.id: result for result in card.live.scorecard.criteria}
    return [_criterion(known[words.id], results[words.id], words) for words in question.criteria]


def _criterion(criterion: Criterion, result: CriterionResult, words: CriterionAnswer) -> Row:
    return {
        "criterion": words.id,
        "name": words.name,
        "weight": float(result.weight),
        "level": words.level,
        "level_word": words.level_word,
        "value": None if result.value is None else float(as_shown(criterion, result.value)),
        "value_shown": words.value,
        "found": words.found,
        "reason": result.reason or "",
        "next_step": words.next_step,
        "caps": list(words.caps),
    }


def _points(score: Fraction | None) -> float | None:
    return None if score is None else float(points(score))


def _totals(card: Card) -> Iterator[Row]:
    totals = card.live.scorecard.totals
    posts = {"Posts": totals.posts, "Filled posts": totals.filled, "Vacant posts": totals.vacant}
    for category, number in posts.items():
        yield _sum("totals", category, "", "posts", number)
    funded = {
        "Funded": totals.funded_wte,
        "Funded, in-house": totals.in_house_wte,
        "Funded, external": totals.external_wte,
        "Funded, bought from the NHS": totals.nhs_service_wte,
        "Funding not known": totals.funded_unknown_wte,
    }
    for category, wte in funded.items():
        yield _sum("totals", category, "", "WTE", rounded_wte(wte))


def _chart(chart: Chart) -> Iterator[Row]:
    for place, category in enumerate(chart.categories):
        for series in chart.series:
            value = series.values[place]
            if value is not None:
                yield _sum(chart.id.replace("-", "_"), category, series.name, "WTE", value)


def _sum(table: str, category: str, part: str, unit: str, value: Decimal | int) -> Row:
    return {"table": table, "category": category, "part": part, "unit": unit, "value": float(value)}
