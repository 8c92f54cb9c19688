"""The improvement plan as it is recorded: actions for gaps, and reasons why a gap has none.

Both belong to no assessment, so that they are still there in the next. `criterion` is the gap, and `name` what it was
called when it was recorded.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, JSONObject

from accounts.models import Organisation
from assessment.improvement import PROGRESS_WORDS, PlannedAction, Progress, Reason, Recorded
from assessment.models.snapshots import SignOff
from teams.facts import EVIDENCE_LIMIT
from teams.models.limits import amount, within
from teams.roster import TEXT_LIMIT

COST_LIMIT = "999999999999"
LOG_LIMIT = 250
"""Characters of a thing in the activity log."""

ACTION, REASON = "action", "reason"
"""Kinds of rows of what is recorded."""


class ActionQuerySet(models.QuerySet["Action"]):
    def open(self, criterion: str) -> ActionQuerySet:
        """The actions for a criterion that are not done."""
        return self.filter(criterion=criterion).exclude(progress=Progress.DONE)

    def overdue(self, organisations: Iterable[int], today: date) -> dict[int, int]:
        """How many actions of each of the organisations (ids) are overdue on `today`; those with any only."""
        late = self.filter(organisation__in=organisations, due_on__lt=today).exclude(progress=Progress.DONE)
        return dict(late.order_by().values_list("organisation").annotate(models.Count("pk")))


class Action(models.Model):
    """What an organisation does about one gap. The owner is a job title. `cost` is in pounds, null is not known.

    `note` is for those who see the roster, and stands in no report. `added_at` says before which reports it was there.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="actions")
    criterion = models.CharField(max_length=50)
    name = models.CharField(max_length=TEXT_LIMIT)
    action = models.CharField(max_length=TEXT_LIMIT)
    owner = models.CharField(max_length=TEXT_LIMIT)
    due_on = models.DateField()
    cost = amount("cost in pounds", 14, 2)
    progress = models.CharField(
        max_length=20, choices=[(code.value, words) for code, words in PROGRESS_WORDS.items()], default="not_started"
    )
    done_on = models.DateField(null=True, blank=True)
    note = models.TextField(max_length=EVIDENCE_LIMIT, blank=True, default="")
    added_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = ActionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "criterion", "action"), name="action_once"),
            models.CheckConstraint(condition=~Q(action="") & ~Q(owner=""), name="action_has_an_owner"),
            models.CheckConstraint(
                condition=Q(progress="done", done_on__isnull=False)
                | Q(progress__in=("not_started", "under_way"), done_on=None),
                name="action_progress",
            ),
            models.CheckConstraint(condition=within("cost", "0", COST_LIMIT), name="action_cost"),
        )

    def __str__(self) -> str:
        return self.action

    @property
    def log_name(self) -> str:
        """How the activity log names it."""
        return f"action on {self.criterion}: {self.action}"[:LOG_LIMIT]


class NoAction(models.Model):
    """Why an organisation does nothing about a gap, or nothing more."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="no_actions")
    criterion = models.CharField(max_length=50)
    name = models.CharField(max_length=TEXT_LIMIT)
    because = models.TextField(max_length=EVIDENCE_LIMIT)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "criterion"), name="no_action_once"),
            models.CheckConstraint(condition=~Q(because=""), name="no_action_has_a_reason"),
        )

    def __str__(self) -> str:
        return f"why there is no action for “{self.name}”"

    @property
    def log_name(self) -> str:
        """How the activity log names it."""
        return f"reason for no action on {self.criterion}"


# As it is read -------------------------------------------------------------------------------------------------------


def plan_rows(organisation: Organisation) -> models.QuerySet[Any, tuple[str, Any]]:
    """Everything that an organisation has recorded of gaps, as rows of one table: their kind, and a JSON object each.

    `recorded_of` reads them; other rows of that shape can be read along by one query.
    """
    carried = SignOff.objects.filter(organisation=organisation, snapshot__frozen_at__gt=models.OuterRef("added_at"))
    names = ("criterion", "name", "action", "owner", "due_on", "progress", "done_on", "note")
    action = JSONObject(
        id="pk",
        **{name: name for name in names},
        cost=Cast("cost", models.CharField()),
        carried=models.Subquery(carried.order_by("-number").values("number")[:1]),
    )
    reason = JSONObject(id="pk", criterion="criterion", name="name", because="because")
    return _as_table(organisation.actions.all(), ACTION, action).union(
        _as_table(organisation.no_actions.all(), REASON, reason), all=True
    )


def _as_table(rows: models.QuerySet[Any], kind: str, read: JSONObject) -> models.QuerySet[Any, tuple[str, Any]]:
    columns = {"as_kind": models.Value(kind, models.CharField()), "as_row": read}
    found: models.QuerySet[Any, tuple[str, Any]] = rows.order_by().annotate(**columns).values_list(*columns)
    return found


def recorded_of(rows: Iterable[tuple[str, Any]]) -> list[Recorded]:
    """What the rows of `plan_rows` say, in the order in which it was recorded; other kinds are left out."""
    found = [_recorded(kind, dict(row)) for kind, row in rows if kind in (ACTION, REASON)]
    return sorted(found, key=lambda each: (isinstance(each.said, Reason), each.said.id))


def recorded_plan(organisation: Organisation) -> list[Recorded]:
    """What an organisation has recorded of gaps, as plain values. One query."""
    return recorded_of(plan_rows(organisation))


def _recorded(kind: str, row: dict[str, Any]) -> Recorded:
    criterion, name = row.pop("criterion"), row.pop("name")
    if kind == REASON:
        return Recorded(criterion, name, Reason(**row))
    note, carried, cost = row.pop("note"), row.pop("carried"), row.pop("cost")
    days = {day: row[day] and date.fromisoformat(row[day]) for day in ("due_on", "done_on")}
    action = PlannedAction(**{**row, **days}, cost=None if cost is None else Decimal(cost))
    return Recorded(criterion, name, action, note, carried)
