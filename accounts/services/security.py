"""The writes about how a person signs in: their password, their address, their sessions."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import base36_to_int, int_to_base36

from accounts import audit, emails
from accounts.models import Session, User
from accounts.services.members import member_target

EMAIL_SALT = "accounts.new_email"
LINK_SECONDS = 24 * 3600
"""How long the links of a new address last; those of a new password are PASSWORD_RESET_TIMEOUT."""


class AddressTaken(Exception):
    """Somebody else has this address."""


def tell(*, user: User, what: str, to: str = "") -> None:
    """Write to the person that `what` was done to their account, in case it was not them."""
    subject = "Your Check your digital team account was changed"
    context = {"what": what, "url": emails.link(reverse("reset_password"))}
    emails.send(to=to or user.email, subject=subject, template="security_notice", context=context)


def note(*, user: User, what: str) -> None:
    """One line in the activity log that is about no organisation, and an e-mail to the person."""
    audit.record(by=user, organisation=None, verb="changed", target=member_target(user.pk), changes={"sign-in": what})
    tell(user=user, what=what)


@transaction.atomic
def change_password(*, user: User, password: str, keep: str | None = None) -> None:
    """Give `user` another password and end their sessions, but for the one of key `keep`."""
    user.set_password(password)
    user.save(update_fields=("password",))
    end_sessions(user=user, keep=keep)
    note(user=user, what="The password was changed.")


def send_reset(*, email: str) -> None:
    """Send a link to choose another password, if anybody who may sign in has this address."""
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        return
    context = {"url": password_link(user), "name": user.name}
    emails.send(to=user.email, subject="Choose a new password", template="reset_password", context=context)


def password_link(user: User) -> str:
    """The whole address at which `user` chooses a password: good once, until PASSWORD_RESET_TIMEOUT has passed."""
    key = f"{int_to_base36(user.pk)}-{default_token_generator.make_token(user)}"
    return emails.link(reverse("reset_password_link", args=[key]))


def user_of_reset(link: str) -> User | None:
    """Whose password a link may change; None for one that is forged, too old or used alike."""
    key, _, token = link.partition("-")
    try:
        user = User.objects.filter(pk=base36_to_int(key), is_active=True).first()
    except (ValueError, OverflowError):
        return None
    return user if user and default_token_generator.check_token(user, token) else None


def send_new_email(*, user: User, email: str) -> None:
    """Send a link to the new address, which proves that it is theirs. To one that is taken goes nothing."""
    email = email.lower()
    if User.objects.filter(email__iexact=email).exists():
        return
    token = signing.dumps([user.pk, user.email, email], salt=EMAIL_SALT)
    context = {"url": emails.link(reverse("new_email", args=[token])), "name": user.name}
    emails.send(to=email, subject="Confirm your new email address", template="new_email", context=context)


def new_email_of(user: User, token: str) -> str | None:
    """The address that `user` may take by a link; None for one that is forged, too old, used or another person's."""
    try:
        key, old, new = signing.loads(token, salt=EMAIL_SALT, max_age=LINK_SECONDS)
    except (signing.BadSignature, ValueError):
        return None
    return str(new) if key == user.pk and constant_time_compare(old, user.email) else None


@transaction.atomic
def change_email(*, user: User, email: str, keep: str | None = None) -> None:
    """Give `user` another address, end their other sessions and tell the old one. AddressTaken: as it says."""
    old, user.email = user.email, email
    try:
        with transaction.atomic():
            user.save(update_fields=("email",))
    except IntegrityError as error:
        user.email = old
        raise AddressTaken from error
    end_sessions(user=user, keep=keep)
    tell(user=user, what="The email address was changed.", to=old)
    note(user=user, what="The email address was changed.")


@transaction.atomic
def take_off_second_factor(*, user: User) -> bool:
    """Delete every second factor and recovery code of a person, end their sessions and tell them. False: they had none.

    For the server itself, on behalf of somebody who has lost all of them: the next sign-in asks for a new one.
    """
    deleted, _ = Authenticator.objects.filter(user_id=user.pk).delete()
    if not deleted:
        return False
    end_sessions(user=user)
    what = "The second factor was taken off, on request."
    audit.record(by=None, organisation=None, verb="changed", target=member_target(user.pk), changes={"sign-in": what})
    tell(user=user, what=what)
    return True


def end_sessions(*, user: User, keep: str | None = None) -> None:
    """Sign `user` out everywhere, but for the session of key `keep`."""
    Session.objects.filter(user=user).exclude(session_key=keep).delete()


def end_session(*, user: User, key: str) -> None:
    """End one session of `user`."""
    Session.objects.filter(user=user, session_key=key).delete()
