"""Who may do what: one table, and the one way to find an organisation for somebody.

A view's first line calls `organisation_for`; nothing else decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import Organisation, Role, User


class Action(StrEnum):
    """What may be done in an organisation. The words complete "may ..."."""

    SEE_ORGANISATION = "see the organisation"
    SEE_LIVE_REPORT = "read the report as it stands"
    SEE_ROSTER = "see teams and posts"
    EDIT_ROSTER = "add and change teams and posts"
    EDIT_FACTS = "change the facts about the organisation"
    ANSWER = "answer the questions"


ALLOWED: dict[Action, frozenset[Role]] = {
    Action.SEE_ORGANISATION: frozenset(Role),
    Action.SEE_LIVE_REPORT: frozenset({Role.LEAD, Role.CONTRIBUTOR, Role.SPONSOR}),
    Action.SEE_ROSTER: frozenset({Role.LEAD, Role.CONTRIBUTOR, Role.SPONSOR}),
    Action.EDIT_ROSTER: frozenset({Role.LEAD}),
    Action.EDIT_FACTS: frozenset({Role.LEAD}),
    Action.ANSWER: frozenset({Role.LEAD}),
}


def can(role: str, action: Action) -> bool:
    """Whether a member with `role` may do `action`."""
    return role in ALLOWED[action]


@dataclass(frozen=True, slots=True)
class Access:
    """What one user may do in one organisation, for views and templates."""

    organisation: Organisation
    role: Role

    def may(self, action: Action) -> bool:
        return can(self.role, action)

    @property
    def may_edit_roster(self) -> bool:
        return self.may(Action.EDIT_ROSTER)

    @property
    def may_edit_facts(self) -> bool:
        return self.may(Action.EDIT_FACTS)

    @property
    def may_answer(self) -> bool:
        return self.may(Action.ANSWER)

    @property
    def may_see_roster(self) -> bool:
        return self.may(Action.SEE_ROSTER)

    @property
    def may_see_live_report(self) -> bool:
        return self.may(Action.SEE_LIVE_REPORT)


def organisation_for(user: User, ods_code: str, action: Action) -> Access:
    """The organisation of `ods_code` as `user` may use it.

    Http404: the user has no role there, which must look like an organisation that does not exist. PermissionDenied:
    the role does not allow `action`.
    """
    organisation = Organisation.objects.with_access(user, ods_code).first()
    if organisation is None:
        raise Http404
    access = _access(organisation)
    if not access.may(action):
        raise PermissionDenied
    return access


def organisations_of(user: User) -> list[Access]:
    """What `user` may do in each organisation in which they have a role, by the name of the organisation."""
    return [_access(organisation) for organisation in Organisation.objects.of_member(user)]


def _access(organisation: Organisation) -> Access:
    """`organisation` came from a query for one user."""
    return Access(organisation, Role(organisation.user_role))  # type: ignore[attr-defined]  # such a query adds it
