"""What if: other rows of the same sums. A scenario adds no rule to those of `docs/rubric-format.md`.

A leaver is the organisation's row less that post's terms; a month ahead is the row less the terms of every post that
has ended by then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.codes import Codes
from assessment.plan import Plan
from assessment.posts import Integers
from assessment.rubric import Rubric
from assessment.scoring import Outcome, batches
from assessment.sums import Batch, Rows
from teams.facts import Facts
from teams.roster import NO_DATE, Roster


@dataclass(frozen=True, slots=True)
class Leavers:
    """Each post leaving alone. The rows of `outcome` are the posts of all organisations, one after another; those of
    organisation i are starts[i] to starts[i + 1]."""

    outcome: Outcome
    starts: NDArray[np.intp]

    def of(self, organisation: int) -> slice:
        """The rows of one organisation, in the order of its posts."""
        return self.of_all(slice(organisation, organisation + 1))

    def of_all(self, organisations: slice) -> slice:
        """The rows of some organisations."""
        return slice(int(self.starts[organisations.start]), int(self.starts[organisations.stop]))


@dataclass(frozen=True, slots=True)
class Projection:
    """Each organisation month by month when nothing is renewed; month 0 is the score. The rows of `outcome` are the
    months 0 to `months` of the first organisation, then of the next."""

    outcome: Outcome
    months: int

    def of(self, organisation: int) -> slice:
        """The rows of one organisation, month 0 first."""
        return self.of_all(slice(organisation, organisation + 1))

    def of_all(self, organisations: slice) -> slice:
        """The rows of some organisations."""
        return slice(organisations.start * (self.months + 1), organisations.stop * (self.months + 1))


@dataclass(frozen=True, slots=True)
class Outlook:
    """Every organisation as it is (one row each), without each of its posts, and month by month."""

    scores: Outcome
    leavers: Leavers
    projection: Projection


def leavers(rosters: Sequence[Roster], facts: Sequence[Facts], rubric: Rubric) -> Leavers:
    """Score every organisation once without each of its posts. ValueError: not as many facts as rosters."""
    plan, found = Plan(rubric), _leavers(rosters, rubric)
    for place, batch in batches(plan, rosters, facts):
        found.outcome.fill(plan, without_each_post(batch), found.of_all(place))
    return found


def projection(rosters: Sequence[Roster], facts: Sequence[Facts], rubric: Rubric, months: int = 24) -> Projection:
    """Score every organisation as it is and in each of the next `months` calendar months after as_at's, without the
    posts whose `ends_on` falls in that month or earlier. Everything else is read at as_at.

    ValueError: not as many facts as rosters.
    """
    plan, found = Plan(rubric), _projection(rosters, rubric, months)
    for place, batch in batches(plan, rosters, facts):
        found.outcome.fill(plan, months_ahead(batch, months), found.of_all(place))
    return found


def outlook(rosters: Sequence[Roster], facts: Sequence[Facts], rubric: Rubric, months: int = 24) -> Outlook:
    """All of it in one pass over the posts: `score`, `leavers` and `projection`.

    ValueError: not as many facts as rosters.
    """
    plan, without, ahead = Plan(rubric), _leavers(rosters, rubric), _projection(rosters, rubric, months)
    for place, batch in batches(plan, rosters, facts):
        without.outcome.fill(plan, without_each_post(batch), without.of_all(place))
        ahead.outcome.fill(plan, months_ahead(batch, months), ahead.of_all(place))
    return Outlook(ahead.outcome.every(months + 1), without, ahead)


def _leavers(rosters: Sequence[Roster], rubric: Rubric) -> Leavers:
    starts = np.cumsum([0, *map(len, rosters)])
    return Leavers(Outcome.empty(rubric, int(starts[-1])), starts)


def _projection(rosters: Sequence[Roster], rubric: Rubric, months: int) -> Projection:
    return Projection(Outcome.empty(rubric, len(rosters) * (months + 1)), months)


def without_each_post(batch: Batch) -> Rows:
    """One row a post: its organisation's sums less its own terms."""
    sums = np.repeat(batch.totals, batch.posts.counts, axis=1)
    sums -= batch.matrix
    return Rows(batch, sums, batch.posts.organisation)


def months_ahead(batch: Batch, months: int) -> Rows:
    """One row for every month of every organisation, month 0 first."""
    organisations = len(batch.posts.rosters)
    ended = np.zeros((len(batch.matrix), organisations, months + 1), dtype=np.int64)
    month = months_until_out(batch)
    ending = np.flatnonzero(month <= months)
    cell = batch.posts.organisation[ending] * (months + 1) + month[ending]
    order = np.argsort(cell, kind="stable")
    if len(order):
        cells, starts = np.unique(cell[order], return_index=True)
        terms = batch.matrix[:, ending[order]]
        ended.reshape(len(ended), organisations * (months + 1))[:, cells] = np.add.reduceat(terms, starts, axis=1)
    sums = batch.totals[:, :, None] - ended.cumsum(axis=2)
    return Rows(
        batch, sums.reshape(len(sums), organisations * (months + 1)), np.repeat(np.arange(organisations), months + 1)
    )


def months_until_out(batch: Batch) -> Codes:
    """For each post the first month ahead, from 1, in which it is out; past any horizon where it has no end."""
    as_at = np.array([facts.as_at for facts in batch.posts.facts], dtype="datetime64[M]").astype(np.intp)
    ends_on: Integers = batch.posts.ends_on
    months = ends_on.astype("datetime64[D]").astype("datetime64[M]").astype(np.intp)
    ahead = np.maximum(months - as_at[batch.posts.organisation], 1)
    return np.where(ends_on == NO_DATE, np.iinfo(np.intp).max, ahead)
