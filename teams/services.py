"""The writes of teams. Each is one transaction with one audit event, and raises the organisation's roster version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone

from accounts import audit
from accounts.models import Organisation, User
from teams.models import OrganisationFacts, Post, RepresentationCount, SkillRating, Team
from teams.roster import COLUMNS

Row = TypeVar("Row", bound=models.Model)


@dataclass(eq=False)
class Stale(Exception):
    """Somebody saved this row first. `row` is what is stored now, None if it is gone; nothing of this save was kept."""

    row: Any


class AlreadyThere(Exception):
    """The organisation has a team or a post of that name already."""


POST_FIELDS = (*(column for column in COLUMNS if column != "skills"), "notes")
TEAM_FIELDS = ("name", "kind")
FACT_FIELDS = (
    "as_at",
    "workforce_wte",
    "external_staff",
    "goodwill_wte_elsewhere",
    "initiatives_live",
    "initiatives_with_clinical_lead_from_start",
    "initiatives_tested_with_users",
    "initiatives_led_outside_it",
    "service_contracts_a_year",
    "digital_revenue_budget",
)
REPRESENTATION_FIELDS = ("as_at", "group", "comparator", "team_count", "team_known", "headcount", "comparator_pct")


def raise_roster_version(organisation: Organisation) -> None:
    """Mark that what is true of `organisation` has changed, so that a scorecard at hand is worked out again."""
    Organisation.objects.filter(pk=organisation.pk).update(roster_version=F("roster_version") + 1)


def add_team(*, by: User, organisation: Organisation, values: Mapping[str, Any]) -> Team:
    """A new team with `values` for `TEAM_FIELDS`. AlreadyThere: a team has that name."""
    with _one_write():
        return _add(Team(organisation=organisation, **values), by, TEAM_FIELDS)


def change_team(*, by: User, team: Team, version: int | None, values: Mapping[str, Any]) -> Team:
    """Change a team. Stale: `version` is no longer that of the row. AlreadyThere: a team has that name."""
    with _one_write():
        return _change(_locked(team, version), by, values)


def add_post(*, by: User, organisation: Organisation, values: Mapping[str, Any]) -> Post:
    """A new post with `values` for `POST_FIELDS`. AlreadyThere: a post has that reference."""
    with _one_write():
        return _add(Post(organisation=organisation, **with_vacancy(None, values)), by, POST_FIELDS)


def change_post(*, by: User, post: Post, version: int | None, values: Mapping[str, Any]) -> Post:
    """Change a post; when it falls vacant its start date and skill ratings go, as they are the holder's.

    Stale: `version` is no longer that of the row. AlreadyThere: another post has that reference.
    """
    with _one_write():
        post = _locked(post, version)
        if post.status == Post.Status.FILLED and values["status"] == Post.Status.VACANT:
            post.skill_ratings.all().delete()
        return _change(post, by, with_vacancy(post, values))


def close_post(*, by: User, post: Post, version: int | None, closed_on: date | None) -> Post:
    """Take a post out of the roster from `closed_on`; None opens it again. Stale: as for `change_post`."""
    with _one_write():
        return _change(_locked(post, version), by, {"closed_on": closed_on})


def rate_skills(*, by: User, post: Post, version: int | None, levels: Mapping[str, int | None]) -> Post:
    """Set the lead's rating of each skill of `levels` for the holder of `post`; None takes it away.

    Stale: `version` is no longer that of the post.
    """
    ratings = post.skill_ratings.all()
    with _one_write():
        # Ratings change with the version of their post, so those that came with it still hold where the version does.
        post = _locked(post, version)
        before = {rating.skill: rating.level for rating in ratings if rating.source == SkillRating.Source.LEAD}
        changes = audit.changed(before, levels)
        _write_ratings(post, {skill: levels[skill] for skill in changes})
        return _change(post, by, {}, changes)


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


def save_facts(
    *, by: User, organisation: Organisation, version: int | None, values: Mapping[str, Any]
) -> OrganisationFacts:
    """Save the facts of `organisation`; `version` is None where there were none. Stale: somebody saved first."""
    with _one_write():
        # Of two people who save the first facts at once, the second waits here and then finds them.
        Organisation.objects.hold(organisation)
        facts = OrganisationFacts.objects.filter(organisation=organisation).first()
        if facts is None and version is None:
            return _add(OrganisationFacts(organisation=organisation, **values), by, FACT_FIELDS)
        if facts is None or version is None:
            raise Stale(facts)
        return _change(_locked(facts, version), by, values)


def add_representation(*, by: User, organisation: Organisation, values: Mapping[str, Any]) -> RepresentationCount:
    """A new group of the representation counts. AlreadyThere: the group is counted against that comparator."""
    with _one_write():
        return _add(RepresentationCount(organisation=organisation, **values), by, REPRESENTATION_FIELDS)


def change_representation(
    *, by: User, count: RepresentationCount, version: int | None, values: Mapping[str, Any]
) -> RepresentationCount:
    """Change the counts of a group. Stale: `version` is no longer that of the row. AlreadyThere: as when adding."""
    with _one_write():
        return _change(_locked(count, version), by, values)


def remove_representation(*, by: User, count: RepresentationCount, version: int | None) -> None:
    """Remove a group. Stale: `version` is no longer that of the row."""
    with _one_write():
        count = _locked(count, version)
        # With its id, a form that is still open on it can be told what became of it.
        removed = audit.values(count, ("id", *REPRESENTATION_FIELDS))
        changes = {field: [value, None] for field, value in removed.items()}
        _record(count, by, "removed", changes)
        count.delete()


def with_vacancy(post: Post | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` with what the status implies: a vacant post has no start date, and a day since which it is vacant."""
    if values["status"] == Post.Status.FILLED:
        return {**values, "vacant_since": None}
    since = post.vacant_since if post and post.status == Post.Status.VACANT else timezone.localdate()
    return {**values, "started_on": None, "vacant_since": since}


