"""What is known of an organisation beside its posts."""

from __future__ import annotations

from django.db import models

from accounts.models import Organisation, codes
from teams.facts import COUNTS, EXTERNAL_STAFF
from teams.models.limits import amount, not_above, within


class OrganisationFacts(models.Model):
    """What is known of an organisation beside its roster, and the day on which it was true. Null is not known."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="facts")
    as_at = models.DateField()
    workforce_wte = amount("workforce of the whole organisation, in WTE", 12, 5)
    external_staff = models.CharField(
        max_length=10, blank=True, choices=[(code, code) for code in EXTERNAL_STAFF], default=""
    )
    goodwill_wte_elsewhere = amount("clinical time of people who are not on the roster, in WTE", 12, 5)
    initiatives_live = models.PositiveIntegerField(null=True, blank=True)
    initiatives_with_clinical_lead_from_start = models.PositiveIntegerField(null=True, blank=True)
    initiatives_tested_with_users = models.PositiveIntegerField(null=True, blank=True)
    initiatives_led_outside_it = models.PositiveIntegerField(null=True, blank=True)
    service_contracts_a_year = amount("services run by others, in pounds a year", 14, 2)
    digital_revenue_budget = amount("digital revenue budget, in pounds a year", 14, 2)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=codes(EXTERNAL_STAFF, "external_staff"), name="facts_external_staff"),
            models.CheckConstraint(condition=within("workforce_wte", "0", "9999999"), name="facts_workforce_wte"),
            models.CheckConstraint(
                condition=within("goodwill_wte_elsewhere", "0", "9999999"), name="facts_goodwill_wte_elsewhere"
            ),
            models.CheckConstraint(
                condition=within("service_contracts_a_year", "0", "999999999999"), name="facts_service_contracts"
            ),
            models.CheckConstraint(
                condition=within("digital_revenue_budget", "0", "999999999999"), name="facts_digital_budget"
            ),
            *(
                models.CheckConstraint(condition=not_above(name, "initiatives_live"), name=f"facts_{name}"[:60])
                for name in COUNTS[1:]
            ),
        )

    def __str__(self) -> str:
        return f"Facts of {self.organisation}"
