"""Suppliers and their contracts."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation, codes
from teams.models.limits import amount, truth, within
from teams.roster import TEXT_LIMIT

LONGEST_NOTICE = 60
"""Months."""


class Supplier(models.Model):
    """A company, or another body, that provides services or people."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="suppliers")
    name = models.CharField(max_length=TEXT_LIMIT)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "name"), name="supplier_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="supplier_has_a_name"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def log_name(self) -> str:
        """How the activity log names it."""
        return f"supplier {self.name}"


class ContractQuerySet(models.QuerySet["Contract"]):
    def listed(self) -> ContractQuerySet:
        """As the list shows them: those that end first come first, those whose end is not known last."""
        return self.select_related("supplier", "owner").order_by(F("ends_on").asc(nulls_last=True), "service")


class Contract(models.Model):
    """What a supplier provides under one contract. Null is not known."""

    class Kind(models.TextChoices):
        PEOPLE = "people", "A service run by people"
        LICENCES = "licences", "Licences, hosting or hardware only"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="contracts")
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="contracts")
    service = models.CharField(max_length=TEXT_LIMIT)
    kind = models.CharField(max_length=10, choices=Kind.choices, blank=True, default="")
    value_a_year = amount("value in pounds a year", 14, 2)
    is_open_ended = models.BooleanField(default=False)
    ends_on = models.DateField(null=True, blank=True)
    notice_months = models.PositiveSmallIntegerField(null=True, blank=True)
    knowledge_transfer = truth("the supplier must hand over what it knows")
    exit_terms = truth("the contract says how it ends and who gets what")
    owner = models.ForeignKey("teams.Post", models.PROTECT, null=True, blank=True, related_name="contracts")
    functions = models.CharField(max_length=200, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    objects = ContractQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("supplier", "service"), name="contract_service_once"),
            models.CheckConstraint(condition=~Q(service=""), name="contract_has_a_service"),
            models.CheckConstraint(condition=codes(("people", "licences"), "kind"), name="contract_kind"),
            models.CheckConstraint(condition=within("value_a_year", "0", "999999999999"), name="contract_value"),
            models.CheckConstraint(
                condition=Q(is_open_ended=False) | Q(ends_on__isnull=True), name="contract_end_or_open"
            ),
            models.CheckConstraint(
                condition=Q(notice_months__isnull=True) | Q(notice_months__lte=LONGEST_NOTICE), name="contract_notice"
            ),
        )

    def __str__(self) -> str:
        return self.service

    @property
    def log_name(self) -> str:
        """How the activity log names it."""
        return f"contract {self.service}"
