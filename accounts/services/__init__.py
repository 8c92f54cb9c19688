"""The writes of accounts. Each is one transaction with one line in the activity log.

The log names people and invitations by their number only, so that it stays true when somebody is erased: "member 12" is
the user of that id, "invitation 7" the invitation.
"""

from accounts.services.invitations import (
    AlreadyInvited,
    AlreadyMember,
    NotForThisPerson,
    NotOpen,
    accept,
    invite,
    join_as_new,
    send_again,
    withdraw,
)
from accounts.services.members import (
    LastLead,
    Stale,
    assign,
    change_role,
    leave,
    member_target,
    remove,
    withdraw_team,
)
from accounts.services.organisations import AlreadyThere, HasLead, NoSuchBoard, add_organisation, invite_first_lead
from accounts.services.sharing import StaleConsents, consents_as_number, set_consents

__all__ = (
    "AlreadyInvited",
    "AlreadyMember",
    "AlreadyThere",
    "HasLead",
    "LastLead",
    "NoSuchBoard",
    "NotForThisPerson",
    "NotOpen",
    "Stale",
    "StaleConsents",
    "accept",
    "add_organisation",
    "assign",
    "change_role",
    "consents_as_number",
    "invite",
    "invite_first_lead",
    "join_as_new",
    "leave",
    "member_target",
    "remove",
    "send_again",
    "set_consents",
    "withdraw",
    "withdraw_team",
)
