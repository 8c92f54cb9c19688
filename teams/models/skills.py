"""Ratings of the skills of the holders of posts."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone


class SkillRatingQuerySet(models.QuerySet["SkillRating"]):
    def levels_by_post(self) -> dict[int, dict[str, int]]:
        """The level that counts, by post and skill: verified beats the lead's, which beats the holder's own."""
        rows = sorted(self.values_list("source", "post_id", "skill", "level"), key=lambda row: _SOURCES.index(row[0]))
        levels: dict[int, dict[str, int]] = {}
        for _, post, skill, level in rows:
            levels.setdefault(post, {})[skill] = level
        return levels


class SkillRating(models.Model):
    """The level of one skill of a post's holder, as one kind of person rated it last."""

    class Source(models.TextChoices):
        SELF = "self", "Self"
        LEAD = "lead", "Lead"
        VERIFIED = "verified", "Verified"

    post = models.ForeignKey("teams.Post", models.CASCADE, related_name="skill_ratings")
    skill = models.CharField(max_length=50)
    level = models.PositiveSmallIntegerField(validators=[MaxValueValidator(4)])
    source = models.CharField(max_length=10, choices=Source.choices)
    rated_at = models.DateTimeField(default=timezone.now)

    objects = SkillRatingQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("post", "skill", "source"), name="skill_rating_once"),
            models.CheckConstraint(condition=Q(level__range=(0, 4)), name="skill_rating_level"),
            models.CheckConstraint(condition=Q(source__in=("self", "lead", "verified")), name="skill_rating_source"),
        )

    def __str__(self) -> str:
        return f"{self.skill}: {self.level}"


_SOURCES = (SkillRating.Source.SELF, SkillRating.Source.LEAD, SkillRating.Source.VERIFIED)
