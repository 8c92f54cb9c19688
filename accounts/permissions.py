"""Who may do what: one table, and the one way to find an organisation for somebody.

A view's first line calls `organisation_for`; nothing else decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import Assigned, Assignment, Consent, Membership, Organisation, Role, User


class Action(StrEnum):
    """What may be done in an organisation. The words complete "may ..."."""

    SEE_ORGANISATION = "see the organisation"
    SEE_SIGNED_OFF = "read signed-off reports"
    SEE_SYSTEM = "read the reports of a whole system together"
    SEE_LIVE_REPORT = "read the report as it stands"
    SEE_ROSTER = "see teams, posts and their notes"
    SEE_SINGLE_POSTS = "read what hangs on a single post"
    SEE_PRIVATE_PAPER = "read the private paper of a report"
    EDIT_POSTS = "add and change posts"
    EDIT_ROSTER = "add and change teams, and import rosters"
    EDIT_FACTS = "change the facts about the organisation"
    EDIT_SKILLS = "rate skills, and send links to rate them"
    EDIT_CLINICAL_TIME = "record clinicians' time, and run the survey of clinicians"
    EDIT_INITIATIVES = "add and change initiatives"
    EDIT_SUPPLIERS = "add and change suppliers and contracts"
    EDIT_REPRESENTATION = "change the counts by group"
    SHARE_TEAMS = "share teams with partners"
    ANSWER = "answer the questions"
    CHOOSE_RUBRIC = "move the assessment to another version of the rubric"
    EDIT_PLAN = "change the improvement plan"
    SUBMIT = "start, submit and reopen assessments"
    SIGN_OFF = "sign off a report"
    PREPARE_PAPER = "fill in the cover of board papers, and share reports by link"
    REMOVE_POSTS = "remove the posts behind a signed-off report"
    SET_DEADLINES = "set deadlines for organisations that share, and see who has started"
    SEE_MEMBERS = "see who the members are"
    MANAGE_MEMBERS = "invite and remove members, and change their roles"
    GIVE_CONSENT = "decide who else may read reports"
    SEE_ACTIVITY = "read and download the activity log"


class Section(StrEnum):
    """A part of the task list that a lead may assign to a contributor."""

    FACTS = "facts"
    POSTS = "posts"
    SKILLS = "skills"
    CLINICAL_TIME = "clinical_time"
    INITIATIVES = "initiatives"
    SUPPLIERS = "suppliers"
    REPRESENTATION = "representation"
    QUESTIONS = "questions"


SECTION_OF: dict[Action, Section] = {
    Action.EDIT_FACTS: Section.FACTS,
    Action.EDIT_SKILLS: Section.SKILLS,
    Action.EDIT_CLINICAL_TIME: Section.CLINICAL_TIME,
    Action.EDIT_INITIATIVES: Section.INITIATIVES,
    Action.EDIT_SUPPLIERS: Section.SUPPLIERS,
    Action.EDIT_REPRESENTATION: Section.REPRESENTATION,
    Action.ANSWER: Section.QUESTIONS,
}
"""What a contributor may do where a lead assigns the section. Posts go by team, or all of them by `Section.POSTS`."""

_EVERYBODY = frozenset(Role)
_INSIDERS = frozenset({Role.LEAD, Role.CONTRIBUTOR, Role.SPONSOR})
_LEAD = frozenset({Role.LEAD})
_EDITORS = frozenset({Role.LEAD, Role.CONTRIBUTOR})

ALLOWED: dict[Action, frozenset[Role]] = {
    Action.SEE_ORGANISATION: _EVERYBODY,
    Action.SEE_SIGNED_OFF: _EVERYBODY,
    Action.SEE_SYSTEM: frozenset({Role.SYSTEM}),
    Action.SEE_LIVE_REPORT: _INSIDERS | {Role.BOARD},
    Action.SEE_ROSTER: _INSIDERS,
    Action.SEE_SINGLE_POSTS: frozenset({Role.LEAD, Role.SPONSOR}),
    Action.SEE_PRIVATE_PAPER: _INSIDERS | {Role.BOARD},
    Action.EDIT_POSTS: _EDITORS,
    Action.EDIT_ROSTER: _LEAD,
    **dict.fromkeys(SECTION_OF, _EDITORS),
    Action.SHARE_TEAMS: _LEAD,
    Action.CHOOSE_RUBRIC: _LEAD,
    Action.EDIT_PLAN: _LEAD,
    Action.SUBMIT: _LEAD,
    Action.SIGN_OFF: frozenset({Role.SPONSOR}),
    Action.PREPARE_PAPER: _LEAD,
    Action.REMOVE_POSTS: frozenset({Role.LEAD, Role.SPONSOR}),
    Action.SET_DEADLINES: frozenset({Role.SYSTEM}),
    Action.SEE_MEMBERS: _INSIDERS,
    Action.MANAGE_MEMBERS: _LEAD,
    Action.GIVE_CONSENT: _LEAD,
    Action.SEE_ACTIVITY: frozenset({Role.LEAD, Role.SPONSOR}),
}

LIMITS: dict[tuple[Role, Action], str] = {
    (Role.CONTRIBUTOR, Action.EDIT_POSTS): "in the teams that a lead assigns to them",
    **{(Role.CONTRIBUTOR, action): "where a lead assigns that section to them" for action in SECTION_OF},
    (Role.BOARD, Action.SEE_LIVE_REPORT): "while a lead allows it",
    (Role.SYSTEM, Action.SEE_ORGANISATION): "while the organisation shares with its integrated care board",
    (Role.SYSTEM, Action.SEE_SIGNED_OFF): "while the organisation shares with its integrated care board",
    (Role.SYSTEM, Action.SEE_SYSTEM): "as a member of the integrated care board",
    (Role.SYSTEM, Action.SET_DEADLINES): "as a member of the integrated care board",
}
"""Where what a role may do depends on something more: on what."""

OF_A_BOARD = frozenset({Action.SEE_SYSTEM, Action.SET_DEADLINES})
"""What a system member may do in the integrated care board itself, and not in an organisation that shares with it."""


def can(role: str, action: Action) -> bool:
    """Whether a member with `role` may do `action`, whatever else it depends on."""
    return role in ALLOWED[action]


class _May:
    """An attribute of `Access`: whether one action may be done."""

    def __init__(self, action: Action) -> None:
        self.action = action

    def __get__(self, access: Access, owner: type[Access]) -> bool:
        return access.may(self.action)


@dataclass(frozen=True, slots=True)
class Access:
    """What one user may do in one organisation, for views and templates.

    `teams` are the ids of the teams whose posts a contributor may change, and `sections` those of the task list that
    are assigned to them; None is every one. `membership` is the id of their own membership; None where the organisation
    only shares with their board.
    """

    organisation: Organisation
    role: Role
    board_reads: bool = False
    teams: frozenset[int] | None = None
    sections: frozenset[str] | None = None
    membership: int | None = None

    def may(self, action: Action) -> bool:
        waits_for_consent = (self.role, action) == (Role.BOARD, Action.SEE_LIVE_REPORT) and not self.board_reads
        waits_for_a_team = action == Action.EDIT_POSTS and self.teams == frozenset()
        is_of_board_only = action in OF_A_BOARD and self.shared
        waits = waits_for_consent or waits_for_a_team or is_of_board_only or self._waits_for_a_section(action)
        return can(self.role, action) and not waits

    def _waits_for_a_section(self, action: Action) -> bool:
        return self.sections is not None and action in SECTION_OF and SECTION_OF[action] not in self.sections

    def may_edit_posts_of(self, team: int | None) -> bool:
        """Whether posts of the team with that id may be changed; None is the organisation's own team."""
        return self.may(Action.EDIT_POSTS) and (self.teams is None or team in self.teams)

    def require_posts_of(self, team: int | None) -> None:
        """PermissionDenied: posts of that team are not this person's to change."""
        if not self.may_edit_posts_of(team):
            raise PermissionDenied

    @property
    def may_rate(self) -> bool:
        """Whether there is any post whose holder's skills may be rated."""
        return self.may(Action.EDIT_SKILLS) or self.may(Action.EDIT_POSTS)

    def may_rate_posts_of(self, team: int | None) -> bool:
        """Whether the skills of holders of posts of that team may be rated: all of them, or those of own teams."""
        return self.may(Action.EDIT_SKILLS) or self.may_edit_posts_of(team)

    def require_rating(self, *teams: int | None) -> None:
        """PermissionDenied: there is no post to rate for this person, or none of one of `teams`."""
        if not (self.may_rate and all(map(self.may_rate_posts_of, teams))):
            raise PermissionDenied

    @property
    def rated_teams(self) -> frozenset[int] | None:
        """The ids of the teams whose holders may be rated; None is every one."""
        return None if self.may(Action.EDIT_SKILLS) else self.teams

    @property
    def shared(self) -> bool:
        """Whether the person is no member: it shares with an integrated care board, or was succeeded by their own."""
        return self.membership is None

    @property
    def may_edit_posts(self) -> bool:
        """Whether there is any team whose posts may be changed."""
        return self.may(Action.EDIT_POSTS)

    # For templates, and for whoever asks of one action only.
    may_edit_roster = _May(Action.EDIT_ROSTER)
    may_edit_facts = _May(Action.EDIT_FACTS)
    may_edit_skills = _May(Action.EDIT_SKILLS)
    may_edit_clinical_time = _May(Action.EDIT_CLINICAL_TIME)
    may_edit_initiatives = _May(Action.EDIT_INITIATIVES)
    may_edit_suppliers = _May(Action.EDIT_SUPPLIERS)
    may_edit_representation = _May(Action.EDIT_REPRESENTATION)
    may_share_teams = _May(Action.SHARE_TEAMS)
    may_answer = _May(Action.ANSWER)
    may_choose_rubric = _May(Action.CHOOSE_RUBRIC)
    may_edit_plan = _May(Action.EDIT_PLAN)
    may_submit = _May(Action.SUBMIT)
    may_sign_off = _May(Action.SIGN_OFF)
    may_prepare_paper = _May(Action.PREPARE_PAPER)
    may_remove_posts = _May(Action.REMOVE_POSTS)
    may_set_deadlines = _May(Action.SET_DEADLINES)
    may_see_roster = _May(Action.SEE_ROSTER)
    may_see_single_posts = _May(Action.SEE_SINGLE_POSTS)
    may_see_private_paper = _May(Action.SEE_PRIVATE_PAPER)
    may_see_system = _May(Action.SEE_SYSTEM)
    may_see_live_report = _May(Action.SEE_LIVE_REPORT)
    may_see_members = _May(Action.SEE_MEMBERS)
    may_manage_members = _May(Action.MANAGE_MEMBERS)
    may_give_consent = _May(Action.GIVE_CONSENT)
    may_see_activity = _May(Action.SEE_ACTIVITY)


