"""Submitting an assessment: what was seen is frozen, once, in one transaction.

It scores, and so it loads the engine.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation, User
from assessment import cycle
from assessment.checking import findings_before
from assessment.cycle_emails import tell_sponsor
from assessment.cycle_services import ChangedSince, NotReady, held_as_stored, move
from assessment.freezing import Scored, score_and_freeze
from assessment.improvement import plan_of
from assessment.live import Inputs, inputs_of
from assessment.models import Answer, Assessment, Snapshot, SnapshotPosts, recorded_plan
from assessment.models.snapshots import snapshot_row
from assessment.published import rubric_of
from assessment.readiness import accepted, readiness
from assessment.snapshot_content import Said, content_text, posts_text

State = Assessment.State


@dataclass(frozen=True, slots=True)
class Seen:
    """What the person who submits has seen: the versions of the assessment and of the roster."""

    assessment: int
    roster: int


@transaction.atomic
def submit(*, by: User, assessment: Assessment, seen: Seen, sponsor: User, job_title: str) -> Snapshot:
    """Freeze the assessment and submit it to `sponsor`, whose job title it holds.

    NotNow: it is no draft, as after a second click. ChangedSince: it or the roster is not what was `seen`. NotReady:
    what is missing.
    """
    draft = held_as_stored(assessment)
    cycle.require(cycle.SUBMIT, draft.state)
    # Whoever writes to the roster raises its version, and so waits here until all of it is frozen.
    Organisation.objects.hold(draft.organisation)
    draft.organisation.refresh_from_db(fields=("roster_version",))
    if seen != Seen(draft.version, draft.organisation.roster_version):
        raise ChangedSince
    answers = list(draft.answers.order_by("criterion"))
    inputs = inputs_of(draft.organisation, draft, answers)
    scored = score_and_freeze(list(inputs.posts.values()), inputs.facts, rubric_of(draft.rubric_version))
    said = _said(draft, answers, inputs, scored, job_title)
    snapshot = _freeze(draft, inputs, scored, answers, said)
    draft.sponsor, draft.submitted_by, draft.returned_on, draft.returned_because = sponsor, by, "", ""
    move(draft, State.SUBMITTED, by, "submitted", snapshot)
    tell_sponsor(draft, by)
    return snapshot


def _said(draft: Assessment, answers: list[Answer], inputs: Inputs, scored: Scored, job_title: str) -> Said:
    """What is said beside the answers. NotReady: what is missing."""
    findings = findings_before(draft, draft.organisation, timezone.localdate())
    rubric = rubric_of(draft.rubric_version)
    found = readiness(draft, rubric, answers, findings, has_posts=bool(inputs.posts))
    if not found.is_ready:
        raise NotReady(found)
    plan = plan_of(scored.scorecard, recorded_plan(draft.organisation), timezone.localdate())
    return Said(job_title, plan, accepted(findings, draft.reasons))


def _freeze(draft: Assessment, inputs: Inputs, scored: Scored, answers: list[Answer], said: Said) -> Snapshot:
    posts = posts_text(inputs, scored, answers)
    snapshot = snapshot_row(
        assessment=draft,
        previous=Snapshot.objects.last_in_chain(draft.organisation),
        content=content_text(draft, inputs, scored, answers, said),
        posts=posts,
        frozen_at=timezone.now(),
    )
    snapshot.save(force_insert=True)
    SnapshotPosts.objects.create(snapshot=snapshot, text=posts)
    return snapshot
