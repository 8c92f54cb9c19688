"""The writes of skill ratings."""

from __future__ import annotations

from collections.abc import Mapping

from accounts import audit
from accounts.models import User
from teams.models import Post, SkillRating
from teams.services.writing import change, locked, one_write


def rate_skills(*, by: User, post: Post, version: int | None, levels: Mapping[str, int | None]) -> Post:
    """Set the lead's rating of each skill of `levels` for the holder of `post`; None takes it away.

    Stale: `version` is no longer that of the post.
    """
    ratings = post.skill_ratings.all()
    with one_write():
        # Ratings change with the version of their post, so those that came with it still hold where the version does.
        post = locked(post, version)
        before = {rating.skill: rating.level for rating in ratings if rating.source == SkillRating.Source.LEAD}
        changes = audit.changed(before, levels)
        _write_ratings(post, {skill: levels[skill] for skill in changes})
        return change(post, by, {}, changes)


def _write_ratings(post: Post, levels: Mapping[str, int | None]) -> None:
    """Write the lead's ratings of the skills of `levels`, dated now; the others keep their age."""
    gone = [skill for skill, level in levels.items() if level is None]
    if gone:
        post.skill_ratings.filter(source=SkillRating.Source.LEAD, skill__in=gone).delete()
    SkillRating.objects.bulk_create(
        [
            SkillRating(post=post, skill=skill, level=level, source=SkillRating.Source.LEAD)
            for skill, level in levels.items()
            if level is not None
        ],
        update_conflicts=True,
        unique_fields=("post", "skill", "source"),
        update_fields=("level", "rated_at"),
    )
