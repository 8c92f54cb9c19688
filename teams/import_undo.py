"""Taking the last import back as a whole, by what its event in the activity log keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts import audit
from accounts.models import AuditEvent, Organisation, User
from accounts.services import withdraw_team
from teams import bulk, import_facts
from teams.import_writes import BATCH, DAYS_OUTSIDE, OUTSIDE_FILE, SET_ON_CHANGE, stored_values
from teams.models import Post, SkillRating, Team
from teams.services import hold_rosters, raise_roster_version

UNDONE = "took back"


@dataclass(eq=False)
class CannotUndo(Exception):
    """Nothing was taken back. `why` is a sentence; `posts` are the references of posts that somebody changed since."""

    why: str
    posts: list[str]


def imports_of(organisation: Organisation) -> QuerySet[AuditEvent]:
    """The imports of `organisation`, latest first."""
    return AuditEvent.objects.of(organisation).filter(verb="imported")


def last_import(organisation: Organisation) -> AuditEvent | None:
    """The last import of `organisation`, None where there is none or it was taken back."""
    last = AuditEvent.objects.of(organisation).filter(verb__in=("imported", UNDONE)).first()
    return last if last is not None and last.verb == "imported" else None


def undo(*, by: User, organisation: Organisation, event_id: int) -> AuditEvent:
    """Take the import of that event back, all of it: posts that it added go, others are as they were.

    CannotUndo: it is not the last import, or somebody changed a post of it since.
    """
    with transaction.atomic():
        posts = {post.post_ref: post for post in Post.objects.of(organisation).select_for_update().order_by("pk")}
        hold_rosters(organisation)
        event = last_import(organisation)
        if event is None or event.pk != event_id:
            raise CannotUndo("Another import came after this one, or this one was taken back already.", [])
        if "posts" in event.changes and "undo" not in event.changes:
            raise CannotUndo("It was made by an earlier release, which did not keep what is needed.", [])
        if "posts" in event.changes:
            _undo_posts(organisation, event.changes, posts)
        if "external_staff" in event.changes:
            import_facts.set_back(organisation, event.changes["external_staff"])
        raise_roster_version(organisation)
        rows = len(event.changes.get("posts", [{}, {}])[1])
        changes = {"posts": [rows, 0]}
        audit.record(by=by, organisation=organisation, verb=UNDONE, target=event.target, changes=changes)
    return event


def _undo_posts(organisation: Organisation, changes: Mapping[str, Any], posts: Mapping[str, Post]) -> None:
    old, new = changes["posts"]
    kept = changes["undo"][1]
    added = [ref for ref in new if ref not in old]
    _check_untouched(posts, {**dict.fromkeys(added, 1), **kept["versions"]}, added)
    gone = [posts[ref].pk for ref in added]
    _delete(SkillRating, "post_id__in", gone)
    _delete(Post, "pk__in", gone)
    teams = {team.name: team for team in Team.objects.filter(organisation=organisation)}
    changed = [posts[ref] for ref in old]
    for post in changed:
        _set_back(post, old[post.post_ref], teams)
    bulk.update(changed, Post, SET_ON_CHANGE).run()
    _restore_ratings(kept["ratings"], posts)
    _delete_unused_teams(organisation, changes.get("teams", [[], []])[1])


def _check_untouched(posts: Mapping[str, Post], versions: Mapping[str, int], added: list[str]) -> None:
    touched = [ref for ref, version in versions.items() if ref not in posts or posts[ref].version != version]
    ids = [posts[ref].pk for ref in added if ref in posts]
    refs = {posts[ref].pk: ref for ref in added if ref in posts}
    for relation in Post._meta.related_objects:
        if relation.related_model is not SkillRating and not relation.many_to_many:
            name = relation.field.name
            for part in _parts(ids):
                rows = relation.related_model._base_manager.filter(**{f"{name}__in": part})
                touched += [refs[pk] for pk in rows.values_list(f"{name}_id", flat=True)]
    # A rating by others than the lead came after the import of a new post
    for part in _parts(ids):
        rated = SkillRating.objects.filter(post_id__in=part).exclude(source=SkillRating.Source.LEAD)
        touched += [refs[pk] for pk in rated.values_list("post_id", flat=True)]
    if touched:
        why = "Somebody changed posts of this import since, so taking it back would undo that too."
        raise CannotUndo(why, sorted(set(touched)))


def _set_back(post: Post, old: Mapping[str, Any], teams: Mapping[str, Team]) -> None:
    cells = {column: text for column, text in old.items() if column not in ("skills", *OUTSIDE_FILE)}
    values = stored_values(cells, cells, teams)
    for column in OUTSIDE_FILE:
        if column in old:
            read = date.fromisoformat if column in DAYS_OUTSIDE else Decimal
            values[column] = read(old[column]) if old[column] else None
    for name, value in values.items():
        setattr(post, name, value)
    post.version += 1


def _restore_ratings(ratings: Mapping[str, list[list[Any]]], posts: Mapping[str, Post]) -> None:
    """Put the ratings of these posts back as they were, with who gave them and when."""
    _delete(SkillRating, "post_id__in", [posts[ref].pk for ref in ratings])
    bulk.insert(
        [
            SkillRating(
                post=posts[ref], skill=skill, source=source, level=level, rated_at=datetime.fromisoformat(rated_at)
            )
            for ref, rows in ratings.items()
            for skill, source, level, rated_at in rows
        ],
        SkillRating,
    ).run()


def _delete_unused_teams(organisation: Organisation, names: list[str]) -> None:
    """Delete the teams that the import made, but for those that something uses by now."""
    for team in Team.objects.filter(organisation=organisation, name__in=names, version=1):
        used = any(
            relation.related_model._base_manager.filter(**{relation.field.name: team}).exists()
            for relation in Team._meta.related_objects
        )
        if not used:
            withdraw_team(organisation=organisation, team=team.pk)
            team.delete()


def _delete(model: type[Post] | type[SkillRating], lookup: str, ids: list[int]) -> None:
    for part in _parts(ids):
        model.objects.filter(**{lookup: part}).delete()


def _parts(ids: list[int]) -> Iterator[list[int]]:
    """`ids` in parts that a database takes in one condition."""
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
