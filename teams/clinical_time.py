"""A clinician's digital time and its parts: in the job plan, backfilled, paid as extra sessions, or unpaid.

Plain rules, without a database. Time is whole units of 0.00001 WTE, as in a roster; None is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from teams.roster import UNKNOWN, WTE_UNIT

UNITS = (("hours", "Hours a week"), ("pas", "Programmed activities (PAs)"), ("wte", "WTE"))
SHORT_UNITS = {"hours": "hours a week", "pas": "PAs", "wte": "WTE"}
ONE_UNIT = {"hours": "hour a week", "pas": "PA", "wte": "WTE"}
IN_ONE_WTE = {"hours": Decimal("37.5"), "pas": Decimal(10), "wte": Decimal(1)}
"""How many of a unit are one WTE: a week of 37.5 hours, or ten programmed activities."""

PLACES = {"hours": 2, "pas": 2, "wte": 5}
"""Decimal places that may be typed of a unit."""


def to_units(amount: Decimal, unit: str) -> int:
    """An amount typed in `unit` (a key of `IN_ONE_WTE`) as units of 0.00001 WTE, half up."""
    exact = Fraction(amount) * WTE_UNIT / Fraction(IN_ONE_WTE[unit])
    return int(exact + Fraction(1, 2))


def from_units(units: int, unit: str) -> Decimal:
    """Units of 0.00001 WTE as an amount of `unit`, to as many places as may be typed: what was typed comes back."""
    exact = Decimal(units) * IN_ONE_WTE[unit] / WTE_UNIT
    return exact.quantize(Decimal(1).scaleb(-PLACES[unit]), ROUND_HALF_UP)


def parts_to_units(parts: Sequence[Decimal], unit: str) -> list[int]:
    """Parts of one whole, typed in `unit`, as units of 0.00001 WTE.

    The running sums are rounded and not each part, so that parts that make up the whole also do so when rounded.
    """
    sums = [to_units(sum(parts[: number + 1], Decimal(0)), unit) for number in range(len(parts))]
    return [now - before for now, before in zip(sums, [0, *sums], strict=False)]


PARTS = ("job_planned_wte", "backfilled_wte", "extra_wte")
"""The columns of a post that hold the parts."""


def are_parts(
    wte: Decimal, funded: Decimal | None, job_planned: Decimal | None, backfilled: Decimal | None, extra: Decimal | None
) -> bool:
    """Whether the parts, as far as they are known, are those of this WTE and this funded WTE."""
    nought = Decimal(0)
    planned = (job_planned or nought) + (backfilled or nought)
    adds_up = job_planned is None or (funded is not None and planned == funded)
    return adds_up and planned + (extra or nought) <= wte


@dataclass(frozen=True, slots=True)
class Time:
    """The digital time of one clinician: the whole, the funded part as it counts, and how that is made up."""

    wte: int
    funded: int | None
    job_planned: int | None = None
    backfilled: int | None = None
    extra: int | None = None

    @classmethod
    def counted(cls, counts: tuple[int, int], parts: Sequence[int | None]) -> Time:
        """From WTE and funded WTE as they count (`UNKNOWN` where not known), then the three parts."""
        wte, funded = counts
        return cls(wte, None if funded == UNKNOWN else funded, *parts)

    @property
    def outside(self) -> int | None:
        """Time outside the job plan: what the score calls goodwill."""
        return None if self.funded is None else self.wte - self.funded

    @property
    def unpaid(self) -> int | None:
        """Time outside the job plan that nobody pays for."""
        if self.outside == 0:
            return 0
        return None if self.outside is None or self.extra is None else max(self.outside - self.extra, 0)

    @property
    def paid_extra(self) -> int | None:
        """Time outside the job plan that is paid as extra sessions."""
        return 0 if self.outside == 0 else self.extra


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum over clinicians of what is known, and for how many of them it is not."""

    units: int
    not_known: int

    @classmethod
    def of(cls, amounts: Iterable[int | None]) -> Sum:
        """The sum of `amounts`, in units of 0.00001 WTE."""
        listed = list(amounts)
        return cls(sum(amount or 0 for amount in listed), sum(amount is None for amount in listed))


TOTALS = ("wte", "job_planned", "backfilled", "funded", "outside", "paid_extra", "unpaid")


def totals(times: Sequence[Time]) -> dict[str, Sum]:
    """The sum of each of `TOTALS` over the clinicians."""
    return {name: Sum.of(getattr(time, name) for time in times) for name in TOTALS}
