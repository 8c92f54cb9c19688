"""The writes of the assessment cycle. Each is one transaction with one audit event; e-mails say whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zlib import crc32

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Membership, Organisation, Role, User
from assessment import cycle
from assessment.cycle import require
from assessment.cycle_emails import tell_leads, tell_sponsor
from assessment.models import Answer, Assessment, RubricVersion, SignOff, Snapshot
from assessment.readiness import Readiness
from assessment.services import ANSWER_FIELDS, AS_AT_TARGET, held_draft, touch

State = Assessment.State


@dataclass(eq=False)
class NotReady(Exception):
    """The assessment cannot be submitted yet. Nothing was changed."""

    readiness: Readiness


class ChangedSince(Exception):
    """What somebody saw has changed since, so that they have to look again. Nothing was changed."""


class NotYours(Exception):
    """Only the sponsor to whom it was submitted, and who did not submit it, may do this. Nothing was changed."""


# From nothing, or from the one before --------------------------------------------------------------------------------


@transaction.atomic
def open_assessment(*, by: User, organisation: Organisation, as_at: date) -> Assessment:
    """Start an assessment as at a day by the current rubric; answers of the current report are carried forward.

    NotNow: one is open already.
    """
    Organisation.objects.hold(organisation)
    before = Assessment.objects.working(organisation)
    require(cycle.OPEN, before.state if before else cycle.NONE)
    draft = Assessment(
        organisation=organisation,
        rubric_version=RubricVersion.objects.current(),
        as_at=as_at,
        started_from=before,
        vacancies=_vacancies(before) if before else [],
    )
    draft.save()
    if before:
        _copy_answers(before, draft, is_carried=True)
    audit.record(
        by=by, organisation=organisation, verb="started", target=AS_AT_TARGET, changes={"as_at": [None, str(as_at)]}
    )
    return draft


@transaction.atomic
def reopen(*, by: User, organisation: Organisation, assessment: Assessment, because: str) -> Assessment:
    """Start a new draft from the current report, as it was. NotNow: it is not current, or a draft is open."""
    Organisation.objects.hold(organisation)
    before = Assessment.objects.working(organisation)
    if before is None or before.pk != assessment.pk:
        raise cycle.NotNow(cycle.REOPEN, State.SUPERSEDED)
    require(cycle.REOPEN, before.state)
    draft = Assessment(
        organisation=organisation,
        rubric_version=before.rubric_version,
        as_at=before.as_at,
        started_from=before,
        reopened_because=because,
        commentary=before.commentary,
        reasons=before.reasons,
        vacancies=_vacancies(before),
    )
    draft.save()
    _copy_answers(before, draft, is_carried=False)
    changes = {"reopened_because": [None, because]}
    audit.record(by=by, organisation=organisation, verb="reopened", target=AS_AT_TARGET, changes=changes)
    return draft


def _vacancies(before: Assessment) -> list[list[str]]:
    """Reference and title of the organisation's own vacancies in the report; none once its posts are removed."""
    snapshot = Snapshot.objects.latest_of(before)
    posts = snapshot.posts.document["posts"] if snapshot and hasattr(snapshot, "posts") else []
    return [[post["post_ref"], post["title"]] for post in posts if post["status"] == "vacant" and not post["host"]]


def _copy_answers(before: Assessment, draft: Assessment, *, is_carried: bool) -> None:
    Answer.objects.bulk_create(
        Answer(
            assessment=draft,
            criterion=answer.criterion,
            is_carried=is_carried,
            **{name: getattr(answer, name) for name in ANSWER_FIELDS},
        )
        for answer in before.answers.all()
    )


@transaction.atomic
def confirm_carried(*, by: User, organisation: Organisation, criteria: Mapping[str, int]) -> int:
    """Say of answers that were carried forward that they still hold; `criteria` gives the version that was seen.

    Gives how many were confirmed: one that somebody changed meanwhile is left as it is. NotNow: it is not a draft.
    """
    draft = held_draft(organisation)
    carried = draft.answers.select_for_update().filter(criterion__in=criteria, is_carried=True)
    found = [answer for answer in carried if answer.version == criteria[answer.criterion]]
    if found:
        draft.answers.filter(pk__in=[answer.pk for answer in found]).update(is_carried=False)
        touch(draft)
        changes = {"confirmed": [None, sorted(answer.criterion for answer in found)]}
        audit.record(by=by, organisation=organisation, verb="confirmed", target="answers", changes=changes)
    return len(found)


# What the lead says beside the answers -------------------------------------------------------------------------------


def text_version(text: str) -> int:
    """A number that stands for the version of a text on a form."""
    return crc32(text.encode())


@dataclass(eq=False)
class StaleText(Exception):
    """Somebody changed the text first. `now` is what is stored; nothing was changed."""

    now: str


@transaction.atomic
def save_commentary(*, by: User, organisation: Organisation, question: str, version: int | None, text: str) -> None:
    """Write the commentary on a question; `version` stands for the text that was on the page (`text_version`).

    StaleText: it is another by now. NotNow: the assessment is not a draft.
    """
    draft = held_draft(organisation)
    now = draft.commentary.get(question, "")
    if now != text and text_version(now) != version:
        raise StaleText(now)
    if now != text:
        draft.commentary = _with(draft.commentary, {question: text})
        _save_words(draft, by, commentary_target(question), {"commentary": [now, text]})


