"""The value of each kind of measure from sums and facts (`docs/rubric-format.md`, "Measures")."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import lcm
from typing import Any, Protocol

import numpy as np

from assessment.codes import Mask
from assessment.exact import Whole, count, dtype_for, peak, times, whole
from assessment.known import Reason
from assessment.posts import Integers
from assessment.rubric import Concentration, Coverage, FactTerm, Measure, Ratio, Representation, RosterTerm, Term
from assessment.sums import Batch, Rows, Sum, Sums
from teams.facts import Facts, RepresentationGroup
from teams.roster import WTE_UNIT


@dataclass(frozen=True, slots=True)
class Parts:
    """What a measure found for each row: the value is top / over, and `bottom` is what is shown under `top`.

    `scale` is how many of the units of top and bottom make one (WTE, post, pound); `bound` is not below any number
    here. Where `gap` holds there is no value, for `gap_reason` or, where that is None, because the measure is empty;
    where one of `missing` holds, a fact is missing, which comes before every other reason.
    """

    top: Whole
    over: Whole | int
    bottom: Whole
    bound: int
    scale: int = 1
    gap: Mask | None = None
    gap_reason: Reason | None = None
    missing: tuple[Mask, ...] = ()


class Compiled(Protocol):
    """A measure of a rubric, its sums numbered."""

    reads_roster: bool

    def parts(self, rows: Rows) -> Parts: ...


@dataclass(frozen=True, slots=True)
class Side:
    """The top or the bottom of a ratio: numbered sums and facts, each with its factor."""

    sums: tuple[tuple[int, Fraction], ...]
    facts: tuple[tuple[str, Fraction], ...]

    def denominators(self, batch: Batch) -> Iterable[int]:
        yield from (factor.denominator for _, factor in self.sums)
        yield from (factor.denominator * batch.fact(name).scale for name, factor in self.facts)

    def scaled(self, batch: Batch, scale: int) -> ScaledSide:
        """The side times `scale`, which makes every factor whole."""
        facts = [(batch.fact(name), factor) for name, factor in self.facts]
        sums = tuple((number, int(factor * scale)) for number, factor in self.sums)
        constants = [fact.times(int(factor * scale / fact.scale)) for fact, factor in facts]
        bound = sum(batch.peaks[number] * factor for number, factor in sums) + sum(map(peak, constants))
        return ScaledSide(sums, constants, [~fact.known for fact, _ in facts if not fact.known.all()], bound)


@dataclass(frozen=True, slots=True)
class ScaledSide:
    """A side for one batch, in whole numbers: `constants` and `missing` have one element an organisation, and no row's
    total is above `bound`."""

    sums: tuple[tuple[int, int], ...]
    constants: list[Whole]
    missing: list[Mask]
    bound: int

    def total(self, rows: Rows, dtype: Any) -> Whole:
        """The side for each row."""
        parts = [times(rows.sum(number).astype(dtype, copy=False), factor) for number, factor in self.sums]
        parts += [constant.astype(dtype, copy=False)[rows.organisation] for constant in self.constants]
        return reduce(np.add, parts)


class RatioOf:
    """The sum of the top terms over the sum of the bottom terms."""

    def __init__(self, ratio: Ratio, lower: bool, sums: Sums) -> None:
        self.top = _side(ratio.top, lower, sums)
        self.bottom = _side(ratio.bottom, False, sums)
        self.empty = None if ratio.when_empty is not None else Reason.NOTHING_TO_COMPARE
        self.reads_roster = bool(self.top.sums or self.bottom.sums)

    def parts(self, rows: Rows) -> Parts:
        scale, top, bottom = rows.batch.once(self, lambda: self._scaled(rows.batch))
        bound = max(top.bound, bottom.bound)
        dtype = dtype_for(bound)
        over = bottom.total(rows, dtype)
        missing = tuple(mask[rows.organisation] for mask in (*top.missing, *bottom.missing))
        return Parts(top.total(rows, dtype), over, over, bound, scale, over == 0, self.empty, missing)

    def _scaled(self, batch: Batch) -> tuple[int, ScaledSide, ScaledSide]:
        scale = lcm(*self.top.denominators(batch), *self.bottom.denominators(batch))
        return scale, self.top.scaled(batch, scale), self.bottom.scaled(batch, scale)


def _side(terms: Iterable[Term], lower: bool, sums: Sums) -> Side:
    return Side(
        sums=tuple(
            (sums.add(Sum(_counted(term.amount, lower), (term.where,), lower)), term.times / unit_of(term.amount))
            for term in terms
            if isinstance(term, RosterTerm)
        ),
        facts=tuple((term.fact, term.times) for term in terms if isinstance(term, FactTerm)),
    )


def _counted(amount: str, lower: bool) -> str:
    """The amount that counts: where lower is better, an unknown funded WTE is the WTE."""
    return "funded_or_wte" if lower and amount == "funded_wte" else amount


def unit_of(amount: str) -> int:
    """How many units of a summed amount make one."""
    return 1 if amount == "posts" else WTE_UNIT


@dataclass(frozen=True, slots=True)
class Members:
    """The members of a coverage for each row, all but `floor` slots by rows: amounts, and which are members and
    covered; `floor` is the least amount that covers."""

    amounts: Integers
    floor: Whole
    member: Mask
    covered: Mask


class CoverageOf:
    """How many members, or what share of them, have an amount that is not below the floor."""

    reads_roster = True

    def __init__(self, coverage: Coverage, lower: bool, sums: Sums) -> None:
        self.coverage = coverage
        self.unit = unit_of(coverage.amount)
        amount = _counted(coverage.amount, lower)
        self.amounts = sums.add(Sum(amount, (coverage.where,), lower, of=coverage.of))
        self.among = self.kept = -1
        if coverage.among is not None:
            self.among = sums.add(Sum(amount, (coverage.among,), lower, of=coverage.of))
        if coverage.of.members is None:
            self.kept = sums.add(Sum("posts", (coverage.where,), lower, of=coverage.of))

    def parts(self, rows: Rows) -> Parts:
        found = self.members(rows)
        total = count(found.member)
        share = self.coverage.result == "share"
        gap = total == 0 if share or self.coverage.among is not None else None
        bound = len(found.member) + 1
        return Parts(count(found.covered), total if share else 1, total, bound, 1, gap, Reason.NO_MEMBER)

    def members(self, rows: Rows) -> Members:
        """Which slots are members, and which of them are covered."""
        floor = rows.batch.once(self, lambda: self._floors(rows.batch))[rows.organisation]
        amounts = rows.slots(self.amounts)
        covered, member = amounts >= floor, self._member(rows, floor)
        return Members(amounts, floor, member, covered & member)

    def _member(self, rows: Rows, floor: Whole) -> Mask:
        """Those that the rubric lists or the kept rows have, and that `among` covers."""
        tests = [rows.slots(self.among) >= floor] if self.among >= 0 else []
        tests += [rows.slots(self.kept) > 0] if self.kept >= 0 else []
        return reduce(np.logical_and, tests) if tests else np.ones(rows.slots(self.amounts).shape, dtype=np.bool_)

    def _floors(self, batch: Batch) -> Whole:
        """The floor of each organisation, rounded up to a whole unit, which no whole amount can tell from the floor."""
        least = -int(-self.coverage.at_least * self.unit // 1)
        term = self.coverage.at_least_times
        if term is None:
            return whole([least] * len(batch.posts.rosters))
        fact = batch.fact(term.fact)
        factor = term.times * self.unit
        relative = -(-fact.times(factor.numerator) // (fact.scale * factor.denominator))
        floors: Whole = np.maximum(relative, least)
        return floors


class ConcentrationOf:
    """The largest member's share of the amount."""

    reads_roster = True

    def __init__(self, concentration: Concentration, lower: bool, sums: Sums) -> None:
        self.of = concentration.of
        self.unit = unit_of(concentration.amount)
        amount = _counted(concentration.amount, lower)
        self.amounts = sums.add(Sum(amount, (concentration.where,), lower, of=concentration.of))

    def parts(self, rows: Rows) -> Parts:
        amounts = rows.slots(self.amounts)
        total = amounts.sum(axis=0)
        bound = rows.batch.peaks[self.amounts] * max(len(amounts), 1)
        return Parts(amounts.max(axis=0, initial=0), total, total, bound, self.unit, total == 0, Reason.NO_AMOUNT)


