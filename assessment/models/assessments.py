"""The assessments of an organisation, and its answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.db.models import Case, F, FilteredRelation, Q, When

from accounts.models import Organisation, User, codes
from assessment.models.joined import Part, split
from assessment.models.rubrics import Rubric, RubricVersion
from teams.facts import EVIDENCE_LIMIT

LINK_LIMIT = 500


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def working(self, organisation: Organisation) -> Assessment | None:
        """The assessment by which the live report is worked out: the draft, else the submitted, else the current one.

        None before anything is saved. It comes with its rubric version, less the definition.
        """
        found = self._in_order().filter(organisation=organisation)
        return found.select_related("rubric_version__rubric").defer("rubric_version__definition").first()

    def working_with_answers(
        self, organisation: Organisation, known: tuple[int, int] | None = None
    ) -> tuple[Assessment | None, list[Answer]]:
        """The assessment of `working` with its `newer_version`, and its answers, in one query.

        Without answers where it is still the one that is `known` by its id and version, which goes up with each answer.
        """
        wanted = ~Q(pk=known[0], version=known[1]) if known else Q()
        joined = self.filter(organisation=organisation, state__in=Assessment.WORKING)
        joined = joined.annotate(wanted=FilteredRelation("answers", condition=wanted))
        return working_of(joined)

    def all_working(self) -> dict[int, Assessment]:
        """The assessment of `working` of every organisation that has one, with its answers, by organisation (id)."""
        rows = self._in_order().reverse().prefetch_related("answers")
        return {assessment.organisation_id: assessment for assessment in rows}

    def _in_order(self) -> AssessmentQuerySet:
        """Those by which a live report could be worked out, in the order in which they come."""
        order = [When(state=state, then=place) for place, state in enumerate(Assessment.WORKING)]
        found = self.filter(state__in=Assessment.WORKING)
        return found.annotate(place=Case(*order, output_field=models.IntegerField())).order_by("place", "-pk")

    def of(self, organisation: Organisation) -> AssessmentQuerySet:
        """The assessments of an organisation, the latest first, with their rubric versions less the definitions."""
        found = self.filter(organisation=organisation).order_by("-pk").select_related("rubric_version__rubric")
        return found.defer("rubric_version__definition")

    def waiting_for(self, sponsor: User, organisations: Iterable[int]) -> set[int]:
        """Those of `organisations` (ids) in which something is submitted to `sponsor`."""
        found = self.filter(state=Assessment.State.SUBMITTED, sponsor=sponsor, organisation__in=organisations)
        return set(found.values_list("organisation", flat=True))

    def in_state(self, organisation: Organisation, *states: str) -> AssessmentQuerySet:
        """Those of an organisation in any of `states`, the latest first."""
        return self.of(organisation).filter(state__in=states)


class Assessment(models.Model):
    """An organisation assessed by one rubric version as at one day.

    `commentary` are the lead's own words by question, `reasons` why a warning of the quality checks is accepted, by
    matter. `started_from` is the assessment whose answers were carried forward, and `vacancies` the references and
    titles of the vacancies in its report; where `reopened_because` says why, it was reopened. `returned_because` is the
    sponsor's comment on the section `returned_on`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Submitted"
        SIGNED_OFF = "signed_off", "Signed off"
        SUPERSEDED = "superseded", "Superseded"

    WORKING = (State.DRAFT, State.SUBMITTED, State.SIGNED_OFF)
    """The states in which an assessment may be the one that the live report is worked out by, first come first."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="assessments")
    rubric_version = models.ForeignKey(RubricVersion, models.PROTECT, related_name="+")
    as_at = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    started_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    reopened_because = models.TextField(max_length=EVIDENCE_LIMIT, blank=True)
    commentary = models.JSONField(default=dict, blank=True)
    reasons = models.JSONField(default=dict, blank=True)
    vacancies = models.JSONField(default=list, blank=True)
    sponsor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    signed_off_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    returned_on = models.CharField(max_length=50, blank=True)
    returned_because = models.TextField(max_length=EVIDENCE_LIMIT, blank=True)
    version = models.PositiveIntegerField(default=1)

    newer_version: RubricVersion | None = None
    """A version in use that is newer than its own, where the query looked for one."""

    submitted_at: datetime | None = None
    report: int | None = None
    """When it was submitted last, and the number of its signed-off report, where the query looked for them."""

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "rubric_version"), condition=Q(state="draft"), name="assessment_one_open_draft"
            ),
            models.UniqueConstraint(
                fields=("organisation",), condition=Q(state="submitted"), name="assessment_one_submitted"
            ),
            models.UniqueConstraint(
                fields=("organisation",), condition=Q(state="signed_off"), name="assessment_one_current"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", submitted_by=None, signed_off_by=None)
                | Q(state="submitted", submitted_by__isnull=False, sponsor__isnull=False, signed_off_by=None)
                | Q(
                    state__in=("signed_off", "superseded"),
                    submitted_by__isnull=False,
                    sponsor__isnull=False,
                    signed_off_by__isnull=False,
                ),
                name="assessment_state",
            ),
            models.CheckConstraint(
                condition=Q(signed_off_by=None) | ~Q(signed_off_by=F("submitted_by")),
                name="assessment_signed_off_by_another",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} as at {self.as_at}"

    @property
    def is_draft(self) -> bool:
        """Whether it can be changed."""
        return self.state == self.State.DRAFT


class Answer(models.Model):
    """An organisation's answer to one criterion. `level` null means "we do not know"; no row means not answered.

    `evidence`, `link` and `evidence_on` show it; `differs_because` says why it differs from what the records say.
    `is_carried`: it came over from the assessment before, and nobody has said yet that it still holds.
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
    is_carried = models.BooleanField(default=False)
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


def working_of(joined: AssessmentQuerySet) -> tuple[Assessment | None, list[Answer]]:
    """The first of `joined` assessments with its rubric version, and the answers of their relation `wanted`.

    Read as plain columns: annotated rows take Django four times as long to ask for.
    """
    parts = (
        Part(Assessment),
        Part(RubricVersion, "rubric_version", without=("definition",)),
        Part(Rubric, "rubric_version__rubric"),
        Part(RubricVersion, "rubric_version__rubric__versions", only=("id", "number", "state", "retires_on")),
        Part(Answer, "wanted"),
    )
    rows = split(joined, parts)
    order = list(Assessment.WORKING)
    first = min((row[0] for row in rows), key=lambda each: (order.index(each.state), -each.pk), default=None)
    if first is None:
        return None, []
    own = [row for row in rows if row[0].pk == first.pk]
    _, version, rubric, *_ = own[0]
    first.rubric_version, version.rubric = version, rubric
    first.newer_version = version.newer_of(other for _, _, _, other, _ in own)
    return first, list({answer.pk: answer for *_, answer in own if answer}.values())
