"""Whether every snapshot is what was submitted: its hashes, its place in the chain, and the score from its sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from accounts.models import AuditEvent
from assessment.canonical import as_document, canonical_text, digest
from assessment.freezing import NotFrozen, facts_from, score_again, score_and_freeze, without_posts
from assessment.models import Assessment, RubricVersion, SignOff, Snapshot
from assessment.published import rubric_of
from assessment.question_results import ENGINE_VERSION
from assessment.rubric import Rubric
from assessment.rubric import sha256 as rubric_sha256
from assessment.snapshot_content import posts_document, posts_of
from teams.facts import Facts

WORDS = frozenset("says name level_word not_scored standout text verdict rating range_ratings answer because".split())
"""What another version of the engine may say in other words, where its numbers are the same."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was submitted: of what, and what is wrong with it."""

    thing: str
    what: str

    def __str__(self) -> str:
        return f"{self.thing}: {self.what}"


@dataclass(frozen=True, slots=True)
class Verified:
    """How many snapshots there are, and what is wrong with them."""

    snapshots: int
    problems: list[Problem]


def verify() -> Verified:
    """Check every snapshot and sign-off there is."""
    number, problems = 0, []
    chains = groupby(Snapshot.objects.in_chain().iterator(chunk_size=20), lambda snapshot: snapshot.organisation_id)
    for _, chain in chains:
        previous = None
        for snapshot in chain:
            number += 1
            problems += [Problem(str(snapshot), what) for what in _of_one(snapshot, previous)]
            previous = snapshot
    return Verified(number, [*problems, *_missing(), *_sign_offs()])


def _of_one(snapshot: Snapshot, previous: Snapshot | None) -> Iterator[str]:
    expected = previous.sequence + 1 if previous else 1
    if snapshot.sequence != expected:
        gap = [str(number) for number in range(expected, snapshot.sequence)]
        yield f"before it, snapshot {' and '.join(gap)} is missing"
    elif snapshot.previous_sha256 != (previous.sha256 if previous else ""):
        yield "it does not follow the snapshot before it"
    broken = [*_broken_hashes(snapshot)]
    yield from broken
    if not broken:
        yield from _scores(snapshot)


def _broken_hashes(snapshot: Snapshot) -> Iterator[str]:
    if digest(snapshot.content) != snapshot.content_sha256:
        yield "its content is not what was submitted"
    if snapshot.seal(snapshot.organisation.ods_code) != snapshot.sha256:
        yield "its seal is broken"
    posts = getattr(snapshot, "posts", None)
    if posts and digest(posts.text) != snapshot.posts_sha256:
        yield "its posts are not what was submitted"
    if posts is None and not hasattr(snapshot, "removal"):
        yield "its posts are missing, and no removal says why"


def _scores(snapshot: Snapshot) -> Iterator[str]:
    document = snapshot.document
    rubric = _rubric(document["scorecard"]["rubric"]["sha256"])
    if rubric is None:
        yield "the rubric by which it was scored is missing or was changed"
        return
    facts = facts_from(document["facts"])
    try:
        again = score_again(document["sums"], document["totals"], facts, rubric)
    except NotFrozen as lacking:
        yield f"this version of the engine reads a sum that was not kept: {lacking}"
        return
    if not _same(as_document(again), document["scorecard"]):
        yield "its sums give another scorecard"
    yield from _scores_from_posts(snapshot, facts, rubric)


def _scores_from_posts(snapshot: Snapshot, facts: Facts, rubric: Rubric) -> Iterator[str]:
    posts = posts_document(snapshot)
    if posts:
        scored = score_and_freeze(posts_of(posts), facts, rubric)
        if not _same(as_document(without_posts(scored.scorecard)), snapshot.document["scorecard"]):
            yield "its posts give another scorecard"


def _rubric(sha256: str) -> Rubric | None:
    """The rubric with that hash, read anew; None where none has it, or its definition is another by now."""
    version = RubricVersion.objects.filter(sha256=sha256).first()
    return rubric_of(version) if version and rubric_sha256(version.definition) == sha256 else None


def _same(found: Any, kept: Any) -> bool:
    """Whether two scorecards are the same; of another version of the engine the numbers count and not the words."""
    if kept["engine_version"] == ENGINE_VERSION:
        return canonical_text(found) == canonical_text(kept)
    return canonical_text(_numbers(found)) == canonical_text(_numbers(kept))


def _numbers(document: Any) -> Any:
    if isinstance(document, dict):
        return {key: _numbers(value) for key, value in document.items() if key not in WORDS | {"engine_version"}}
    return [_numbers(value) for value in document] if isinstance(document, list) else document


def _missing() -> Iterator[Problem]:
    """Snapshots of which the activity log tells, or an assessment or a sign-off, and which are not there."""
    there = set(Snapshot.objects.values_list("sha256", flat=True))
    submitted = AuditEvent.objects.filter(verb="submitted", target="assessment").select_related("organisation")
    for event in submitted.order_by("pk"):
        sha256 = event.changes["snapshot"][1]
        if sha256 not in there:
            of = event.organisation.ods_code if event.organisation else "?"
            yield Problem(f"snapshot {sha256[:8]} of {of}", "it is missing; the activity log says it was submitted")
    states = (Assessment.State.SUBMITTED, Assessment.State.SIGNED_OFF, Assessment.State.SUPERSEDED)
    bare = Assessment.objects.filter(state__in=states, snapshots=None).select_related("organisation")
    yield from (Problem(f"assessment of {each}", "it was submitted, and has no snapshot") for each in bare)


def _sign_offs() -> Iterable[Problem]:
    hashes = dict(Snapshot.objects.values_list("pk", "sha256"))
    for found in SignOff.objects.select_related("organisation").order_by("organisation__ods_code", "number"):
        if hashes.get(found.snapshot_id) != found.sha256:
            yield Problem(str(found), "the snapshot that was signed off is missing or was changed")
