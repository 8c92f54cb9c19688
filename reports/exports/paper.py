"""The board paper: one scorecard as a PDF that conforms to PDF/UA-1, ready for a board's secretariat.

The words and numbers go to typst as data; its template beside this file never reads them as markup.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst

from reports.ahead import Ahead
from reports.answers import CriterionAnswer, QuestionAnswer
from reports.board_report import BoardReport
from reports.charts import Chart
from reports.cover import Table
from reports.english import ended, sentence
from reports.exports.glyphs import FONTS, printable
from reports.front import DRAFTED, NOT_SEALED, TO_BE_COMPLETED
from reports.provenance import day

TEMPLATE = Path(__file__).with_name("board_paper.typ")
COSTS_SHOWN = 3


def board_paper(report: BoardReport) -> bytes:
    """The paper as a PDF. typst.TypstError: it could not be made."""
    return compiled(TEMPLATE, paper_data(report))


def compiled(template: Path, data: dict[str, Any]) -> bytes:
    """The PDF of a template beside this file, filled with `data`. typst.TypstError: it could not be made."""
    document: bytes = typst.compile(
        template,
        root=template.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_cleaned(data))},
        format="pdf",
        pdf_standards="ua-1",
    )
    return document


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _cleaned(value: Any) -> Any:
    """The same data with every text as the font can show it."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _cleaned(entry) for key, entry in value.items()}
    return [_cleaned(entry) for entry in value] if isinstance(value, list) else value


def paper_data(report: BoardReport) -> dict[str, Any]:
    """Everything that the template prints, as JSON values."""
    found, front = report.found, report.front
    title, name = front.title, report.organisation_name
    ahead = report.ahead or [None] * len(found.questions)
    return {
        "document_title": f"{title}: {name}" if name else title,
        "title": title,
        "organisation": name,
        "marking": report.edition.marking,
        "foot": foot(report),
        "notice": report.notice,
        "age": report.age,
        "cover": [_cover_row(*row) for row in front.rows],
        "cover_note": NOT_SEALED,
        "decisions": list(front.decisions),
        "decisions_note": DRAFTED if front.are_drafts else "",
        "to_ask": list(report.to_ask),
        "changed": [_table(report.changed)] if report.changed else [],
        "questions": [
            _question(question, each, report.commentary.get(question.id, ""))
            for question, each in zip(found.questions, ahead, strict=True)
        ],
        "bars": [_bars(chart) for chart in report.charts],
        "months": [_months(report.ends)] if report.ends else [],
        "times": [_times(report.history)] if report.history else [],
        "plan": [{**_table(report.plan.top), "summary": report.plan.summary}] if report.plan else [],
        "cover_tables": [_table(table) for table in report.cover.tables] if report.cover else [],
        "skills_note": report.cover.skills_note if report.cover else "",
        "scale": _scale(report.scores),
        "scores": [_scores(question) for question in found.questions],
        "overall": [found.overall],
        "method": list(report.method),
        "appendix_note": ["Weights are shares of their question. A criterion of weight 0 only caps and explains."],
    }


def foot(report: BoardReport) -> str:
    """What stands at the foot of every page: draft or final, version, approver, seal, rubric and date."""
    scorecard = report.scorecard
    return f"{report.edition.standing} Rubric {scorecard.rubric.sha256[:8]}. As at {day(scorecard.as_at)}."


def _table(table: Table) -> dict[str, Any]:
    return {
        "heading": table.heading,
        "columns": list(table.columns),
        "rows": [list(row) for row in table.rows],
        "otherwise": table.otherwise,
    }


def _cover_row(label: str, value: str) -> dict[str, Any]:
    return {"label": label, "value": value or TO_BE_COMPLETED, "blank": not value}


def _question(question: QuestionAnswer, ahead: Ahead | None, commentary: str) -> dict[str, Any]:
    costs = question.costs[:COSTS_SHOWN]
    return {
        "text": question.text,
        "verdict": question.verdict,
        "standing": question.standing,
        "close_to": question.note if question.rating else "",
        "to_settle": "" if question.rating else ended(sentence(question.note)),
        "deciding": question.deciding,
        "until": ahead.until if ahead else "",
        "survey": ahead.survey if ahead else "",
        "ahead": [{"label": label, "text": text} for label, text in ahead.parts] if ahead else [],
        "commentary": commentary,
        "costs_heading": "What holds it back most",
        "costs": [_criterion(criterion) for criterion in costs],
        "not_known": [f"{', '.join(names)}: {reason}" for reason, names in question.reasons],
        "criteria": [_criterion(criterion) for criterion in question.criteria],
    }


def _criterion(criterion: CriterionAnswer) -> dict[str, Any]:
    return {
        "id": criterion.id,
        "name": criterion.name,
        "found": criterion.found,
        "level": criterion.level_words.replace(" of ", "\N{NO-BREAK SPACE}of\N{NO-BREAK SPACE}"),
        "weight": criterion.weight,
        "next": criterion.next_step,
    }


def _scores(question: QuestionAnswer) -> dict[str, Any]:
    settled = "settled" if question.range == question.score else question.range
    return {"text": question.text, "score": question.score, "range": settled, "rating": question.standing}


# Charts --------------------------------------------------------------------------------------------------------------


def _words(chart: Chart) -> dict[str, Any]:
    return {"heading": chart.heading, "sentence": chart.sentence, "unit": chart.unit, "alt": chart.alternative}


def _bars(chart: Chart) -> dict[str, Any]:
    rows = [
        {
            "label": category,
            "parts": [float(series.values[place] or 0) for series in chart.series],
            "total_number": sum(float(series.values[place] or 0) for series in chart.series),
            "total": chart.end(place),
        }
        for place, category in enumerate(chart.categories)
    ]
    return {**_words(chart), "series": [series.name for series in chart.series], "rows": rows}


def _months(chart: Chart) -> dict[str, Any]:
    """The chart of the months ahead, with what stands beside each bar."""
    cells = [
        [{"text": each.values[place], "turns": place in each.turns} for each in chart.words]
        for place in range(len(chart.categories))
    ]
    return {**_bars(chart), "columns": [each.name for each in chart.words], "cells": cells}


def _times(chart: Chart) -> dict[str, Any]:
    """Scores over time, with the days as parts of the time between the first and the last."""
    first, span = chart.days[0], (chart.days[-1] - chart.days[0]).days
    return {
        **_words(chart),
        "days": [{"at": (day - first).days / span, "text": f"{day.day} {day:%b %Y}"} for day in chart.days],
        "series": [
            {"name": series.name, "scores": [None if score is None else float(score) for score in series.values]}
            for series in chart.series
        ],
        "turns": [{"place": place, "text": each.values[place]} for each in chart.words for place in each.turns],
        "bands": _bands(chart),
    }


def _bands(chart: Chart) -> list[dict[str, Any]]:
    return [{"name": zone.name, "start": float(zone.start), "end": float(zone.end)} for zone in chart.zones]


def _scale(chart: Chart) -> dict[str, Any]:
    low, high, now = (series.values for series in chart.series)
    rows = [
        {
            "label": category,
            "low": float(low[place] or 0),
            "high": float(high[place] or 0),
            "score": None if (score := now[place]) is None else float(score),
            "written": chart.written(place),
        }
        for place, category in enumerate(chart.categories)
    ]
    return {**_words(chart), "bands": _bands(chart), "rows": rows}
