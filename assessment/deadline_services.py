"""The writes of deadlines: set, changed, withdrawn; and the reminders that each organisation gets once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit, emails
from accounts.models import Membership, Organisation, User
from assessment import deadlines
from assessment.deadlines import Stage, Standing
from assessment.models import Deadline, DeadlineOrganisation, DeadlineReminder

FIELDS = ("name", "as_at_from", "due_on")


@dataclass(eq=False)
class StaleDeadline(Exception):
    """Somebody changed the deadline first. `now` is as it is stored; nothing was changed."""

    now: Deadline


class NotOffered(Exception):
    """A deadline can be set only for organisations that share, or that use the service. Nothing was changed."""


class Withdrawn(Exception):
    """The deadline was withdrawn. Nothing was changed."""


@transaction.atomic
def set_deadline(
    *, by: User, board: Organisation | None, organisations: Collection[int], name: str, as_at_from: date, due_on: date
) -> Deadline:
    """Set a deadline for organisations (ids) that `board`, or for None the service, offers. NotOffered: one of others.

    ValueError: the day comes before the first date that counts.
    """
    _require_order(as_at_from, due_on)
    _require_offered(board, organisations)
    found = Deadline.objects.create(set_by=board, name=name, as_at_from=as_at_from, due_on=due_on)
    _add(found, organisations)
    _log(by, found, "set", audit.changed({}, audit.values(found, FIELDS)))
    return found


@transaction.atomic
def change_deadline(
    *, by: User, deadline: Deadline, version: int | None, organisations: Collection[int], **values: Any
) -> Deadline:
    """Change the fields of `FIELDS` and the organisations. Reminders for another day are sent anew.

    Organisations for which it is not in force now stay as they are. StaleDeadline: it is not of `version` by now.
    Withdrawn, NotOffered, ValueError: as for `set_deadline`.
    """
    held = _held(deadline)
    if held.version != version:
        raise StaleDeadline(held)
    _require_order(values["as_at_from"], values["due_on"])
    now = set(held.for_organisations.values_list("organisation", flat=True))
    _require_offered(held.set_by, set(organisations) - now)
    before = audit.values(held, FIELDS)
    for name in FIELDS:
        setattr(held, name, values[name])
    out = {organisation.pk for organisation in deadlines.out_of_force(held)}
    gone, new = now - out - set(organisations), set(organisations) - now
    changes = audit.changed(before, audit.values(held, FIELDS))
    if changes or gone or new:
        left = list(Organisation.objects.filter(pk__in=gone))
        held.for_organisations.filter(organisation__in=gone).delete()
        _add(held, new)
        held.version += 1
        held.save(update_fields=(*FIELDS, "version"))
        _log(by, held, "changed", changes)
        audit.record_in_each(by=by, organisations=left, verb="took back", target=target_of(held), changes={})
    return held


@transaction.atomic
def withdraw_deadline(*, by: User, deadline: Deadline, version: int | None) -> None:
    """Withdraw a deadline: nobody is shown it or reminded of it any more. StaleDeadline, Withdrawn: as they say."""
    held = _held(deadline)
    if held.version != version:
        raise StaleDeadline(held)
    _log(by, held, "withdrew", {})
    held.withdrawn_at = timezone.now()
    held.version += 1
    held.save(update_fields=("withdrawn_at", "version"))


def target_of(deadline: Deadline) -> str:
    """How the activity log names a deadline."""
    return f"deadline {deadline.name}"


def _held(deadline: Deadline) -> Deadline:
    held = Deadline.objects.select_for_update(of=("self",)).select_related("set_by").get(pk=deadline.pk)
    if held.withdrawn_at is not None:
        raise Withdrawn
    return held


def _require_order(as_at_from: date, due_on: date) -> None:
    if due_on < as_at_from:
        raise ValueError("A deadline cannot come before the first date that counts")


def _require_offered(board: Organisation | None, organisations: Collection[int]) -> None:
    if not set(organisations) <= {organisation.pk for organisation in deadlines.offered(board)}:
        raise NotOffered


def _add(deadline: Deadline, organisations: Iterable[int]) -> None:
    DeadlineOrganisation.objects.bulk_create(
        DeadlineOrganisation(deadline=deadline, organisation_id=organisation) for organisation in organisations
    )


def _log(by: User, deadline: Deadline, verb: str, changes: audit.Changes) -> None:
    """Write the event in the log of the board or the service, and in that of each organisation that it is for."""
    target = target_of(deadline)
    audit.record(by=by, organisation=deadline.set_by, verb=verb, target=target, changes=changes)
    concerned = [standing.organisation for standing in deadlines.of_deadlines([deadline])[deadline.pk]]
    audit.record_in_each(by=by, organisations=concerned, verb=verb, target=target, changes=changes)


# Reminders -----------------------------------------------------------------------------------------------------------


def send_reminders() -> int:
    """Put the reminders in the queue that are due today and were not sent yet; gives to how many organisations.

    It can be run at any time, twice and at once: each organisation gets each reminder of a deadline once.
    """
    today = timezone.localdate()
    return sum(_remind(deadline, today) for deadline in Deadline.objects.open_on(today))


@transaction.atomic
def _remind(deadline: Deadline, today: date) -> int:
    try:
        held = _held(deadline)
    except Withdrawn:
        return 0
    stage = deadlines.stage_on(held.due_on, today)
    if stage is None:
        return 0
    sent = held.reminders.filter(due_on=held.due_on, stage=stage).values_list("organisation", flat=True)
    late = [each for each in deadlines.of_deadlines([held])[held.pk] if each.is_asked]
    leads = _leads_of([each.organisation for each in late if each.organisation.pk not in set(sent)])
    asked = [each for each in late if each.organisation.pk in leads]
    DeadlineReminder.objects.bulk_create(
        DeadlineReminder(deadline=held, organisation=each.organisation, due_on=held.due_on, stage=stage)
        for each in asked
    )
    for each in asked:
        _tell(each, leads[each.organisation.pk], today)
    target, changes = target_of(held), {"reminder": [None, Stage(stage).label.lower()]}
    organisations = [each.organisation for each in asked]
    audit.record_in_each(by=None, organisations=organisations, verb="reminded of", target=target, changes=changes)
    return len(asked)


def _leads_of(organisations: Iterable[Organisation]) -> dict[int, list[str]]:
    """The addresses of the digital leads of each organisation (id) that has any."""
    found: dict[int, list[str]] = defaultdict(list)
    leads = Membership.objects.leads().filter(organisation__in=organisations)
    for organisation, address in leads.order_by("pk").values_list("organisation", "user__email"):
        found[organisation].append(address)
    return dict(found)


def _tell(standing: Standing, addresses: list[str], today: date) -> None:
    subject, text = deadlines.reminder(standing, today)
    context = {"text": text, "url": emails.link(reverse("cycle", args=[standing.organisation.ods_code]))}
    emails.send_to_each(to=addresses, subject=subject, template="assessment_turn", context=context)
