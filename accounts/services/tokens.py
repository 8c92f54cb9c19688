"""The writes about API tokens. The activity log of each organisation of their member tells of them."""

from __future__ import annotations

import secrets

from django.db import transaction

from accounts import audit
from accounts.models import ApiToken, Organisation, User
from accounts.models.tokens import PREFIX, digest
from accounts.services import security

MOST = 20
"""Tokens that one person may have, with those that are over."""


class NameTaken(Exception):
    """The person has a token of that name."""


class TooMany(Exception):
    """The person has as many tokens as anybody may have."""


@transaction.atomic
def make_token(*, user: User, name: str, days: int, with_second_factor: bool) -> str:
    """Make a token that works for `days`, and tell its user by e-mail.

    Returns the token itself, which is kept nowhere. NameTaken, TooMany: as they say; nothing was made.
    """
    # Two requests of one person wait in line, so that both rules hold.
    User.objects.select_for_update().get(pk=user.pk)
    if ApiToken.objects.named(user, name).exists():
        raise NameTaken
    if ApiToken.objects.of(user).count() >= MOST:
        raise TooMany
    token = f"{PREFIX}{secrets.token_urlsafe(32)}"
    ApiToken.objects.create(
        user=user, name=name, sha256=digest(token), days=days, with_second_factor=with_second_factor
    )
    _record(user, "made", name)
    security.tell(user=user, what=f"An API token was made, “{name}”. It reads what you may read.")
    return token


@transaction.atomic
def withdraw_token(*, user: User, key: int) -> str | None:
    """End the token of `user` with the id `key` at once. Returns its name; None where there is no such token."""
    token = ApiToken.objects.of(user).filter(pk=key).first()
    if token is None or not token.delete()[0]:
        return None
    _record(user, "withdrew", token.name)
    return token.name


def _record(user: User, verb: str, name: str) -> None:
    """One event in the log of each organisation that the person is a member of; in that of none without any."""
    target, organisations = f"API token {name}", list(Organisation.objects.filter(memberships__user=user))
    if organisations:
        audit.record_in_each(by=user, organisations=organisations, verb=verb, target=target, changes={})
    else:
        audit.record(by=user, organisation=None, verb=verb, target=target)
