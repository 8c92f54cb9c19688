"""What was submitted, frozen: each submission's content and posts, and the sign-offs that are bound to them.

The database forbids to change or delete any of these rows (`0007_snapshots_are_frozen`). The posts of a snapshot may be
deleted whole once a `PostsRemoval` says why.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation
from assessment.canonical import as_document, canonical_text, digest
from assessment.models.assessments import Assessment
from teams.roster import TEXT_LIMIT

SHA256 = 64
HASH = r"^[0-9a-f]{64}$"


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def latest_of(self, assessment: Assessment) -> Snapshot | None:
        """What was submitted last of an assessment, with its posts while they are there; None before a submission."""
        found = self.filter(assessment=assessment).select_related(
            "posts", "removal", "assessment__rubric_version__rubric"
        )
        return found.defer("assessment__rubric_version__definition").order_by("-sequence").first()

    def last_in_chain(self, organisation: Organisation) -> Snapshot | None:
        """The last snapshot of an organisation, less its content."""
        return self.filter(organisation=organisation).defer("content").order_by("-sequence").first()

    def with_posts(self) -> SnapshotQuerySet:
        """Those whose posts are still there, by organisation and assessment, less their content."""
        found = self.filter(posts__isnull=False).select_related("assessment__organisation", "sign_off")
        return found.defer("content").order_by("organisation__ods_code", "assessment", "sequence")

    def contents(self, sha256: Iterable[str]) -> dict[str, str]:
        """The content of each of these snapshots, by its hash. One query; none for no hash."""
        wanted = list(sha256)
        return dict(self.filter(sha256__in=wanted).values_list("sha256", "content")) if wanted else {}

    def in_chain(self) -> SnapshotQuerySet:
        """Every snapshot in the order of the chain of its organisation, with what hangs on it."""
        found = self.select_related("organisation", "posts", "removal", "sign_off", "assessment")
        return found.order_by("organisation__ods_code", "sequence")


class Snapshot(models.Model):
    """One submission: `content` has all that is needed to score it again, `posts` (apart) what names posts.

    Both are canonical JSON. `sha256` seals the hashes of both with the place in the chain of the organisation.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="snapshots")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="snapshots")
    assessment_version = models.PositiveIntegerField()
    sequence = models.PositiveIntegerField()
    content = models.TextField()
    content_sha256 = models.CharField(max_length=SHA256)
    posts_sha256 = models.CharField(max_length=SHA256)
    previous_sha256 = models.CharField(max_length=SHA256, blank=True)
    sha256 = models.CharField(max_length=SHA256, unique=True)
    frozen_at = models.DateTimeField()

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "sequence"), name="snapshot_sequence_once"),
            models.UniqueConstraint(fields=("assessment", "assessment_version"), name="snapshot_of_a_version_once"),
            models.CheckConstraint(
                condition=Q(sha256__regex=HASH, content_sha256__regex=HASH, posts_sha256__regex=HASH),
                name="snapshot_hashes",
            ),
            models.CheckConstraint(
                condition=Q(sequence=1, previous_sha256="") | Q(sequence__gt=1, previous_sha256__regex=HASH),
                name="snapshot_follows_another",
            ),
        )

    def __str__(self) -> str:
        return f"snapshot {self.sequence} of {self.organisation.ods_code}"

    @cached_property
    def document(self) -> dict[str, Any]:
        """The content as a document."""
        found: dict[str, Any] = json.loads(self.content)
        return found

    def seal(self, ods_code: str) -> str:
        """The hash that `sha256` must be, from the hashes of the parts and the place in the chain of `ods_code`."""
        return seal(
            ods_code=ods_code,
            sequence=self.sequence,
            frozen_at=self.frozen_at,
            content=self.content_sha256,
            posts=self.posts_sha256,
            previous=self.previous_sha256,
        )


def seal(**parts: Any) -> str:
    """The hash of a snapshot from its parts: ods_code, sequence, frozen_at and the hashes content, posts, previous."""
    return digest(canonical_text(as_document(parts)))


class SnapshotPostsQuerySet(models.QuerySet["SnapshotPosts"]):
    def still_there(self, sha256: Iterable[str]) -> list[str]:
        """Those of these hashes of snapshots whose posts have not been removed. One query."""
        return list(self.filter(snapshot__sha256__in=list(sha256)).values_list("snapshot__sha256", flat=True))

    def texts(self, sha256: Iterable[str]) -> dict[str, str]:
        """The posts of each of these snapshots, by its hash. One query; none for no hash."""
        wanted = list(sha256)
        found = self.filter(snapshot__sha256__in=wanted).values_list("snapshot__sha256", "text")
        return dict(found) if wanted else {}


