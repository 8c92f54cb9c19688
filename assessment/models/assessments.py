"""The assessments of an organisation, and its answers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Organisation, codes
from assessment.models.rubrics import RubricVersion
from teams.facts import EVIDENCE_LIMIT

LINK_LIMIT = 500


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def open_draft(self, organisation: Organisation) -> Assessment | None:
        """The organisation's draft, by whichever rubric, or None before anything is saved.

        It comes with its rubric version, less the definition.
        """
        return self._open_drafts(organisation).first()

    def open_draft_with_answers(self, organisation: Organisation) -> tuple[Assessment | None, list[Answer]]:
        """The open draft and its answers, in one query."""
        names = [field.attname for field in Answer._meta.concrete_fields]
        joined = {f"answer_{name}": models.F(f"answers__{name}") for name in names}
        rows = list(self._open_drafts(organisation).annotate(**joined))
        found = [[getattr(row, f"answer_{name}") for name in names] for row in rows if row.pk == rows[0].pk]
        answers = [Answer.from_db(self.db, names, values) for values in found if values[0] is not None]
        return (rows[0] if rows else None), answers

    def _open_drafts(self, organisation: Organisation) -> AssessmentQuerySet:
        """The drafts of an organisation by whichever rubric, latest first."""
        drafts = self.filter(organisation=organisation, state=Assessment.State.DRAFT).order_by("-pk")
        return drafts.select_related("rubric_version__rubric").defer("rubric_version__definition")

    def open_drafts(self) -> dict[int, Assessment]:
        """The draft of every organisation that has one, by the id of the organisation; the latest of several."""
        drafts = self.filter(state=Assessment.State.DRAFT).order_by("pk").prefetch_related("answers")
        return {draft.organisation_id: draft for draft in drafts}


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
    """An organisation's answer to one criterion. `level` null means "we do not know"; no row means not answered.

    `evidence`, `link` and `evidence_on` show it; `differs_because` says why it differs from what the records say.
    """

    class Confidence(models.TextChoices):
        HIGH = "high", "Sure"
        MEDIUM = "medium", "Fairly sure"
        LOW = "low", "Not sure"

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="answers")
    criterion = models.CharField(max_length=50)
    level = models.PositiveSmallIntegerField(null=True)
    evidence = models.TextField(max_length=EVIDENCE_LIMIT, blank=True)
    link = models.URLField(max_length=LINK_LIMIT, blank=True)
    evidence_on = models.DateField(null=True, blank=True)
    confidence = models.CharField(max_length=10, blank=True, choices=Confidence.choices)
    differs_because = models.TextField(max_length=EVIDENCE_LIMIT, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("assessment", "criterion"), name="answer_once"),
            models.CheckConstraint(condition=Q(level__isnull=True) | Q(level__range=(0, 4)), name="answer_level"),
            models.CheckConstraint(condition=codes(("high", "medium", "low"), "confidence"), name="answer_confidence"),
        )

    def __str__(self) -> str:
        return f"{self.criterion}: {'unknown' if self.level is None else self.level}"

    @property
    def shown_by(self) -> str:
        """What counts as its evidence: the text, else the link."""
        return self.evidence.strip() or self.link
