"""The address by which the holder of a post rates their skills: signed, and good for the nonce that it holds."""

from __future__ import annotations

import secrets

from django.core import signing

from teams.models import RatingLink

SALT = "teams.rating_link"


def token_of(link: RatingLink) -> str:
    """What stands in the address."""
    return signing.dumps([link.pk, link.nonce], salt=SALT)


def find(token: str) -> RatingLink | None:
    """The link that an address opens. None for one that is malformed, unknown, revoked or expired alike."""
    try:
        key, nonce = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    found = RatingLink.objects.filter(pk=key).select_related("post__organisation").first()
    if found is None or not found.is_open or not secrets.compare_digest(found.nonce, nonce):
        return None
    return found
