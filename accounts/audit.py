"""The one way to write the activity log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models

from accounts.models import AuditEvent, Organisation, User

Changes = dict[str, list[Any]]
"""Old and new value by field."""

request_key: ContextVar[UUID | None] = ContextVar("request_key", default=None)
"""The key of the request that saves by itself (`accounts.autosave`); the first event that is written takes it."""


def record(
    *,
    by: User | None,
    organisation: Organisation | None,
    verb: str,
    target: str,
    changes: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Write one event. `verb` is in the past ("changed"), `target` names the thing ("post D14").

    `changes` gives old and new value by field, as `changed` does.
    """
    event = AuditEvent(actor=by, organisation=organisation, verb=verb, target=target[:250], changes=changes or {})
    event.request_key = _taken_key()
    event.save(force_insert=True)
    return event


def _taken_key() -> UUID | None:
    key = request_key.get()
    if key:
        request_key.set(None)
    return key


def record_in_each(
    *, by: User | None, organisations: Iterable[Organisation], verb: str, target: str, changes: Mapping[str, Any]
) -> None:
    """Write the same event, as `record` does, in the log of each of `organisations`. One query."""
    AuditEvent.objects.bulk_create(
        AuditEvent(actor=by, organisation=organisation, verb=verb, target=target[:250], changes=changes)
        for organisation in organisations
    )


def record_several(*, by: User, organisation: Organisation, verb: str, changes: Mapping[str, Changes]) -> None:
    """Write an event like those of `record` for each target of `changes`, in one query."""
    AuditEvent.objects.bulk_create(
        AuditEvent(
            actor=by,
            organisation=organisation,
            verb=verb,
            target=target[:250],
            changes=changed,
            request_key=_taken_key(),
        )
        for target, changed in changes.items()
    )


def values(row: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    """The values of `fields` of a row in a form that JSON can hold; of another row its key, without reading it."""
    return {field: _plain(getattr(row, getattr(row._meta.get_field(field), "attname", field))) for field in fields}


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """Old and new value of each field whose value differs."""
    return {field: [before.get(field), after[field]] for field in after if before.get(field) != after[field]}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.pk if isinstance(value, models.Model) else value
