"""Tokens by which a program reads what a member may read."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models.people import User

NAME_LIMIT = 60
LONGEST_DAYS = 365
PREFIX = "cydt_"
"""How every token begins, so that one which is found where it should not be can be told for what it is."""


def digest(token: str) -> str:
    """What is kept of a token: its SHA-256. It is 256 random bits, so that nobody can guess it from this."""
    return hashlib.sha256(token.encode()).hexdigest()


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def of(self, user: User) -> ApiTokenQuerySet:
        """The tokens of `user`, also those that are over, the latest first."""
        return self.filter(user=user).order_by("-pk")

    def named(self, user: User, name: str) -> ApiTokenQuerySet:
        """The one token of `user` with that name, in any case."""
        return self.filter(user=user, name__iexact=name)

    def working(self, token: str) -> ApiToken | None:
        """The token with its user; None for one that nobody has, that is over, or whose user may not sign in."""
        found = self.filter(sha256=digest(token), user__is_active=True).select_related("user").first()
        return found if found and not found.is_over else None

    def note_use(self, token: ApiToken, today: date) -> None:
        """Note that a token was used today, unless that is noted already."""
        if token.last_used_on != today:
            self.filter(pk=token.pk).update(last_used_on=today)


class ApiToken(models.Model):
    """A token of a user. Only its SHA-256 is kept. It works for `days` from when it was made.

    `with_second_factor` is whether whoever made it had passed a second factor.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=NAME_LIMIT)
    sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    days = models.PositiveSmallIntegerField()
    last_used_on = models.DateField(null=True, blank=True)
    with_second_factor = models.BooleanField()

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint("user", Lower("name"), name="api_token_name_once"),
            models.CheckConstraint(condition=models.Q(days__range=(1, LONGEST_DAYS)), name="api_token_days"),
        )

    def __str__(self) -> str:
        return f"API token of user {self.user_id}"

    @property
    def expires_at(self) -> datetime:
        return self.made_at + timedelta(days=self.days)

    @property
    def is_over(self) -> bool:
        """Whether it works no longer, because its time is over."""
        return self.expires_at <= timezone.now()
