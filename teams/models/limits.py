"""Bounds that the database holds, and number fields that hold them too."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q


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
