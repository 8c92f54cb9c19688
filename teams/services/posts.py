"""The writes of posts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from accounts import audit
from accounts.models import Organisation, User
from teams.clinical_time import PARTS, are_parts
from teams.models import Post, Team
from teams.references import free_references
from teams.roster import COLUMNS
from teams.services.skills import forget_holder
from teams.services.writing import add, change, locked, one_write, record_many

POST_FIELDS = (*(column for column in COLUMNS if column != "skills"), "notes")


def add_post(*, by: User, organisation: Organisation, values: Mapping[str, Any]) -> Post:
    """A new post with `values` for `POST_FIELDS`. AlreadyThere: a post has that reference."""
    with one_write():
        return add(Post(organisation=organisation, **with_vacancy(None, values)), by, POST_FIELDS)


def add_posts(*, by: User, organisation: Organisation, values: Mapping[str, Any], number: int) -> list[Post]:
    """`number` posts that are alike but for their references: that of `values` if it is free, and those that follow."""
    with one_write():
        # Of two people who add posts at once, the second waits here and then finds the references of the first.
        Organisation.objects.hold(organisation)
        references = free_references(values["post_ref"], number, Post.objects.of(organisation).references())
        alike = with_vacancy(None, values)
        made = [Post(organisation=organisation, **{**alike, "post_ref": reference}) for reference in references]
        Post.objects.bulk_create(made)
        added = {post.post_ref: audit.values(post, POST_FIELDS) for post in made}
        counts = {"added": number, "references": references}
        record_many(organisation, by, "added several", "posts", counts, [dict.fromkeys(added), added])
    return made


def change_post(*, by: User, post: Post, version: int | None, values: Mapping[str, Any]) -> Post:
    """Change a post; when it falls vacant its start date, skill ratings and rating link go: they are the holder's.

    Stale: `version` is no longer that of the row. AlreadyThere: another post has that reference.
    """
    with one_write():
        post = locked(post, version)
        if post.status == Post.Status.FILLED and values["status"] == Post.Status.VACANT:
            forget_holder(post)
        return change(post, by, with_vacancy(post, values))


def move_post(*, by: User, post: Post, version: int | None, team: Team | None) -> Post:
    """Put a post into another team, None for the organisation's own. Stale: as for `change_post`."""
    with one_write():
        return change(locked(post, version), by, {"team": team})


def close_post(*, by: User, post: Post, version: int | None, closed_on: date | None) -> Post:
    """Take a post out of the roster from `closed_on`; None opens it again. Stale: as for `change_post`."""
    with one_write():
        return change(locked(post, version), by, {"closed_on": closed_on})


def with_vacancy(post: Post | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` with what the status implies: a vacant post has no start date, and a day since which it is vacant.

    The parts of a clinician's time go as soon as the post is vacant or they are no longer parts of its time.
    """
    values = {**values, **_parts(post, values)}
    if values["status"] == Post.Status.FILLED:
        return {**values, "vacant_since": None}
    since = post.vacant_since if post and post.status == Post.Status.VACANT else timezone.localdate()
    return {**values, "started_on": None, "vacant_since": since}


def _parts(post: Post | None, values: Mapping[str, Any]) -> dict[str, None]:
    """The parts of the time of `post` that are not known any more with `values`, as an import or a form gives them."""
    if post is None:
        return {}
    wte, funded = values.get("wte", post.wte), values.get("funded_wte", post.funded_wte)
    parts = (post.job_planned_wte, post.backfilled_wte, post.extra_wte)
    if values["status"] == Post.Status.FILLED and are_parts(wte, funded, *parts):
        return {}
    return dict.fromkeys(PARTS)