class RepresentationOf:
    """The lowest of the groups' shares of the team against their shares of the comparator."""

    reads_roster = False

    def __init__(self, representation: Representation) -> None:
        self.representation = representation

    def parts(self, rows: Rows) -> Parts:
        found = [self.lowest(facts) for facts in rows.batch.posts.facts]
        values = [Fraction(0) if entry is None else entry[1] for entry in found]
        top = whole(value.numerator for value in values)
        bottom = whole(value.denominator for value in values)
        nobody = np.array([entry is None for entry in found], dtype=np.bool_)
        return Parts(top, bottom, bottom, max(peak(top), peak(bottom)), 1, nobody, Reason.NO_GROUP)

    def lowest(self, facts: Facts) -> tuple[RepresentationGroup, Fraction] | None:
        """The group that is least represented, and its share against the comparator; the first of equals."""
        ratios = ((group, self._ratio(group)) for group in facts.representation)
        return min(
            ((group, ratio) for group, ratio in ratios if ratio is not None), key=lambda pair: pair[1], default=None
        )

    def _ratio(self, group: RepresentationGroup) -> Fraction | None:
        if group.team_count is None or not group.team_known or not group.headcount or not group.comparator_pct:
            return None
        percent, per = group.comparator_pct.as_integer_ratio()
        expected = percent * group.team_known >= self.representation.min_expected * (100 * per)
        disclosed = group.team_known >= self.representation.min_disclosure * group.headcount
        return Fraction(100 * per * group.team_count, percent * group.team_known) if expected and disclosed else None


def compile_measure(measure: Measure, lower: bool, sums: Sums) -> Compiled:
    """The measure with its sums numbered; `lower` is whether a lower value is better."""
    if isinstance(measure, Representation):
        return RepresentationOf(measure)
    kinds: dict[type, Callable[[Any, bool, Sums], Compiled]] = {
        Ratio: RatioOf,
        Coverage: CoverageOf,
        Concentration: ConcentrationOf,
    }
    return kinds[type(measure)](measure, lower, sums)