@transaction.atomic
def save_reasons(*, by: User, organisation: Organisation, reasons: Mapping[str, str]) -> None:
    """Say why warnings are accepted, by the code of the matter. NotNow: the assessment is not a draft."""
    draft = held_draft(organisation)
    changed = {matter: text for matter, text in reasons.items() if draft.reasons.get(matter, "") != text}
    if changed:
        changes = {matter: [draft.reasons.get(matter, ""), text] for matter, text in changed.items()}
        draft.reasons = _with(draft.reasons, changed)
        _save_words(draft, by, "explanations of warnings", changes)


def commentary_target(question: str) -> str:
    """How the activity log names the commentary on a question."""
    return f"commentary on {question}"


def _with(texts: Mapping[str, str], changed: Mapping[str, str]) -> dict[str, str]:
    """The texts with some changed; a blank one goes."""
    return {key: text for key, text in {**texts, **changed}.items() if text}


def _save_words(draft: Assessment, by: User, target: str, changes: audit.Changes) -> None:
    draft.version += 1
    draft.save(update_fields=("commentary", "reasons", "version"))
    audit.record(by=by, organisation=draft.organisation, verb="changed", target=target, changes=changes)


# After submission ----------------------------------------------------------------------------------------------------


@transaction.atomic
def withdraw(*, by: User, assessment: Assessment) -> None:
    """Take a submission back. NotNow: it is not submitted."""
    held = held_as_stored(assessment)
    require(cycle.WITHDRAW, held.state)
    tell_sponsor(held, by, withdrawn=True)
    _back_to_draft(held, by, "withdrew")


@transaction.atomic
def send_back(*, by: User, assessment: Assessment, section: str, because: str) -> None:
    """Return a submission with a comment on a section. NotNow: it is not submitted. NotYours: to another sponsor."""
    held = held_as_stored(assessment)
    require(cycle.RETURN, held.state)
    _require_sponsor(held, by)
    held.returned_on, held.returned_because = section, because
    tell_leads(held, by, "returned")
    _back_to_draft(held, by, "returned", returned_on=[None, section], returned_because=[None, because])


def _back_to_draft(held: Assessment, by: User, verb: str, **changes: list[Any]) -> None:
    held.sponsor = held.submitted_by = None
    move(held, State.DRAFT, by, verb, None, **changes)


@transaction.atomic
def sign_off(*, by: User, assessment: Assessment, sha256: str) -> SignOff:
    """Sign off the snapshot whose hash is `sha256`; what was current is superseded.

    NotNow: it is not submitted. NotYours: to another sponsor, or by the same person. ChangedSince: the hash is another.
    """
    held = held_as_stored(assessment)
    require(cycle.SIGN_OFF, held.state)
    _require_sponsor(held, by)
    Organisation.objects.hold(held.organisation)
    snapshot = Snapshot.objects.latest_of(held)
    if snapshot is None or snapshot.sha256 != sha256:
        raise ChangedSince
    for current in Assessment.objects.in_state(held.organisation, State.SIGNED_OFF):
        current.state = State.SUPERSEDED
        current.version += 1
        current.save(update_fields=("state", "version"))
    number = SignOff.objects.latest_number(held.organisation) + 1
    found = SignOff.objects.create(
        organisation=held.organisation,
        number=number,
        snapshot=snapshot,
        sha256=sha256,
        job_title=snapshot.document["approver"],
        signed_at=timezone.now(),
    )
    held.signed_off_by = by
    move(held, State.SIGNED_OFF, by, "signed off", snapshot, report=[None, number])
    tell_leads(held, by, "signed_off")
    return found


def _require_sponsor(held: Assessment, by: User) -> None:
    if by.pk != held.sponsor_id or by.pk == held.submitted_by_id:
        raise NotYours


def people_of(organisation: Organisation) -> list[Membership]:
    """The members who can sign in, with their users, by name."""
    return list(organisation.memberships.who_can_sign_in())


def sponsor_of(organisation: Organisation, user: int) -> User:
    """A sponsor by the id of the account. NotYours: nobody of that id is a sponsor of `organisation`."""
    for member in people_of(organisation):
        if member.user_id == user and member.role == Role.SPONSOR:
            return member.user
    raise NotYours


def waits_in_vain(assessment: Assessment) -> bool:
    """Whether it is submitted to somebody who is no sponsor any more: they have left, or their role is another."""
    if assessment.state != State.SUBMITTED:
        return False
    sponsors = assessment.organisation.memberships.who_can_sign_in().filter(role=Role.SPONSOR)
    return not sponsors.filter(user=assessment.sponsor_id).exists()


def held_as_stored(assessment: Assessment) -> Assessment:
    """The assessment as it is stored, held for this transaction."""
    rows = Assessment.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "rubric_version", "sponsor", "submitted_by").get(pk=assessment.pk)


def move(held: Assessment, state: str, by: User, verb: str, snapshot: Snapshot | None, **changes: list[Any]) -> None:
    """Store the assessment in another state, with its event."""
    moved: audit.Changes = {"state": [held.state, state], **changes}
    if snapshot:
        moved["snapshot"] = [None, snapshot.sha256]
    held.state = state
    held.version += 1
    held.save(force_update=True)
    audit.record(by=by, organisation=held.organisation, verb=verb, target=AS_AT_TARGET, changes=moved)
