"""The link of an invitation: signed, and good for the one sending whose nonce it holds."""

from __future__ import annotations

import secrets

from django.core import signing

from accounts.models import Invitation, User

SALT = "accounts.invitation"


def token_of(invitation: Invitation) -> str:
    """What stands in the address that the e-mail names."""
    return signing.dumps([invitation.pk, invitation.nonce], salt=SALT)


def find(token: str) -> Invitation | None:
    """The invitation that a link opens. None for one that is forged, unknown, used, withdrawn or expired alike."""
    try:
        key, nonce = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    found = Invitation.objects.filter(pk=key).select_related("organisation", "invited_by").first()
    if found is None or not found.is_open or not secrets.compare_digest(found.nonce, nonce):
        return None
    return found


def has_account(invitation: Invitation) -> bool:
    """Whether there is an account for the invited address."""
    return User.objects.filter(email__iexact=invitation.email).exists()
