"""The cast of every test: people of one organisation, and a lead of another who must never see its things."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from hypothesis import HealthCheck, settings

from accounts.models import Organisation, Role, User
from assessment import population
from assessment.live import forget
from reports import live_pages, signed_pages
from teams import quality_reading
from tests.factories import make_member, make_organisation
from tests.thawing import let_the_database_be_refilled

# How long an example takes says how busy the machine is.
settings.register_profile("no clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no clock")


@pytest.fixture(autouse=True)
def _new_process() -> None:
    """What a process keeps at hand is known by ids and versions, which start anew with each test."""
    forget()
    live_pages.forget()
    signed_pages.forget()
    quality_reading.forget()
    population.forget()


@pytest.fixture(scope="session", autouse=True)
def _database_can_be_refilled() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        let_the_database_be_refilled(patch)
        yield


@pytest.fixture
def organisation(db: None) -> Organisation:
    return make_organisation()


@pytest.fixture
def other_organisation(db: None) -> Organisation:
    return make_organisation("ZZB", "Otherbrook Hospitals")


@pytest.fixture
def lead(organisation: Organisation) -> User:
    return make_member(organisation, Role.LEAD, email="lead@fenbrook.example", name="Lee Lead")


@pytest.fixture
def contributor(organisation: Organisation) -> User:
    return make_member(organisation, Role.CONTRIBUTOR, email="contributor@fenbrook.example", name="Con Tributor")


@pytest.fixture
def sponsor(organisation: Organisation) -> User:
    return make_member(organisation, Role.SPONSOR, email="sponsor@fenbrook.example", name="Spencer Sponsor")


@pytest.fixture
def board_member(organisation: Organisation) -> User:
    return make_member(organisation, Role.BOARD, email="board@fenbrook.example", name="Bo Ard")


@pytest.fixture
def stranger(other_organisation: Organisation) -> User:
    return make_member(other_organisation, Role.LEAD, email="lead@otherbrook.example", name="Stran Ger")


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A signed-in client of a user."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make
