"""What the pages of submitted and signed-off reports show, from their snapshots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from accounts.permissions import Access
from assessment.cycle import CLOSED, State
from assessment.live import Live
from assessment.models import SignOff, Snapshot
from assessment.services import draft_with_answers
from reports import live_pages
from reports.answers import answers
from reports.exports import criteria
from reports.frozen import live_of, posts_in
from reports.kept import KeptParts
from reports.provenance import age
from teams import catalogue
from teams.cells import format_wte
from teams.exporting import Cell

POST_COLUMNS = ("Reference", "Job title", "Team", "Role", "Engaged as", "WTE", "Supplier")

_kept = KeptParts()


def body(access: Access, snapshot: Snapshot, paper_url: str = "") -> str:
    """The report of a snapshot; `paper_url` is the address of its paper, where it has one."""
    live = live_of(snapshot)
    return _kept.get(
        (snapshot.pk, access.role, paper_url), live.version_key, lambda: _drawn(access, snapshot, paper_url)
    )


def _drawn(access: Access, snapshot: Snapshot, paper_url: str) -> Any:
    document = snapshot.document
    frozen = {"accepted": document["accepted"], "sha256": snapshot.sha256, "paper_url": paper_url}
    live = live_of(snapshot)
    report = live_pages.composed(access, live)
    context = {**live_pages.report_parts(access, live, report, {}), "frozen": frozen}
    for section in context["questions"]:
        section["commentary"] = document["commentary"].get(section["answer"].id, "")
    return render_to_string("reports/report_body.html", context)


def forget() -> None:
    """Let go of every page at hand, as a new process would."""
    _kept.clear()


def paper(access: Access, snapshot: Snapshot) -> bytes:
    """The board paper of a signed-off snapshot."""
    # Typst is large, and most processes are never asked for a paper.
    from reports.exports.paper import board_paper

    return board_paper(live_pages.composed(access, live_of(snapshot)), draft=False)


def workbook(access: Access, snapshot: Snapshot) -> bytes:
    """The report of a signed-off snapshot as a workbook; posts are in it for those who may see them, while there."""
    from reports.exports.workbook import board_workbook  # loads XlsxWriter, as above

    live = live_of(snapshot)
    shows_posts = access.may_see_roster and len(live.roster) > 0
    return board_workbook(live_pages.composed(access, live), live.rubric, live.roster if shows_posts else None)


def scores(access: Access, snapshot: Snapshot) -> tuple[Sequence[str], Iterable[Sequence[Cell]]]:
    """What was found for each criterion of a signed-off snapshot: the heads of columns, and rows."""
    return criteria.COLUMNS, criteria.rows(live_pages.composed(access, live_of(snapshot)))


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
