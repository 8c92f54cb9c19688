"""The writes of rubrics: drafts, comments, approval, publishing. Each is one transaction with one audit event.

A rubric has one open draft at most, which gets the next number. What is published stays as it is for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from assessment.models import Rubric, RubricComment, RubricVersion
from assessment.rubric import RubricProblem, normal_form, read_rubric, sha256
from assessment.rubric.comparing import compare
from assessment.rubric.editing import fingerprint, moved, without_row

MOST_CRITERIA = 200
SHOWN = 50
"""Differences that the activity log keeps of one save."""


class StaleDraft(Exception):
    """Somebody saved the draft first. `draft` is what is stored now, None where it is gone."""

    def __init__(self, draft: RubricVersion | None) -> None:
        super().__init__(draft)
        self.draft = draft


class AlreadyThere(Exception):
    """There is a rubric of that name, or the rubric has a draft."""


class NotReady(Exception):
    """The draft cannot be published yet; `reasons` say why, one sentence each."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


class LastOne(Exception):
    """Without this version no new assessment could be made."""


class DayPassed(Exception):
    """A version is retired from today or a later day, as assessments were made by it until now."""


def target_of(version: RubricVersion) -> str:
    """How the activity log names a version."""
    return f"rubric {version.rubric_id} version {version.number}"


def start_draft(*, by: User, rubric: Rubric) -> RubricVersion:
    """A draft of the next version of a rubric, with the content of its latest. AlreadyThere: the rubric has a draft."""
    latest = RubricVersion.objects.filter(rubric=rubric).latest("number")
    return _new_draft(by, rubric, latest.definition)


@transaction.atomic
def add_rubric(*, by: User, name: str, definition: Mapping[str, Any]) -> RubricVersion:
    """A new rubric of that name beside the others, with a draft of that content. AlreadyThere: the name is taken."""
    try:
        with transaction.atomic():
            rubric = Rubric.objects.create(name=name)
    except IntegrityError as error:
        raise AlreadyThere from error
    return _new_draft(by, rubric, definition)


def _new_draft(by: User, rubric: Rubric, definition: Mapping[str, Any]) -> RubricVersion:
    number = RubricVersion.objects.next_number(rubric)
    content = normal_form({**definition, "version": str(number)})
    try:
        with transaction.atomic():
            draft = RubricVersion.objects.create(rubric=rubric, number=number, definition=content, changed_by=by)
            _record(by, "started", draft)
    except IntegrityError as error:
        raise AlreadyThere from error
    return draft


class Part(Protocol):
    """A change of one part of a document."""

    def part(self, document: Mapping[str, Any]) -> Any: ...

    def applied(self, document: Mapping[str, Any]) -> Mapping[str, Any]: ...


@transaction.atomic
def change_part(*, by: User, draft: RubricVersion, form: Part, seen: int | None) -> None:
    """Change one part of the draft; an approval falls.

    StaleDraft: the part is not the one that was `seen`, by its fingerprint, or the draft is gone.
    """
    held = _held(draft)
    if fingerprint(form.part(held.definition)) != seen:
        raise StaleDraft(held)
    _write(held, by, form.applied(held.definition))


@transaction.atomic
def replace_draft(*, by: User, draft: RubricVersion, version: int | None, definition: Mapping[str, Any]) -> None:
    """Make `definition` the whole content of the draft; an approval falls. StaleDraft: `version` is another."""
    held = _held(draft, version)
    _write(held, by, {**definition, "version": str(held.number)})


@transaction.atomic
def remove_row(*, by: User, draft: RubricVersion, key: str, name: str) -> None:
    """Remove a question with its criteria, or a criterion; nothing where it is gone. StaleDraft: the draft is gone."""
    held = _held(draft)
    _write(held, by, without_row(held.definition, key, name))


@transaction.atomic
def move_row(*, by: User, draft: RubricVersion, key: str, name: str, step: int) -> None:
    """Move a question, or a criterion within its question, one place up (-1) or down (1).

    StaleDraft: the draft is gone.
    """
    held = _held(draft)
    _write(held, by, moved(held.definition, key, name, step))


def _write(held: RubricVersion, by: User, definition: Mapping[str, Any]) -> None:
    found = compare(held.definition, definition)
    if not found:
        return
    held.definition = normal_form(definition)
    _changed(held, by)
    changes = {f"{entry.where}: {entry.what}"[:200]: [entry.before, entry.after] for entry in found[:SHOWN]}
    _record(by, "changed", held, changes)


@transaction.atomic
def write_notes(*, by: User, draft: RubricVersion, version: int | None, notes: str) -> None:
    """Say what is new in the draft, for those who will read it. StaleDraft: `version` is another."""
    held = _held(draft, version)
    if held.notes == notes:
        return
    changes = {"notes": [held.notes, notes]}
    held.notes = notes
    _changed(held, by)
    _record(by, "changed", held, changes)


