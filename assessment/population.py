"""Every organisation with a roster, as an administrator of rubrics may see them: with its name only to its members.

Each server process keeps what it read last, by the versions of each organisation, so that a page which looks at all of
them reads again only what has changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Membership, Organisation, User
from assessment.live import Inputs, inputs_of_all
from assessment.models import Answer, Assessment
from teams.facts import Facts
from teams.roster import Roster

Stamp = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One organisation. `key` names it in addresses; `name` is its own for members, else "Organisation 1".

    The same `stamp` means the same roster and facts.
    """

    key: str
    name: str
    stamp: Stamp
    roster: Roster
    facts: Facts
    is_member: bool


Kept = tuple[Stamp, Inputs]
Read = tuple[Organisation, Stamp, Inputs]

BLOCK = 16
"""Organisations that are read together."""

_kept: dict[int, Kept] = {}
_lock = Lock()


def entries(user: User) -> list[Entry]:
    """The organisations: those of `user` by name, then the others in an order that tells nothing of who they are."""
    own = set(Membership.objects.of(user).values_list("organisation_id", flat=True))
    found = _read()
    known = sorted((each for each in found if each[0].pk in own), key=lambda each: each[0].name)
    others = sorted((each for each in found if each[0].pk not in own), key=lambda each: _key(each[0]))
    named = [_entry(each, each[0].name, is_member=True) for each in known]
    hidden = [_entry(each, f"Organisation {number}", is_member=False) for number, each in enumerate(others, 1)]
    return named + hidden


def forget() -> None:
    """Let go of everything at hand, as a new process would."""
    with _lock:
        _kept.clear()


def _entry(read: Read, name: str, *, is_member: bool) -> Entry:
    organisation, stamp, inputs = read
    return Entry(_key(organisation), name, (organisation.pk, *stamp), inputs.roster, inputs.facts, is_member)


def _key(organisation: Organisation) -> str:
    """A name for an organisation that only this site can tell."""
    return salted_hmac("assessment.population", str(organisation.pk), algorithm="sha256").hexdigest()[:16]


def _read() -> list[Read]:
    today = timezone.localdate()
    with_posts = Organisation.objects.filter(posts__isnull=False).distinct().select_related("facts")
    drafts = Assessment.objects.all_working()
    found = [(each, drafts.get(each.pk) or Assessment(organisation=each, as_at=today)) for each in with_posts]
    stamps = {each.pk: (each.roster_version, draft.pk, draft.version, draft.as_at) for each, draft in found}
    with _lock:
        at_hand = {pk: kept for pk, kept in _kept.items() if kept[0] == stamps.get(pk)}
    at_hand |= _read_again([each for each in found if each[0].pk not in at_hand], stamps)
    return [(each, *at_hand[each.pk]) for each, _ in found]


def _read_again(found: list[tuple[Organisation, Assessment]], stamps: dict[int, Stamp]) -> dict[int, Kept]:
    """What is read from the database for the organisations, in blocks, those of one day together."""
    read: dict[int, Kept] = {}
    asked = [(each, draft, _answers(draft)) for each, draft in sorted(found, key=lambda pair: pair[1].as_at)]
    for start in range(0, len(asked), BLOCK):
        block = asked[start : start + BLOCK]
        inputs = inputs_of_all(block)
        read |= {each.pk: (stamps[each.pk], one) for (each, _, _), one in zip(block, inputs, strict=True)}
    with _lock:
        _kept.update(read)
    return read


def _answers(draft: Assessment) -> list[Answer]:
    return list(draft.answers.all()) if draft.pk else []
