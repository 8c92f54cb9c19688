"""From what is at hand of an organisation to the report that a person may read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import Organisation
from accounts.permissions import Access
from assessment.foresight import foresee
from assessment.improvement import ImprovementPlan, plan_of
from assessment.live import Live
from assessment.models import BoardPaperCover, cover_among, cover_rows, plan_rows, recorded_of
from reports.audience import Audience, Reader
from reports.board_report import BoardReport, Source, board_report
from reports.charts import Chart
from reports.cover import Table
from reports.edition import SignedOff
from reports.front import LABELS, PaperCover
from reports.provenance import day
from teams.pulse import Published
from teams.pulse_read import latest_published_beside


def reader_of(access: Access, audience: Audience | None = None) -> Reader:
    """Who reads a paper for `audience`; without one, the most that this person may read, as on a page.

    PermissionDenied: the paper is private, and not theirs to read.
    """
    may = access.may_see_private_paper
    if audience == Audience.PRIVATE and not may:
        raise PermissionDenied
    chosen = audience or (Audience.PRIVATE if may else Audience.PUBLIC)
    return Reader(chosen, names_posts=chosen == Audience.PRIVATE and access.may_see_single_posts)


def composed_live(organisation: Organisation, live: Live, reader: Reader) -> BoardReport:
    """The report as it stands, with what the survey says, the plan as today and the cover. One query."""
    beside = plan_rows(organisation).union(cover_rows(organisation), all=True)
    survey, rows = latest_published_beside(organisation, beside)
    plan = plan_of(live.scorecard, recorded_of(rows), timezone.localdate())
    cover = paper_cover(cover_among(rows, live.assessment))
    return composed(organisation, live, reader, survey=survey, plan=plan, cover=cover)


def composed(
    organisation: Organisation,
    live: Live,
    reader: Reader,
    *,
    survey: Published | None = None,
    commentary: Mapping[str, str] | None = None,
    signed_off: SignedOff | None = None,
    plan: ImprovementPlan | None = None,
    cover: PaperCover | None = None,
    changed: Table | None = None,
    history: Chart | None = None,
) -> BoardReport:
    """The report as every output of it reads it, as `reader` may read it."""
    source = Source(
        organisation_name=organisation.name,
        roster=live.roster,
        foresight=foresee(live.roster, live.facts, live.rubric) if live.facts else None,
        external_staff=live.external_staff,
        facts_as_at=live.facts_as_at,
        survey=survey,
        commentary=commentary or {},
        signed_off=signed_off,
        plan=plan,
        paper_cover=cover or PaperCover(),
        changed=changed,
        history=history,
    )
    return board_report(live.scorecard, live.rubric, source, reader)


def paper_cover(cover: BoardPaperCover) -> PaperCover:
    """What the lead filled in, as a paper says it."""
    texts = {name: getattr(cover, name) for name, _ in LABELS if hasattr(cover, name)}
    worked_out = {
        "date": day(cover.meeting_on) if cover.meeting_on else "",
        "purpose": cover.get_purpose_display() if cover.purpose else "",
        "assurance": f"By {cover.assured_by}" if cover.assured_by else ASSURANCE[cover.assurance],
        "session": SESSIONS[cover.session] + (f": {cover.exemption}" if cover.exemption else ""),
    }
    return PaperCover(cover.title, {**texts, **worked_out}, tuple(cover.decisions.splitlines()))


ASSURANCE = {"none": "None", "some": "", "": ""}
SESSIONS = {"public": "In public", "private": "In private", "": ""}


def marked(report: BoardReport) -> dict[str, Any]:
    """What a page says of the edition that it shows."""
    return {"marking": report.edition.marking, "standing": report.edition.standing}
