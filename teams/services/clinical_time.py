"""The writes of clinicians' time: of those who have a post, and of those who are not listed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.models import Organisation, User
from teams.models import ClinicalHelp, Post
from teams.services.writing import Stale, add, change, locked, one_write, remove

TIME_FIELDS = (
    "wte",
    "funded_wte",
    "job_planned_wte",
    "backfilled_wte",
    "extra_wte",
    "time_unit",
    "clinical_profession",
    "senior_leader",
)
HELP_FIELDS = ("clinicians", "hours_a_week", "confirmed_by")


def change_clinical_time(*, by: User, post: Post, version: int | None, values: Mapping[str, Any]) -> Post:
    """Set `values` for `TIME_FIELDS` of the filled post of a clinician. Stale: `version` is no longer that of the post.

    The parts must add up to the funded WTE, which the database holds as well.
    """
    with one_write():
        return change(locked(post, version), by, values)


def save_clinical_help(
    *, by: User, organisation: Organisation, version: int | None, values: Mapping[str, Any] | None
) -> ClinicalHelp | None:
    """Say how many clinicians help who are not listed, with `values` for `HELP_FIELDS`; None: it is not known.

    `version` is None where nothing was said before. Stale: somebody said it first.
    """
    with one_write():
        # Of two people who say it first at once, the second waits here and then finds what the first has said.
        Organisation.objects.hold(organisation)
        stored = ClinicalHelp.objects.filter(organisation=organisation).first()
        if (stored.version if stored else None) != version:
            raise Stale(stored)
        if stored is None:
            return add(ClinicalHelp(organisation=organisation, **values), by, HELP_FIELDS) if values else None
        if values is None:
            remove(locked(stored, version), by, HELP_FIELDS)
            return None
        return change(locked(stored, version), by, values)
