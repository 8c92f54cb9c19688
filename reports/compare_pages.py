"""What the pages of comparisons show: two signed-off reports, or the current one and the roster as it is now."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.permissions import Access
from assessment.freezing import NotFrozen, facts_from, score_again, score_and_freeze
from assessment.live import inputs_of
from assessment.models import SignOff, Snapshot
from assessment.rubric import Rubric
from assessment.scorecard import Scorecard
from assessment.services import draft_with_answers
from reports.audience import Reader, in_public
from reports.changed import changed_since
from reports.comparing import Side, compare
from reports.composing import reader_of
from reports.cover import Table
from reports.frozen import live_of, posts_in
from reports.suppression import published


def changes(access: Access, report: SignOff) -> dict[str, Any]:
    """What differs in the roster as it is today from the current report, and what that does to the verdicts."""
    before = live_of(report.snapshot)
    draft, answers = draft_with_answers(access.organisation)
    draft.as_at = timezone.localdate()
    inputs = inputs_of(access.organisation, draft, answers)
    posts = list(inputs.posts.values())
    scored = score_and_freeze(posts, inputs.facts, before.rubric).scorecard
    after = Side(_shown(scored, before.rubric), posts)
    side = Side(before.scorecard, _posts(report.snapshot))
    return {
        "comparison": compare(side, after, before.rubric, shows_posts=access.may_see_roster),
        "heads": (f"Report {report.number}", "Now"),
    }


def two(access: Access, first: SignOff, second: SignOff) -> dict[str, Any]:
    """What differs between two signed-off reports. With different rubrics both are scored under the newer one."""
    latest = live_of(second.snapshot)
    is_restated = latest.rubric.sha256 != live_of(first.snapshot).rubric.sha256
    before = _restated(first.snapshot, latest.rubric) if is_restated else live_of(first.snapshot).scorecard
    context: dict[str, Any] = {
        "restated": latest.rubric if is_restated else None,
        "heads": (f"Report {first.number}", f"Report {second.number}"),
        "comparison": None,
    }
    if before is not None:
        scorecards = [before, latest.scorecard]
        if not reader_of(access).is_private:
            scorecards = [in_public(scorecard, latest.rubric) for scorecard in scorecards]
        then = Side(scorecards[0], _posts(first.snapshot))
        now = Side(scorecards[1], _posts(second.snapshot))
        context["comparison"] = compare(then, now, latest.rubric, shows_posts=access.may_see_roster)
    return context


def since(snapshot: Snapshot, before: SignOff, reader: Reader) -> Table | None:
    """What has changed in the snapshot of a report since the one before; None where the two cannot be compared."""
    latest, earlier = live_of(snapshot), live_of(before.snapshot)
    is_restated = latest.rubric.sha256 != earlier.rubric.sha256
    scored = _restated(before.snapshot, latest.rubric) if is_restated else earlier.scorecard
    if scored is None:
        return None
    sides = Side(scored, _posts(before.snapshot)), Side(latest.scorecard, _posts(snapshot))
    comparison = compare(sides[0], sides[1], latest.rubric, shows_posts=reader.names_posts)
    return changed_since(before.number, comparison, is_restated=is_restated, reader=reader)


def _restated(snapshot: Snapshot, rubric: Rubric) -> Scorecard | None:
    """A snapshot scored by another rubric; None where its posts are gone and the sums do not reach."""
    document = snapshot.document
    facts = facts_from(document["facts"])
    posts = _posts(snapshot)
    if posts is not None:
        return _shown(score_and_freeze(posts, facts, rubric).scorecard, rubric)
    try:
        return _shown(score_again(document["sums"], document["totals"], facts, rubric), rubric)
    except NotFrozen:
        return None


def _shown(scorecard: Scorecard, rubric: Rubric) -> Scorecard:
    return published(scorecard, rubric)


def _posts(snapshot: Snapshot) -> Any:
    """The roster of a snapshot; None once it is removed."""
    return posts_in(snapshot) if hasattr(snapshot, "posts") else None
