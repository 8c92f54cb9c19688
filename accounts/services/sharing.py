"""What an organisation lets others read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from accounts import audit
from accounts.models import Consent, Organisation, PeerAgreement, User


@dataclass(eq=False)
class StaleConsents(Exception):
    """Somebody changed the consents first. `now` is who may read now; nothing was changed."""

    now: frozenset[str]


IN_NUMBER = {Consent.To.BOARD: 1, Consent.To.SYSTEM: 2, Consent.To.PEERS: 4}


def consents_as_number(to: Collection[str]) -> int:
    """Consents as one number, which stands for their version on a form: there is nothing more to them."""
    return sum(number for code, number in IN_NUMBER.items() if code in to)


@transaction.atomic
def set_consents(*, by: User, organisation: Organisation, version: int | None, to: Collection[str]) -> None:
    """Let those of `to` read, and nobody else. StaleConsents: `version` is no longer the number of what is stored."""
    # The organisation's row is held in the place of consents that are not there yet.
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    before = frozenset(organisation.consents.values_list("to", flat=True))
    if consents_as_number(before) != version:
        raise StaleConsents(before)
    changes = audit.changed(*({code: code in kept for code in Consent.To.values} for kept in (before, to)))
    if not changes:
        return
    organisation.consents.exclude(to__in=to).delete()
    Consent.objects.bulk_create(Consent(organisation=organisation, to=code, given_by=by) for code in set(to) - before)
    if Consent.To.PEERS in changes:
        PeerAgreement.objects.note(organisation, agrees=Consent.To.PEERS in to)
    audit.record(by=by, organisation=organisation, verb="changed", target="consent", changes=changes)
