"""Importing a roster: what waits to be confirmed, what it would change, and the writes.

A write is one transaction with one audit event. Applying is all or nothing, and only to the roster that the preview
showed: the organisation's `roster_version` says whether it still is that one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEvent, Organisation, User
from teams import import_facts, import_writes
from teams.import_files import FileRead, findings_of, findings_of_reading, rules_of
from teams.importing import Reading
from teams.importing.cautions import cautions
from teams.importing.changes import Plan, Stored, plan
from teams.importing.storing import to_plain
from teams.models import Post, SkillRating, StagedImport, Team
from teams.services import hold_rosters, raise_roster_version

PROBLEMS_SHOWN = 50
"""Problems of a file that its page names; the file of rejected rows has all."""


@dataclass(eq=False)
class Gone(Exception):
    """The import no longer waits. `why` is applied, discarded or expired; "" where there never was one."""

    why: str


class RosterChanged(Exception):
    """The roster is not the one that the preview showed. Nothing was saved."""


class HasProblems(Exception):
    """Rows of the file were refused, and nobody said that the others are to be imported without them."""


def stage(*, by: User, organisation: Organisation, reading: Reading) -> StagedImport:
    """Keep the checked rows for a day, to be confirmed."""
    return _stage(by, organisation, _values(organisation, reading, findings_of_reading(reading)))


def receive(*, by: User, organisation: Organisation, file: FileRead) -> StagedImport:
    """Keep a file that was read for a day: its rows, and its text while there is something to ask about it."""
    values = _values(organisation, file.reading, findings_of(file))
    return _stage(by, organisation, {**values, "book": to_plain(file.book) if file.asks else None})


def read_again(*, by: User, organisation: Organisation, staged_id: UUID, file: FileRead) -> StagedImport:
    """Keep what the waiting file gives by another layout or by new words. Gone: it no longer waits."""
    with _held(organisation, staged_id) as staged:
        for name, value in _values(organisation, file.reading, findings_of(file)).items():
            setattr(staged, name, value)
        staged.save()
    return staged


def leave_out_rejected(*, by: User, organisation: Organisation, staged_id: UUID) -> StagedImport:
    """Say that the rows that are in order are to be imported without the others. Gone: the import no longer waits."""
    with _held(organisation, staged_id) as staged:
        _record(staged, by, "left rows out", {"problems": [None, staged.problems["count"]]})
        staged.findings = {**staged.findings, "without_rejected": True}
        staged.save(update_fields=["findings"])
    return staged


def _stage(by: User, organisation: Organisation, values: dict[str, Any]) -> StagedImport:
    with transaction.atomic():
        staged = StagedImport.objects.create(organisation=organisation, by=by, **values)
        counts = {"rows": len(staged.rows) - 1, "problems": staged.problems["count"]}
        _record(staged, by, "uploaded", {name: [None, count] for name, count in counts.items()})
    return staged


def _values(organisation: Organisation, reading: Reading | None, findings: dict[str, Any]) -> dict[str, Any]:
    """What is stored of a reading; nothing but the findings where there is none."""
    if reading is None:
        empty = {"count": 0, "first": []}
        return _at(organisation, rows=[["post_ref"]], problems=empty, warnings=[], findings=findings)
    first = [[problem.row, problem.column, problem.value, problem.reason] for problem in reading.problems]
    return _at(
        organisation,
        rows=[reading.columns, *reading.rows],
        problems={"count": reading.problem_count, "first": first[:PROBLEMS_SHOWN]},
        warnings=cautions(reading, ods_code=organisation.ods_code, today=timezone.localdate()),
        findings={**findings, "reasons": _reasons(first)},
    )


def _at(organisation: Organisation, **values: Any) -> dict[str, Any]:
    return {"roster_version": organisation.roster_version, **values}


def _reasons(problems: list[list[Any]]) -> dict[str, str]:
    """Everything that is wrong with each rejected row, by its number, for the file of rejected rows."""
    reasons: dict[str, list[str]] = {}
    for row, column, _, reason in problems:
        reasons.setdefault(str(row), []).append(f"{column}: {reason}" if column else reason)
    return {row: "; ".join(said) for row, said in reasons.items()}


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


def plan_of(staged: StagedImport, *, closes_missing: bool = False) -> Plan:
    """What applying `staged` would change in the roster as it stands; `closes_missing` as for `apply`."""
    return _plan(staged, _Roster(staged.organisation), closes_missing)


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


def apply(*, by: User, organisation: Organisation, staged_id: UUID, closes_missing: bool = False) -> AuditEvent:
    """Write the whole import, and give its event in the log.

    `closes_missing`: posts that the file lacks are closed today.

    Gone: it is applied already, discarded or too old. RosterChanged: the roster is not that of the preview.
    HasProblems: the file has rows that were refused. In each case nothing is written.
    """
    staged = find(organisation=organisation, staged_id=staged_id)
    _check_ready(staged, Organisation.objects.get(pk=organisation.pk))
    doing, work = _prepared(staged, closes_missing)
    waiting = StagedImport.objects.waiting(organisation).filter(pk=staged_id, roster_version=staged.roster_version)
    with transaction.atomic():
        # Without its rows: they are read above, and to read them takes time in which others wait.
        if waiting.select_for_update().only("pk").first() is None:
            raise Gone(_what_became_of(organisation, staged_id))
        event = _write(staged, by, doing, work)
        waiting.delete()
    return event


def apply_at_once(
    *, by: User | None, organisation: Organisation, reading: Reading, closes_missing: bool = False
) -> Plan:
    """Write the rows of `reading` that are in order without a preview, and give what was done.

    RosterChanged: somebody changed the roster meanwhile; nothing is written.
    """
    findings = {**findings_of_reading(reading), "without_rejected": True}
    staged = StagedImport(organisation=organisation, **_values(organisation, reading, findings))
    doing, work = _prepared(staged, closes_missing)
    with transaction.atomic():
        _write(staged, by, doing, work)
    return doing


def _prepared(staged: StagedImport, closes_missing: bool) -> tuple[Plan, import_writes.Work]:
    """Everything that can be worked out before the transaction, in which others have to wait.

    It holds only where the roster is still the one that was looked at, as every write raises its version.
    """
    roster = _Roster(staged.organisation)
    doing = _plan(staged, roster, closes_missing)
    return doing, import_writes.prepare(staged.organisation, doing, roster.posts, roster.teams, roster.ratings)


def _write(staged: StagedImport, by: User | None, doing: Plan, work: import_writes.Work) -> AuditEvent:
    organisation = staged.organisation
    # Posts are held before their organisation, as by the writes of single posts, so that none waits for ever.
    list(Post.objects.of(organisation).order_by("pk").select_for_update().values_list("pk"))
    _check_ready(staged, hold_rosters(organisation))
    changes: audit.Changes = {"counts": [None, work.counts], "source": [None, staged.findings.get("source", "own")]}
    if doing.does_something:
        changes |= work.write()
        raise_roster_version(organisation)
    if staged.findings.get("source") == "esr":
        changes |= import_facts.external_staff_not_yet(organisation)
    return _record(staged, by, "imported", changes)


def _check_ready(staged: StagedImport, organisation: Organisation) -> None:
    if staged.problems["count"] and not staged.findings.get("without_rejected"):
        raise HasProblems
    if organisation.roster_version != staged.roster_version:
        raise RosterChanged


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


def _record(staged: StagedImport, by: User | None, verb: str, changes: audit.Changes) -> AuditEvent:
    return audit.record(by=by, organisation=staged.organisation, verb=verb, target=_target(staged.pk), changes=changes)


# The roster as it is stored ------------------------------------------------------------------------------------------


class _Roster:
    """The posts, teams and ratings of an organisation, in three queries."""

    def __init__(self, organisation: Organisation) -> None:
        self.posts = {post.post_ref: post for post in Post.objects.of(organisation).order_by("pk")}
        self.teams = {team.name: team for team in Team.objects.filter(organisation=organisation)}
        ratings = SkillRating.objects.filter(post__organisation=organisation)
        self.ratings = import_writes.Ratings(
            ratings.values_list("pk", "post_id", "skill", "source", "level", "rated_at")
        )

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


def _plan(staged: StagedImport, roster: _Roster, closes_missing: bool) -> Plan:
    columns, *rows = staged.rows
    rules = rules_of(staged.findings, closes_missing=closes_missing)
    return plan(roster.stored(), roster.teams, columns, rows, rules)
