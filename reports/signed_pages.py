"""What the pages of submitted and signed-off reports show, from their snapshots."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation
from accounts.permissions import Access
from assessment.cover_services import cover_of
from assessment.cycle import CLOSED, State
from assessment.live import Live
from assessment.models import SignOff, Snapshot
from assessment.services import draft_with_answers
from assessment.snapshot_content import plan_in
from assessment.submitted import current_report
from reports import compare_pages, history_pages, live_pages
from reports.answers import answers
from reports.audience import Audience, Reader
from reports.board_report import BoardReport
from reports.charts import Chart
from reports.composing import composed, paper_cover, reader_of
from reports.cover import Table
from reports.downloads import files
from reports.edition import SignedOff
from reports.front import PaperCover
from reports.frozen import live_of, posts_in
from reports.history import HISTORY
from reports.kept import KeptParts
from reports.outputs import Made
from reports.provenance import age
from teams import catalogue
from teams.cells import format_wte

POST_COLUMNS = ("Reference", "Job title", "Team", "Role", "Engaged as", "WTE", "Supplier")

_kept = KeptParts()


def body(access: Access, snapshot: Snapshot, report: SignOff | None = None) -> str:
    """The report of a snapshot as this person may read it; `report` is its sign-off, where there is one."""
    reader = reader_of(access)
    signed = signed_off(report) if report else None
    has_posts = hasattr(snapshot, "posts")
    cover = paper_cover(cover_of(access.organisation, snapshot.assessment_id))
    return _kept.get(
        (snapshot.pk, reader, access.may_see_private_paper, access.may_prepare_paper),
        (signed, has_posts, cover),
        lambda: _drawn(access, snapshot, reader, signed, cover),
    )


def _drawn(access: Access, snapshot: Snapshot, reader: Reader, signed: SignedOff | None, cover: PaperCover) -> Any:
    ods = access.organisation.ods_code
    live, document = live_of(snapshot), snapshot.document
    history = history_pages.chart_until(access.organisation, signed.number) if signed else None
    report = _composed(access.organisation, snapshot, live, reader, signed, cover, history)
    figures = {chart.id: _chart_url(ods, signed, chart) for chart in report.every_chart} if signed else {}
    context = live_pages.report_parts(ods, live, report, figures)
    context["frozen"] = {"accepted": document["accepted"] if reader.is_private else None, "sha256": snapshot.sha256}
    if signed and access.may_prepare_paper:
        keys = [ods, signed.number]
        urls = (reverse(name, args=keys) for name in ("report_cover", "report_decisions"))
        context["edits"] = live_pages.edits(report, *urls)
    if signed:
        context["files"] = files(report, ods, may_be_private=access.may_see_private_paper)
    return render_to_string("reports/report_body.html", context)


def _chart_url(ods: str, signed: SignedOff, chart: Chart) -> str:
    return reverse("signed_off_chart", args=[ods, signed.number, chart.id])


def figure(access: Access, report: SignOff, chart_id: str) -> dict[str, Any] | None:
    """What plotly draws for one chart of a signed-off report, as this person may read it; None: there is no such."""
    live = live_of(report.snapshot)
    history = history_pages.chart_until(access.organisation, report.number) if chart_id == HISTORY else None
    signed = signed_off(report)
    of_report = composed(access.organisation, live, reader_of(access), signed_off=signed, history=history)
    chart = next((chart for chart in of_report.every_chart if chart.id == chart_id), None)
    return chart.figure if chart else None


def public_body(report: SignOff) -> str:
    """The public paper of a report as a page for anybody, with no way into the organisation."""
    snapshot, organisation, signed = report.snapshot, report.organisation, signed_off(report)
    cover = paper_cover(cover_of(organisation, snapshot.assessment_id))

    def drawn() -> Any:
        live = live_of(snapshot)
        of_report = _composed(organisation, snapshot, live, Reader(), signed, cover)
        context = live_pages.report_parts(organisation.ods_code, live, of_report, {})
        return render_to_string(
            "reports/report_body.html", {**context, "frozen": {"accepted": None, "sha256": snapshot.sha256}}
        )

    return _kept.get((snapshot.pk, "shared"), (signed, hasattr(snapshot, "posts"), cover), drawn)


def _composed(
    organisation: Organisation,
    snapshot: Snapshot,
    live: Live,
    reader: Reader,
    signed: SignedOff | None,
    cover: PaperCover,
    history: Chart | None = None,
) -> BoardReport:
    """The report of a snapshot, with what was said and planned at submission, and the cover as it is now.

    `history` is the chart of the reports so far, for those who may read the others, too.
    """
    changed = _changed(organisation, snapshot, signed.number, reader) if signed and signed.number > 1 else None
    commentary, plan = snapshot.document["commentary"], plan_in(snapshot)
    said = {"commentary": commentary, "plan": plan, "cover": cover, "changed": changed, "history": history}
    return composed(organisation, live, reader, signed_off=signed, **said)


def _changed(organisation: Organisation, snapshot: Snapshot, number: int, reader: Reader) -> Table | None:
    """What has changed in the snapshot of report `number` since the one before. One query."""
    before = current_report(organisation, number - 1)
    return compare_pages.since(snapshot, before, reader) if before else None


def signed_off(report: SignOff) -> SignedOff:
    """What a paper says of the sign-off of a report."""
    return SignedOff(
        number=report.number,
        sha256=report.sha256,
        approver=report.job_title,
        day=timezone.localdate(report.signed_at),
        is_superseded=report.snapshot.assessment.state == State.SUPERSEDED,
    )


def forget() -> None:
    """Let go of every page at hand, as a new process would."""
    _kept.clear()


def made(access: Access, report: SignOff, audience: str) -> Made:
    """What the files of a signed-off report are made of; posts for those who may see them.

    PermissionDenied: the paper is private, and not theirs to read.
    """
    reader = reader_of(access, Audience(audience))
    shows_posts = reader.is_private and access.may_see_roster and hasattr(report.snapshot, "posts")
    history = history_pages.chart_until(access.organisation, report.number) if reader.is_private else None
    return _made(report, reader, shows_posts=shows_posts, history=history)


def public_made(report: SignOff) -> Made:
    """What the files of a signed-off report are made of that anybody may read."""
    return _made(report, Reader(), shows_posts=False)


def _made(report: SignOff, reader: Reader, *, shows_posts: bool, history: Chart | None = None) -> Made:
    live, organisation = live_of(report.snapshot), report.organisation
    cover = paper_cover(cover_of(organisation, report.snapshot.assessment_id))
    of_report = _composed(organisation, report.snapshot, live, reader, signed_off(report), cover, history)
    return Made(of_report, live.rubric, live.roster if shows_posts else None)


def posts(report: SignOff) -> dict[str, Any]:
    """The posts of a signed-off report as rows of `POST_COLUMNS`, and the texts of evidence by the criterion's name."""
    snapshot = report.snapshot
    texts = snapshot.posts.document["texts"] if hasattr(snapshot, "posts") else {}
    names = {criterion.id: criterion.name for criterion in live_of(snapshot).rubric.criteria}
    rows = [
        (
            post.post_ref,
            post.title if post.is_filled else f"{post.title} (vacant)",
            post.team or "Own team",
            catalogue.name_of("role", post.role) if post.role else "Not known",
            catalogue.name_of("employment", post.employment) if post.employment else "Not known",
            format_wte(post.wte),
            post.supplier,
        )
        for post in posts_in(snapshot)
    ]
    evidence = [(names.get(criterion, criterion), list(found.values())) for criterion, found in sorted(texts.items())]
    return {"columns": POST_COLUMNS, "rows": rows, "evidence": evidence, "removal": getattr(snapshot, "removal", None)}


