"""Rubrics, whose published versions never change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, Max, Q
from django.utils import timezone

from accounts.models import User
from teams.roster import TEXT_LIMIT

NOTES_LIMIT = 5000
PLACE_LIMIT = 200


class Rubric(models.Model):
    """A named rubric; its content stands in its versions. One is the default."""

    name = models.CharField(max_length=TEXT_LIMIT, unique=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("is_default",), condition=Q(is_default=True), name="rubric_one_default"),
        )

    def __str__(self) -> str:
        return self.name


class RubricVersionQuerySet(models.QuerySet["RubricVersion"]):
    def published(self) -> RubricVersionQuerySet:
        """The versions that anybody may read, with their rubric, newest first; those that are retired as well."""
        return (
            self.exclude(state=RubricVersion.State.DRAFT).select_related("rubric", "published_by").order_by("-number")
        )

    def in_use(self) -> RubricVersionQuerySet:
        """The published versions that are not retired yet, less their definitions, newest first."""
        today = timezone.localdate()
        current = self.filter(state=RubricVersion.State.PUBLISHED).filter(Q(retires_on=None) | Q(retires_on__gt=today))
        return current.defer("definition").select_related("rubric").order_by("-number")

    def current(self) -> RubricVersion:
        """The latest version of the default rubric that is in use, less the definition.

        RubricVersion.DoesNotExist: there is none.
        """
        latest = self.in_use().filter(rubric__is_default=True).first()
        if latest is None:
            raise RubricVersion.DoesNotExist
        return latest

    def choices(self) -> list[RubricVersion]:
        """The version of each rubric by which a new assessment may be made: the default rubric's first."""
        latest: dict[int, RubricVersion] = {}
        for version in self.in_use():
            latest.setdefault(version.rubric_id, version)
        return sorted(latest.values(), key=lambda version: (not version.rubric.is_default, version.rubric.name))

    def draft(self) -> RubricVersionQuerySet:
        """The drafts, with their rubric and who changed and approved them."""
        return self.filter(state=RubricVersion.State.DRAFT).select_related("rubric", "changed_by", "approved_by")

    def next_number(self, rubric: Rubric) -> int:
        """The number that the next version of a rubric gets."""
        return int(self.filter(rubric=rubric).aggregate(latest=Max("number"))["latest"] or 0) + 1


class RubricVersion(models.Model):
    """One version of a rubric: the whole definition as one JSON document, decimals as text."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        RETIRED = "retired", "Retired"

    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    definition = models.JSONField()
    sha256 = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    notes = models.TextField(blank=True, max_length=NOTES_LIMIT)
    retires_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = RubricVersionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("rubric", "number"), name="rubric_version_once"),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | (Q(state__in=("published", "retired"), published_at__isnull=False) & ~Q(sha256="")),
                name="rubric_version_state",
            ),
            models.UniqueConstraint(fields=("rubric",), condition=Q(state="draft"), name="rubric_one_draft"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(changed_by__isnull=True) | ~Q(approved_by=F("changed_by")),
                name="rubric_version_approved_by_another",
            ),
        )

    def __str__(self) -> str:
        return f"{self.rubric} version {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the version. TypeError: a published definition is never changed."""
        if self.pk and RubricVersion.objects.filter(pk=self.pk).exclude(state=self.State.DRAFT).exists():
            raise TypeError("A published rubric version is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a draft. TypeError: a published version is never deleted."""
        if self.state != self.State.DRAFT:
            raise TypeError("A published rubric version is never deleted")
        return super().delete(*args, **kwargs)

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    def newer_of(self, others: Iterable[RubricVersion]) -> RubricVersion | None:
        """The latest in use of `others` of its rubric that is newer than itself; None: none is."""
        in_use = [each for each in others if each.state == self.State.PUBLISHED and not each.is_retired]
        return max((each for each in in_use if each.number > self.number), key=lambda each: each.number, default=None)

    @property
    def is_retired(self) -> bool:
        """Whether no new assessment is made by it any more."""
        return self.retires_on is not None and self.retires_on <= timezone.localdate()


class RubricComment(models.Model):
    """What an administrator said about a draft; `place` is the part it is about ("Criterion Q1.1"), blank the whole."""

    rubric_version = models.ForeignKey(RubricVersion, models.CASCADE, related_name="comments")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    place = models.CharField(max_length=PLACE_LIMIT, blank=True)
    text = models.TextField(max_length=NOTES_LIMIT)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"Comment on {self.place or 'the rubric'}"


def listed_rubrics() -> list[tuple[Rubric, list[RubricVersion]]]:
    """Every rubric, the default first, with its versions less their definitions, newest first."""
    groups: dict[int, tuple[Rubric, list[RubricVersion]]] = {}
    versions = RubricVersion.objects.defer("definition").select_related("rubric", "published_by", "changed_by")
    for version in versions.order_by("-rubric__is_default", "rubric__name", "-number"):
        groups.setdefault(version.rubric_id, (version.rubric, []))[1].append(version)
    return list(groups.values())


def versions_to_compare(drafts: bool) -> list[RubricVersion]:
    """Every published version less its definition, and every draft where `drafts` says so."""
    return [version for _, versions in listed_rubrics() for version in versions if drafts or not version.is_draft]
