"""Counts by group, never data about a person."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import Organisation
from teams.facts import COMPARATORS
from teams.models.limits import amount, not_above, within
from teams.roster import TEXT_LIMIT


class RepresentationCountQuerySet(models.QuerySet["RepresentationCount"]):
    def of(self, organisation: Organisation) -> RepresentationCountQuerySet:
        """The counts of an organisation, by group and comparator, the latest first."""
        return self.filter(organisation=organisation).order_by("group", "comparator", "-as_at")

    def latest_of_each(self) -> RepresentationCountQuerySet:
        """The latest counts of each group against each comparator."""
        same = {name: OuterRef(name) for name in ("organisation", "group", "comparator")}
        return self.exclude(Exists(RepresentationCount.objects.filter(**same, as_at__gt=OuterRef("as_at"))))

    def known(self) -> RepresentationCountQuerySet:
        """The groups of which nothing is missing, so that they may be scored."""
        return (
            self.exclude(team_count=None).exclude(team_known=None).exclude(headcount=None).exclude(comparator_pct=None)
        )


class RepresentationCount(models.Model):
    """How many of the digital team belong to a group on a day, beside a comparator. Counts only; null is not known.

    The share of the comparator is given in per cent, or follows from two counts, which are kept then as well.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="representation")
    as_at = models.DateField()
    group = models.CharField(max_length=TEXT_LIMIT)
    comparator = models.CharField(max_length=10, choices=[(code, code.capitalize()) for code in COMPARATORS])
    team_count = models.PositiveIntegerField(null=True, blank=True)
    team_known = models.PositiveIntegerField(null=True, blank=True)
    headcount = models.PositiveIntegerField(null=True, blank=True)
    comparator_count = models.PositiveIntegerField(null=True, blank=True)
    comparator_total = models.PositiveIntegerField(null=True, blank=True)
    comparator_pct = amount("share of the comparator, in per cent", 8, 5, "100")
    version = models.PositiveIntegerField(default=1)

    objects = RepresentationCountQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "group", "comparator", "as_at"), name="representation_once"
            ),
            models.CheckConstraint(condition=~Q(group=""), name="representation_has_a_group"),
            models.CheckConstraint(condition=Q(comparator__in=COMPARATORS), name="representation_comparator"),
            models.CheckConstraint(condition=within("comparator_pct", "0", "100"), name="representation_pct"),
            models.CheckConstraint(
                condition=not_above("team_count", "team_known") & not_above("team_known", "headcount"),
                name="representation_counts",
            ),
            models.CheckConstraint(
                condition=not_above("comparator_count", "comparator_total"), name="representation_comparator_counts"
            ),
        )

    def __str__(self) -> str:
        return f"{self.group} against {self.comparator}"
