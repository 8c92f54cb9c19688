"""The way through the sections of the task list, at the foot of the page of each."""

from __future__ import annotations

from typing import Any

from django import template

from accounts.permissions import Access
from teams.journey import beside

register = template.Library()


@register.inclusion_tag("partials/journey.html")
def journey(access: Access, code: str) -> dict[str, Any]:
    """Back to the task list, and to the sections before and after that this person may fill in."""
    previous, following = beside(code, access)
    return {"ods": access.organisation.ods_code, "previous": previous, "following": following}
