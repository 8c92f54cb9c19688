"""What the pages show of the report as it stands: worked out from the scorecard at hand, drawn once a version."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import zip_longest
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import Organisation
from accounts.permissions import Access
from assessment.live import Live, live_report
from assessment.models import Assessment
from assessment.wording import amount
from reports.ahead import Ahead
from reports.answers import NOTICE, Answers, answers
from reports.audience import Audience
from reports.board_report import BoardReport
from reports.charts import Chart
from reports.composing import composed, composed_live, marked, reader_of
from reports.downloads import files
from reports.drafts import with_drafts
from reports.english import counted
from reports.front import NOT_SEALED
from reports.kept import KeptParts
from reports.outputs import Made
from reports.provenance import funding_not_known, reading
from reports.settling import settled_by
from reports.suppression import published
from reports.task_list import counts_of, task_list
from teams.journey import FIRST_ANSWER
from teams.roster import UNKNOWN, WTE_UNIT

COLOURS = ("red", "orange", "yellow", "aqua-green", "green")
"""Colours of tags and verdicts, worst first; the words in them carry the meaning."""

BANNERS = {
    Assessment.State.DRAFT: ("Draft", "Nobody has signed this report off."),
    Assessment.State.SUBMITTED: ("Submitted", "A report waits for sign-off. This page shows the roster as it is now."),
    Assessment.State.SIGNED_OFF: ("Live", "This is not the signed-off report, but the roster as it is now."),
}
"""What the banner of a live report says, by the state of the assessment."""

_kept = KeptParts()


def published_report(organisation: Organisation) -> Live:
    """The report as it stands, with small numbers hidden: what every page and paper shows."""
    live = live_report(organisation)
    return replace(live, scorecard=published(live.scorecard, live.rubric))


def overview(access: Access) -> dict[str, Any]:
    """The report in short for those who may read it as it stands, and the task list for those who see the roster.

    `newer` is a version of the rubric that the assessment could be moved to.
    """
    live = published_report(access.organisation)
    newer = live.newer if access.may_choose_rubric else None
    return {"body": _body("overview", access, live, _overview), "newer": newer}


def start(access: Access) -> dict[str, Any]:
    """The short way to a first report, and what each section of the task list would settle in it after that."""
    live = published_report(access.organisation)
    open_criteria = settled_by(live.scorecard, live.rubric, live.known_facts)
    counts = counts_of(access, live)
    steps = task_list(access, counts, FIRST_ANSWER)
    soon = {step.section.code for step in steps.tasks}
    tasks = [task for task in task_list(access, counts).tasks if task.section.code in open_criteria.keys() - soon]
    later = [(task, open_criteria[task.section.code]) for task in tasks]
    return {"steps": steps, "later": later, "has_posts": live.scorecard.totals.posts > 0}


def report(access: Access) -> dict[str, Any]:
    """The body of the report, with its banner."""
    live = published_report(access.organisation)
    body = _body("report", access, live, _report)
    return {"body": body, **draft_banner(access, live)}


def draft_banner(access: Access, live: Live) -> dict[str, str]:
    """What the banner of a live report says, and where those who may can change the date of a draft."""
    label, text = BANNERS[Assessment.State(live.state)]
    may_change = access.may_submit and live.state == Assessment.State.DRAFT
    return {
        "phase_label": label,
        "phase_text": f"{text} {reading(live.as_at, timezone.localdate())}",
        "phase_url": reverse("as_at", args=[access.organisation.ods_code]) if may_change else "",
    }


def _body(
    page: str,
    access: Access,
    live: Live,
    context: Callable[[Access, Live], dict[str, Any]],
) -> SafeString:
    """The body of a page, drawn once for each version of the report and each day."""
    return _kept.get(
        (page, access.organisation.pk, access.role, access.sections, access.teams),
        (live.version_key, timezone.localdate()),
        lambda: render_to_string(f"reports/{page}_body.html", context(access, live)),
    )


def forget() -> None:
    """Let go of every page at hand, as a new process would."""
    _kept.clear()


def figure(access: Access, chart_id: str) -> dict[str, Any] | None:
    """What plotly draws for one chart of the report; None where the report has no such chart."""
    live = published_report(access.organisation)
    report = composed(access.organisation, live, reader_of(access))
    chart = next((chart for chart in report.every_chart if chart.id == chart_id), None)
    return chart.figure if chart else None


def made(access: Access, audience: str) -> Made:
    """What the files of the report as it stands are made of, with what the survey says; posts for those who see them.

    PermissionDenied: the paper is private, and not theirs to read.
    """
    reader = reader_of(access, Audience(audience))
    live = published_report(access.organisation)
    report = composed_live(access.organisation, live, reader)
    return Made(report, live.rubric, live.roster if reader.is_private and access.may_see_roster else None)


def _overview(access: Access, live: Live) -> dict[str, Any]:
    found = answers(live.scorecard, live.rubric)
    ods = access.organisation.ods_code
    totals = live.scorecard.totals
    return {
        "access": access,
        "ods": ods,
        "list": task_list(access, counts_of(access, live)) if access.may_see_roster else None,
        "questions": sections(ods, found, live) if totals.posts else [],
        "figures": _figures(live),
        "reading": reading(live.as_at, timezone.localdate()),
        "notice": NOTICE,
    }


def _figures(live: Live) -> list[dict[str, str]]:
    totals = live.scorecard.totals
    own = UNKNOWN in live.roster.team.codes
    teams = len(live.roster.team.names) + own
    funded = [f"{amount(totals.funded_wte)} funded", funding_not_known(totals)]
    wte = sum(units for units, filled in zip(live.roster.wte, live.roster.filled, strict=True) if filled)
    return [
        {
            "label": "posts" if totals.posts != 1 else "post",
            "value": str(totals.posts),
            "note": f"{totals.vacant} vacant",
        },
        {"label": "WTE in filled posts", "value": _wte(wte), "note": "; ".join(filter(None, funded))},
        {
            "label": "teams with posts" if teams != 1 else "team with posts",
            "value": str(teams),
            "note": "including the organisation's own team" if own else "",
        },
    ]


def _wte(units: int) -> str:
    return amount(Fraction(units, WTE_UNIT))


def _report(access: Access, live: Live) -> dict[str, Any]:
    ods = access.organisation.ods_code
    report = composed_live(access.organisation, live, reader_of(access))
    urls = {chart.id: reverse("chart", args=[ods, chart.id]) for chart in report.every_chart}
    return {
        "shows_posts": access.may_see_roster,
        "edits": edits(report, reverse("cover", args=[ods]), reverse("decisions", args=[ods]))
        if access.may_prepare_paper
        else None,
        "files": files(report, ods, may_be_private=access.may_see_private_paper),
        "plan_url": reverse("plan", args=[ods]),
        **report_parts(ods, live, report, urls),
    }


def edits(report: BoardReport, cover: str, decisions: str) -> dict[str, str]:
    """Where a lead changes the cover, and keeps or rewrites the decisions, which are drafted already."""
    return {"cover": cover, "decisions": with_drafts(decisions, report.front.to_keep)}


def report_parts(ods: str, live: Live, report: BoardReport, figures: Mapping[str, str]) -> dict[str, Any]:
    """What the template of a report shows; `figures` are the addresses of interactive charts by the id of the chart."""
    scorecard, found = report.scorecard, report.found
    return {
        **marked(report),
        "ods": ods,
        "found": found,
        "questions": sections(ods, found, live, report.ahead, report.commentary),
        "charts": [drawn(chart, figures) for chart in report.charts],
        "ends": drawn(report.ends, figures) if report.ends else None,
        "history": drawn(report.history, figures) if report.history else None,
        "cover": report.cover,
        "plan": report.plan,
        "front": report.front,
        "not_sealed": NOT_SEALED,
        "to_ask": report.to_ask,
        "changed": report.changed,
        "scores": drawn(report.scores, figures),
        "limits": [(question.text, cap) for question in found.questions for cap in question.caps],
        "notice": NOTICE,
        "age": report.age,
        "old": _old(live.as_at, live.facts_as_at),
        "method": report.method[:2],
        "rubric": scorecard.rubric,
    }


def sections(
    ods: str, found: Answers, live: Live, ahead: Sequence[Ahead] = (), commentary: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    bands = [band.name for band in live.rubric.bands]
    levels = len(live.rubric.levels)
    return [
        {
            "id": f"question-{number}",
            "answer": question,
            "ahead": each,
            "commentary": (commentary or {}).get(question.id, ""),
            "colour": _colour(bands.index(question.rating), len(bands)) if question.rating else "",
            "criteria": [
                (criterion, _colour(criterion.level, levels), reverse("criterion", args=[ods, criterion.id]))
                for criterion in question.criteria
            ],
        }
        for number, (question, each) in enumerate(zip_longest(found.questions, ahead), 1)
    ]


def _colour(place: int | None, places: int) -> str:
    """The colour for a place on a scale, from 0 for the worst; grey without a place or a scale."""
    return "grey" if place is None or places < 2 else COLOURS[round(place * (len(COLOURS) - 1) / (places - 1))]


def drawn(chart: Chart, figures: Mapping[str, str]) -> dict[str, Any]:
    """A chart as its template wants it."""
    return {
        "id": chart.id,
        "heading": chart.heading,
        "sentence": chart.sentence,
        "svg": chart.svg,
        "figure_url": figures.get(chart.id, ""),
        "columns": chart.columns,
        "rows": chart.rows,
    }


def _old(as_at: date, facts_as_at: date | None) -> str:
    """A warning where the facts are missing or more than half a year older than the roster."""
    if facts_as_at is None:
        return "No facts about the organisation have been entered yet."
    months = (as_at.year - facts_as_at.year) * 12 + as_at.month - facts_as_at.month - (as_at.day < facts_as_at.day)
    return f"The facts are {counted(months, 'month')} older than the roster." if months >= 6 else ""
