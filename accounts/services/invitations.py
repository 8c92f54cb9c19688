"""The writes that bring people to an organisation. Nobody gets in but by an invitation to their own address."""

from __future__ import annotations

import secrets

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit, emails, invitation_links
from accounts.models import Invitation, Membership, Organisation, Role, User
from accounts.services.members import ORGANISATION


class AlreadyMember(Exception):
    """The address belongs to a member of the organisation."""


class AlreadyInvited(Exception):
    """There is an invitation to this address already; it can be sent again."""


class NotOpen(Exception):
    """The invitation was used or withdrawn, or it has expired."""


class NotForThisPerson(Exception):
    """The invitation is for another address."""


def invite(*, by: User, organisation: Organisation, email: str, role: str) -> Invitation:
    """Ask `email` to join in `role`. AlreadyMember, AlreadyInvited: as they say."""
    email = email.lower()
    if organisation.memberships.filter(user__email__iexact=email).exists():
        raise AlreadyMember
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                organisation=organisation, email=email, role=role, invited_by=by, nonce=_nonce()
            )
            _send(invitation, by)
            _record(invitation, by, "invited", {"role": [None, role]})
    except IntegrityError as error:
        if "unique" in str(error).lower():
            raise AlreadyInvited from error
        raise
    return invitation


@transaction.atomic
def send_again(*, by: User, invitation: Invitation) -> None:
    """Send an invitation with a new link, which lasts as long as a new one. NotOpen: it was used or withdrawn."""
    invitation = _unused(invitation)
    invitation.nonce, invitation.sent_at = _nonce(), timezone.now()
    invitation.save(update_fields=("nonce", "sent_at"))
    invitation.emails.all().delete()
    _send(invitation, by)
    _record(invitation, by, "sent again")


@transaction.atomic
def withdraw(*, by: User, invitation: Invitation) -> None:
    """Make an invitation's link worthless. NotOpen: it was used or withdrawn."""
    invitation = _unused(invitation)
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=("withdrawn_at",))
    invitation.emails.all().delete()
    _record(invitation, by, "withdrew")


@transaction.atomic
def accept(*, by: User, invitation: Invitation) -> Membership:
    """Make `by` a member. NotOpen: as it says. NotForThisPerson: their address is not the invited one.

    Somebody who is a member by now keeps the role that they have.
    """
    nonce = invitation.nonce
    invitation = _unused(invitation)
    if not invitation.is_open or not secrets.compare_digest(nonce, invitation.nonce):
        raise NotOpen
    if by.email.lower() != invitation.email.lower():
        raise NotForThisPerson
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=("accepted_at",))
    invitation.emails.all().delete()
    membership, is_new = Membership.objects.get_or_create(
        user=by, organisation=invitation.organisation, defaults={"role": invitation.role}
    )
    changes = {"invitation": [None, invitation.pk], **({"role": [None, membership.role]} if is_new else {})}
    audit.record(by=by, organisation=invitation.organisation, verb="joined", target=ORGANISATION, changes=changes)
    return membership


@transaction.atomic
def join_as_new(*, invitation: Invitation, name: str, password: str | None) -> User:
    """Make an account for the invited address, and its user a member. NotOpen: as it says, or there is an account."""
    # Held from the first line on, so that of two who send the form at once one makes the account.
    if User.objects.filter(email__iexact=_unused(invitation).email).exists():
        raise NotOpen
    user = User.objects.create_user(invitation.email, name, password)
    accept(by=user, invitation=invitation)
    return user


def _nonce() -> str:
    return secrets.token_urlsafe(16)


def _unused(invitation: Invitation) -> Invitation:
    """The invitation as it is stored, held for this transaction. NotOpen: it was used or withdrawn."""
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("organisation")
    current = rows.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None).first()
    if current is None:
        raise NotOpen
    return current


def _send(invitation: Invitation, by: User) -> None:
    context = {
        "organisation": invitation.organisation.name,
        "inviter": by.name,
        "role": Role(invitation.role).label.lower(),
        "url": emails.link(reverse("invitation", args=[invitation_links.token_of(invitation)])),
        "expires": timezone.localtime(invitation.expires_at),
    }
    subject = f"Join {invitation.organisation.name} in Check your digital team"
    emails.send(to=invitation.email, subject=subject, template="invitation", context=context, invitation=invitation)


def _record(invitation: Invitation, by: User, verb: str, changes: audit.Changes | None = None) -> None:
    target = f"invitation {invitation.pk}"
    audit.record(by=by, organisation=invitation.organisation, verb=verb, target=target, changes=changes)
