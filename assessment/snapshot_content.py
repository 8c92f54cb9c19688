"""The two documents of a snapshot, written at submission and read by the pages of a signed-off report.

The content has no title, reference or text of evidence, and a team or a supplier only where the rubric groups by it;
those are in the posts, which may be removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessment.canonical import as_document, canonical_text, value_of
from assessment.freezing import Scored, facts_document, posts_behind, with_posts, without_posts
from assessment.improvement import ImprovementPlan
from assessment.live import Inputs
from assessment.models import Answer, Assessment, Snapshot
from assessment.readiness import Accepted
from assessment.scorecard import Scorecard
from assessment.texts import TEXTS
from teams.roster import Post

FORMAT = 2
"""Raised whenever a document of a snapshot is built in another way. From 2 on the content has the improvement plan."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said at submission beside the answers."""

    approver: str
    plan: ImprovementPlan
    accepted: tuple[Accepted, ...] = ()


def content_text(assessment: Assessment, inputs: Inputs, scored: Scored, answers: Iterable[Answer], said: Said) -> str:
    """The content of a snapshot: all that it takes to score it again, and what was said."""
    document = {
        "format": FORMAT,
        "organisation": {"ods_code": assessment.organisation.ods_code, "name": assessment.organisation.name},
        "as_at": assessment.as_at,
        "facts_as_at": inputs.facts_as_at,
        "approver": said.approver,
        "accepted": said.accepted,
        "commentary": assessment.commentary,
        "plan": said.plan,
        "reopened_because": assessment.reopened_because,
        "facts": facts_document(inputs.facts),
        "confidence": {answer.criterion: answer.confidence for answer in answers if answer.confidence},
        "sums": scored.sums,
        "totals": scored.totals,
        "scorecard": without_posts(scored.scorecard),
    }
    return canonical_text(as_document(document))


def posts_text(inputs: Inputs, scored: Scored, answers: Iterable[Answer]) -> str:
    """The posts of a snapshot: the roster as it was scored, the posts behind each criterion, the texts of evidence."""
    texts = {
        answer.criterion: {name: getattr(answer, name) for name in TEXTS if getattr(answer, name)} for answer in answers
    }
    document = {
        "format": FORMAT,
        "posts": list(inputs.posts.values()),
        "behind": posts_behind(scored.scorecard),
        "texts": {criterion: found for criterion, found in texts.items() if found},
    }
    return canonical_text(as_document(document))


def posts_of(document: Mapping[str, Any]) -> list[Post]:
    """The roster in the posts of a snapshot."""
    return [value_of(Post, entry) for entry in document["posts"]]


def scorecard_of(snapshot: Snapshot) -> Scorecard:
    """The scorecard of a snapshot as it was worked out at submission, with its posts while they are there."""
    kept = value_of(Scorecard, snapshot.document["scorecard"])
    posts = posts_document(snapshot)
    return with_posts(kept, posts["behind"]) if posts else kept


def posts_document(snapshot: Snapshot) -> dict[str, Any] | None:
    """The posts of a snapshot; None once they are removed."""
    posts = getattr(snapshot, "posts", None)
    return posts.document if posts else None


def plan_in(snapshot: Snapshot) -> ImprovementPlan | None:
    """The improvement plan of a snapshot as it was at submission; None in those that are older than plans."""
    document = snapshot.document.get("plan")
    return None if document is None else value_of(ImprovementPlan, document)


def day_of(snapshot: Snapshot, name: str) -> date | None:
    """A day in the content of a snapshot: as_at or facts_as_at."""
    text = snapshot.document[name]
    return date.fromisoformat(text) if text else None
