"""What an export of the Electronic Staff Record cannot know: it holds no agency, contractor or supplier staff."""

from __future__ import annotations

from django.utils import timezone

from accounts import audit
from accounts.models import Organisation
from teams import catalogue
from teams.models import OrganisationFacts, Post

NOT_YET = "not_yet"


def external_staff_not_yet(organisation: Organisation) -> audit.Changes:
    """Record that external staff are not yet on the roster, within the transaction that there is; give the change.

    Where external posts are on the roster and the organisation said that they all are, that stays true.
    """
    facts = OrganisationFacts.objects.select_for_update().filter(organisation=organisation).first()
    if facts is None:
        OrganisationFacts.objects.create(organisation=organisation, as_at=timezone.localdate(), external_staff=NOT_YET)
        return {"external_staff": [None, NOT_YET]}
    external = Post.objects.of(organisation).open_at(timezone.localdate()).filter(employment__in=catalogue.EXTERNAL)
    if facts.external_staff == NOT_YET or (facts.external_staff == "recorded" and external.exists()):
        return {}
    was, facts.external_staff = facts.external_staff, NOT_YET
    facts.version += 1
    facts.save(update_fields=["external_staff", "version"])
    return {"external_staff": [was, NOT_YET]}


def set_back(organisation: Organisation, change: list[str | None]) -> None:
    """Take back what `external_staff_not_yet` changed, where nobody has answered since."""
    was, now = change
    facts = OrganisationFacts.objects.select_for_update().filter(organisation=organisation).first()
    if facts is not None and facts.external_staff == now:
        facts.external_staff = was or ""
        facts.version += 1
        facts.save(update_fields=["external_staff", "version"])
