"""The writes of skill ratings by the lead, or by a contributor who stands in for the lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts import audit
from accounts.models import User
from teams.models import Post, RatingLink, SkillRating
from teams.models.posts import PostQuerySet
from teams.services.writing import Stale, change, locked, one_write, record

Levels = Mapping[str, int | None]
"""The level by skill; None is not rated."""


@dataclass(eq=False)
class Clash(Exception):
    """Somebody saved one of these cells first. `stored` are all of the lead's levels now; nothing was kept."""

    post: Post
    stored: Levels


def rate_skills(*, by: User, post: Post, version: int | None, levels: Levels, renew: bool = False) -> Post:
    """Set the lead's rating of each skill of `levels` for the holder of `post`; None takes it away.

    `renew`: those that stay as they are were looked at too, and are as of now. Stale: `version` is no longer that of
    the post.
    """
    ratings = post.skill_ratings.all()
    with one_write():
        # The lead's ratings change with the version of their post, so those that came with it hold where it does.
        post = locked(post, version)
        before = {rating.skill: rating.level for rating in ratings if rating.source == SkillRating.Source.LEAD}
        changes = audit.changed(before, levels)
        written = {skill: levels[skill] for skill in (levels if renew else changes)}
        _write_ratings(post, written, SkillRating.Source.LEAD)
        if renew and any(level is not None for level in levels.values()):
            changes["rated_at"] = [None, timezone.localdate().isoformat()]
        return change(post, by, {}, changes)


def rate_cells(*, by: User, posts: PostQuerySet, pk: int, version: int | None, was: Levels, levels: Levels) -> Post:
    """Set the cells of one post that somebody changed from `was` to `levels`, for the lead.

    `posts` are those whose holders `by` may rate; `version` is that of the post as it was on the page, where another
    cell may have changed since. Clash: one of these has. Stale: the post is none of `posts`, or it is vacant by now.
    """
    with one_write():
        post = posts.select_for_update(of=("self",)).filter(pk=pk, status=Post.Status.FILLED)
        found = post.annotate(**{f"level_of_{skill}": _lead_level(skill) for skill in levels}).first()
        if found is None:
            raise Stale(None)
        stored: Levels = {skill: getattr(found, f"level_of_{skill}") for skill in levels}
        if found.version != version:
            # Read once more: what the database had at hand while it waited for the lock may be older than the post.
            stored = {**dict.fromkeys(levels), **lead_levels(found)}
        if any(stored[skill] not in (was.get(skill), level) for skill, level in levels.items()):
            raise Clash(found, lead_levels(found))
        changes = audit.changed(stored, levels)
        _write_ratings(found, {skill: levels[skill] for skill in changes}, SkillRating.Source.LEAD)
        rated: Post = change(found, by, {}, changes)
        return rated


def verify_skills(*, by: User, post: Post, version: int | None, levels: Levels) -> Post:
    """Set the verified level of each skill of `levels`; None takes it away. Stale: as for `rate_skills`."""
    with one_write():
        post = locked(post, version)
        verified = post.skill_ratings.filter(source=SkillRating.Source.VERIFIED)
        changes = audit.changed(dict(verified.values_list("skill", "level")), levels)
        if changes:
            _write_ratings(post, {skill: levels[skill] for skill in changes}, SkillRating.Source.VERIFIED)
            post.version += 1
            post.save(update_fields=("version",))
            record(post, by, "verified ratings of", changes)
        return post


def forget_holder(post: Post) -> None:
    """Delete what belongs to the person who leaves a post: their ratings, and their link with its comment."""
    post.skill_ratings.all().delete()
    RatingLink.objects.filter(post=post).delete()


def lead_levels(post: Post) -> dict[str, int]:
    """The lead's ratings of the holder of a post as they are stored."""
    return dict(post.skill_ratings.filter(source=SkillRating.Source.LEAD).values_list("skill", "level"))


def _lead_level(skill: str) -> Subquery:
    rated = SkillRating.objects.filter(post=OuterRef("pk"), skill=skill, source=SkillRating.Source.LEAD)
    return Subquery(rated.values("level"))


def _write_ratings(post: Post, levels: Levels, source: SkillRating.Source) -> None:
    """Write ratings of the skills of `levels`, dated now; the others keep their age."""
    gone = [skill for skill, level in levels.items() if level is None]
    if gone:
        post.skill_ratings.filter(source=source, skill__in=gone).delete()
    write_levels(post, {skill: level for skill, level in levels.items() if level is not None}, source)


def write_levels(post: Post, levels: Mapping[str, int], source: SkillRating.Source) -> None:
    """Set a rating of each skill of `levels`, dated now."""
    rows: list[Any] = [
        SkillRating(post=post, skill=skill, level=level, source=source) for skill, level in levels.items()
    ]
    SkillRating.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=("post", "skill", "source"), update_fields=("level", "rated_at")
    )
