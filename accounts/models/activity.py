"""The activity log."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models
from django.db.models.functions import Now

from accounts.models.people import Organisation, User

OF_MANY = ("imported", "added several", "changed several", "merged", "split")
"""What is done to many rows at once: the changes of such an event hold old and new values of each by its name."""


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def of(self, organisation: Organisation | None) -> AuditEventQuerySet:
        """The events of an organisation, or of the service itself, latest first (by id: a server's clock may jump)."""
        return self.filter(organisation=organisation).select_related("actor").order_by("-id")

    def latest_change(self, organisation: Organisation | None, target: str) -> AuditEvent | None:
        """What happened last to `target`, as the log names it, alone or among many others; and who did it."""
        alone = self.of(organisation).filter(target=target).first()
        kind, _, name = target.partition(" ")
        # Changes of many are large and few: only later ones are read, latest first and one at a time.
        of_many = self.of(organisation).filter(verb__in=OF_MANY, id__gt=alone.pk if alone else 0)
        with_such = of_many.filter(changes__has_key=f"{kind}s").iterator(chunk_size=1)
        return next((event for event in with_such if name in event.changes[f"{kind}s"][1]), alone)

    def of_request(self, actor: User, key: UUID) -> AuditEvent | None:
        """The change that `actor` saved by the request of that key; None where it saved nothing."""
        return self.filter(actor=actor, request_key=key).first()

    def removal(self, organisation: Organisation, target: str, row_id: int) -> AuditEvent | None:
        """Who removed the row of `row_id`, whose name in the log starts with `target`; None if it was never here."""
        removed = self.of(organisation).filter(verb__in=("removed", "merged"), target__startswith=target)
        return removed.filter(changes__id__0=row_id).first()


class AuditEvent(models.Model):
    """One line of the activity log: when, who, in which organisation, did what to what, and the values changed.

    `request_key` is that of a request that may be sent again (`accounts.autosave`).
    """

    at = models.DateTimeField(db_default=Now())
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=50)
    target = models.CharField(max_length=250)
    changes = models.JSONField(default=dict)
    request_key = models.UUIDField(null=True, editable=False)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("organisation", "-id"), name="audit_by_organisation"),)
        constraints = (
            models.UniqueConstraint(
                fields=("actor", "request_key"),
                condition=models.Q(request_key__isnull=False),
                name="audit_request_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.target}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new event. TypeError: an event that is written already is never changed."""
        if self.pk:
            raise TypeError("An audit event is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """TypeError always: an audit event is never deleted."""
        raise TypeError("An audit event is never deleted")
