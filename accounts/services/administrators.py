"""Who looks after the service: the one write that is made from the server itself, as nobody is there before."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from accounts import audit, emails
from accounts.models import User
from accounts.services import security
from accounts.services.members import member_target

SERVICE = "is_service_administrator"
RUBRICS = "is_rubric_administrator"


class NameNeeded(Exception):
    """There is no account of this address yet, so that its name must be said."""


class Closed(Exception):
    """The account of this address is closed."""


@transaction.atomic
def appoint(*, email: str, name: str, duties: Collection[str]) -> User:
    """Make the person of `email` an administrator: `duties` are among SERVICE and RUBRICS, the ones they have stay.

    Without an account there is one from then on, with `name` and without a password. NameNeeded, Closed: as they say.
    """
    user = User.objects.select_for_update().filter(email__iexact=email).first()
    if user is None:
        if not name:
            raise NameNeeded
        user = User.objects.create_user(email, name)
    if not user.is_active:
        raise Closed
    new = [duty for duty in duties if not getattr(user, duty)]
    for duty in new:
        setattr(user, duty, True)
    if new:
        user.save(update_fields=new)
        _record(user, "made administrator", {duty: [False, True] for duty in new})
    return user


def send_password_link(*, user: User) -> None:
    """Send the link by which a person who was made administrator chooses a password."""
    context = {"url": security.password_link(user), "name": user.name}
    subject = "You can now look after Check your digital team"
    emails.send(to=user.email, subject=subject, template="administrator", context=context)


@transaction.atomic
def dismiss(*, user: User) -> None:
    """Take every duty of an administrator from a person, who stays what they are in their organisations."""
    user = User.objects.select_for_update().get(pk=user.pk)
    held = [duty for duty in (SERVICE, RUBRICS) if getattr(user, duty)]
    for duty in held:
        setattr(user, duty, False)
    if held:
        user.save(update_fields=held)
        _record(user, "no longer administrator", {duty: [True, False] for duty in held})


def _record(user: User, verb: str, changes: audit.Changes) -> None:
    """In the log of no organisation, done by the service."""
    audit.record(by=None, organisation=None, verb=verb, target=member_target(user.pk), changes=changes)
