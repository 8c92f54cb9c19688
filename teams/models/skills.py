"""Ratings of the skills of the holders of posts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation
from teams import catalogue
from teams.lists import open_at
from teams.ratings import SOURCES, Ages, Rated, stale_before, that_counts

By = dict[int, dict[str, dict[str, Rated]]]
"""Ratings by post (id), skill and who rated."""


class SkillRatingQuerySet(models.QuerySet["SkillRating"]):
    def scored(self) -> SkillRatingQuerySet:
        """The ratings that a score may read: none of a detailed skill."""
        return self.exclude(skill__startswith=catalogue.DETAILED)

    def levels_by_post(self) -> dict[int, dict[str, int]]:
        """The level that counts, by post and skill: verified beats the lead's, which beats the holder's own."""
        rows = sorted(self.values_list("source", "post_id", "skill", "level"), key=lambda row: SOURCES.index(row[0]))
        levels: dict[int, dict[str, int]] = {}
        for _, post, skill, level in rows:
            levels.setdefault(post, {})[skill] = level
        return levels

    def ages(self, organisation: Organisation, day: date) -> Ages:
        """How many ratings of skill areas count on `day` in the roster of `organisation`, and how many are stale."""
        posts = Q(post__organisation=organisation, post__status="filled") & open_at(day, "post__")
        rows = self.filter(posts, skill__in=catalogue.skills()).values_list(
            "post_id", "skill", "source", "level", "rated_at"
        )
        of_each: dict[tuple[int, str], list[Rated]] = {}
        for post, skill, source, level, at in rows:
            of_each.setdefault((post, skill), []).append(Rated(source, level, timezone.localtime(at).date()))
        counting = [rated for ratings in of_each.values() if (rated := that_counts(ratings))]
        limit = stale_before(day, settings.RATING_MONTHS)
        return Ages(len(counting), sum(rated.on < limit for rated in counting))


class SkillRating(models.Model):
    """The level of one skill of a post's holder, as one kind of person rated it last.

    A contributor who rates stands in for the lead: the rating is the lead's, and the activity log names who made it.
    """

    class Source(models.TextChoices):
        SELF = "self", "Self"
        LEAD = "lead", "Lead"
        VERIFIED = "verified", "Verified"

    # Without an index of its own: that of one rating by each starts with it.
    post = models.ForeignKey("teams.Post", models.CASCADE, related_name="skill_ratings", db_index=False)
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


def ratings_of(posts: Iterable[int]) -> By:
    """Every rating of the posts with these ids."""
    found: By = {}
    rows = SkillRating.objects.filter(post__in=list(posts)).values_list(
        "post_id", "skill", "source", "level", "rated_at"
    )
    for post, skill, source, level, at in rows:
        rated = Rated(source, level, timezone.localtime(at).date())
        found.setdefault(post, {}).setdefault(skill, {})[source] = rated
    return found