def check(access: Access) -> dict[str, Any]:
    """Everything that would be submitted, on one page: the verdicts as they stand, answers and commentary."""
    live = live_pages.published_report(access.organisation)
    draft, given = draft_with_answers(access.organisation)
    carried = {answer.criterion for answer in given if answer.is_carried}
    found = answers(live.scorecard, live.rubric)
    sections = live_pages.sections(access.organisation.ods_code, found, live)
    answered = {criterion.id for criterion in live.rubric.criteria if criterion.answers}
    for section in sections:
        asked = [each for each, _, _ in section["criteria"] if each.id in answered]
        section["asked"] = [_asked(access, live, each.id, each.found, each.id in carried) for each in asked]
        section["commentary"] = draft.commentary.get(section["answer"].id, "")
    lines = [line for section in sections for line in section["asked"]]
    return {
        "sections": sections,
        "draft": draft,
        "closed": CLOSED.get(State(draft.state), ""),
        "age": age(live.scorecard, live.facts_as_at),
        "coverage": found.coverage,
        "unanswered": sum(not line["is_answered"] for line in lines),
        "carried": len(carried),
        "unknown": [line["name"] for line in lines if line["is_unknown"]],
        "may_change": draft.is_draft,
    }


def _asked(access: Access, live: Live, criterion: str, words: str, is_carried: bool) -> dict[str, Any]:
    """One answered criterion as the summary shows it."""
    result = live.scorecard.criterion(criterion)
    return {
        "name": result.name,
        "words": words,
        "is_answered": result.reason != "not_answered",
        "is_unknown": result.unknown_answer,
        "is_carried": is_carried,
        "url": reverse("answer", args=[access.organisation.ods_code, criterion]),
    }
