"""The files of a report as links, for each paper that somebody may read."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from reports.audience import Audience
from reports.board_report import BoardReport
from reports.edition import MARKINGS
from reports.outputs import KINDS
from reports.tables import PRIVATE_ONLY, tables_of

WORDS = {
    "paper": "Board paper (PDF)",
    "word": "Board paper (Word)",
    "slides": "Slides (PowerPoint)",
    "workbook": "Workbook that recomputes the scores (Excel)",
}
WHAT = {
    Audience.PUBLIC: "Verdicts, levels, functions and the plan. It names no post, supplier, cost or end date.",
    Audience.PRIVATE: "Also what needs cover, when answers change if nothing is renewed, and what depends on one post.",
}


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one paper: its marking, what is in it, and links with their words; `tables` are CSV."""

    id: str
    marking: str
    what: str
    links: tuple[tuple[str, str], ...]
    tables: tuple[tuple[str, str], ...]


def files(report: BoardReport, ods: str, *, may_be_private: bool) -> list[Files]:
    """The files of each paper of `report`: the public one, and the private one for those who may read it."""
    papers = [Audience.PUBLIC, *([Audience.PRIVATE] if may_be_private else [])]
    return [_files(report, ods, audience) for audience in papers]


def _files(report: BoardReport, ods: str, audience: Audience) -> Files:
    signed_off = report.edition.signed_off
    keys: list[str | int] = [ods, signed_off.number] if signed_off else [ods]
    prefix = f"{'signed_off_' if signed_off else ''}{'private_' if audience == Audience.PRIVATE else ''}"
    is_public = audience == Audience.PUBLIC
    tables = [table for table in tables_of(report) if not (is_public and table.id in PRIVATE_ONLY)]
    return Files(
        id=audience.value,
        marking=MARKINGS[audience],
        what=WHAT[audience],
        links=tuple((WORDS[kind], reverse(f"{prefix}{kind}", args=keys)) for kind in KINDS),
        tables=tuple((table.heading, reverse(f"{prefix}table", args=[*keys, table.id])) for table in tables),
    )
