"""The e-mails of the assessment cycle: each says what happened, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from accounts import emails
from accounts.models import User
from assessment.models import Assessment

SAYS = {
    "submitted": (
        "{name}: a report waits for your sign-off",
        "{who} has submitted the report of {name} to you. It is your turn: read it, then sign it off or return it.",
    ),
    "withdrawn": (
        "{name}: a report was withdrawn",
        "{who} has withdrawn the report of {name} that was submitted to you. There is nothing for you to do.",
    ),
    "returned": (
        "{name}: a report was returned to you",
        "{who} has returned the report of {name} with a comment. It is your turn: change it, then submit it again.",
    ),
    "signed_off": (
        "{name}: a report is signed off",
        "{who} has signed off the report of {name}. Your board can read it now. There is nothing for you to do.",
    ),
}
"""Subject and text of each, with the name of the organisation and of the person who did it."""


def tell_sponsor(assessment: Assessment, by: User, *, withdrawn: bool = False) -> None:
    """Tell the sponsor that it is their turn, or no longer."""
    if assessment.sponsor:
        _tell([assessment.sponsor.email], assessment, by, "withdrawn" if withdrawn else "submitted")


def tell_leads(assessment: Assessment, by: User, what: str) -> None:
    """Tell every digital lead `what` happened: returned or signed_off."""
    leads = assessment.organisation.memberships.leads()
    _tell(leads.values_list("user__email", flat=True), assessment, by, what)


def _tell(addresses: Iterable[str], assessment: Assessment, by: User, what: str) -> None:
    organisation = assessment.organisation
    words = {"name": organisation.name, "who": by.name}
    subject, text = (part.format(**words) for part in SAYS[what])
    context = {"text": text, "url": emails.link(reverse("cycle", args=[organisation.ods_code]))}
    for address in addresses:
        emails.send(to=address, subject=subject, template="assessment_turn", context=context)