class SnapshotPosts(models.Model):
    """The part of a snapshot that names posts and holds the texts of evidence, as canonical JSON."""

    snapshot = models.OneToOneField(Snapshot, models.PROTECT, related_name="posts")
    text = models.TextField()

    objects = SnapshotPostsQuerySet.as_manager()

    def __str__(self) -> str:
        return f"posts of {self.snapshot}"

    @cached_property
    def document(self) -> dict[str, Any]:
        """The posts, the references behind each criterion, and the texts of evidence."""
        found: dict[str, Any] = json.loads(self.text)
        return found


class PostsRemoval(models.Model):
    """Why and when the posts of a snapshot were removed; the activity log says who did it."""

    class Reason(models.TextChoices):
        RETENTION = "retention", "The time for which they are kept is over"
        CORRECTION = "correction", "They held something that must not be kept"
        REQUEST = "request", "Somebody asked for it, and is right to"

    snapshot = models.OneToOneField(Snapshot, models.PROTECT, related_name="removal")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    removed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(reason__in=("retention", "correction", "request")), name="posts_removal_reason"
            ),
        )

    def __str__(self) -> str:
        return f"removal of the posts of {self.snapshot}"


_VERSION = "snapshot__assessment__rubric_version"


class SignOffQuerySet(models.QuerySet["SignOff"]):
    def of(self, organisation: Organisation) -> SignOffQuerySet:
        """The signed-off reports of an organisation, the latest first, with their snapshots and assessments."""
        found = self.filter(organisation=organisation).select_related("snapshot__assessment__rubric_version__rubric")
        return found.defer("snapshot__content", f"{_VERSION}__definition").order_by("-number")

    def with_predecessors(self, organisation: Organisation) -> SignOffQuerySet:
        """The signed-off reports of an organisation, and of the closed ones that it succeeded, by organisation."""
        before = Organisation.objects.filter(successors=organisation, closed_on__lt=timezone.localdate())
        found = self.filter(Q(organisation=organisation) | Q(organisation__in=before)).select_related(
            "organisation", "snapshot__assessment__rubric_version__rubric"
        )
        return found.defer("snapshot__content", f"{_VERSION}__definition").order_by("organisation__name", "-number")

    def report(self, organisation: Organisation, number: int | None = None) -> SignOff | None:
        """The signed-off report of that number with all that is kept of it, or the current one; None: there is none."""
        found = self.filter(organisation=organisation).select_related("snapshot__posts", "snapshot__removal", _VERSION)
        found = found.defer(f"{_VERSION}__definition").order_by("-number")
        return (found if number is None else found.filter(number=number)).first()

    def of_all(self) -> SignOffQuerySet:
        """Every report of every organisation that is open, with both and the system, less content, the first first."""
        is_open = Q(organisation__closed_on=None) | Q(organisation__closed_on__gte=timezone.localdate())
        found = self.filter(is_open).select_related("organisation__parent", _VERSION)
        return found.defer("snapshot__content", f"{_VERSION}__definition").order_by("signed_at", "pk")

    def latest_number(self, organisation: Organisation) -> int:
        """The number of the last signed-off report; 0 for none."""
        return self.filter(organisation=organisation).aggregate(last=models.Max("number"))["last"] or 0


class SignOff(models.Model):
    """A signed-off report: its number in the organisation, and the hash of the snapshot that was signed off.

    `job_title` is that of whoever signed it off, as it stands in the snapshot.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sign_offs")
    number = models.PositiveIntegerField()
    snapshot = models.OneToOneField(Snapshot, models.PROTECT, related_name="sign_off")
    sha256 = models.CharField(max_length=SHA256)
    job_title = models.CharField(max_length=TEXT_LIMIT)
    signed_at = models.DateTimeField()

    objects = SignOffQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "number"), name="sign_off_number_once"),
            models.CheckConstraint(condition=Q(sha256__regex=HASH), name="sign_off_hash"),
        )

    def __str__(self) -> str:
        return f"report {self.number} of {self.organisation.ods_code}"


def snapshot_row(
    *, assessment: Assessment, previous: Snapshot | None, content: str, posts: str, frozen_at: datetime
) -> Snapshot:
    """An unsaved snapshot that follows `previous` in the chain of the organisation."""
    row = Snapshot(
        organisation=assessment.organisation,
        assessment=assessment,
        assessment_version=assessment.version,
        sequence=previous.sequence + 1 if previous else 1,
        content=content,
        content_sha256=digest(content),
        posts_sha256=digest(posts),
        previous_sha256=previous.sha256 if previous else "",
        frozen_at=frozen_at,
    )
    row.sha256 = row.seal(assessment.organisation.ods_code)
    return row
