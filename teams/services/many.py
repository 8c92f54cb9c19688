"""The writes that change many posts at once, all of them or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts import audit
from accounts.models import Organisation, User
from teams.models import Post
from teams.services.writing import one_write, record_many

MANY_FIELDS = ("team", "role", "employment", "ends_on", "closed_on")
"""What can be set for many posts at once."""


@dataclass(eq=False)
class StaleMany(Exception):
    """Somebody changed some of the posts first; `references` name those that are still there. Nothing was saved."""

    references: list[str]


def change_posts(
    *, by: User, organisation: Organisation, versions: Mapping[int, int], values: Mapping[str, Any]
) -> list[str]:
    """Set `values` of `MANY_FIELDS` on the posts whose ids and versions are `versions`; give the references changed.

    One event tells of all of them. StaleMany: a version is no longer that of its post, or a post is gone.
    """
    with one_write():
        posts = list(Post.objects.of(organisation).filter(pk__in=versions).order_by("pk").select_for_update())
        stale = [post.post_ref for post in posts if post.version != versions[post.pk]]
        if stale or len(posts) != len(versions):
            raise StaleMany(stale)
        changes = {post: _set(post, values) for post in posts}
        changed = {post: fields for post, fields in changes.items() if fields}
        if changed:
            Post.objects.bulk_update(changed, [*values, "version"], batch_size=100)
            _record(organisation, by, changed, audit.values(next(iter(changed)), values))
    return sorted(post.post_ref for post in changed)


def _set(post: Post, values: Mapping[str, Any]) -> audit.Changes:
    """Set `values` on a held post; what changed, with its next version if anything did."""
    before = audit.values(post, values)
    for name, value in values.items():
        setattr(post, name, value)
    changes = audit.changed(before, audit.values(post, values))
    post.version += bool(changes)
    return changes


def _record(
    organisation: Organisation, by: User, changed: Mapping[Post, audit.Changes], values: Mapping[str, Any]
) -> None:
    sides = [
        {post.post_ref: {name: both[side] for name, both in fields.items()} for post, fields in changed.items()}
        for side in (0, 1)
    ]
    counts = {"changed": len(changed), "references": sorted(sides[0]), "set": dict(values)}
    record_many(organisation, by, "changed several", "posts", counts, sides)
