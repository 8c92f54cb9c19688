"""What the page of history shows, and the chart of it beside a signed-off report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation
from accounts.permissions import Access
from assessment.published import rubric_of
from assessment.standings import Found, Standing, standings_of
from reports.charts import Chart
from reports.history import HISTORY, Asked, History, Reported, history
from reports.live_pages import drawn


def page(access: Access) -> dict[str, Any]:
    """Every signed-off report of an organisation, and those of the ones that went into it for its own members."""
    own, before = standings_of(access.organisation)
    found = _history(own)
    latest: dict[str, Any] = {each.organisation.ods_code: each.organisation for each in before}
    return {
        "history": found,
        "chart": drawn(found.chart, _figures(access, found)) if found.chart else None,
        "before": [] if access.shared else list(latest.values()),
    }


def chart_until(organisation: Organisation, number: int) -> Chart | None:
    """The chart of the reports up to that number; None before there is one."""
    own, _ = standings_of(organisation)
    return _history([standing for standing in own if standing.report <= number]).chart


def _figures(access: Access, found: History) -> dict[str, str]:
    """The address of the interactive version: that of the last report, which has the same chart."""
    last = max(line.number for line in found.lines)
    return {HISTORY: reverse("signed_off_chart", args=[access.organisation.ods_code, last, HISTORY])}


def _history(standings: Sequence[Standing]) -> History:
    bands = rubric_of(standings[-1].rubric_version).bands if standings else ()
    return history([_reported(standing) for standing in standings], bands)


def _reported(standing: Standing) -> Reported:
    return Reported(
        number=standing.report,
        as_at=standing.as_at,
        signed_on=timezone.localdate(standing.signed_at),
        rubric=str(standing.rubric_version),
        questions=tuple(_asked(standing.found, question) for question in standing.found.texts),
    )


def _asked(found: Found, question: str) -> Asked:
    low, high = found.ranges[question]
    standing = found.ratings[question] or f"Between {low} and {high}"
    return Asked(question, found.texts[question], standing, found.scores[question])
