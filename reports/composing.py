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
from assessment.models import plan_rows, recorded_of
from reports.audience import Audience, Reader
from reports.board_report import BoardReport, Source, board_report
from reports.edition import SignedOff
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
    """The report as it stands, with what the survey says and the plan as today. One query."""
    survey, rows = latest_published_beside(organisation, plan_rows(organisation))
    plan = plan_of(live.scorecard, recorded_of(rows), timezone.localdate())
    return composed(organisation, live, reader, survey=survey, plan=plan)


def composed(
    organisation: Organisation,
    live: Live,
    reader: Reader,
    *,
    survey: Published | None = None,
    commentary: Mapping[str, str] | None = None,
    signed_off: SignedOff | None = None,
    plan: ImprovementPlan | None = None,
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
    )
    return board_report(live.scorecard, live.rubric, source, reader)


def marked(report: BoardReport) -> dict[str, Any]:
    """What a page says of the edition that it shows."""
    return {"marking": report.edition.marking, "standing": report.edition.standing}