@contextmanager
def _one_write() -> Iterator[None]:
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


def _locked(row: Row, version: int | None) -> Row:
    """The row as it is stored, held for this transaction. Stale: its version is another, or it is gone."""
    rows: models.Manager[Row] = type(row)._default_manager
    try:
        current = rows.select_for_update(of=("self",)).select_related("organisation").get(pk=row.pk)
    except ObjectDoesNotExist:
        raise Stale(None) from None
    if current.version != version:  # type: ignore[attr-defined]  # every editable row has one
        raise Stale(current)
    return current


def _add(row: Row, by: User, fields: tuple[str, ...]) -> Row:
    row.save(force_insert=True)
    added = {field: [None, value] for field, value in audit.values(row, fields).items() if value not in (None, "")}
    _record(row, by, "added", added)
    return row


def _change(row: Row, by: User, values: Mapping[str, Any], changes: audit.Changes | None = None) -> Row:
    """Set `values` on a locked row; `changes` are those made beside it. Nothing is written when nothing changed."""
    before = audit.values(row, values)
    for field, value in values.items():
        setattr(row, field, value)
    changes = {**audit.changed(before, audit.values(row, values)), **(changes or {})}
    if changes:
        row.version += 1  # type: ignore[attr-defined]  # every editable row has one
        row.save(force_update=True)
        _record(row, by, "changed", changes)
    return row


def _record(row: Any, by: User, verb: str, changes: audit.Changes) -> None:
    raise_roster_version(row.organisation)
    audit.record(by=by, organisation=row.organisation, verb=verb, target=target_of(row), changes=changes)


def target_of(row: Any) -> str:
    """How the activity log names a row: "post D14", "team Integration", "representation Women against workforce"."""
    if isinstance(row, Post):
        return f"post {row.post_ref}"
    if isinstance(row, Team):
        return f"team {row.name}"
    return f"representation {row}" if isinstance(row, RepresentationCount) else "facts"
