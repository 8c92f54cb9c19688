"""What a service administrator writes: organisations, and the invitation of their first digital lead."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import Invitation, Organisation, Role, User
from accounts.services import invitations


class AlreadyThere(Exception):
    """There is an organisation with this ODS code."""


class NoSuchBoard(Exception):
    """No organisation has the ODS code that was given for the integrated care board."""


class HasLead(Exception):
    """The organisation has a digital lead, who invites everybody else."""


def add_organisation(*, by: User, ods_code: str, name: str, kind: str, board: str = "") -> Organisation:
    """A new organisation; `board` is the ODS code of its integrated care board, if it has one.

    AlreadyThere, NoSuchBoard: as they say.
    """
    parent = Organisation.objects.filter(ods_code=board).first() if board else None
    if board and parent is None:
        raise NoSuchBoard
    try:
        with transaction.atomic():
            added = Organisation.objects.create(ods_code=ods_code, name=name, kind=kind, parent=parent)
            changes = {"name": [None, name], "kind": [None, kind], "parent": [None, board]}
            audit.record(by=by, organisation=added, verb="added", target=f"organisation {ods_code}", changes=changes)
    except IntegrityError as error:
        raise AlreadyThere from error
    return added


@transaction.atomic
def invite_first_lead(*, by: User, organisation: Organisation, email: str) -> Invitation:
    """Ask `email` to be the first digital lead. HasLead: there is one.

    AlreadyMember, AlreadyInvited: as for `invite`.
    """
    held = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if held.memberships.leads().exists():
        raise HasLead
    return invitations.invite(by=by, organisation=held, email=email, role=Role.LEAD)
