"""The one way to send an e-mail. A page only puts it in the queue; the worker sends it and tries again by itself."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template import Context, loader
from django.utils import timezone
from django_tasks import task

from accounts.models import Invitation, OutgoingEmail

logger = logging.getLogger(__name__)

LONGEST_WAIT = timedelta(hours=1)
"""Between two tries."""


def send(
    *, to: str, subject: str, template: str, context: Mapping[str, Any], invitation: Invitation | None = None
) -> None:
    """Put an e-mail in the queue: `templates/email/<template>.txt` and `.html`, drawn with `context`.

    The queue holds the e-mail until the mail server has taken it, and then nothing of it. `invitation` is the one that
    it carries, so that its page can say whether it was sent.
    """
    email = _drawn(to, subject, template, context)
    email.invitation = invitation
    email.save()
    deliver.enqueue(email.pk)


def send_to_each(*, to: Iterable[str], subject: str, template: str, context: Mapping[str, Any]) -> None:
    """Put an e-mail to each of the addresses `to` in the queue, at once for all of them; the rest as for `send`."""
    drawn = [_drawn(address, subject, template, context) for address in to]
    if drawn:
        deliver_each.enqueue([email.pk for email in OutgoingEmail.objects.bulk_create(drawn)])


def _drawn(to: str, subject: str, template: str, context: Mapping[str, Any]) -> OutgoingEmail:
    values = {**context, "site_address": settings.SITE_ADDRESS, "subject": subject}
    return OutgoingEmail(
        to=to,
        subject=" ".join(subject.split())[:500],
        text=_text(template, values),
        html=loader.render_to_string(f"email/{template}.html", values),
    )


def link(path: str) -> str:
    """The whole address of a page, for an e-mail: never from the host that a request names."""
    return settings.SITE_ADDRESS.rstrip("/") + path


def _text(template: str, values: dict[str, Any]) -> str:
    """Plain text, in which an ampersand is an ampersand."""
    drawn = loader.get_template(f"email/{template}.txt")
    return str(drawn.template.render(Context(values, autoescape=False)))  # type: ignore[attr-defined]  # Django's own


@task()
def deliver(email_id: int) -> None:
    """Send an e-mail of the queue and forget it; if the mail server does not take it, try again later.

    The next try is in the queue before the mail server is asked, so that a worker that is killed meanwhile loses
    nothing: at worst an e-mail is sent twice. No transaction is open then, so that a slow mail server holds up nobody.
    """
    email = OutgoingEmail.objects.filter(pk=email_id).first()
    if email is None:
        return
    if email.created_at + timedelta(days=settings.INVITATION_DAYS) < timezone.now():
        email.delete()
        return
    _plan_next_try(email)
    message = EmailMultiAlternatives(email.subject, email.text, to=[email.to])
    message.attach_alternative(email.html, "text/html")
    try:
        message.send()
    except (OSError, ValueError) as error:  # what smtplib and the mail module raise
        # The kind of the error only: its words may hold the address.
        logger.warning("E-mail %s was not sent: %s", email.pk, type(error).__name__)
    else:
        email.delete()


@task()
def deliver_each(emails: list[int]) -> None:
    """Have each of the e-mails with these ids sent for itself."""
    for email in emails:
        deliver.enqueue(email)


@transaction.atomic
def _plan_next_try(email: OutgoingEmail) -> None:
    """After 1, 2, 4 and more minutes, for as long as an invitation lasts. If this try succeeds, it finds nothing."""
    email.tries += 1
    email.save(update_fields=("tries",))
    if deliver.get_backend().supports_defer:
        wait = min(timedelta(minutes=2 ** min(email.tries - 1, 10)), LONGEST_WAIT)
        deliver.using(run_after=timezone.now() + wait).enqueue(email.pk)
