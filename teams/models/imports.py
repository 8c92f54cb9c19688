"""Uploaded rosters that wait to be confirmed."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.utils import timezone

from accounts.models import Organisation, User

STAGED_FOR = timedelta(days=1)


class StagedImportQuerySet(models.QuerySet["StagedImport"]):
    def waiting(self, organisation: Organisation) -> StagedImportQuerySet:
        """The imports of an organisation that may still be applied."""
        return self.filter(organisation=organisation, created_at__gt=timezone.now() - STAGED_FOR)

    def expired(self) -> StagedImportQuerySet:
        """The imports, of any organisation, that nobody confirmed in time."""
        return self.filter(created_at__lte=timezone.now() - STAGED_FOR)


class StagedImport(models.Model):
    """The checked rows of an uploaded file, waiting for a day to be confirmed. The file itself is not kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="staged_imports")
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    roster_version = models.PositiveIntegerField()
    rows = models.JSONField()
    problems = models.JSONField()
    warnings = models.JSONField()

    objects = StagedImportQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Import of {len(self.rows) - 1} rows"  # the first holds the columns
