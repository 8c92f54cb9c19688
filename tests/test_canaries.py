"""That the canaries of the walk are where they should be, and what of them the partner of a shared team may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from accounts.models import Organisation, Role, User
from tests.factories import make_member
from tests.furnishing import furnish, furnish_with_canaries
from tests.planting import CANARY, canaries_in, models_of_organisations, rows_of, text_fields
from tests.walk import Caller, filled, parameters
from tests.walks.table import KEYS, ORGANISATION, PAGES, Page

OF_A_SHARED_TEAM = {
    "canary-organisation-name",
    "canary-team-name",
    "canary-post-post_ref",
    "canary-post-title",
    "canary-post-grade",
    "canary-post-supplier",
}
"""What those who see the roster see of a partner's team that is shared with them: never notes, nor who is who there."""

TO_ANSWER_AN_OFFER = {"canary-organisation-name", "canary-team-name"}
"""What they see of an offer that waits."""


@pytest.fixture
def partner(other_organisation: Organisation, stranger: User) -> Organisation:
    """The stranger's organisation, with a row of everything and a canary in each of its texts."""
    furnish_with_canaries(other_organisation, by=stranger)
    return other_organisation


def test_an_organisation_can_hold_a_canary_in_every_text_of_every_model(partner: Organisation) -> None:
    without_row = [
        model._meta.label for model in models_of_organisations() if text_fields(model) and not rows_of(model, partner)
    ]
    assert without_row == [], "give the stranger's organisation a row of each in `tests.planting.fill`"
    without_canary = [
        f"{model._meta.label}.{field.name}"
        for model in models_of_organisations()
        for field in text_fields(model)
        if not any(CANARY in str(getattr(row, field.name)) for row in rows_of(model, partner))
    ]
    assert without_canary == [], "type a text with a capital letter into each in `tests.planting.fill`"


FROZEN = {
    "canary-organisation-name",
    "canary-signoff-job_title",
    "canary-assessment-our_own_words",
    "canary-assessment-reopened_because",
    "canary-assessment-we_know_and_mend_it_by_spring",
    "canary-answer-evidence",
    "canary-answer-link",
    "canary-answer-differs_because",
    "canary-team-name",
    "canary-post-post_ref",
    "canary-post-title",
    "canary-post-grade",
    "canary-post-supplier",
    "canary-representationcount-group",
    "canary-action-action",
    "canary-action-owner",
    "canary-noaction-because",
}
"""What a report freezes of what people typed."""


def test_the_report_that_an_organisation_signed_off_has_canaries_too(partner: Organisation) -> None:
    snapshot = partner.snapshots.get()
    assert canaries_in(snapshot.content + snapshot.posts.text) == FROZEN


def share(partner: Organisation, organisation: Organisation, by: User, state: str) -> None:
    """Let the two share the one team of the partner, and nothing with anybody else."""
    furnish(organisation, by=by)
    organisation.shares_received.all().delete()
    partner.shares_given.update(partner=organisation, state=state)


def seen_by(user: User, pages: Iterable[Page], organisation: Organisation, partner: Organisation) -> set[str]:
    """The canaries in all that a person gets from the pages, with the keys of their own and of the partner's things."""
    caller = Caller("somebody", user)
    addresses = {path for page in pages for path in addresses_of(page.route, organisation, partner)}
    return {found for path in addresses for found in canaries_in(caller.ask("GET", path).received())}


def addresses_of(route: str, own: Organisation, other: Organisation) -> Iterator[str]:
    """The address with the own keys, and with the other's of each thing in turn."""
    usual = {name: KEYS[name].own(own) for name in parameters(route)}
    yield filled(route, usual)
    for name in usual:
        if name != ORGANISATION and KEYS[name].belongs_to_one:
            yield filled(route, {**usual, name: KEYS[name].own(other)})


OPENED = [page for page in PAGES if page.opened_by]
READERS_OF_REPORTS = {"board_member", "system_member"}
FOR_BOARDS = [page for page in OPENED if READERS_OF_REPORTS & {*page.opened_by} or "report" in page.route]


@pytest.mark.parametrize(("state", "visible"), [("accepted", OF_A_SHARED_TEAM), ("offered", TO_ANSWER_AN_OFFER)])
def test_of_a_shared_team_the_partner_sees_exactly_this(
    state: str, visible: set[str], partner: Organisation, organisation: Organisation, lead: User
) -> None:
    share(partner, organisation, lead, state)
    assert seen_by(lead, OPENED, organisation, partner) == visible


def test_a_board_sees_nothing_of_a_shared_team(
    partner: Organisation, organisation: Organisation, lead: User, board_member: User
) -> None:
    share(partner, organisation, lead, "accepted")
    organisation.consents.create(to="board", given_by=lead)
    assert seen_by(board_member, FOR_BOARDS, organisation, partner) == set()
    organisation.parent = Organisation.objects.create(ods_code="QZZ", name="Fenland ICB")
    organisation.save()
    organisation.consents.create(to="system", given_by=lead)
    assert seen_by(make_member(organisation.parent, Role.SYSTEM), FOR_BOARDS, organisation, partner) == set()
