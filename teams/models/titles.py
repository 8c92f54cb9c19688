"""What the users of an organisation decided about job titles."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from teams.roster import TEXT_LIMIT


class LearntTitleQuerySet(models.QuerySet["LearntTitle"]):
    def roles_of(self, organisation: Organisation) -> dict[str, str]:
        """The roles by title that `teams.titles.suggest` takes as `learnt`."""
        return dict(self.filter(organisation=organisation).values_list("title", "role"))


class LearntTitle(models.Model):
    """The role that a job title has in an organisation, "" for no digital role. `title` is as `normalised` gives it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="learnt_titles")
    title = models.CharField(max_length=TEXT_LIMIT)
    role = models.CharField(max_length=50, blank=True)

    objects = LearntTitleQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "title"), name="learnt_title_once"),
            models.CheckConstraint(condition=~Q(title=""), name="learnt_title_has_a_title"),
        )

    def __str__(self) -> str:
        return self.title
