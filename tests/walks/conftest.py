"""The cast of the walks: as elsewhere, with one of everything in both organisations, made once for a whole module."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from accounts.models import Organisation, Role, User
from tests.factories import make_member, make_organisation
from tests.furnishing import furnish, furnish_with_canaries
from tests.walk import taken_back


@dataclass(frozen=True)
class Furnished:
    """The keys of two organisations with one of everything, and of a lead of each."""

    organisation: int
    other_organisation: int
    lead: int
    stranger: int


@pytest.fixture(scope="module")
def furnished(django_db_setup: None, django_db_blocker: Any) -> Iterator[Furnished]:
    """The stranger's has a canary in each of its texts. What a test changes is taken back to here by its `db`."""
    with django_db_blocker.unblock(), taken_back():
        own, other = make_organisation(), make_organisation("ZZB", "Otherbrook Hospitals")
        lead = make_member(own, Role.LEAD, email="lead@fenbrook.example", name="Lee Lead")
        stranger = make_member(other, Role.LEAD, email="lead@otherbrook.example", name="Stran Ger")
        furnish(own, by=lead)
        furnish_with_canaries(other, by=stranger)
        yield Furnished(own.pk, other.pk, lead.pk, stranger.pk)


@pytest.fixture
def organisation(furnished: Furnished, db: None) -> Organisation:
    return Organisation.objects.get(pk=furnished.organisation)


@pytest.fixture
def other_organisation(furnished: Furnished, db: None) -> Organisation:
    return Organisation.objects.get(pk=furnished.other_organisation)


@pytest.fixture
def lead(furnished: Furnished, db: None) -> User:
    return User.objects.get(pk=furnished.lead)


@pytest.fixture
def stranger(furnished: Furnished, db: None) -> User:
    return User.objects.get(pk=furnished.stranger)
