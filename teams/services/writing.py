"""How every write of teams is made: one transaction, one audit event, and the roster version raised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q, QuerySet

from accounts import audit
from accounts.models import Organisation, User
from teams.models import Post, RepresentationCount, Team, TeamShare

Row = TypeVar("Row", bound=models.Model)


@dataclass(eq=False)
class Stale(Exception):
    """Somebody saved this row first. `row` is what is stored now, None if it is gone; nothing of this save was kept."""

    row: Any


class AlreadyThere(Exception):
    """The organisation has a team or a post of that name already."""


def raise_roster_version(
    organisation: Organisation, *, of_partners: bool = True, and_of: Organisation | None = None
) -> None:
    """Mark that what is true of `organisation` has changed, so that what pages keep of it is worked out again.

    `of_partners`: the rosters of those that share its teams have changed with it, as by anything about posts and teams.
    `and_of`: so has what is true of this partner, whether it shares a team by now or not.
    """
    affected = Organisation.objects.filter(pk=organisation.pk)
    if of_partners:
        affected = Organisation.objects.filter(pk__in=_held_in_order(organisation, and_of).values("pk"))
    affected.update(roster_version=F("roster_version") + 1)


def hold_rosters(organisation: Organisation) -> Organisation:
    """`organisation` as it is stored; it and the partners that share its teams are held for this transaction."""
    return next(held for held in _held_in_order(organisation) if held.pk == organisation.pk)


def _held_in_order(organisation: Organisation, and_of: Organisation | None = None) -> QuerySet[Organisation]:
    """`organisation` and its partners, always held in one order: two that share with each other never wait for ever."""
    guests = TeamShare.objects.agreed().filter(organisation=organisation)
    sides = [side.pk for side in (organisation, and_of) if side]
    affected = Organisation.objects.filter(Q(pk__in=sides) | Q(pk__in=guests.values("partner")))
    return affected.select_for_update(no_key=True).order_by("pk")


@contextmanager
def one_write() -> Iterator[None]:
    """One transaction, in which a broken "only one" becomes `AlreadyThere`."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if _is_taken(error):
            raise AlreadyThere from error
        raise


def _is_taken(error: IntegrityError) -> bool:
    """Whether an "only one" was broken, by the code of the database: its words may hold what was typed."""
    codes = (getattr(error.__cause__, name, None) for name in ("sqlstate", "sqlite_errorname"))
    return any(code in ("23505", "SQLITE_CONSTRAINT_UNIQUE") for code in codes)


def locked(row: Row, version: int | None) -> Row:
    """The row as it is stored, held for this transaction. Stale: its version is another, or it is gone."""
    current, _ = locked_beside(row, version, row)
    return current


def locked_beside(row: Row, version: int | None, other: Row) -> tuple[Row, Row | None]:
    """The row as by `locked` and, held with it, another of its kind as it is stored; None: that one is gone."""
    rows: models.Manager[Row] = type(row)._default_manager
    held = rows.select_for_update(of=("self",)).select_related("organisation").order_by("pk")
    found = {each.pk: each for each in held.filter(pk__in={row.pk, other.pk})}
    current = found.get(row.pk)
    if current is None:
        raise Stale(None)
    if current.version != version:  # type: ignore[attr-defined]  # every editable row has one
        raise Stale(current)
    return current, found.get(other.pk)


def add(row: Row, by: User, fields: tuple[str, ...], changes: audit.Changes | None = None) -> Row:
    """Store a new row; `changes` are those made beside it."""
    row.save(force_insert=True)
    added = {field: [None, value] for field, value in audit.values(row, fields).items() if value not in (None, "")}
    record(row, by, "added", {**added, **(changes or {})})
    return row


def change(row: Row, by: User, values: Mapping[str, Any], changes: audit.Changes | None = None) -> Row:
    """Set `values` on a locked row; `changes` are those made beside it. Nothing is written when nothing changed."""
    before = audit.values(row, values)
    for field, value in values.items():
        setattr(row, field, value)
    changes = {**audit.changed(before, audit.values(row, values)), **(changes or {})}
    if changes:
        row.version += 1  # type: ignore[attr-defined]  # every editable row has one
        row.save(force_update=True)
        record(row, by, "changed", changes)
    return row


def remove(row: models.Model, by: User, fields: tuple[str, ...]) -> None:
    """Delete a locked row; the log keeps its `fields`, and its id, by which an open form learns what became of it."""
    removed = audit.values(row, ("id", *fields))
    record(row, by, "removed", {field: [value, None] for field, value in removed.items()})
    row.delete()


def record(row: Any, by: User | None, verb: str, changes: audit.Changes) -> None:
    """Write the event in the log of the row's organisation, and of both sides of a share."""
    partner = row.partner if isinstance(row, TeamShare) else None
    raise_roster_version(row.organisation, of_partners=isinstance(row, Post | Team | TeamShare), and_of=partner)
    target = target_of(row)
    if isinstance(row, TeamShare):
        sides = (row.organisation, row.partner)
        audit.record_in_each(by=by, organisations=sides, verb=verb, target=target, changes=changes)
    else:
        audit.record(by=by, organisation=row.organisation, verb=verb, target=target, changes=changes)


def record_many(
    organisation: Organisation,
    by: User,
    verb: str,
    target: str,
    counts: Mapping[str, Any],
    posts: list[dict[str, Any]],
    beside: audit.Changes | None = None,
) -> None:
    """One event for a change of several posts. `posts` are their old and their new values by reference.

    `counts` is what the activity log says of it; the values of each post, and those `beside`, are only kept.
    """
    raise_roster_version(organisation)
    changes = {"counts": [None, dict(counts)], "posts": posts, **(beside or {})}
    audit.record(by=by, organisation=organisation, verb=verb, target=target, changes=changes)


def target_of(row: Any) -> str:
    """How the activity log names a row: "post D14", "team Integration", "representation Women against workforce"."""
    if isinstance(row, Post):
        return f"post {row.post_ref}"
    if isinstance(row, Team):
        return f"team {row.name}"
    if isinstance(row, TeamShare):
        return f"share {row.pk} of team {row.team.name}"
    if hasattr(row, "log_name"):
        return str(row.log_name)
    return f"representation {row}" if isinstance(row, RepresentationCount) else "facts"
