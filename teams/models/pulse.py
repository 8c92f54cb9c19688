"""The anonymous survey of clinicians. Nothing here leads to a person, or to the time at which one answered."""

from __future__ import annotations

import secrets
import uuid

from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from teams.pulse import CHOICES, QUESTIONS


def new_token() -> str:
    return secrets.token_urlsafe(16)


class PulseWave(models.Model):
    """One run of the survey, with one link. Closing it is for good: asking again is a new wave with a new link."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="pulse_waves")
    number = models.PositiveIntegerField()
    token = models.CharField(max_length=30, unique=True, default=new_token)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    steps = models.PositiveIntegerField(default=0)
    """How many times answers have been published, each time at least five."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "number"), name="pulse_wave_once"),
            models.UniqueConstraint(
                fields=("organisation",), condition=Q(closed_on__isnull=True), name="pulse_wave_one_open"
            ),
        )

    def __str__(self) -> str:
        return f"survey {self.number}"

    @classmethod
    def open_of(cls, organisation: Organisation) -> PulseWave | None:
        """The wave of an organisation that is open."""
        return cls.objects.filter(organisation=organisation, closed_on__isnull=True).first()

    @classmethod
    def open_by(cls, token: str) -> PulseWave | None:
        """The wave whose link has that token, while it is open."""
        return cls.objects.select_related("organisation").filter(token=token, closed_on__isnull=True).first()

    @property
    def log_name(self) -> str:
        """How the activity log names it."""
        return f"survey of clinicians {self.number}"


class PulseResponseQuerySet(models.QuerySet["PulseResponse"]):
    def said(self, by: str = "wave") -> dict[int, list[tuple[int, dict[str, str]]]]:
        """The step and the answers by question of each response, by wave (`by` is "wave__number": by its number)."""
        found: dict[int, list[tuple[int, dict[str, str]]]] = {}
        for wave, step, *codes in self.order_by().values_list(by, "step", *QUESTIONS):
            found.setdefault(wave, []).append((step, dict(zip(QUESTIONS, codes, strict=True))))
        return found


class PulseResponse(models.Model):
    """The three answers of somebody. `step` is when they were published with others; nought is not yet.

    The key is random, and the rows that wait are written anew in a random order with each answer, so that no order of
    rows tells who answered when.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    wave = models.ForeignKey(PulseWave, models.CASCADE, related_name="responses")
    step = models.PositiveIntegerField(default=0)
    job_plan = models.CharField(max_length=10, choices=CHOICES["job_plan"])
    hours = models.CharField(max_length=10, choices=CHOICES["hours"])
    from_start = models.CharField(max_length=10, choices=CHOICES["from_start"])

    objects = PulseResponseQuerySet.as_manager()

    class Meta:
        constraints = tuple(
            models.CheckConstraint(
                condition=Q(**{f"{question}__in": [code for code, _ in CHOICES[question]]}), name=f"pulse_{question}"
            )
            for question in QUESTIONS
        )

    def __str__(self) -> str:
        return "answer to a survey of clinicians"
