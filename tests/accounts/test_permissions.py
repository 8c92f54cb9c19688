"""Who may do what, and what a person without a role is told."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import Organisation, Role, User
from accounts.permissions import ALLOWED, SECTION_OF, Action, Section, can, organisation_for


def test_every_action_is_allowed_to_somebody() -> None:
    assert set(ALLOWED) == set(Action)
    assert all(ALLOWED.values())


def test_board_and_system_members_never_see_posts() -> None:
    for role in (Role.BOARD, Role.SYSTEM):
        assert not can(role, Action.SEE_ROSTER)
    assert not can(Role.SYSTEM, Action.SEE_LIVE_REPORT)


def test_board_members_read_the_live_report_by_consent_only(organisation: Organisation, board_member: User) -> None:
    with pytest.raises(PermissionDenied):
        organisation_for(board_member, "ZZA", Action.SEE_LIVE_REPORT)
    organisation.consents.create(to="board", given_by=board_member)
    assert organisation_for(board_member, "ZZA", Action.SEE_LIVE_REPORT).may_see_live_report


def test_a_contributor_edits_only_the_sections_that_a_lead_assigns(
    organisation: Organisation, contributor: User
) -> None:
    with pytest.raises(PermissionDenied):
        organisation_for(contributor, "ZZA", Action.ANSWER)
    contributor.memberships.get().assignments.create(kind="section", key=Section.QUESTIONS)
    access = organisation_for(contributor, "ZZA", Action.ANSWER)
    assert access.may_answer
    assert not access.may_edit_facts
    assert not access.may_edit_posts
    assert not access.may_edit_roster


def test_the_section_of_posts_is_the_posts_of_every_team(organisation: Organisation, contributor: User) -> None:
    contributor.memberships.get().assignments.create(kind="section", key=Section.POSTS)
    access = organisation_for(contributor, "ZZA", Action.EDIT_POSTS)
    assert access.may_edit_posts_of(None)
    assert access.may_edit_posts_of(12)
    assert not access.may_edit_roster


def test_every_section_opens_something_to_a_contributor() -> None:
    assert {*SECTION_OF.values(), Section.POSTS} == set(Section)
    assert all(Role.CONTRIBUTOR in ALLOWED[action] for action in SECTION_OF)


def test_a_member_gets_the_organisation_and_what_the_role_allows(organisation: Organisation, sponsor: User) -> None:
    access = organisation_for(sponsor, "ZZA", Action.SEE_ROSTER)
    assert access.organisation == organisation
    assert access.role == Role.SPONSOR
    assert access.may_see_roster
    assert not access.may_edit_roster


def test_a_role_that_does_not_allow_it_is_refused(sponsor: User) -> None:
    with pytest.raises(PermissionDenied):
        organisation_for(sponsor, "ZZA", Action.EDIT_ROSTER)


@pytest.mark.parametrize("ods_code", ["ZZA", "ZZ9", "", "zza", "' OR 1=1"])
def test_another_organisation_looks_like_one_that_does_not_exist(
    organisation: Organisation, stranger: User, ods_code: str
) -> None:
    with pytest.raises(Http404):
        organisation_for(stranger, ods_code, Action.SEE_ORGANISATION)
