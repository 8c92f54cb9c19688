"""The writes of the improvement plan. Each is one transaction with one audit event.

They raise the version of the roster as every write of what a report says does, so that nobody submits a plan that they
have not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from accounts import audit
from accounts.models import Organisation, User
from assessment.improvement import Progress
from assessment.models import Action, NoAction
from teams.services import AlreadyThere
from teams.services.writing import add, change, locked, one_write, remove

ACTION_FIELDS = ("action", "owner", "due_on", "cost")
PROGRESS_FIELDS = ("progress", "done_on", "note")
_LOGGED = ("criterion", *ACTION_FIELDS, *PROGRESS_FIELDS)
_REASON_LOGGED = ("criterion", "because")


def add_action(*, by: User, organisation: Organisation, values: Mapping[str, Any]) -> Action:
    """A new action with `values` for criterion, name and `ACTION_FIELDS`; it takes the place of a reason for none.

    AlreadyThere: the gap has that action.
    """
    with _one_write(organisation):
        row = Action(organisation=organisation, **values)
        return add(row, by, _LOGGED, _without_reason(row))


def change_action(*, by: User, action: Action, version: int | None, values: Mapping[str, Any]) -> Action:
    """Change an action. Stale: `version` is no longer that of the row. AlreadyThere: the gap has that action."""
    with _one_write(action.organisation):
        return change(locked(action, version), by, values)


def record_progress(*, by: User, action: Action, version: int | None, values: Mapping[str, Any]) -> Action:
    """Set `PROGRESS_FIELDS`. Stale: `version` is no longer that of the row.

    An action that is not done takes the place of a reason for none.
    """
    with _one_write(action.organisation):
        row = locked(action, version)
        is_open = values["progress"] != Progress.DONE
        return change(row, by, values, _without_reason(row) if is_open else None)


def remove_action(*, by: User, action: Action, version: int | None) -> None:
    """Remove an action. Stale: `version` is no longer that of the row."""
    with _one_write(action.organisation):
        remove(locked(action, version), by, _LOGGED)


def add_reason(*, by: User, organisation: Organisation, values: Mapping[str, Any]) -> NoAction:
    """Say why there is no action for a gap: `values` are criterion, name and because.

    AlreadyThere: there is an action that is not done, or a reason.
    """
    with _one_write(organisation):
        if organisation.actions.open(values["criterion"]).exists():
            raise AlreadyThere
        return add(NoAction(organisation=organisation, **values), by, _REASON_LOGGED)


def change_reason(*, by: User, reason: NoAction, version: int | None, values: Mapping[str, Any]) -> NoAction:
    """Change the reason why there is no action. Stale: `version` is no longer that of the row."""
    with _one_write(reason.organisation):
        return change(locked(reason, version), by, values)


def remove_reason(*, by: User, reason: NoAction, version: int | None) -> None:
    """Remove the reason why there is no action. Stale: `version` is no longer that of the row."""
    with _one_write(reason.organisation):
        remove(locked(reason, version), by, _REASON_LOGGED)


@contextmanager
def _one_write(organisation: Organisation) -> Iterator[None]:
    """One transaction, with the organisation held before its rows: a submission waits, or this does."""
    with one_write():
        Organisation.objects.hold(organisation)
        yield


def _without_reason(row: Action) -> audit.Changes:
    """Remove the reason why there is no action for the gap of `row`, and say so."""
    changes: audit.Changes = {}
    for reason in row.organisation.no_actions.filter(criterion=row.criterion):
        changes["because"] = [reason.because, ""]
        reason.delete()
    return changes
