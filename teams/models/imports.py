"""Uploaded rosters that wait to be confirmed, and what an organisation said of its files."""

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
    """The checked rows of an uploaded file, waiting for a day to be confirmed. The file itself is not kept.

    `book` is its text without what is personal, as long as its columns and words are being explained; `findings` what
    is known beside the rows (see `teams.import_files`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="staged_imports")
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    roster_version = models.PositiveIntegerField()
    rows = models.JSONField()
    problems = models.JSONField()
    warnings = models.JSONField()
    book = models.JSONField(null=True)
    findings = models.JSONField(default=dict)

    objects = StagedImportQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Import of {len(self.rows) - 1} rows"  # the first holds the columns


class ImportMapping(models.Model):
    """What an organisation said of the headings and the words of its files, for the next one.

    `headings` maps headings to columns, `words` the words of each coded column to codes; both in small letters.
    """

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="import_mapping")
    headings = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"Import mapping of {self.organisation}"
