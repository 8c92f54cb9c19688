"""What has to be known before a measure is scored (`docs/rubric-format.md`, "Not scored, and unknown")."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

import numpy as np

from assessment.codes import Mask
from assessment.exact import dtype_for, times
from assessment.posts import CAN_BE_UNKNOWN, READ_FROM
from assessment.rubric import Condition, Measure, Ratio, Representation, RosterTerm, Where, wheres_of
from assessment.sums import Rows, Sum, Sums

FILLED: Where = (Condition("status", ("filled",)),)


class Reason(IntEnum):
    """Why a criterion is not scored. Where several hold, the one with the lowest number is said."""

    NOT_ANSWERED = 0
    FACT_MISSING = 1
    NO_FILLED_POST = 2
    EXTERNAL_STAFF_NOT_RECORDED = 3
    NO_POST_TO_RATE = 4
    TOO_FEW_RATED = 5
    TOO_MUCH_UNKNOWN = 6
    NOTHING_TO_COMPARE = 7
    NO_MEMBER = 8
    NO_AMOUNT = 9
    NO_GROUP = 10


@dataclass(frozen=True, slots=True)
class Known:
    """The tests of a measure that do not depend on its kind: filled posts, needs, and how much is unknown."""

    filled: int
    unknown: int
    could_pass: int
    definite_posts: int
    definite_wte: int
    rated_wte: int
    unknown_in: tuple[str, ...]
    needs: tuple[str, ...]
    tolerance: Fraction
    rated_share: Fraction
    reads_roster: bool

    def gaps(self, rows: Rows) -> Iterable[tuple[Reason, Mask]]:
        """The reasons for not scoring rows, those that come first last."""
        if self.unknown >= 0 and rows.batch.peaks[self.unknown]:
            yield Reason.TOO_MUCH_UNKNOWN, _above(rows, self.unknown, self.could_pass, self.tolerance)
        if "skills" in self.needs:
            yield from self._skill_gaps(rows)
        if "external_staff" in self.needs:
            said = [facts.external_staff in ("recorded", "none") for facts in rows.batch.posts.facts]
            yield Reason.EXTERNAL_STAFF_NOT_RECORDED, ~np.array(said)[rows.organisation]
        if self.reads_roster:
            yield Reason.NO_FILLED_POST, rows.sum(self.filled) == 0

    def _skill_gaps(self, rows: Rows) -> Iterable[tuple[Reason, Mask]]:
        if self.definite_posts < 0:
            yield Reason.NO_POST_TO_RATE, np.ones(len(rows.organisation), dtype=np.bool_)
        else:
            too_few = ~_above(rows, self.rated_wte, self.definite_wte, self.rated_share, reached=True)
            yield Reason.TOO_FEW_RATED, too_few
            yield Reason.NO_POST_TO_RATE, rows.sum(self.definite_posts) == 0


def _above(rows: Rows, part: int, whole: int, share: Fraction, *, reached: bool = False) -> Mask:
    """Whether one sum is more than a share of another (`reached`: or just as much)."""
    peaks = rows.batch.peaks
    dtype = dtype_for(max(peaks[part] * share.denominator, peaks[whole] * share.numerator))
    left = times(rows.sum(part).astype(dtype, copy=False), share.denominator)
    right = times(rows.sum(whole).astype(dtype, copy=False), share.numerator)
    above: Mask = left >= right if reached else left > right
    return above


def compile_known(measure: Measure, tolerance: Fraction, rated_share: Fraction, sums: Sums) -> Known:
    """The tests of `measure` with their sums numbered; -1 is a sum that it has no use for."""
    wheres, unknown_in = _rows_of(measure), _unknown_columns(measure)
    tested = bool(wheres and unknown_in)
    skills = bool(wheres) and "skills" in measure.needs
    return Known(
        filled=sums.add(Sum("posts", (FILLED,))) if wheres else -1,
        unknown=sums.add(Sum("wte", wheres, True, unknown_in)) if tested else -1,
        could_pass=sums.add(Sum("wte", wheres, True)) if tested else -1,
        definite_posts=sums.add(Sum("posts", wheres)) if skills else -1,
        definite_wte=sums.add(Sum("wte", wheres)) if skills else -1,
        rated_wte=sums.add(Sum("wte", wheres, rated=True)) if skills else -1,
        unknown_in=unknown_in,
        needs=measure.needs,
        tolerance=tolerance,
        rated_share=rated_share,
        reads_roster=bool(wheres),
    )


def _rows_of(measure: Measure) -> tuple[Where, ...]:
    """The wheres whose rows are a measure's rows: of the bottom's roster terms, else of the top's."""
    if isinstance(measure, Ratio):
        sides = (
            [term.where for term in side if isinstance(term, RosterTerm)] for side in (measure.bottom, measure.top)
        )
        return tuple(dict.fromkeys(next((wheres for wheres in sides if wheres), [])))
    return () if isinstance(measure, Representation) else (measure.where,)


def _unknown_columns(measure: Measure) -> tuple[str, ...]:
    """The columns that a measure names and that can be unknown, sorted."""
    if isinstance(measure, Representation):
        return ()
    if isinstance(measure, Ratio):
        named = {term.amount for term in measure.top + measure.bottom if isinstance(term, RosterTerm)}
    else:
        named = {measure.amount, measure.of.column}
    named.update(condition.column for where in wheres_of(measure) for condition in where)
    return tuple(sorted({READ_FROM.get(column, column) for column in named} & CAN_BE_UNKNOWN))
