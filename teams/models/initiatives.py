"""Initiatives: what is being introduced, who leads it, and whether clinicians and users are in it from the start."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Organisation, codes
from teams.models.limits import truth
from teams.roster import TEXT_LIMIT


class InitiativeQuerySet(models.QuerySet["Initiative"]):
    def listed(self) -> InitiativeQuerySet:
        """As the list shows them: live ones first, then by name, with the post of the clinical lead."""
        by_status = models.Case(
            *(models.When(status=status, then=place) for place, status in enumerate(Initiative.Status)),
            output_field=models.IntegerField(),
        )
        return self.select_related("clinical_lead").order_by(by_status, "name")

    def sponsors(self, organisation: Organisation) -> list[bool | None]:
        """Whether the sponsor is outside IT, of each live initiative of `organisation`; None is not known."""
        live = self.filter(organisation=organisation, status=Initiative.Status.LIVE)
        return list(live.order_by("name").values_list("sponsor_outside_it", flat=True))


class Initiative(models.Model):
    """A piece of digital work with a beginning and an end. Null is not known, which is not "no"."""

    class Status(models.TextChoices):
        LIVE = "live", "Live"
        PLANNED = "planned", "Planned"
        ENDED = "ended", "Ended"

    class Joined(models.TextChoices):
        START = "start", "From the start"
        LATER = "later", "Later"
        NONE = "none", "There is no clinical lead"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="initiatives")
    name = models.CharField(max_length=TEXT_LIMIT)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.LIVE)
    changes_care = truth("changes how care is given")
    sponsor = models.CharField(max_length=TEXT_LIMIT, blank=True)
    sponsor_outside_it = truth("the sponsor is outside IT")
    led_by = models.CharField(max_length=TEXT_LIMIT, blank=True)
    led_outside_it = truth("who leads it is outside IT")
    lead_joined = models.CharField(max_length=10, choices=Joined.choices, blank=True, default="")
    clinical_lead = models.ForeignKey("teams.Post", models.PROTECT, null=True, blank=True, related_name="initiatives")
    lead_funded = truth("the clinical lead is funded for it")
    tested_with_users = truth("tested with users")
    outcome_named = truth("an outcome is named")
    adoption_measured = truth("adoption is measured")
    version = models.PositiveIntegerField(default=1)

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "name"), name="initiative_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="initiative_has_a_name"),
            models.CheckConstraint(condition=Q(status__in=("live", "planned", "ended")), name="initiative_status"),
            models.CheckConstraint(condition=codes(("start", "later", "none"), "lead_joined"), name="initiative_lead"),
            models.CheckConstraint(
                condition=~Q(lead_joined="none") | Q(clinical_lead__isnull=True, lead_funded__isnull=True),
                name="initiative_without_lead",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def log_name(self) -> str:
        """How the activity log names it."""
        return f"initiative {self.name}"


class CompleteList(models.Model):
    """That a lead says a list is complete, so that the facts are counted from it. No row: it is not."""

    class Name(models.TextChoices):
        INITIATIVES = "initiatives", "initiatives"
        CONTRACTS = "contracts", "contracts"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="complete_lists")
    name = models.CharField(max_length=20, choices=Name.choices)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "name"), name="complete_list_once"),
            models.CheckConstraint(condition=Q(name__in=("initiatives", "contracts")), name="complete_list_name"),
        )

    def __str__(self) -> str:
        return f"list of {self.name}"
