"""The activity of an organisation, read from its log: what is asked for, and each event as a sentence."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Case, CharField, Exists, F, JSONField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from accounts.models import AuditEvent, Invitation, Organisation, User
from accounts.models.activity import OF_MANY
from accounts.permissions import Access

FORMER = "A former member"
SERVICE = "The service"
BY_ID = re.compile(r"(member|invitation) ([0-9]{1,18})")
"""Targets that name a person by an id, so that the log itself holds no names."""

NOT_SHOWN = ["not shown", "not shown"]
"""In place of the old and the new value of a field that somebody may not read: counts of people may be small."""

SHORT = 80
"""Characters of a value that still fits into a sentence."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events somebody asks for; what is blank or None does not narrow."""

    person: str = ""
    """The id of a user, or `former` for all who were erased."""

    what: str = ""
    thing: str = ""
    since: date | None = None
    until: date | None = None

    def condition(self) -> Q:
        condition = Q()
        if self.person == "former":
            condition &= Q(actor__erased_at__isnull=False)
        elif self.person == "service":
            condition &= Q(actor=None)
        elif self.person:
            condition &= Q(actor=self.person)
        if self.what:
            condition &= Q(verb=self.what)
        if self.thing:
            condition &= Q(target__icontains=self.thing) | Q(Exists(_members_named(self.thing)))
        if self.since:
            condition &= Q(at__gte=timezone.make_aware(datetime.combine(self.since, time.min)))
        if self.until:
            condition &= Q(at__lte=timezone.make_aware(datetime.combine(self.until, time.max)))
        return condition


def _members_named(text: str) -> QuerySet[User]:
    """The members named so whom an event is about."""
    as_target = Concat(Value("member "), Cast("pk", CharField()))
    return User.objects.annotate(as_target=as_target).filter(name__icontains=text, as_target=OuterRef("target"))


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an event, all in words."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Line:
    """One event. `details` are the changes that the sentence does not tell."""

    at: datetime
    who: str
    verb: str
    thing: str
    sentence: str
    changes: Sequence[Change]
    details: Sequence[Change]


def choices(organisation: Organisation) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Who has done something, and what was done: values and words for a filter. One query."""
    events = AuditEvent.objects.filter(organisation=organisation).order_by()
    found = list(events.values_list("actor", "actor__name", "actor__erased_at", "verb").distinct())
    people = {_person(actor, name, erased is not None) for actor, name, erased, _ in found}
    verbs = {verb: verb[:1].upper() + verb[1:] for *_, verb in found}
    return sorted(people, key=lambda person: person[1].casefold()), sorted(verbs.items())


def _person(actor: int | None, name: str | None, is_erased: bool) -> tuple[str, str]:
    if actor is None:
        return "service", SERVICE
    return ("former", FORMER) if is_erased else (str(actor), str(name))


def events_of(organisation: Organisation, wanted: Wanted) -> QuerySet[AuditEvent]:
    """The events, latest first, with `shown` in place of their changes: of a large one only its summary is loaded."""
    large = When(verb__in=OF_MANY, then=Value(None, JSONField()))
    events = AuditEvent.objects.of(organisation).filter(wanted.condition()).defer("changes")
    shown = Case(large, default=F("changes"), output_field=JSONField())
    return events.annotate(shown=shown, summary=F("changes__counts__1"))


def lines(access: Access, events: Iterable[Any]) -> list[Line]:
    """Each event in words, as this person may read it. One query for each kind of thing that events name by its id."""
    events = list(events)
    names = _names(access.organisation, events)
    hidden = frozenset() if access.may_edit_representation else words().COUNTS_OF_PEOPLE
    return [_line(event, names, hidden) for event in events]


def _names(organisation: Organisation, events: Iterable[Any]) -> dict[tuple[str, Any], str]:
    """The names of what events name by its id: members and invitations by target, other things by field and id."""
    found = _people({event.target for event in events})
    wanted: dict[str, set[int]] = {}
    for field, label in words().ROWS.items():
        ids = {side for event in events for side in (event.shown or {}).get(field, ()) if isinstance(side, int)}
        wanted.setdefault(label, set()).update(ids)
    for label, ids in wanted.items():
        rows = apps.get_model(label)._default_manager.filter(organisation=organisation, pk__in=ids) if ids else ()
        named = {row.pk: str(row) for row in rows}
        fields = [field for field, of in words().ROWS.items() if of == label]
        found |= {(field, pk): name for field in fields for pk, name in named.items()}
    return found


def _people(targets: set[str]) -> dict[tuple[str, Any], str]:
    """The names of members and the addresses of invitations among the targets. One query, if there are any."""
    ids: dict[str, set[int]] = {"member": set(), "invitation": set()}
    for target in targets:
        if match := BY_ID.fullmatch(target):
            ids[match[1]].add(int(match[2]))
    if not any(ids.values()):
        return {}
    members = User.objects.filter(pk__in=ids["member"]).annotate(kind=Value("member"), former=_is_set("erased_at"))
    asked = Invitation.objects.filter(pk__in=ids["invitation"]).annotate(kind=Value("invitation"), former=Value(False))
    rows = members.values_list("kind", "pk", "name", "former").union(
        asked.values_list("kind", "pk", "email", "former"), all=True
    )
    return {
        ("target", f"{kind} {pk}"): FORMER.lower()
        if former
        else name
        if kind == "member"
        else f"the invitation to {name}"
        for kind, pk, name, former in rows
    }


def _is_set(field: str) -> Case:
    return Case(When(**{f"{field}__isnull": False}, then=Value(True)), default=Value(False))


def _line(event: Any, names: dict[tuple[str, Any], str], hidden: Collection[str]) -> Line:
    _, who = _person(event.actor_id, event.actor and event.actor.name, bool(event.actor and event.actor.erased_at))
    thing = names.get(("target", event.target), event.target)
    told = {field: NOT_SHOWN if field in hidden else sides for field, sides in (event.shown or {}).items()}
    changes = [_change(field, sides, names) for field, sides in sorted(told.items())]
    said, details = f"{who} {event.verb} {thing}", changes
    if event.verb in OF_MANY:
        said += f" ({words().summary(event.summary)})"
    elif len(changes) == 1 and event.verb.startswith("changed") and _is_short(changes[0]):
        (only,) = changes
        old, new = only.old or "blank", only.new or "blank"
        said = f"{who} changed the {only.field} of {thing} from {old} to {new}"
        details = []
    return Line(event.at, who, event.verb, thing, said, changes, details)


def _is_short(change: Change) -> bool:
    return max(len(change.old), len(change.new)) <= SHORT


def _change(field: str, sides: Any, names: dict[tuple[str, Any], str]) -> Change:
    old, new = sides if isinstance(sides, list) and len(sides) == 2 else (None, sides)
    return Change(words().field(field), *(_value(field, side, names) for side in (old, new)))


def _value(field: str, side: Any, names: dict[tuple[str, Any], str]) -> str:
    if field in words().ROWS and isinstance(side, int):
        return names.get((field, side), "one that is no longer there")
    return str(words().value(field, side))


def words() -> Any:
    """The module that knows the fields and values of every app."""
    return import_module(settings.ACTIVITY_WORDS)
