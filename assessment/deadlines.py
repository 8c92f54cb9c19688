"""Deadlines of a cycle: where each organisation stands, and whose turn it is to be reminded.

A deadline is met by submitting to a sponsor, with an assessment as at its first date or later, by 23:59 of its day in
London. What is submitted later is late, and counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils import timezone

from accounts.models import Organisation
from accounts.pages import day_words
from assessment.models import Assessment, Deadline, DeadlineOrganisation, DeadlineReminder, assessments_since

Stage = DeadlineReminder.Stage


class Stand(StrEnum):
    """How far an organisation is, for one deadline. The words are those of its tag."""

    NOT_STARTED = "Not started"
    STARTED = "Started"
    SUBMITTED = "Submitted"
    SIGNED_OFF = "Signed off"
    CLOSED = "Closed"


COLOURS = {
    Stand.NOT_STARTED: "grey",
    Stand.STARTED: "blue",
    Stand.SUBMITTED: "yellow",
    Stand.SIGNED_OFF: "green",
    Stand.CLOSED: "white",
}
OF_STATE = {
    Assessment.State.DRAFT: Stand.STARTED,
    Assessment.State.SUBMITTED: Stand.SUBMITTED,
    Assessment.State.SIGNED_OFF: Stand.SIGNED_OFF,
    Assessment.State.SUPERSEDED: Stand.SIGNED_OFF,
}
ORDER = tuple(Stand)
"""From what asks for most to what asks for nothing."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one organisation stands for one deadline.

    `submitted_at` is when it was submitted, None before; `report` is the number of the signed-off report.
    """

    organisation: Organisation
    deadline: Deadline
    stand: Stand
    submitted_at: datetime | None = None
    report: int | None = None

    @property
    def is_asked(self) -> bool:
        """Whether it is to be submitted yet."""
        return self.stand in (Stand.NOT_STARTED, Stand.STARTED)

    @property
    def is_late(self) -> bool:
        """Whether it was submitted after the last minute of the deadline."""
        return self.submitted_at is not None and self.submitted_at > self.deadline.ends_at

    @property
    def is_overdue(self) -> bool:
        """Whether the deadline has passed, and nothing is submitted."""
        return self.is_asked and timezone.now() > self.deadline.ends_at

    @property
    def colour(self) -> str:
        return COLOURS[self.stand]


def standings(pairs: Iterable[DeadlineOrganisation], deadlines: Iterable[Deadline] = ()) -> list[Standing]:
    """Where each organisation stands for its deadline, in the order of `pairs`. One query.

    `deadlines` are those of the pairs, where these come without.
    """
    pairs, known = list(pairs), {deadline.pk: deadline for deadline in deadlines}
    asked = [(known.get(pair.deadline_id) or pair.deadline, pair.organisation) for pair in pairs]
    if not asked:
        return []
    first = min(deadline.as_at_from for deadline, _ in asked)
    found: dict[int, list[Assessment]] = defaultdict(list)
    for assessment in assessments_since(first, {organisation.pk for _, organisation in asked}):
        found[assessment.organisation_id].append(assessment)
    today = timezone.localdate()
    return [_standing(deadline, organisation, found[organisation.pk], today) for deadline, organisation in asked]


def _standing(
    deadline: Deadline, organisation: Organisation, assessments: Sequence[Assessment], today: date
) -> Standing:
    of_deadline = [each for each in assessments if each.as_at >= deadline.as_at_from]
    # The furthest counts, and of several reports the first, so that reopening one makes nothing late.
    furthest = max(of_deadline, key=lambda each: ORDER.index(OF_STATE[Assessment.State(each.state)]), default=None)
    if furthest is None or furthest.state == Assessment.State.DRAFT:
        if organisation.closed_on is not None and organisation.closed_on < today:
            return Standing(organisation, deadline, Stand.CLOSED)
        return Standing(organisation, deadline, Stand.STARTED if furthest else Stand.NOT_STARTED)
    stand = OF_STATE[Assessment.State(furthest.state)]
    return Standing(organisation, deadline, stand, furthest.submitted_at, furthest.report)


def of_deadlines(deadlines: Sequence[Deadline]) -> dict[int, list[Standing]]:
    """Where every organisation stands that each of the deadlines (id) is for and that is in force. Two queries."""
    found: dict[int, list[Standing]] = {deadline.pk: [] for deadline in deadlines}
    pairs = DeadlineOrganisation.objects.in_force().of_deadlines(found)
    for standing in standings(pairs, deadlines):
        found[standing.deadline.pk].append(standing)
    return found


def of_organisations(organisations: Iterable[Organisation]) -> list[Standing]:
    """The deadlines that are shown to organisations today, the next first. Two queries at most, none for none."""
    asked = [organisation.pk for organisation in organisations]
    return standings(DeadlineOrganisation.objects.of_organisations(asked, timezone.localdate())) if asked else []


def out_of_force(deadline: Deadline) -> list[Organisation]:
    """The organisations of a deadline for which it does not count now, as they do not share with its board."""
    in_force = DeadlineOrganisation.objects.in_force().values("pk")
    left = DeadlineOrganisation.objects.of_deadlines([deadline.pk]).exclude(pk__in=in_force)
    return [pair.organisation for pair in left]


def offered(board: Organisation | None) -> list[Organisation]:
    """The organisations that a board, or for None the service, can set a deadline for today."""
    found = Organisation.objects.sharing_with(board) if board else Organisation.objects.using_the_service()
    return list(found.open_on(timezone.localdate()))


def to_choose(deadline: Deadline) -> list[Organisation]:
    """The organisations to choose from when a deadline is changed: those offered today, and those that it is for."""
    pairs = DeadlineOrganisation.objects.in_force().of_deadlines([deadline.pk])
    found = {each.pk: each for each in (*offered(deadline.set_by), *(pair.organisation for pair in pairs))}
    return sorted(found.values(), key=lambda each: (each.name, each.ods_code))


def chosen(deadline: Deadline) -> list[int]:
    """The organisations (ids) that a deadline is for."""
    return list(deadline.for_organisations.values_list("organisation", flat=True))


def set_by(board: Organisation | None) -> list[Deadline]:
    """The deadlines that a board, or for None the service, has set, the latest day first."""
    return list(Deadline.objects.set_by_board(board))


def find(board: Organisation | None, pk: int) -> Deadline | None:
    """A deadline of a board, or for None of the service, by its id, also if it was withdrawn; None: there is none."""
    return Deadline.objects.filter(set_by=board, pk=pk).select_related("set_by").first()


# Reminders -----------------------------------------------------------------------------------------------------------


STAGES = ((28, Stage.MONTH), (7, Stage.WEEK), (1, Stage.DAY), (-1, Stage.AFTER))
"""From how many days before the day of a deadline each reminder is due, until the next one is."""

STILL_SENT = -7
"""After so many days nobody is reminded any more."""


def stage_on(due_on: date, today: date) -> Stage | None:
    """The reminder that is due on `today`: the latest only, where some before it were never sent; None for none."""
    left = (due_on - today).days
    if left < STILL_SENT:
        return None
    return next((stage for days, stage in reversed(STAGES) if left <= days), None)


def due_words(deadline: Deadline) -> str:
    """The one rule, for every page and e-mail: by when it is to be submitted."""
    return f"by 23:59 (London time) on {day_words(deadline.due_on)}"


def reminder(standing: Standing, today: date) -> tuple[str, str]:
    """The subject and the text of a reminder to the digital leads of an organisation that has not submitted."""
    deadline, name = standing.deadline, standing.organisation.name
    left = (deadline.due_on - today).days
    when = {0: "is due today", 1: "is due tomorrow"}.get(left, f"is due in {left} days" if left > 0 else "was due")
    started = "It is started, and not submitted yet." if standing.stand == Stand.STARTED else "It is not started yet."
    sentences = (
        f"The assessment of {name} for “{deadline.name}” {when}, {due_words(deadline)}.",
        started,
        "It is your turn: submit it to your executive sponsor.",
        *(["What you submit now is late, and still counts."] if left < 0 else []),
    )
    return f"{name}: “{deadline.name}” {when}", " ".join(sentences)
