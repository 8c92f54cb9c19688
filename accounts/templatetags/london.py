"""Times in London with the zone that tells them apart."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone

register = template.Library()


@register.filter
def zone(moment: datetime) -> str:
    """GMT or BST, also in the hour that comes twice in an October night, where Django's own format gives nothing."""
    return timezone.localtime(moment).tzname() or ""
