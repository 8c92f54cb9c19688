"""What the pages show of the report as it stands: worked out from the scorecard at hand, drawn once a version."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.permissions import Access
from assessment.live import Live, live_report
from assessment.wording import amount
from reports import pictures
from reports.answers import NOTICE, QuestionAnswer, answers
from reports.charts import Chart
from reports.english import counted
from reports.kept import KeptParts
from reports.provenance import age, day, method
from teams.roster import WTE_UNIT

LEVEL_COLOURS = ("red", "orange", "yellow", "aqua-green", "green")
"""Colours of the tags of levels 0 to 4; the words in them carry the meaning."""

_kept = KeptParts()


def overview(access: Access) -> SafeString:
    """The body of the overview for those who may read the report as it stands."""
    live = live_report(access.organisation)
    return _kept.get(
        ("overview", access.organisation.pk, access.role),
        live,
        lambda: render_to_string("reports/overview_body.html", _overview(access, live)),
    )


def report(access: Access) -> SafeString:
    """The body of the report."""
    live = live_report(access.organisation)
    return _kept.get(
        ("report", access.organisation.pk, access.role),
        live,
        lambda: render_to_string("reports/report_body.html", _report(access, live)),
    )


def paper(access: Access) -> bytes:
    """The board paper, marked as a draft."""
    # Typst is large, and most processes are never asked for a paper.
    from reports.exports.paper import board_paper

    live = live_report(access.organisation)
    return board_paper(
        live.scorecard,
        live.rubric,
        organisation_name=access.organisation.name,
        roster=live.roster,
        facts_as_at=live.facts_as_at,
    )


def _overview(access: Access, live: Live) -> dict[str, Any]:
    found = answers(live.scorecard, live.rubric)
    ods = access.organisation.ods_code
    totals = live.scorecard.totals
    asked = sum(bool(criterion.answers) for criterion in live.rubric.criteria)
    return {
        "access": access,
        "ods": ods,
        "questions": [_section(ods, *numbered) for numbered in enumerate(found.questions, 1)] if totals.posts else [],
        "figures": _figures(live),
        "steps": _steps(live, totals.posts, asked),
        "notice": NOTICE,
    }


def _figures(live: Live) -> list[dict[str, str]]:
    totals = live.scorecard.totals
    teams = len(live.roster.team.names)
    wte = sum(units for units, filled in zip(live.roster.wte, live.roster.filled, strict=True) if filled)
    return [
        {
            "label": "posts" if totals.posts != 1 else "post",
            "value": str(totals.posts),
            "note": f"{totals.vacant} vacant",
        },
        {"label": "WTE in filled posts", "value": _wte(wte), "note": f"{amount(totals.funded_wte)} funded"},
        {"label": "teams with posts" if teams != 1 else "team with posts", "value": str(teams), "note": ""},
    ]


def _wte(units: int) -> str:
    return amount(Fraction(units, WTE_UNIT))


def _steps(live: Live, posts: int, asked: int) -> dict[str, str]:
    """How far each of the things to do is."""
    answered = asked - sum(result.reason == "not_answered" for result in live.scorecard.criteria)
    return {
        "posts": counted(posts, "post") if posts else "",
        "facts": f"As at {day(live.facts_as_at)}" if live.facts_as_at else "",
        "answers": f"{answered} of {asked} answered" if asked else "",
        "answers_done": "yes" if asked and answered == asked else "",
    }


def _report(access: Access, live: Live) -> dict[str, Any]:
    scorecard, ods = live.scorecard, access.organisation.ods_code
    found = answers(scorecard, live.rubric)
    charts = [pictures.staffing(live.roster), pictures.clinical_time(live.roster)]
    return {
        "access": access,
        "ods": ods,
        "found": found,
        "questions": [_section(ods, *numbered) for numbered in enumerate(found.questions, 1)],
        "charts": [_drawn(chart) for chart in charts if chart],
        "scores": _drawn(pictures.scores(scorecard, live.rubric.bands)),
        "limits": [(question.text, cap) for question in found.questions for cap in question.caps],
        "notice": NOTICE,
        "age": age(scorecard, live.facts_as_at),
        "old": _old(live.as_at, live.facts_as_at),
        "method": method(scorecard, found)[:2],
        "rubric": scorecard.rubric,
    }


def _section(ods: str, number: int, question: QuestionAnswer) -> dict[str, Any]:
    return {
        "id": f"question-{number}",
        "answer": question,
        "criteria": [
            (criterion, level_colour(criterion.level), reverse("criterion", args=[ods, criterion.id]))
            for criterion in question.criteria
        ],
    }


def level_colour(level: int | None) -> str:
    """The colour of a level's tag, grey where there is none."""
    return "grey" if level is None else LEVEL_COLOURS[level]


def _drawn(chart: Chart) -> dict[str, Any]:
    """A chart as its template wants it."""
    return {
        "id": chart.id,
        "heading": chart.heading,
        "sentence": chart.sentence,
        "svg": chart.svg,
        "figure": chart.figure,
        "columns": chart.columns,
        "rows": chart.rows,
    }


def _old(as_at: date, facts_as_at: date | None) -> str:
    """A warning where the facts are missing or more than half a year older than the roster."""
    if facts_as_at is None:
        return "No facts about the organisation have been entered yet."
    months = (as_at.year - facts_as_at.year) * 12 + as_at.month - facts_as_at.month - (as_at.day < facts_as_at.day)
    return f"The facts are {counted(months, 'month')} older than the roster." if months >= 6 else ""
