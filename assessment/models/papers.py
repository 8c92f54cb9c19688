"""What stands beside a report when it goes to a meeting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import JSONObject

from accounts.models import Organisation, codes
from assessment.models.assessments import Assessment
from teams.facts import EVIDENCE_LIMIT
from teams.roster import TEXT_LIMIT

COVER = "cover"
"""The kind of the rows of `cover_rows`."""


class BoardPaperCoverQuerySet(models.QuerySet["BoardPaperCover"]):
    def of(self, organisation: Organisation, assessment: int | None) -> BoardPaperCover:
        """The cover of an assessment (id; None before there is any) of an organisation. One query.

        Before it is filled in, it is an unsaved one that carries on from the one before.
        """
        return _cover_among(self.filter(assessment__organisation=organisation), assessment)


class BoardPaperCover(models.Model):
    """The cover of the board papers of one assessment.

    It is about a meeting, which may be long after sign-off, so it can be changed in every state and is in no snapshot:
    the hash of a report says nothing of it. People are job titles. `decisions` are what the board is asked to decide,
    one a line; while blank they are drafted from the findings.
    """

    class Purpose(models.TextChoices):
        DECISION = "decision", "Decision"
        ASSURANCE = "assurance", "Assurance"
        INFORMATION = "information", "Information"
        DISCUSSION = "discussion", "Discussion"

    class Assurance(models.TextChoices):
        NONE = "none", "None: nobody independent has checked it"
        SOME = "some", "Somebody independent has checked it"

    class Session(models.TextChoices):
        PUBLIC = "public", "In public"
        PRIVATE = "private", "In private"

    assessment = models.OneToOneField(Assessment, models.CASCADE, related_name="cover")
    meeting = models.CharField(max_length=TEXT_LIMIT, blank=True)
    meeting_on = models.DateField(null=True, blank=True)
    agenda_item = models.CharField(max_length=TEXT_LIMIT, blank=True)
    title = models.CharField(max_length=TEXT_LIMIT, blank=True)
    purpose = models.CharField(max_length=15, choices=Purpose.choices, blank=True)
    author = models.CharField(max_length=TEXT_LIMIT, blank=True)
    presenter = models.CharField(max_length=TEXT_LIMIT, blank=True)
    executive_sponsor = models.CharField(max_length=TEXT_LIMIT, blank=True)
    considered_by = models.TextField(max_length=EVIDENCE_LIMIT, blank=True)
    objectives = models.TextField(max_length=EVIDENCE_LIMIT, blank=True)
    risks = models.TextField(max_length=EVIDENCE_LIMIT, blank=True)
    assurance = models.CharField(max_length=10, choices=Assurance.choices, blank=True)
    assured_by = models.CharField(max_length=TEXT_LIMIT, blank=True)
    session = models.CharField(max_length=10, choices=Session.choices, blank=True)
    exemption = models.CharField(max_length=TEXT_LIMIT, blank=True)
    decisions = models.TextField(max_length=EVIDENCE_LIMIT, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = BoardPaperCoverQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=codes(("decision", "assurance", "information", "discussion"), "purpose"),
                name="board_paper_cover_purpose",
            ),
            models.CheckConstraint(condition=codes(("none", "some"), "assurance"), name="board_paper_cover_assurance"),
            models.CheckConstraint(
                condition=Q(assured_by="") | Q(assurance="some"), name="board_paper_cover_assured_by"
            ),
            models.CheckConstraint(condition=codes(("public", "private"), "session"), name="board_paper_cover_session"),
        )

    def __str__(self) -> str:
        return f"cover of the board paper of {self.assessment}"


CARRIED = (
    "meeting",
    "title",
    "purpose",
    "author",
    "presenter",
    "executive_sponsor",
    "objectives",
    "risks",
    "assurance",
    "assured_by",
    "session",
    "exemption",
)
"""What the cover of the next assessment starts with; the rest is about one meeting."""


# As it is read -------------------------------------------------------------------------------------------------------


def cover_rows(organisation: Organisation) -> models.QuerySet[Any, tuple[str, Any]]:
    """The covers of an organisation as rows of one table: their kind, and a JSON object each, for `cover_among`."""
    names = {field.attname: field.attname for field in BoardPaperCover._meta.concrete_fields}
    columns = {"as_kind": models.Value(COVER, models.CharField()), "as_row": JSONObject(**names)}
    rows = BoardPaperCover.objects.filter(assessment__organisation=organisation).order_by()
    found: models.QuerySet[Any, tuple[str, Any]] = rows.annotate(**columns).values_list(*columns)
    return found


def cover_among(rows: Iterable[tuple[str, Any]], assessment: int | None) -> BoardPaperCover:
    """The cover of an assessment among rows of `cover_rows`, as `of` gives it; other kinds are left out."""
    return _cover_among([_read(dict(row)) for kind, row in rows if kind == COVER], assessment)


def _read(row: dict[str, Any]) -> BoardPaperCover:
    day = row["meeting_on"]
    return BoardPaperCover(**{**row, "meeting_on": date.fromisoformat(day) if day else None})


def _cover_among(covers: Iterable[BoardPaperCover], assessment: int | None) -> BoardPaperCover:
    before = [cover for cover in covers if assessment is None or cover.assessment_id <= assessment]
    latest = max(before, key=lambda cover: cover.assessment_id, default=None)
    if latest and latest.assessment_id == assessment:
        return latest
    carried = {name: getattr(latest, name) for name in CARRIED} if latest else {}
    cover = BoardPaperCover(**carried)
    cover.assessment_id = assessment  # type: ignore[assignment]  # None is for one that cannot be saved
    return cover
