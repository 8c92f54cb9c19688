"""What stands beside a report when it goes to a meeting."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import JSONObject
from django.utils import timezone

from accounts.models import Organisation, User, codes
from assessment.models.assessments import Assessment
from assessment.models.snapshots import HASH, SHA256, SignOff
from teams.facts import EVIDENCE_LIMIT
from teams.roster import TEXT_LIMIT

LONGEST_DAYS = 90
"""How long a link may work."""
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


class ReportLinkQuerySet(models.QuerySet["ReportLink"]):
    def of(self, report: SignOff) -> ReportLinkQuerySet:
        """The links to a report, also those that are over, the latest first."""
        return self.filter(report=report).order_by("-pk")

    def working(self, token: str) -> ReportLink | None:
        """The link of that token with all that is kept of its report; None where it is unknown, over or revoked."""
        version = "report__snapshot__assessment__rubric_version"
        joined = ("report__organisation", "report__snapshot__posts", "report__snapshot__removal", version)
        rows = self.filter(sha256=token_hash(token), revoked_at=None).select_related(*joined)
        found = rows.defer(f"{version}__definition").first()
        return found if found and not found.is_over else None


class ReportLink(models.Model):
    """A link by which anybody reads the public paper of one signed-off report, until it is over or revoked.

    Only the SHA-256 of its token is kept. `purpose` says to whom it went, for those who look after links.
    """

    report = models.ForeignKey(SignOff, models.PROTECT, related_name="links")
    purpose = models.CharField(max_length=TEXT_LIMIT)
    sha256 = models.CharField(max_length=SHA256, unique=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    days = models.PositiveSmallIntegerField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True, blank=True)

    objects = ReportLinkQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(sha256__regex=HASH), name="report_link_hash"),
            models.CheckConstraint(condition=Q(days__range=(1, LONGEST_DAYS)), name="report_link_days"),
        )

    def __str__(self) -> str:
        return f"link {self.pk} to {self.report}"

    @property
    def expires_at(self) -> datetime:
        return self.made_at + timedelta(days=self.days)

    @property
    def is_over(self) -> bool:
        """Whether its time is over."""
        return self.expires_at <= timezone.now()

    @property
    def log_name(self) -> str:
        """How the activity log names it."""
        return f"link {self.pk} to report {self.report.number}"


def token_hash(token: str) -> str:
    """What is kept of a token; it is random enough that nobody can guess it from this."""
    return hashlib.sha256(token.encode()).hexdigest()


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
