"""Importing a roster: what waits to be confirmed, what it would change, and the writes.

A write is one transaction with one audit event. Applying is all or nothing, and only to the roster that the preview
showed: the organisation's `roster_version` says whether it still is that one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEvent, Organisation, User
from teams import import_writes
from teams.importing import Reading
from teams.importing.cautions import cautions
from teams.importing.changes import Plan, Stored, plan
from teams.models import Post, SkillRating, StagedImport, Team
from teams.services import hold_rosters, raise_roster_version


@dataclass(eq=False)
class Gone(Exception):
    """The import no longer waits. `why` is applied, discarded or expired; "" where there never was one."""

    why: str


class RosterChanged(Exception):
    """The roster is not the one that the preview showed. Nothing was saved."""


class HasProblems(Exception):
    """Rows of the file were refused, so that nothing of it can be applied."""


def stage(*, by: User, organisation: Organisation, reading: Reading) -> StagedImport:
    """Keep the checked rows for a day, to be confirmed; rows of a file with problems are not kept at all."""
    warnings = cautions(reading, ods_code=organisation.ods_code, today=timezone.localdate())
    problems = [[problem.row, problem.column, problem.value, problem.reason] for problem in reading.problems]
    with transaction.atomic():
        staged = StagedImport.objects.create(
            organisation=organisation,
            by=by,
            roster_version=organisation.roster_version,
            rows=[reading.columns, *([] if problems else reading.rows)],
            problems={"count": reading.problem_count, "first": problems},
            warnings=warnings,
        )
        counts = {"rows": len(reading.rows), "problems": reading.problem_count}
        _record(staged, by, "uploaded", {name: [None, count] for name, count in counts.items()})
    return staged


def purge_expired() -> int:
    """Delete every import, of any organisation, that has waited for longer than a day; give how many there were."""
    expired = StagedImport.objects.expired()
    return expired.delete()[0] if expired.exists() else 0


def find(*, organisation: Organisation, staged_id: UUID) -> StagedImport:
    """The waiting import of that id. Gone: there is none any more, or there never was."""
    try:
        return _waiting(organisation, staged_id, hold=False)
    except Gone:
        purge_expired()
        raise


def plan_of(staged: StagedImport) -> Plan:
    """What applying `staged` would change in the roster as it stands."""
    return _plan(staged, _Roster(staged.organisation))


def preview_again(*, by: User, organisation: Organisation, staged_id: UUID) -> StagedImport:
    """Compare the rows with the roster as it stands now. Gone: the import no longer waits."""
    with _held(organisation, staged_id) as staged:
        was, now = staged.roster_version, organisation.roster_version
        if was != now:
            _record(staged, by, "previewed again", {"roster_version": [was, now]})
            staged.roster_version = now
            staged.save(update_fields=["roster_version"])
    return staged


def discard(*, by: User, organisation: Organisation, staged_id: UUID) -> None:
    """Throw the rows away. Gone: the import no longer waits."""
    with _held(organisation, staged_id) as staged:
        _record(staged, by, "discarded", {})
        staged.delete()


def apply(*, by: User, organisation: Organisation, staged_id: UUID) -> Plan:
    """Write the whole import, and give what was done.

    Gone: it is applied already, discarded or too old. RosterChanged: the roster is not that of the preview.
    HasProblems: the file has rows that were refused. In each case nothing is written.
    """
    with _held(organisation, staged_id) as staged:
        if staged.problems["count"]:
            raise HasProblems
        roster = _Roster(organisation, hold=True)
        # Posts are held before their organisation, as by the writes of single posts, so that none waits for ever.
        if hold_rosters(organisation).roster_version != staged.roster_version:
            raise RosterChanged
        doing = _plan(staged, roster)
        changes: audit.Changes = {}
        if doing.does_something:
            changes = import_writes.write(organisation, doing, roster.posts, roster.teams, roster.ratings)
            raise_roster_version(organisation)
        _record(staged, by, "imported", changes)
        staged.delete()
    return doing


@contextmanager
def _held(organisation: Organisation, staged_id: UUID) -> Iterator[StagedImport]:
    """The waiting import of that id, held for the one transaction that this is. Gone: as for `find`."""
    purge_expired()  # before the transaction, which Gone would take back
    with transaction.atomic():
        yield _waiting(organisation, staged_id, hold=True)


def _waiting(organisation: Organisation, staged_id: UUID, *, hold: bool) -> StagedImport:
    staged = StagedImport.objects.waiting(organisation).filter(pk=staged_id)
    found = (staged.select_for_update(of=("self",)) if hold else staged).select_related("organisation").first()
    if found is None:
        raise Gone(_what_became_of(organisation, staged_id))
    return found


def _what_became_of(organisation: Organisation, staged_id: UUID) -> str:
    events = AuditEvent.objects.of(organisation).filter(target=_target(staged_id))
    verbs = set(events.values_list("verb", flat=True))
    if not verbs:
        return ""
    return next(
        (why for verb, why in (("imported", "applied"), ("discarded", "discarded")) if verb in verbs), "expired"
    )


def _target(staged_id: UUID) -> str:
    return f"roster file {staged_id.hex[:8]}"


def _record(staged: StagedImport, by: User, verb: str, changes: audit.Changes) -> None:
    audit.record(by=by, organisation=staged.organisation, verb=verb, target=_target(staged.pk), changes=changes)


# The roster as it is stored ------------------------------------------------------------------------------------------


class _Roster:
    """The posts, teams and ratings of an organisation, in three queries; `hold` keeps others from changing them."""

    def __init__(self, organisation: Organisation, *, hold: bool = False) -> None:
        posts = Post.objects.of(organisation).order_by("pk")
        self.posts = {post.post_ref: post for post in (posts.select_for_update() if hold else posts)}
        self.teams = {team.name: team for team in Team.objects.filter(organisation=organisation)}
        ratings = SkillRating.objects.filter(post__organisation=organisation)
        self.ratings = import_writes.Ratings(ratings.values_list("pk", "post_id", "skill", "source", "level"))

    def stored(self) -> dict[str, Stored]:
        names = {team.pk: name for name, team in self.teams.items()}
        today = timezone.localdate()
        return {
            ref: Stored(
                cells=import_writes.cells_of(post, names),
                is_open=post.closed_on is None or post.closed_on > today,
                levels=self.ratings.that_count.get(post.pk, {}),
                lead_levels=self.ratings.by_lead.get(post.pk, {}),
            )
            for ref, post in self.posts.items()
        }


def _plan(staged: StagedImport, roster: _Roster) -> Plan:
    columns, *rows = staged.rows
    return plan(roster.stored(), roster.teams, columns, rows)
