"""What is frozen of a scored organisation, and scored again from its sums alone.

A measure is a function of sums over posts, so the sums are enough to work out the same scorecard once the posts are
gone: the frozen sums stand in for those of a roster, and the same engine goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np

from assessment.canonical import as_document, canonical_text, value_of
from assessment.plan import Plan
from assessment.posts import Integers, Posts
from assessment.question_results import explain_batch, totals_of
from assessment.rubric import Of, Rubric
from assessment.scorecard import CountedPosts, Scorecard, Totals
from assessment.sums import Batch, Sum, Sums
from teams.facts import Answer, Facts, RepresentationGroup
from teams.roster import Post, Roster

GIVEN = "given"
"""Stands for the text of evidence, of which a score needs to know only that there is some."""


class NotFrozen(ValueError):
    """The frozen sums lack one that the rubric reads. `str()` says which."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A roster that was scored: the scorecard, and what it was worked out from, as documents."""

    scorecard: Scorecard
    sums: list[dict[str, Any]]
    totals: dict[str, Any]


def score_and_freeze(posts: Sequence[Post], facts: Facts, rubric: Rubric) -> Scored:
    """Score the posts of one organisation, and give the sums of it as well."""
    plan = Plan(rubric)
    batch = Batch(Posts([Roster.of(posts)], [facts]), plan.sums)
    totals = totals_of(batch.posts)
    return Scored(explain_batch(plan, batch, totals), list(_sums(plan.sums, batch)), as_document(totals))


def score_again(
    sums: Sequence[Mapping[str, Any]], totals: Mapping[str, Any], facts: Facts, rubric: Rubric
) -> Scorecard:
    """The scorecard of frozen sums, without posts. NotFrozen: a sum that `rubric` reads is not among them."""
    plan = Plan(rubric)
    return explain_batch(plan, FrozenBatch(facts, FrozenSums(plan.sums, sums)), value_of(Totals, totals))


def _sums(wanted: Sums, batch: Batch) -> Iterator[dict[str, Any]]:
    for each, slots in zip(wanted, batch.layout, strict=True):
        labels = {"labels": list(batch.posts.labels(each.of))} if each.of and each.of.members is None else {}
        yield {"sum": as_document(each), "values": batch.totals[slots, 0].tolist(), **labels}


class FrozenPosts(Posts):
    """No posts, but the labels by which they were grouped."""

    def __init__(self, facts: Facts, labels: Mapping[Of, tuple[str, ...]]) -> None:
        super().__init__([Roster.of([])], [facts])
        self._labels = labels

    def labels(self, of: Of) -> tuple[str, ...]:
        return of.members if of.members is not None else self._labels[of]


class FrozenSums(Sums):
    """Sums whose amounts are known already: `amounts` has one element a slot."""

    def __init__(self, wanted: Sums, sums: Sequence[Mapping[str, Any]]) -> None:
        super().__init__()
        frozen = {canonical_text(entry["sum"]): entry for entry in sums}
        found = [(each, _entry(frozen, each)) for each in wanted]
        self.labels = {each.of: tuple(entry["labels"]) for each, entry in found if each.of and "labels" in entry}
        self.amounts = np.array([value for _, entry in found for value in entry["values"]], dtype=np.int64)
        self._ends = np.cumsum([0, *(len(entry["values"]) for _, entry in found)]).tolist()

    def matrix(self, posts: Posts) -> tuple[Integers, list[slice]]:
        """Slots by no posts, and the slots of each sum by its number."""
        layout = [slice(start, end) for start, end in pairwise(self._ends)]
        return np.zeros((len(self.amounts), 0), dtype=np.int64), layout


class FrozenBatch(Batch):
    """One organisation of which only the sums are left."""

    def __init__(self, facts: Facts, sums: FrozenSums) -> None:
        super().__init__(FrozenPosts(facts, sums.labels), sums)
        self.totals = sums.amounts.reshape(-1, 1)


def _entry(frozen: Mapping[str, Mapping[str, Any]], wanted: Sum) -> Mapping[str, Any]:
    name = canonical_text(as_document(wanted))
    if name not in frozen:
        raise NotFrozen(name)
    return frozen[name]


# Facts and answers ---------------------------------------------------------------------------------------------------


def facts_document(facts: Facts) -> dict[str, Any]:
    """The facts, with the level of each answer and whether there is evidence; the texts of evidence are left out."""
    answers = {
        criterion: {"level": answer.level, "has_evidence": bool(answer.evidence.strip())}
        for criterion, answer in facts.answers.items()
    }
    return {**as_document(replace(facts, answers={})), "answers": answers}


def facts_from(document: Mapping[str, Any]) -> Facts:
    """The facts of `facts_document`."""
    bare = value_of(BareFacts, {name: entry for name, entry in document.items() if name != "answers"})
    answers = {
        criterion: Answer(answer["level"], GIVEN if answer["has_evidence"] else "")
        for criterion, answer in document["answers"].items()
    }
    return Facts(bare.as_at, bare.numbers, bare.external_staff, bare.representation, answers)


@dataclass(frozen=True, slots=True)
class BareFacts:
    """The facts without answers."""

    as_at: date
    numbers: Mapping[str, Decimal]
    external_staff: str
    representation: tuple[RepresentationGroup, ...]


# Posts ---------------------------------------------------------------------------------------------------------------


def without_posts(scorecard: Scorecard) -> Scorecard:
    """The scorecard without the references of posts."""
    criteria = tuple(
        replace(
            result,
            posts=CountedPosts(),
            members=tuple(replace(member, posts=()) for member in result.members),
        )
        for result in scorecard.criteria
    )
    return replace(scorecard, criteria=criteria)


def posts_behind(scorecard: Scorecard) -> dict[str, Any]:
    """The references of the posts behind each criterion, as `with_posts` takes them."""
    return {
        result.id: {"counted": as_document(result.posts), "members": [list(member.posts) for member in result.members]}
        for result in scorecard.criteria
    }


def with_posts(scorecard: Scorecard, behind: Mapping[str, Any]) -> Scorecard:
    """The scorecard of `without_posts` with the references of `posts_behind`."""
    criteria = tuple(
        replace(
            result,
            posts=value_of(CountedPosts, behind[result.id]["counted"]),
            members=tuple(
                replace(member, posts=tuple(refs))
                for member, refs in zip(result.members, behind[result.id]["members"], strict=True)
            ),
        )
        for result in scorecard.criteria
    )
    return replace(scorecard, criteria=criteria)
