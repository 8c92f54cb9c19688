"""Forms that were sent after the session had ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from accounts.models.people import User

KEPT_FOR = timedelta(days=1)


class HeldFormQuerySet(models.QuerySet["HeldForm"]):
    def waiting_for(self, user: Any, path: str) -> HeldForm | None:
        """The form of that address that is kept for `user`."""
        return self.filter(user=user.pk, path=path, held_at__gt=timezone.now() - KEPT_FOR).first()

    def expired(self) -> HeldFormQuerySet:
        """The forms that nobody came back for."""
        return self.filter(held_at__lte=timezone.now() - KEPT_FOR)

    @transaction.atomic
    def keep(self, *, user: int, path: str, data: list[Any]) -> bool:
        """Keep a form in place of an earlier one of the same page; False where that user may not sign in any more.

        Forms that nobody came back for are removed.
        """
        self.expired().delete()
        if not User.objects.filter(pk=user, is_active=True).exists():
            return False
        now = timezone.now()
        self.update_or_create(user_id=user, path=path, defaults={"data": data, "held_at": now})
        return True

    def discard(self, user: Any, **which: Any) -> bool:
        """Forget forms of `user`; False where there are none, so that nothing is written."""
        mine = self.filter(user=user.pk, **which)
        return mine.exists() and mine.delete()[0] > 0


class HeldForm(models.Model):
    """A form that was sent after the session had ended, kept for a day for the user who filled it in.

    `data` is a list of names, each with its list of values.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="held_forms")
    path = models.CharField(max_length=500)
    data = models.JSONField()
    held_at = models.DateTimeField(default=timezone.now)

    objects = HeldFormQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "path"), name="held_form_once"),)

    def __str__(self) -> str:
        return f"Held form of {self.path}"
