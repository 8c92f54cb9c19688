"""Sessions, each with the user who is signed in."""

from __future__ import annotations

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from accounts.models.people import User


class Session(AbstractBaseSession):
    """One browser's session. `user` is blank until somebody signs in."""

    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="sessions")

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"Session of user {self.user_id}"
