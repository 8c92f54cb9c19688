"""Teams."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from teams.lists import TeamLists
from teams.roster import TEXT_LIMIT


class Team(models.Model):
    """A standing or a project team of an organisation."""

    class Kind(models.TextChoices):
        STANDING = "standing", "Standing team"
        PROJECT = "project", "Project team"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="teams")
    name = models.CharField(max_length=TEXT_LIMIT)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.STANDING)
    version = models.PositiveIntegerField(default=1)

    objects = TeamLists.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "name"), name="team_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="team_has_a_name"),
            models.CheckConstraint(condition=Q(kind__in=("standing", "project")), name="team_kind"),
        )

    def __str__(self) -> str:
        return self.name
