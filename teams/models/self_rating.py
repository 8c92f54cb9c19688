"""How the holder of a post rates their own skills without an account: by a link, after staff were told."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Organisation, User
from teams.models.posts import Post


class StaffTold(models.Model):
    """The word of an organisation that its staff were told how their own ratings are used. Without it no link goes."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="staff_told")
    confirmed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(default=timezone.now)

    objects: models.Manager[StaffTold] = models.Manager()

    def __str__(self) -> str:
        return f"Staff of {self.organisation} were told"


class RatingLink(models.Model):
    """The one link by which the holder of a post rates their skills. Its address holds `nonce`, which a new one renews.

    To whom it went is not kept. `comment` is what the holder wrote beside their ratings.
    """

    post = models.OneToOneField(Post, models.CASCADE, related_name="rating_link")
    nonce = models.CharField(max_length=32)
    sent_at = models.DateTimeField(default=timezone.now)
    is_revoked = models.BooleanField(default=False)
    comment = models.TextField(max_length=1000, blank=True)

    objects: models.Manager[RatingLink] = models.Manager()

    def __str__(self) -> str:
        return f"Rating link of {self.post}"

    @property
    def expires_at(self) -> datetime:
        return self.sent_at + timedelta(days=settings.LINK_DAYS)

    @property
    def is_open(self) -> bool:
        """Whether it can be used: not revoked, not expired, and its post is held and in the roster."""
        held = self.post.status == Post.Status.FILLED and not _has_left(self.post.closed_on)
        return held and not self.is_revoked and self.expires_at > timezone.now()


def _has_left(closed_on: date | None) -> bool:
    return closed_on is not None and closed_on <= timezone.localdate()
