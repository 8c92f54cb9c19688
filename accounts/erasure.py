"""What is held about a person, written out; and a person made nameless, with the history as it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Membership, Organisation, Role, User
from accounts.personal_data import PERSONAL, Fate, Person, Rows

FORMER = "A former member"
WITHHELD = "held, but not shown: it would let somebody sign in"


class Nobody(Exception):
    """Nothing is held about that address."""


@dataclass(eq=False)
class LastLead(Exception):
    """The person is the only digital lead of these organisations, which nobody could manage without them."""

    organisations: list[Organisation]


def find(email: str) -> Person:
    """The person of an address, in any case. Nobody: no account has it, and no invitation."""
    person = Person(email.strip(), User.objects.filter(email__iexact=email.strip()).first())
    if person.user is None and not everything(person):
        raise Nobody
    return person


def everything(person: Person) -> dict[str, list[dict[str, Any]]]:
    """Everything that is held about a person: the fields of each row by model, in a form that JSON can hold."""
    found: dict[str, list[dict[str, Any]]] = {}
    for rows in _installed():
        for row in rows.found(person):
            found.setdefault(rows.model, []).append(_written_out(rows, row))
    return found


def _written_out(rows: Rows, row: models.Model) -> dict[str, Any]:
    return {"id": row.pk, **{name: WITHHELD if name in rows.secret else _plain(row, name) for name in rows.fields}}


def _plain(row: models.Model, name: str) -> Any:
    value = getattr(row, name)
    if isinstance(value, User):
        return value.pk
    return str(value) if isinstance(value, models.Model) else value


def led_alone(person: Person) -> list[Organisation]:
    """The organisations of which the person is the only digital lead who can sign in."""
    leads = Membership.objects.filter(role=Role.LEAD, user__is_active=True)
    own = leads.filter(user=person.user).select_related("organisation") if person.user else ()
    return [
        membership.organisation
        for membership in own
        if not leads.filter(organisation=membership.organisation).exclude(pk=membership.pk).exists()
    ]


@transaction.atomic
def erase(person: Person, *, even_last_lead: bool = False) -> None:
    """Make a person nameless everywhere; each of their organisations' logs says that it was done.

    LastLead: nothing was done, as an organisation would have no lead, unless `even_last_lead`.
    """
    alone = led_alone(person)
    if alone and not even_last_lead:
        raise LastLead(alone)
    organisations = _organisations(person)
    for rows in _installed():
        fates = set(rows.fields.values())
        if Fate.DELETED in fates:
            _delete(rows.found(person))
        elif Fate.SCRUBBED in fates:
            _scrub(rows, person)
    if person.user:
        _make_nameless(person.user)
        for organisation in organisations:
            target = f"member {person.user.pk}"
            audit.record(by=None, organisation=organisation, verb="erased", target=target)


def _organisations(person: Person) -> list[Organisation | None]:
    """Whose logs tell of it; an account that is in no organisation is told of in the log of none."""
    if person.user is None:
        return []
    return list(Organisation.objects.filter(memberships__user=person.user)) or [None]


def _delete(rows: Iterable[models.Model]) -> None:
    for row in list(rows):
        type(row)._base_manager.filter(pk=row.pk).delete()


def _scrub(rows: Rows, person: Person) -> None:
    """Cut the person's address and name out of texts: the only change that is ever made to a line of the log."""
    for row in list(rows.found(person)):
        clean = {name: _scrubbed(getattr(row, name), person) for name in rows.fields}
        type(row)._base_manager.filter(pk=row.pk).update(**clean)


def _scrubbed(value: Any, person: Person) -> Any:
    if isinstance(value, str):
        return person.mentions.sub(FORMER.lower(), value)
    if isinstance(value, dict):
        return {_scrubbed(key, person): _scrubbed(part, person) for key, part in value.items()}
    return [_scrubbed(part, person) for part in value] if isinstance(value, list) else value


def _make_nameless(user: User) -> None:
    """The account stays, as the history points to it, but nobody can sign in to it."""
    user.email = f"former-member-{user.pk}@erased.invalid"
    user.name = FORMER
    user.set_unusable_password()
    user.is_active = user.is_service_administrator = user.is_rubric_administrator = False
    user.last_login = None
    user.joined_at = user.erased_at = timezone.now()
    user.save()


def _installed() -> list[Rows]:
    return [rows for rows in PERSONAL if rows.is_installed]
