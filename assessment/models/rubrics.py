"""Rubrics, whose published versions never change."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from accounts.models import User
from teams.roster import TEXT_LIMIT


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
    def current(self) -> RubricVersion:
        """The latest published version of the default rubric, less the definition.

        RubricVersion.DoesNotExist: there is none.
        """
        published = self.filter(rubric__is_default=True, state=RubricVersion.State.PUBLISHED)
        return published.defer("definition").latest("number")


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

    objects = RubricVersionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("rubric", "number"), name="rubric_version_once"),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | (Q(state__in=("published", "retired"), published_at__isnull=False) & ~Q(sha256="")),
                name="rubric_version_state",
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