def organisation_for(user: User, ods_code: str, action: Action) -> Access:
    """The organisation of `ods_code` as `user` may use it.

    Http404: the user has no role there, which must look like an organisation that does not exist. PermissionDenied:
    the role does not allow `action`.
    """
    own = Membership.objects.of(user).filter(organisation__ods_code=ods_code)
    found = (
        _as_member(own)
        or _through_board(Organisation.objects.shared_with(user).filter(ods_code=ods_code))
        or _through_successor(Organisation.objects.gone_into_one_of(user).filter(ods_code=ods_code))
    )
    if not found:
        raise Http404
    [access] = found
    if not access.may(action):
        raise PermissionDenied
    return access


def require_service_administrator(user: User) -> None:
    """Http404: `user` does not look after the service, to whom its administration must look as if it did not exist."""
    if not user.is_service_administrator:
        raise Http404


def require_rubric_administrator(user: User) -> None:
    """Http404: `user` does not look after rubrics, to whom their drafts must look as if they did not exist."""
    if not user.is_rubric_administrator:
        raise Http404


def organisations_of(user: User) -> list[Access]:
    """What `user` may do in each organisation that they may open, by the name of the organisation."""
    own = _as_member(Membership.objects.of(user))
    members_of = {access.organisation.pk for access in own}
    shared = _through_board(Organisation.objects.shared_with(user).exclude(pk__in=members_of))
    return sorted(own + shared, key=lambda access: access.organisation.name)


