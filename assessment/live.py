"""The scorecard of an organisation as it stands, worked out when a page needs it and kept while nothing changes.

Each server process keeps the scorecards that it worked out last. A key of versions, read with every request, says
whether the one at hand still holds, so that no process can show an old one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

from accounts.models import Organisation
from assessment.models import Answer, Assessment, RubricVersion
from assessment.published import rubric_of
from assessment.rubric import Rubric
from assessment.scoring import Scorecard, scorecard_of
from assessment.services import draft_with_answers
from teams import facts as fact_values
from teams.facts_read import BesidePosts, beside_posts_of, facts_of, typed_facts
from teams.models import Post
from teams.roster import Post as PostRow
from teams.roster import Roster

KEPT = 64
"""Scorecards kept in each process; one takes about a megabyte at 500 posts."""


@dataclass(frozen=True, slots=True)
class Live:
    """A scorecard with its source. `post_ids` are by reference; `version_key` changes when the scorecard may.

    `assessment` is the id of that by which it is worked out (None before it is saved), `state` its state, `newer` the
    version that it could be moved to.
    `facts` have exact counts of people, which no page shows: they are for the engine alone; None where it is read from
    a snapshot that it cannot look ahead from.
    """

    scorecard: Scorecard
    rubric: Rubric
    roster: Roster
    facts: fact_values.Facts | None
    post_ids: Mapping[str, int]
    as_at: date
    facts_as_at: date | None
    external_staff: str
    known_facts: frozenset[str]
    assessment: int | None
    state: str
    newer: RubricVersion | None
    version_key: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a scorecard is worked out from: the posts as they are scored by id, their roster, facts with answers."""

    posts: Mapping[int, PostRow]
    roster: Roster
    facts: fact_values.Facts
    facts_as_at: date | None

    @property
    def post_ids(self) -> Mapping[str, int]:
        """The ids of the posts by reference."""
        return {post.post_ref: pk for pk, post in self.posts.items()}


@dataclass(frozen=True, slots=True)
class _Kept:
    """A scorecard at hand, with the answers that it counts and the id and version of the assessment that has them."""

    live: Live
    answers: list[Answer]
    assessment: tuple[int, int] | None


_kept: OrderedDict[int, _Kept] = OrderedDict()
_lock = Lock()


def live_report(organisation: Organisation) -> Live:
    """The scorecard of the roster, facts and answers of `organisation` as they stand, by its draft's rubric version."""
    with _lock:
        kept = _kept.get(organisation.pk)
        if kept:
            _kept.move_to_end(organisation.pk)
    draft, answers = draft_with_answers(organisation, kept.assessment if kept else None)
    of_draft = (draft.pk, draft.version, draft.state, draft.as_at, draft.rubric_version_id, draft.newer_version)
    key = (organisation.pk, organisation.roster_version, *of_draft)
    if kept and kept.live.version_key == key:
        return kept.live
    if kept and kept.assessment == (draft.pk, draft.version):
        answers = kept.answers
    live = _worked_out(organisation, draft, answers, key)
    _keep(organisation.pk, _Kept(live, answers, (draft.pk, draft.version) if draft.pk else None))
    return live


def forget() -> None:
    """Let go of every scorecard at hand, as a new process would."""
    with _lock:
        _kept.clear()


def _keep(organisation: int, kept: _Kept) -> None:
    with _lock:
        _kept[organisation] = kept
        _kept.move_to_end(organisation)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)


Asked = tuple[Organisation, Assessment, list[Answer]]
"""An organisation, its draft, which may be unsaved, and the answers."""


def inputs_of(organisation: Organisation, draft: Assessment, answers: list[Answer]) -> Inputs:
    """The roster, facts and answers of `organisation` as they stand, as at the day of `draft`, which may be unsaved."""
    [inputs] = inputs_of_all([(organisation, draft, answers)])
    return inputs


def inputs_of_all(asked: Sequence[Asked]) -> list[Inputs]:
    """The rosters, facts and answers of organisations as they stand, each as at the day of its draft.

    Costs one query, and two for each day among those of the drafts.
    """
    beside = beside_posts_of([organisation for organisation, _, _ in asked])
    days: dict[date, list[Organisation]] = {}
    for organisation, draft, _ in asked:
        days.setdefault(draft.as_at, []).append(organisation)
    rosters: dict[int, dict[int, PostRow]] = {}
    for day, organisations in days.items():
        rosters |= Post.objects.rosters_as_scored(organisations, day)
    return [_inputs(*each, beside[each[0].pk], rosters[each[0].pk]) for each in asked]


def _inputs(
    organisation: Organisation,
    draft: Assessment,
    answers: list[Answer],
    beside: BesidePosts,
    posts: Mapping[int, PostRow],
) -> Inputs:
    given = {answer.criterion: _answer(answer) for answer in answers}
    facts = facts_of(organisation, as_at=draft.as_at, answers=given, beside=beside)
    stored = typed_facts(organisation)
    return Inputs(posts, Roster.of(list(posts.values())), facts, stored.as_at if stored else None)


def _worked_out(organisation: Organisation, draft: Assessment, answers: list[Answer], key: tuple[Any, ...]) -> Live:
    inputs = inputs_of(organisation, draft, answers)
    rubric = rubric_of(draft.rubric_version)
    return Live(
        scorecard=scorecard_of(inputs.roster, inputs.facts, rubric),
        rubric=rubric,
        roster=inputs.roster,
        facts=inputs.facts,
        post_ids=inputs.post_ids,
        as_at=draft.as_at,
        facts_as_at=inputs.facts_as_at,
        external_staff=inputs.facts.external_staff,
        known_facts=frozenset(inputs.facts.numbers),
        assessment=draft.pk,
        state=draft.state,
        newer=draft.newer_version if draft.is_draft else None,
        version_key=key,
    )


def _answer(answer: Answer) -> fact_values.Answer:
    return fact_values.Answer(answer.level, answer.shown_by)
