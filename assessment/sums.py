"""Sums over posts, and the rows that are scored from them.

A rubric compiles to a list of distinct `Sum`s. The posts of a few organisations become a matrix of whole numbers, slots
by posts; added up by organisation it gives one row to score for each. A scenario is another such row, so whatever is
scored works on `Rows` and never asks what they stand for.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from math import lcm
from typing import Any, TypeVar

import numpy as np

from assessment.codes import Codes, Mask
from assessment.exact import Whole, dtype_for, peak, times, whole
from assessment.posts import Integers, Posts
from assessment.rubric import Of, Where

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount summed over the posts that pass any of `wheres` (`possibly`: or could pass); only over those on which
    one of `unknown_in` is unknown, or which are `rated`, where that is said; for each member of `of`, where given."""

    amount: str
    wheres: tuple[Where, ...]
    possibly: bool = False
    unknown_in: tuple[str, ...] = ()
    rated: bool = False
    of: Of | None = None

    def terms(self, posts: Posts) -> tuple[Mask, Integers]:
        """What each post adds: a mask, slots by posts, and an amount a post."""
        mask = posts.passing(self.wheres, possibly=self.possibly)
        if self.unknown_in:
            mask = mask & posts.unknown_in(self.unknown_in)
        if self.rated:
            mask = mask & posts.rated
        return (mask[None, :] if self.of is None else posts.grouped(self.of) & mask), posts.amount(self.amount)


class Sums:
    """The distinct sums that a rubric reads, each known by its number."""

    def __init__(self) -> None:
        self._numbers: dict[Sum, int] = {}

    def add(self, wanted: Sum) -> int:
        """The number of `wanted`, the same for equal sums."""
        return self._numbers.setdefault(wanted, len(self._numbers))

    def __iter__(self) -> Iterator[Sum]:
        """The sums in the order of their numbers."""
        return iter(self._numbers)

    def matrix(self, posts: Posts) -> tuple[Integers, list[slice]]:
        """Slots by posts, and the slots of each sum by its number."""
        terms = [wanted.terms(posts) for wanted in self._numbers]
        ends = np.cumsum([0, *(len(mask) for mask, _ in terms)])
        layout = [slice(start, end) for start, end in pairwise(ends.tolist())]
        matrix = np.zeros((int(ends[-1]), len(posts)), dtype=np.int64)
        for (mask, amount), slots in zip(terms, layout, strict=True):
            np.copyto(matrix[slots], amount, where=mask)
        return matrix, layout


class Batch:
    """A few organisations: their posts, the matrix of terms, and its sums by organisation."""

    def __init__(self, posts: Posts, sums: Sums) -> None:
        self.posts = posts
        self.matrix, self.layout = sums.matrix(posts)
        self._kept: dict[Hashable, Any] = {}

    def once(self, key: Hashable, work: Callable[[], T]) -> T:
        """What `work` gives, worked out once for this batch."""
        if key not in self._kept:
            self._kept[key] = work()
        kept: T = self._kept[key]
        return kept

    @property
    def rows(self) -> Rows:
        """The organisations as they are, one row each."""
        return Rows(self, self.totals, np.arange(len(self.posts.rosters)))

    @cached_property
    def totals(self) -> Integers:
        """The sums of each organisation, slots by organisations."""
        starts = self.posts.starts[:-1]
        inhabited = self.posts.counts > 0
        totals = np.zeros((len(self.matrix), len(starts)), dtype=np.int64)
        if inhabited.any():
            totals[:, inhabited] = np.add.reduceat(self.matrix, starts[inhabited], axis=1)
        return totals

    @cached_property
    def peaks(self) -> list[int]:
        """The largest total in any slot of each sum. No scenario that only takes posts out goes above it."""
        highest = self.totals.max(axis=1)
        return [peak(highest[slots]) for slots in self.layout]

    def fact(self, name: str) -> Fact:
        """A fact of these organisations."""
        return self.once(name, lambda: Fact.of([facts.numbers.get(name) for facts in self.posts.facts]))


@dataclass(frozen=True, slots=True)
class Rows:
    """Things to be scored: `sums` is slots by rows; `organisation` says whose facts go with each row."""

    batch: Batch
    sums: Integers
    organisation: Codes

    def slots(self, number: int) -> Integers:
        """All slots of a sum, by rows."""
        return self.sums[self.batch.layout[number]]

    def sum(self, number: int) -> Integers:
        """A sum of one slot."""
        total: Integers = self.slots(number)[0]
        return total


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of each organisation: values / scale where it is known, else 0."""

    values: Whole
    scale: int
    known: Mask

    @classmethod
    def of(cls, numbers: Sequence[Decimal | None]) -> Fact:
        parts = [(0, 1) if number is None else number.as_integer_ratio() for number in numbers]
        scale = lcm(*(denominator for _, denominator in parts))
        values = whole(numerator * (scale // denominator) for numerator, denominator in parts)
        return cls(values, scale, np.array([number is not None for number in numbers], dtype=np.bool_))

    def times(self, factor: int) -> Whole:
        """The values times a whole number, exactly."""
        return times(self.values.astype(dtype_for(peak(self.values) * factor), copy=False), factor)
