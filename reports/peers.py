"""Bands among peers: where the middle half of comparable organisations lies, and nothing that tells of one of them.

A band is of a *round* of a group: the reports that were compared at one moment. A group gets a new round when five or
more of its reports differ from those of the last one, because organisations joined, left or were assessed anew. So
whoever joins changes nothing by itself, and no two bands of a group tell of fewer than five organisations by what
differs between them. Who leaves is out at once: then nothing is shown until the next round. Of two groups that differ
by fewer than five only the one that comes first is shown.

Fewer than five other organisations give no band, and there is no rank. Plain values: no database, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

FEWEST = 5
"""Organisations without which there is no band, and by which two bands differ."""

MOST_MONTHS = 12
ENOUGH_SCORED = Fraction(3, 4)
EXTERNAL_STAFF_KNOWN = ("recorded", "none")


class LeftOut(StrEnum):
    """Why an organisation of the group is not compared; the first that holds counts."""

    NO_REPORT = "Have no signed-off report"
    NOT_AGREED = "Have not agreed to be compared"
    OTHER_RUBRIC = "Were assessed by another rubric, or another version of it"
    OTHER_TIME = "Were assessed as at a day more than twelve months ago"
    EXTERNAL_STAFF = "Have not said whether external staff are on the roster"
    TOO_LITTLE_SCORED = "Have fewer than three quarters of the criteria scored"


@dataclass(frozen=True, slots=True)
class Report:
    """A signed-off report as a comparison reads it. `sha256` is its key, `groups` are the names of those to which its
    organisation belongs by it. `ratings` are the places of its ratings by question, `levels` its levels by criterion,
    from 0 for the worst; None where there is none."""

    sha256: str
    organisation: int
    signed_at: datetime
    as_at: date
    rubric_version: int
    external_staff: str
    groups: frozenset[str]
    ratings: Mapping[str, int | None]
    levels: Mapping[str, int | None]

    def place(self, of: str) -> int | None:
        """The place of its rating for a question, or of its level for a criterion."""
        return self.ratings[of] if of in self.ratings else self.levels.get(of)


@dataclass(frozen=True, slots=True)
class Agreement:
    """When an organisation let itself be compared: `until` is None while it does."""

    organisation: int
    since: datetime
    until: datetime | None = None

    def holds_at(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


def left_out(report: Report, rubric_version: int, today: date) -> LeftOut | None:
    """Why the latest report of an organisation that agreed is not compared by a version of a rubric; None: it is."""
    scored = sum(level is not None for level in report.levels.values())
    if report.rubric_version != rubric_version:
        return LeftOut.OTHER_RUBRIC
    if not _is_recent(report.as_at, today):
        return LeftOut.OTHER_TIME
    if report.external_staff not in EXTERNAL_STAFF_KNOWN:
        return LeftOut.EXTERNAL_STAFF
    return LeftOut.TOO_LITTLE_SCORED if scored < ENOUGH_SCORED * len(report.levels) else None


def _is_recent(day: date, today: date) -> bool:
    months = (today.year - day.year) * 12 + today.month - day.month
    return months < MOST_MONTHS or (months == MOST_MONTHS and today.day <= day.day)


# Rounds --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Round:
    """The reports of a group that were compared from a moment on."""

    made_at: datetime
    reports: Mapping[str, Report]

    def differs_by(self, others: Set[str]) -> int:
        """How many organisations it would take to tell this round from those reports."""
        return max(len(self.reports.keys() - others), len(others - self.reports.keys()))


@dataclass(frozen=True, slots=True)
class History:
    """Everything that organisations ever signed off, and when they agreed to be compared."""

    reports: Sequence[Report]
    agreements: Sequence[Agreement]

    def only(self, group: str) -> History:
        """The history of the organisations that ever belonged to a group."""
        members = {report.organisation for report in self.reports if group in report.groups}
        return History(
            [report for report in self.reports if report.organisation in members],
            [each for each in self.agreements if each.organisation in members],
        )

    def moments(self, now: datetime) -> list[datetime]:
        """When something changed, the first first."""
        ends = (moment for each in self.agreements for moment in (each.since, each.until) if moment)
        return sorted(moment for moment in {*(report.signed_at for report in self.reports), *ends} if moment <= now)

    def agreed_at(self, moment: datetime) -> set[int]:
        """The organisations that let themselves be compared at a moment."""
        return {each.organisation for each in self.agreements if each.holds_at(moment)}


def latest_round(history: History, group: str, rubric_version: int, now: datetime) -> Round | None:
    """The round of a group that counts now, worked out from the history alone.

    None: there is none, or one of its organisations has left since.
    """
    of_group = history.only(group)
    latest: Round | None = None
    for moment in of_group.moments(now):
        found = _compared_at(of_group, group, rubric_version, moment)
        if len(found) >= FEWEST and (latest is None or latest.differs_by(found.keys()) >= FEWEST):
            latest = Round(moment, found)
    agreed = of_group.agreed_at(now)
    return latest if latest and all(each.organisation in agreed for each in latest.reports.values()) else None


def _compared_at(history: History, group: str, rubric_version: int, moment: datetime) -> dict[str, Report]:
    """The latest reports at a moment of those who had agreed, as far as they are of the group and compared."""
    agreed, today = history.agreed_at(moment), moment.date()
    return {
        report.sha256: report
        for report in latest_of_each(history.reports, moment)
        if report.organisation in agreed and group in report.groups and not left_out(report, rubric_version, today)
    }


def latest_of_each(reports: Iterable[Report], moment: datetime) -> list[Report]:
    """The latest report of each organisation at a moment."""
    found = sorted((report for report in reports if report.signed_at <= moment), key=lambda report: report.signed_at)
    return list({report.organisation: report for report in found}.values())


def shown(rounds: Mapping[str, Round | None]) -> dict[str, Round | None]:
    """The rounds of groups that may be shown, by the names of the groups: None for one that would tell of fewer than
    five by what differs between it and one that comes before it."""
    kept: dict[str, Round | None] = {}
    for name, found in rounds.items():
        before = [each for each in kept.values() if each]
        tells = found and any(0 < found.differs_by(each.reports.keys()) < FEWEST for each in before)
        kept[name] = None if tells else found
    return kept


# Bands ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Band:
    """The places between which the middle half lies."""

    low: int
    high: int

    def where(self, mine: int | None) -> str:
        """Where a place lies by this band; "" for none."""
        if mine is None:
            return ""
        if mine < self.low:
            return "Below the middle half"
        return "Above the middle half" if mine > self.high else "In the middle half"


def band(found: Round, of: str, organisation: int) -> Band | None:
    """The band of a question or a criterion, the same for whoever looks; None where fewer than five beside their own
    `organisation` have a place."""
    placed = [
        (report.organisation, place) for report in found.reports.values() if (place := report.place(of)) is not None
    ]
    if sum(each != organisation for each, _ in placed) < FEWEST:
        return None
    places = sorted(place for _, place in placed)
    rank = (len(places) - 1) // 4
    return Band(places[rank], places[-1 - rank])


# How many ------------------------------------------------------------------------------------------------------------

STEP = 10
FEW = "Fewer than ten"


def count_shown(count: int) -> str:
    """A count of organisations as it may be shown beside others whose sum is known: nobody can work out one below
    five from the others."""
    return FEW if count < STEP else f"At least {count // STEP * STEP}"
