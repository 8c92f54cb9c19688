"""The writes about members: their role, what a lead assigns to them, their removal."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts import audit
from accounts.models import Assignment, Membership, Organisation, Role, User


class LastLead(Exception):
    """Without this digital lead the organisation would have none who can sign in."""


@dataclass(eq=False)
class Stale(Exception):
    """Somebody changed this member first. `row` is what is stored now, None if it is gone; nothing was kept."""

    row: Any


ORGANISATION = "the organisation"
"""What the activity log names where the actor is the member."""


def member_target(user: int) -> str:
    """How the activity log names a member."""
    return f"member {user}"


@transaction.atomic
def change_role(*, by: User, membership: Membership, version: int | None, role: str) -> Membership:
    """Give a member another role; what was assigned to a contributor goes with that role.

    Stale: `version` is no longer that of the row. LastLead: nobody else is digital lead.
    """
    membership = _locked(membership, version)
    if membership.role == role:
        return membership
    if role != Role.LEAD:
        _keep_a_lead(membership)
    changes = {"role": [membership.role, role]}
    membership.role = role
    membership.version += 1
    membership.save(update_fields=("role", "version"))
    membership.assignments.all().delete()
    _record(membership, by, "changed the role of", changes)
    return membership


@transaction.atomic
def remove(*, by: User, membership: Membership, version: int | None) -> None:
    """End a membership. Stale: `version` is no longer that of the row. LastLead: nobody else is digital lead."""
    membership = _locked(membership, version)
    _end(membership, by, "removed", member_target(membership.user_id))


@transaction.atomic
def leave(*, by: User, organisation: Organisation) -> None:
    """End one's own membership, whatever its role is by now. LastLead: nobody else is digital lead."""
    membership = _lock(organisation.memberships.filter(user=by).first())
    if membership is not None:
        _end(membership, by, "left", ORGANISATION)


@transaction.atomic
def assign(
    *,
    by: User,
    membership: Membership,
    version: int | None,
    teams: Collection[int],
    sections: Collection[str],
    names: Mapping[int, str],
) -> Membership:
    """Set what a contributor may change: the posts of `teams`, by their ids, and `sections` of the task list.

    `names` are those of all teams, for the log. Stale: `version` is no longer that of the row, for example because the
    member is no contributor any more.
    """
    membership = _locked(membership, version)
    before = membership.assigned_keys()
    after = {Assignment.Kind.TEAM: {str(team) for team in teams}, Assignment.Kind.SECTION: set(sections)}
    changes = {f"{kind}s": [_listed(side.get(kind, ()), names) for side in (before, after)] for kind in after}
    changes = {field: sides for field, sides in changes.items() if sides[0] != sides[1]}
    if not changes:
        return membership
    for kind, keys in after.items():
        _set_assigned(membership, kind, before.get(kind, set()), keys)
    membership.version += 1
    membership.save(update_fields=("version",))
    _record(membership, by, "assigned work to", changes)
    return membership


def withdraw_team(*, organisation: Organisation, team: int) -> None:
    """Take a team that goes from every contributor to whom it is assigned, as part of the write that removes it."""
    given = Assignment.objects.of_team(organisation, team)
    if Membership.objects.filter(pk__in=given.values("membership")).update(version=F("version") + 1):
        given.delete()


def _listed(keys: Collection[str], names: Mapping[int, str]) -> list[str]:
    """What is assigned as the log says it: teams by name, as long as they have one, and sections by code."""
    return sorted(names.get(int(key), key) if key.isdigit() else key for key in keys)


def _set_assigned(membership: Membership, kind: str, before: set[str], after: set[str]) -> None:
    if before - after:
        membership.assignments.filter(kind=kind, key__in=before - after).delete()
    if after - before:
        new = [Assignment(membership=membership, kind=kind, key=key) for key in sorted(after - before)]
        Assignment.objects.bulk_create(new)


def _lock(membership: Membership | None) -> Membership | None:
    """The membership as it is stored, with every lead of its organisation, all held for this transaction.

    In the order of their ids, so that two who remove each other wait in line and the second sees what the first did.
    """
    if membership is None:
        return None
    rows = Membership.objects.filter(organisation=membership.organisation_id).order_by("pk")
    held = {row.pk: row for row in rows.select_for_update(of=("self",)).select_related("organisation", "user")}
    return held.get(membership.pk)


def _locked(membership: Membership, version: int | None) -> Membership:
    current = _lock(membership)
    if current is None or current.version != version:
        raise Stale(current)
    return current


def _keep_a_lead(membership: Membership) -> None:
    """LastLead: `membership`, whose organisation's members are held, is of the only lead who can sign in."""
    others = membership.organisation.memberships.leads().exclude(pk=membership.pk)
    if membership.role == Role.LEAD and not others.exists():
        raise LastLead


def _end(membership: Membership, by: User, verb: str, target: str) -> None:
    _keep_a_lead(membership)
    # With its id, a form that is still open on it can be told what became of it.
    _record(membership, by, verb, {"id": [membership.pk, None], "role": [membership.role, None]}, target)
    membership.delete()


def _record(membership: Membership, by: User, verb: str, changes: audit.Changes, target: str = "") -> None:
    target = target or member_target(membership.user_id)
    audit.record(by=by, organisation=membership.organisation, verb=verb, target=target, changes=changes)
