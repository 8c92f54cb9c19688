"""A snapshot as the pages and the paper of a report read it: nothing is scored, everything was kept at submission."""

from __future__ import annotations

from assessment.freezing import facts_from
from assessment.live import Live
from assessment.models import Snapshot
from assessment.published import rubric_of
from assessment.question_results import ENGINE_VERSION
from assessment.snapshot_content import day_of, posts_document, posts_of, scorecard_of
from reports.suppression import published
from teams.roster import Post, Roster


def live_of(snapshot: Snapshot) -> Live:
    """The snapshot in the shape of a live report, with small numbers hidden. Once its posts are removed it has none.

    Its scorecard is the one that was signed off, and nothing scores it again. It has facts for the engine, which says
    from the frozen posts what lies ahead, while the posts are there and the engine is the one that scored them.
    """
    rubric = rubric_of(snapshot.assessment.rubric_version)
    facts = snapshot.document["facts"]
    scorecard = scorecard_of(snapshot)
    can_look_ahead = posts_document(snapshot) is not None and scorecard.engine_version == ENGINE_VERSION
    return Live(
        scorecard=published(scorecard, rubric),
        rubric=rubric,
        roster=Roster.of(posts_in(snapshot)),
        facts=facts_from(facts) if can_look_ahead else None,
        post_ids={},
        as_at=day_of(snapshot, "as_at") or snapshot.assessment.as_at,
        facts_as_at=day_of(snapshot, "facts_as_at"),
        external_staff=facts["external_staff"],
        known_facts=frozenset(facts["numbers"]),
        assessment=snapshot.assessment_id,
        state=snapshot.assessment.state,
        newer=None,
        version_key=(snapshot.sha256, posts_document(snapshot) is None),
    )


def posts_in(snapshot: Snapshot) -> list[Post]:
    """The roster in a snapshot; nothing once it is removed."""
    document = posts_document(snapshot)
    return posts_of(document) if document else []
