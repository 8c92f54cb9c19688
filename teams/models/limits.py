"""Bounds that the database holds, and number fields that hold them too."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce


def within(field: str, low: str, high: str) -> Q:
    """Low to high, both included, or null. `field = field` keeps NaN out."""
    inside = Q(**{f"{field}__gte": Decimal(low), f"{field}__lte": Decimal(high), field: F(field)})
    return Q(**{f"{field}__isnull": True}) | inside


def not_above(field: str, limit: str) -> Q:
    """At most the other field, as far as both are known."""
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{limit}__isnull": True}) | Q(**{f"{field}__lte": F(limit)})


def amount(label: str, digits: int, places: int, top: str | None = None) -> models.DecimalField[Any, Any]:
    limits = [MinValueValidator(0)] + ([MaxValueValidator(Decimal(top))] if top else [])
    return models.DecimalField(
        label, max_digits=digits, decimal_places=places, null=True, blank=True, validators=limits
    )


def part_of_wte(label: str) -> models.DecimalField[Any, Any]:
    """A part of the WTE of a post; null is not known."""
    return models.DecimalField(label, max_digits=6, decimal_places=5, null=True, blank=True)


def _or_nought(field: str) -> Coalesce:
    return Coalesce(F(field), Value(Decimal(0)), output_field=models.DecimalField())


_FUNDED_PARTS = _or_nought("job_planned_wte") + _or_nought("backfilled_wte")
FUNDED_IS_ITS_PARTS = Q(job_planned_wte__isnull=True, backfilled_wte__isnull=True) | Q(
    job_planned_wte__isnull=False, backfilled_wte__isnull=False, funded_wte__isnull=False, status="filled"
)
"""Both parts of the funded WTE are known or neither is; where they are, it is known as well."""

_HAIR = Value(Decimal("0.000001"))
"""Less than any part, and more than the error of a database that adds decimals as floating-point numbers."""

PARTS_FIT_THE_WHOLE = Q(wte__gte=_FUNDED_PARTS + _or_nought("extra_wte") - _HAIR) & (
    Q(job_planned_wte__isnull=True) | Q(funded_wte__gte=_FUNDED_PARTS - _HAIR, funded_wte__lte=_FUNDED_PARTS + _HAIR)
)
"""The parts add up to the funded WTE, and with the extra sessions to no more than the WTE."""


def truth(label: str) -> models.BooleanField[Any, Any]:
    """Yes, no, or null for not known."""
    return models.BooleanField(label, null=True, blank=True)
