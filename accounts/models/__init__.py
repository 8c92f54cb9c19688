"""Who may act: users, organisations, memberships, invitations, and the activity log."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from accounts.models.activity import AuditEvent
from accounts.models.held import HeldForm
from accounts.models.joining import Assigned, Assignment, Consent, Invitation, OutgoingEmail, PeerAgreement
from accounts.models.people import Membership, Organisation, Role, User
from accounts.models.sessions import Session
from accounts.models.tokens import ApiToken

__all__ = (
    "ApiToken",
    "Assigned",
    "Assignment",
    "AuditEvent",
    "Consent",
    "HeldForm",
    "Invitation",
    "Membership",
    "Organisation",
    "OutgoingEmail",
    "PeerAgreement",
    "Role",
    "Session",
    "User",
    "codes",
)


def codes(values: Iterable[str], field: str) -> models.Q:
    """The condition that `field` is one of `values` or blank, for a check constraint."""
    return models.Q(**{f"{field}__in": ["", *values]})
