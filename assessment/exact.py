"""Exact arithmetic on arrays of whole numbers: 64 bits where they are enough, Python's own integers where not.

The same code runs on both; a bound worked out beforehand decides which.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.rubric import Cut

Whole = NDArray[Any]
"""An array of whole numbers, of dtype int64 or object."""

LARGEST = 2**53
"""Whole numbers up to here are exact in 64 bits, and exact as floats, so that a quotient is rounded once."""


def dtype_for(bound: int) -> Any:
    """The dtype in which whole numbers up to `bound` (0 or more) stay exact."""
    return np.int64 if bound <= LARGEST else object


def whole(numbers: Iterable[int]) -> Whole:
    """An array of the numbers, exact whatever their size."""
    listed = list(numbers)
    return np.array(listed, dtype=dtype_for(max(map(abs, listed), default=0)))


def peak(numbers: Whole) -> int:
    """The largest of some whole numbers from 0 up; 0 of none."""
    return int(numbers.max()) if numbers.size else 0


def times(numbers: Whole, factor: int) -> Whole:
    """The numbers times a factor, the very same array where that is 1."""
    return numbers if factor == 1 else numbers * factor


def count(mask: NDArray[np.bool_]) -> NDArray[np.intp]:
    """How many along the first axis are true."""
    narrow = np.min_scalar_type(len(mask))
    counted: NDArray[np.intp] = np.add.reduce(mask.view(np.uint8), axis=0, dtype=narrow).astype(np.intp)
    return counted


class Scale:
    """A scale divided by cuts into positions: how many cuts a value has crossed, exactly."""

    def __init__(self, cuts: Iterable[Cut]) -> None:
        self.cuts = tuple(sorted(set(cuts)))
        self.denominator = lcm(*(cut.number.denominator for cut in self.cuts))
        numerators = [int(cut.number * self.denominator) for cut in self.cuts]
        self._largest = max(self.denominator, *map(abs, numerators), 1)
        self._numerators = whole(numerators)[:, None]
        self._strict = np.array([cut.strict for cut in self.cuts], dtype=np.int64)[:, None]

    def position(self, top: Whole, over: Whole | int, bound: int) -> NDArray[np.intp]:
        """How many cuts each of top / over has crossed; `bound` is not below any of either. A nought of `over` counts
        as just above nought."""
        dtype = dtype_for(max(bound, 1) * self._largest + 1)
        left = times(top.astype(dtype, copy=False), self.denominator)
        right = self._numerators.astype(dtype, copy=False) * over + self._strict
        return count(left >= right)

    def position_of(self, value: Fraction) -> int:
        """How many cuts one value has crossed."""
        return sum(value > cut.number if cut.strict else value >= cut.number for cut in self.cuts)