def _as_member(memberships: QuerySet[Membership]) -> list[Access]:
    """What a user may do by each of their own `memberships`."""
    assigned = Assignment.objects.by_membership(own.pk for own in memberships if own.role == Role.CONTRIBUTOR)
    boards = Consent.objects.to_boards(own.organisation_id for own in memberships if own.role == Role.BOARD)
    return [
        Access(
            own.organisation,
            Role(own.role),
            board_reads=own.organisation_id in boards,
            teams=_teams(assigned.get(own.pk)),
            sections=_sections(assigned.get(own.pk)),
            membership=own.pk,
        )
        for own in memberships
    ]


def _sections(assigned: Assigned | None) -> frozenset[str] | None:
    return None if assigned is None else frozenset(assigned.get(Assignment.Kind.SECTION, ()))


def _teams(assigned: Assigned | None) -> frozenset[int] | None:
    """The ids of the teams that are assigned; the section of posts is every team."""
    if assigned is None or Section.POSTS in assigned.get(Assignment.Kind.SECTION, ()):
        return None
    return frozenset(map(int, assigned.get(Assignment.Kind.TEAM, ())))


def _through_successor(organisations: QuerySet[Organisation]) -> list[Access]:
    """What a member of a successor may do in closed `organisations`: read their signed-off reports, as a board does."""
    return [Access(organisation, Role.BOARD) for organisation in organisations.select_related("facts").distinct()]


def _through_board(organisations: QuerySet[Organisation]) -> list[Access]:
    """What a system member may do in each of the `organisations` that share with their board."""
    return [Access(organisation, Role.SYSTEM) for organisation in organisations.select_related("facts")]
