"""What it means: rubrics that never change once published, and an organisation's assessments and answers."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from accounts.models import Organisation, User
from teams.facts import EVIDENCE_LIMIT
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


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def open_draft(self, organisation: Organisation) -> Assessment | None:
        """The organisation's draft by the default rubric, or None before anything is saved.

        It comes with its rubric version, less the definition.
        """
        return (
            self.filter(
                organisation=organisation, state=Assessment.State.DRAFT, rubric_version__rubric__is_default=True
            )
            .select_related("rubric_version")
            .defer("rubric_version__definition")
            .first()
        )


class Assessment(models.Model):
    """An organisation assessed by one rubric version as at one day."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="assessments")
    rubric_version = models.ForeignKey(RubricVersion, models.PROTECT, related_name="+")
    as_at = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "rubric_version"), condition=Q(state="draft"), name="assessment_one_open_draft"
            ),
            models.CheckConstraint(condition=Q(state__in=("draft",)), name="assessment_state"),
        )

    def __str__(self) -> str:
        return f"{self.organisation} as at {self.as_at}"


class Answer(models.Model):
    """An organisation's answer to one criterion. `level` null means "we do not know"; no row means not answered."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="answers")
    criterion = models.CharField(max_length=50)
    level = models.PositiveSmallIntegerField(null=True)
    evidence = models.TextField(max_length=EVIDENCE_LIMIT, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("assessment", "criterion"), name="answer_once"),
            models.CheckConstraint(condition=Q(level__isnull=True) | Q(level__range=(0, 4)), name="answer_level"),
        )

    def __str__(self) -> str:
        return f"{self.criterion}: {'unknown' if self.level is None else self.level}"
