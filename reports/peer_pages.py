"""What the page of peers shows: an organisation's current report beside the bands of a group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from accounts.models import Organisation, PeerAgreement
from assessment.published import rubric_of
from assessment.rubric import Rubric
from assessment.standings import Standing, every_standing, latest_standings
from reports.peers import (
    Agreement,
    Band,
    History,
    LeftOut,
    Report,
    Round,
    band,
    count_shown,
    latest_of_each,
    latest_round,
    left_out,
    shown,
)

COLUMNS = ("", "Yours", "Middle half of the group", "Where yours lies")
COUNT_COLUMNS = ("Other organisations of this group that", "How many")
NOT_RATED = "Not rated"
NOT_SCORED = "Not scored"
TOO_FEW = "Fewer than five others"
SIZES = (2_500, 5_000, 10_000)
"""Where a size of organisation begins, in WTE of the workforce. Judgement."""


class Group(StrEnum):
    """By what others are comparable; of two groups that differ by few the first is shown."""

    KIND = "kind"
    SIZE = "size"
    SYSTEM = "system"


LABELS = {
    Group.KIND: "Organisations of the same kind",
    Group.SIZE: "Organisations of the same size",
    Group.SYSTEM: "Organisations of the same system",
}


def _names(standing: Standing) -> dict[Group, str]:
    """The names of the groups to which an organisation belongs by a report; "" where it belongs to none."""
    parent = standing.organisation.parent
    return {
        Group.KIND: standing.organisation.kind,
        Group.SIZE: size(standing.found.workforce_wte),
        Group.SYSTEM: parent.name if parent else "",
    }


def size(workforce: Decimal | None) -> str:
    """The size of an organisation by the WTE of its workforce, in words; "" where that is not known."""
    if workforce is None:
        return ""
    below = next((each for each in SIZES if workforce < each), None)
    above = next((each for each in reversed(SIZES) if workforce >= each), None)
    if above is None:
        return f"A workforce below {below:,} WTE"
    return f"A workforce of {above:,} to {below:,} WTE" if below else f"A workforce of {above:,} WTE or more"


def _key(group: Group, name: str) -> str:
    """The name of a group among all of them; in their order it comes first that is shown first."""
    return f"{list(Group).index(group)} {name}"


def peers(organisation: Organisation, group: Group, now: datetime) -> dict[str, Any]:
    """The comparison of an organisation's latest report with a group; without a report nothing to compare."""
    standings = every_standing()
    latest = latest_standings(standings)
    mine = latest.get(organisation.pk)
    if mine is None:
        return {"mine": None}
    name = _names(mine)[group]
    if not name:
        return {"mine": mine, "group": ""}
    rubric = rubric_of(mine.rubric_version)
    history = History([_report(each, rubric) for each in standings], _agreements())
    found = _round(history, _key(group, name), mine.rubric_version.pk, now)
    own = next(report for report in history.reports if report.sha256 == mine.sha256)
    return {
        "mine": mine,
        "group": name,
        "round": found,
        "columns": COLUMNS,
        "tables": _tables(own, found, rubric) if found else [],
        "count_columns": COUNT_COLUMNS,
        "counts": _counts(history, organisation, group, name, mine.rubric_version.pk, now),
    }


def _round(history: History, key: str, rubric_version: int, now: datetime) -> Round | None:
    """The round of a group, unless what differs between it and another group's would tell of few."""
    every = sorted({each for report in history.reports for each in report.groups})
    return shown({each: latest_round(history, each, rubric_version, now) for each in every}).get(key)


def _agreements() -> list[Agreement]:
    rows = PeerAgreement.objects.values_list("organisation", "since", "until")
    return [Agreement(*row) for row in rows]


def _report(standing: Standing, rubric: Rubric) -> Report:
    bands = [each.name for each in rubric.bands]
    found = standing.found
    return Report(
        sha256=standing.sha256,
        organisation=standing.organisation.pk,
        signed_at=standing.signed_at,
        as_at=standing.as_at,
        rubric_version=standing.rubric_version.pk,
        external_staff=found.external_staff,
        groups=frozenset(_key(group, name) for group, name in _names(standing).items() if name),
        ratings={each: bands.index(rating) if rating in bands else None for each, rating in found.ratings.items()},
        levels=found.levels,
    )


def _counts(
    history: History, organisation: Organisation, group: Group, name: str, rubric_version: int, now: datetime
) -> list[tuple[str, str]]:
    """How many others could be compared today, and how many are left out for each reason."""
    agreed, key = history.agreed_at(now), _key(group, name)
    others = [each for each in latest_of_each(history.reports, now) if each.organisation != organisation.pk]
    reasons = Counter(
        left_out(each, rubric_version, now.date()) if each.organisation in agreed else LeftOut.NOT_AGREED
        for each in others
        if key in each.groups
    )
    reported = {each.organisation for each in others} | {organisation.pk}
    reasons[LeftOut.NO_REPORT] = _without_report(organisation, group, reported, now.date())
    said = [("Can be compared today", reasons[None]), *((reason.value, reasons[reason]) for reason in LeftOut)]
    return [(words, count_shown(count)) for words, count in said]


def _without_report(organisation: Organisation, group: Group, reported: Set[int], today: date) -> int:
    """How many organisations of a kind or a system have no report; of what size such a one is nobody knows."""
    if group == Group.SIZE:
        return 0
    members = Organisation.objects.open_on(today)
    same = {"kind": organisation.kind} if group == Group.KIND else {"parent": organisation.parent_id}
    return sum(pk not in reported for pk in members.filter(**same).values_list("pk", flat=True))


def _tables(own: Report, found: Round, rubric: Rubric) -> list[dict[str, Any]]:
    """A table for each question: its rating and the levels of its criteria, beside their bands."""
    ratings = [each.name for each in rubric.bands]
    levels = [f"{word} ({level})" for level, word in enumerate(rubric.levels)]
    tables = []
    for number, question in enumerate(rubric.questions, 1):
        whole = _row("Rating", question.id, own, found, ratings)
        criteria = [each for each in rubric.criteria if each.question == question.id]
        rows = [_row(each.name, each.id, own, found, levels) for each in criteria]
        tables.append({"id": f"peers-{number}", "caption": question.text, "rows": [whole, *rows]})
    return tables


def _row(name: str, of: str, own: Report, found: Round, words: Sequence[str]) -> tuple[str, ...]:
    """What it is, the own place, where the middle half lies, and where the own place lies by it."""
    mine, middle = own.place(of), band(found, of, own.organisation)
    missing = NOT_RATED if of in own.ratings else NOT_SCORED
    written = _written(middle, words) if middle else TOO_FEW
    return name, missing if mine is None else words[mine], written, middle.where(mine) if middle else ""


def _written(found: Band, words: Sequence[str]) -> str:
    low, high = words[found.low], words[found.high]
    return low if low == high else f"{low} to {high}"
