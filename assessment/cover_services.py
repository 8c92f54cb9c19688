"""The writes of the cover of board papers. Each is one transaction with one audit event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.models import Organisation, User
from assessment.models import Assessment, BoardPaperCover
from assessment.services import held_draft
from teams.services.writing import raise_roster_version

COVER_FIELDS = (
    "meeting",
    "meeting_on",
    "agenda_item",
    "title",
    "purpose",
    "author",
    "presenter",
    "executive_sponsor",
    "considered_by",
    "objectives",
    "risks",
    "assurance",
    "assured_by",
    "session",
    "exemption",
)
COVER_TARGET = "cover of the board paper"
"""How the activity log names it."""


@dataclass(eq=False)
class StaleCover(Exception):
    """Somebody changed the cover first. `cover` is what is stored now; nothing of the refused save was kept."""

    cover: BoardPaperCover


def cover_of(organisation: Organisation, assessment: int | None) -> BoardPaperCover:
    """The cover of an assessment (id), or an unsaved one with what carries on from the one before."""
    return BoardPaperCover.objects.of(organisation, assessment)


def save_cover(*, by: User, assessment: Assessment, version: int | None, values: Mapping[str, Any]) -> BoardPaperCover:
    """Fill in the cover: `values` of `COVER_FIELDS`. StaleCover: `version`, None for a new one, is not its own."""
    return _save(by, assessment, version, {name: values[name] for name in COVER_FIELDS})


def save_decisions(*, by: User, assessment: Assessment, version: int | None, decisions: str) -> BoardPaperCover:
    """Say what the board is asked to decide, one a line; "" for what is drafted from the findings. StaleCover."""
    return _save(by, assessment, version, {"decisions": decisions})


@transaction.atomic
def _save(by: User, assessment: Assessment, version: int | None, values: Mapping[str, Any]) -> BoardPaperCover:
    organisation = assessment.organisation
    kept = assessment if assessment.pk else held_draft(organisation)
    # Two first saves of a cover wait for each other here, as there is no row yet to hold.
    Organisation.objects.hold(organisation)
    cover = BoardPaperCover.objects.of(organisation, kept.pk)
    if cover.version != (version or 0):
        raise StaleCover(cover)
    before = audit.values(cover, values)
    for name, value in values.items():
        setattr(cover, name, value)
    changes = audit.changed(before, audit.values(cover, values))
    if changes or cover.pk is None:
        cover.version += 1
        cover.save()
        # What pages keep of the report is drawn again.
        raise_roster_version(organisation, of_partners=False)
        audit.record(by=by, organisation=organisation, verb="changed", target=COVER_TARGET, changes=changes)
    return cover
