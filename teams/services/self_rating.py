"""The writes of self-rating: staff were told, a link goes out or is revoked, and the holder of a post rates."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit, emails
from accounts.models import Organisation, User
from teams import rating_links
from teams.models import Post, RatingLink, SkillRating, StaffTold
from teams.services.skills import write_levels
from teams.services.writing import Stale, locked, record

RATED_BY_HOLDER = "recorded the holder's own ratings of"
"""What the activity log says of a self-rating: it has no name to give."""


class StaffNotTold(Exception):
    """Nobody has confirmed yet that staff of the organisation were told."""


class PostNotHeld(Exception):
    """The post is vacant or has left the roster, so that there is nobody to ask."""


class LinkClosed(Exception):
    """The link has expired or was revoked meanwhile; nothing was kept."""


@dataclass(frozen=True, slots=True)
class OwnLevels:
    """What the holder of a post says: a level or None (not rated) by skill, and a comment."""

    levels: Mapping[str, int | None]
    comment: str


@transaction.atomic
def confirm_staff_told(*, by: User, organisation: Organisation) -> None:
    """Record that staff were told how their ratings are used; the first confirmation stays."""
    _, is_new = StaffTold.objects.get_or_create(organisation=organisation, defaults={"confirmed_by": by})
    if is_new:
        audit.record(by=by, organisation=organisation, verb="confirmed", target="that staff were told of self-rating")


@transaction.atomic
def make_link(*, by: User, post: Post, email: str = "") -> RatingLink:
    """A new link for the holder of `post`, in place of any before. With `email` it is sent there, and the address goes.

    StaffNotTold, PostNotHeld: as they say.
    """
    if not StaffTold.objects.filter(organisation=post.organisation).exists():
        raise StaffNotTold
    post = _held(post)
    values = {"nonce": secrets.token_urlsafe(16), "sent_at": timezone.now(), "is_revoked": False}
    link, _ = RatingLink.objects.update_or_create(post=post, defaults=values)
    if email:
        _send(link, email)
    verb = "sent a link for the ratings of" if email else "made a link for the ratings of"
    audit.record(by=by, organisation=post.organisation, verb=verb, target=f"post {post.post_ref}")
    return link


@transaction.atomic
def revoke_link(*, by: User, post: Post) -> None:
    """Make the link of a post worthless. Its comment stays with the ratings."""
    if RatingLink.objects.filter(post=post, is_revoked=False).update(is_revoked=True):
        verb = "revoked the link for the ratings of"
        audit.record(by=by, organisation=post.organisation, verb=verb, target=f"post {post.post_ref}")


@transaction.atomic
def rate_own(*, link: RatingLink, said: OwnLevels) -> None:
    """Keep what the holder of the link's post says of their own skills, as of now. LinkClosed: as it says.

    The version of the post stays: nothing that others edit has changed.
    """
    # Post first, as every other write of it does: two that wait for each other would be refused.
    post = _held_or_closed(link)
    current = RatingLink.objects.select_for_update(of=("self",)).filter(post=post, nonce=link.nonce).first()
    if current is None or not current.is_open:
        raise LinkClosed
    own = post.skill_ratings.filter(source=SkillRating.Source.SELF)
    changes = audit.changed(dict(own.values_list("skill", "level")), said.levels)
    own.filter(skill__in=[skill for skill, level in said.levels.items() if level is None]).delete()
    levels = {skill: level for skill, level in said.levels.items() if level is not None}
    write_levels(post, levels, SkillRating.Source.SELF)
    if current.comment != said.comment:
        current.comment = said.comment
        current.save(update_fields=("comment",))
    record(post, None, RATED_BY_HOLDER, changes)


def _held(post: Post) -> Post:
    """The post, held for this transaction. PostNotHeld: as it says."""
    try:
        current = locked(post, post.version)
    except Stale as stale:
        if stale.row is None:
            raise PostNotHeld from None
        current = stale.row
    left = current.closed_on is not None and current.closed_on <= timezone.localdate()
    if current.status != Post.Status.FILLED or left:
        raise PostNotHeld
    return current


def _held_or_closed(link: RatingLink) -> Post:
    try:
        return _held(link.post)
    except PostNotHeld:
        raise LinkClosed from None


def _send(link: RatingLink, email: str) -> None:
    organisation = link.post.organisation.name
    context = {
        "organisation": organisation,
        "title": link.post.title,
        "url": emails.link(reverse("rate_own", args=[rating_links.token_of(link)])),
        "notice": emails.link(reverse("self_rating_privacy")),
        "expires": timezone.localtime(link.expires_at),
    }
    subject = f"Rate your digital skills for {organisation}"
    emails.send(to=email, subject=subject, template="rating_link", context=context)
