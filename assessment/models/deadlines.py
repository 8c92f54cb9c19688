"""By when organisations are to submit an assessment, and which reminders were sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from accounts.models import Consent, Organisation
from assessment.models.assessments import Assessment
from assessment.models.snapshots import Snapshot
from teams.roster import TEXT_LIMIT

LAST_MINUTE = time(23, 59)
"""London time."""

SHOWN_AFTER = timedelta(days=90)
"""For how long after its day a deadline is shown to the organisations that it is for."""


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def set_by_board(self, board: Organisation | None) -> DeadlineQuerySet:
        """Those that an integrated care board set, or for None the service; not withdrawn, the latest day first."""
        return self.filter(set_by=board, withdrawn_at=None).order_by("-due_on", "-pk")

    def open_on(self, day: date) -> DeadlineQuerySet:
        """Those that are not withdrawn and that organisations are still shown on `day`."""
        return self.filter(withdrawn_at=None, due_on__gte=day - SHOWN_AFTER).order_by("due_on", "pk")


class Deadline(models.Model):
    """A day by which organisations are to submit an assessment as at `as_at_from` or later.

    `set_by` is an integrated care board, None the service. It counts for those of `organisations` that share with the
    board at the time; `DeadlineOrganisation.objects.in_force` says which.
    """

    set_by = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="deadlines_set")
    name = models.CharField(max_length=TEXT_LIMIT)
    as_at_from = models.DateField()
    due_on = models.DateField()
    organisations = models.ManyToManyField(Organisation, through="DeadlineOrganisation", related_name="deadlines")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(due_on__gte=F("as_at_from")), name="deadline_after_its_date"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def ends_at(self) -> datetime:
        """The moment after which a submission is late: 23:59 of its day in London."""
        return timezone.make_aware(datetime.combine(self.due_on, LAST_MINUTE))


class DeadlineOrganisationQuerySet(models.QuerySet["DeadlineOrganisation"]):
    def in_force(self) -> DeadlineOrganisationQuerySet:
        """Those of the service, and of boards those with which the organisation shares now."""
        shares = Exists(Consent.objects.filter(organisation=OuterRef("organisation"), to=Consent.To.SYSTEM))
        of_board = Q(shares, deadline__set_by=F("organisation__parent"))
        return self.filter(Q(deadline__set_by=None) | of_board, deadline__withdrawn_at=None)

    def of_deadlines(self, deadlines: Iterable[int]) -> DeadlineOrganisationQuerySet:
        """Those of deadlines (ids), with the organisation, by its name."""
        found = self.filter(deadline__in=deadlines).select_related("organisation")
        return found.order_by("organisation__name", "organisation__ods_code")

    def of_organisations(self, organisations: Iterable[int], day: date) -> DeadlineOrganisationQuerySet:
        """Those of organisations (ids) that are shown to them on `day`, with the deadline and who set it."""
        shown = Deadline.objects.open_on(day)
        found = self.in_force().filter(organisation__in=organisations, deadline__in=shown)
        return found.select_related("organisation", "deadline__set_by").order_by("deadline__due_on", "deadline")


class DeadlineOrganisation(models.Model):
    """An organisation that a deadline is for."""

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="for_organisations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    objects = DeadlineOrganisationQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("deadline", "organisation"), name="deadline_organisation_once"),)

    def __str__(self) -> str:
        return f"{self.deadline} for {self.organisation}"


def assessments_since(day: date, organisations: Iterable[int]) -> models.QuerySet[Assessment]:
    """The assessments of `organisations` (ids) as at `day` or later, the first first, as far as deadlines read them.

    Each says when it was submitted last, and under which number it was signed off.
    """
    last = Snapshot.objects.filter(assessment=OuterRef("pk")).order_by("-sequence")
    said = {"submitted_at": last.values("frozen_at")[:1], "report": last.values("sign_off__number")[:1]}
    found = Assessment.objects.filter(organisation__in=organisations, as_at__gte=day).order_by("pk")
    return found.only("organisation", "as_at", "state").annotate(
        **{name: Subquery(query) for name, query in said.items()}
    )


class DeadlineReminder(models.Model):
    """A reminder that was put in the queue: each once for an organisation, a deadline and its day."""

    class Stage(models.TextChoices):
        MONTH = "month", "Four weeks before"
        WEEK = "week", "A week before"
        DAY = "day", "A day before"
        AFTER = "after", "The day after"

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="reminders")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    due_on = models.DateField()
    stage = models.CharField(max_length=10, choices=Stage.choices)
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("deadline", "organisation", "due_on", "stage"), name="reminder_once"),
            models.CheckConstraint(condition=Q(stage__in=("month", "week", "day", "after")), name="reminder_stage"),
        )

    def __str__(self) -> str:
        return f"reminder of {self.deadline} to {self.organisation}"