@transaction.atomic
def discard_draft(*, by: User, draft: RubricVersion, version: int | None) -> None:
    """Delete the draft with its comments, and its rubric if it has nothing else. StaleDraft: `version` is another."""
    held = _held(draft, version)
    _record(by, "discarded", held)
    held.delete()
    if not held.rubric.versions.exists():
        held.rubric.delete()


@transaction.atomic
def comment(*, by: User, draft: RubricVersion, place: str, text: str) -> RubricComment:
    """Say something about the draft, or about the part of it that `place` names."""
    added = RubricComment.objects.create(rubric_version=draft, by=by, place=place, text=text)
    _record(by, "commented on", draft)
    return added


@transaction.atomic
def approve(*, by: User, draft: RubricVersion, version: int | None) -> None:
    """Approve the draft as it stands.

    StaleDraft: it is not what was seen. NotReady: it has problems, or `by` changed it last.
    """
    held = _held(draft, version)
    reasons = _content_reasons(held)
    if held.changed_by_id == by.pk:
        reasons.append("You changed this draft last, so somebody else has to approve it.")
    if reasons:
        raise NotReady(reasons)
    held.approved_by = by
    held.version += 1
    held.save()
    _record(by, "approved", held)


@transaction.atomic
def publish(*, by: User, draft: RubricVersion, version: int | None) -> RubricVersion:
    """Publish the draft: from now on it never changes. NotReady: something lacks.

    StaleDraft: it is not what was seen.
    """
    held = _held(draft, version)
    reasons = reasons_against(held)
    if reasons:
        raise NotReady(reasons)
    held.state = RubricVersion.State.PUBLISHED
    held.sha256 = sha256(held.definition)
    held.published_at = timezone.now()
    held.published_by = by
    held.version += 1
    held.save()
    _record(by, "published", held, {"sha256": [None, held.sha256]})
    return held


@transaction.atomic
def retire(*, by: User, published: RubricVersion, on: date | None) -> None:
    """Make no new assessment by a version from a day on; None takes the day back. LastOne, DayPassed: as they say."""
    if on is not None and on < timezone.localdate() and on != published.retires_on:
        raise DayPassed
    others = RubricVersion.objects.in_use().exclude(pk=published.pk).filter(rubric__is_default=True, retires_on=None)
    if on is not None and published.rubric.is_default and not others.exists():
        raise LastOne
    before = published.retires_on
    RubricVersion.objects.filter(pk=published.pk).update(retires_on=on)
    changes = {"retires_on": [before.isoformat() if before else None, on.isoformat() if on else None]}
    _record(by, "changed", published, changes)


@transaction.atomic
def make_default(*, by: User, rubric: Rubric) -> None:
    """Make new assessments by this rubric. LastOne: it has no version that stays in use."""
    latest = RubricVersion.objects.in_use().filter(rubric=rubric, retires_on=None).first()
    if latest is None:
        raise LastOne
    Rubric.objects.filter(is_default=True).update(is_default=False)
    Rubric.objects.filter(pk=rubric.pk).update(is_default=True)
    _record(by, "made the default", latest)


def problems_of(draft: RubricVersion) -> list[RubricProblem]:
    """What stands in the way of the content being a rubric."""
    return read_rubric(draft.definition)[1]


def reasons_against(draft: RubricVersion) -> list[str]:
    """Why the draft cannot be published yet, one sentence each; none when it can."""
    reasons = _content_reasons(draft)
    if not draft.notes.strip():
        reasons.append("Release notes are missing: say what is new and why.")
    if settings.RUBRIC_APPROVAL_REQUIRED and draft.approved_by_id is None:
        reasons.append("Another administrator has to approve it as it stands.")
    return reasons


def _content_reasons(draft: RubricVersion) -> list[str]:
    count = len(problems_of(draft))
    if count:
        return [f"The content has {count} problem{'s' if count != 1 else ''}."]
    published = RubricVersion.objects.published().filter(rubric=draft.rubric_id).first()
    if published and not [
        found for found in compare(published.definition, draft.definition) if found.what != "version"
    ]:
        return [f"Nothing differs from version {published.number}."]
    return []


_ANY = -1


def _held(draft: RubricVersion, version: int | None = _ANY) -> RubricVersion:
    """The draft, held for this transaction. StaleDraft: `version` is not its own, or it is no draft any more."""
    drafts = RubricVersion.objects.select_for_update(of=("self",)).select_related("rubric")
    held = drafts.filter(pk=draft.pk, state=RubricVersion.State.DRAFT).first()
    if held is None or version not in (_ANY, held.version):
        raise StaleDraft(held)
    return held


def _changed(held: RubricVersion, by: User) -> None:
    held.version += 1
    held.changed_by = by
    held.approved_by = None
    held.save()


def _record(by: User, verb: str, version: RubricVersion, changes: Mapping[str, Any] | None = None) -> None:
    audit.record(by=by, organisation=None, verb=verb, target=target_of(version), changes=changes)
