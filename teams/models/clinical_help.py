"""Clinicians who help and are not listed as posts."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from teams.roster import TEXT_LIMIT

MOST_HOURS = 60
"""Hours a week that one clinician may give."""


class ClinicalHelp(models.Model):
    """How many clinicians help who are not listed as posts, and for how many hours a week all together."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="clinical_help")
    clinicians = models.PositiveIntegerField()
    hours_a_week = models.DecimalField(max_digits=8, decimal_places=2)
    confirmed_by = models.CharField(max_length=TEXT_LIMIT)
    version = models.PositiveIntegerField(default=1)

    log_name = "clinicians who are not listed"

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(hours_a_week__gte=0, hours_a_week__lte=F("clinicians") * MOST_HOURS),
                name="clinical_help_hours",
            ),
            models.CheckConstraint(
                condition=Q(clinicians=0, hours_a_week=0) | Q(clinicians__gt=0, hours_a_week__gt=0),
                name="clinical_help_none_or_some",
            ),
            models.CheckConstraint(condition=~Q(confirmed_by=""), name="clinical_help_is_confirmed"),
        )

    def __str__(self) -> str:
        return self.log_name

    @classmethod
    def of(cls, organisation: Organisation) -> ClinicalHelp | None:
        """What is said of an organisation; None where nobody has said anything."""
        return cls.objects.filter(organisation=organisation).first()
