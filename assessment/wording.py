"""Numbers, lists and reasons in words, as a board reads them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from string import Formatter

from assessment.known import Reason
from assessment.rubric import Cut
from teams import catalogue

UNKNOWN_ANSWER = "The organisation does not know"
OWN_TEAM = "the organisation's own team"

COLUMNS = {
    "role": "the role",
    "employment": "the employment",
    "clinician": "whether the post is a clinician's",
    "senior_leader": "whether the post is a senior leader's",
    "funded_wte": "the funded WTE",
    "supplier": "the supplier",
    "started_on": "the start date",
}
REASONS: Mapping[Reason, str] = {
    Reason.NOT_ANSWERED: "Nobody has answered this yet.",
    Reason.FACT_MISSING: "This needs {facts}, which nobody has given yet.",
    Reason.NO_FILLED_POST: "The roster has no filled post.",
    Reason.EXTERNAL_STAFF_NOT_RECORDED: "Nobody has said yet whether external staff are on the roster.",
    Reason.NO_POST_TO_RATE: "The roster has no post whose skills would count here.",
    Reason.TOO_FEW_RATED: "Only {share} of the WTE that counts here has its skills rated; at least {limit} is needed.",
    Reason.TOO_MUCH_UNKNOWN: "Of the WTE that counts here, {share} has something unknown in {columns}; "
    "at most {limit} may be.",
    Reason.NOTHING_TO_COMPARE: "There is nothing to compare with: the total is nought.",
    Reason.NO_MEMBER: "There is nothing here to be covered.",
    Reason.NO_AMOUNT: "No post counts here.",
    Reason.NO_GROUP: "No group is large enough, and known well enough, to be compared.",
}


def percentage(share: Fraction, cuts: Iterable[Cut] = ()) -> str:
    """A share as a percentage, rounded half up to a whole one, or to as many decimals as it takes not to mislead: the
    figure shown lies on the same side of every cut, and is 0% or 100% only where the share is."""
    digits = percentage_digits(share, cuts)
    return f"{round_half_up(share * 100, digits):,f}%"


def percentage_digits(share: Fraction, cuts: Iterable[Cut] = ()) -> int:
    """The decimals that `percentage` shows."""
    lines = [*cuts, *(Cut(Fraction(end), strict) for end in (0, 1) for strict in (False, True))]
    digits = 0
    while not _same_side(Fraction(round_half_up(share * 100, digits)) / 100, share, lines):
        digits += 1
    return digits


def rest_percentage(share: Fraction, cuts: Iterable[Cut] = ()) -> str:
    """What `percentage` leaves of 100%, to the same number of decimals."""
    digits = percentage_digits(share, cuts)
    return f"{100 - round_half_up(share * 100, digits):,f}%"


def amount(value: Fraction) -> str:
    """WTE, posts, pounds or a count, to at most two decimals."""
    if 0 < value < Fraction(1, 200):
        return "less than 0.01"
    return f"{round_half_up(value, 2):,f}".rstrip("0").rstrip(".")


def round_half_up(value: Fraction, digits: int) -> Decimal:
    """`value` with so many decimals, a half away from nought."""
    units = int(abs(value) * 10**digits + Fraction(1, 2))
    return Decimal(f"{units if value >= 0 else -units}e-{digits}")


def with_commas(names: Iterable[str]) -> str:
    """The names one after another; "none" for none."""
    return ", ".join(names) or "none"


def without_empty_lists(told: str, says: str, empty: Collection[str]) -> str:
    """`told`, which is `says` filled in, without its sentences that only list what there is none of.

    `empty` has the names of the placeholders of `says` that are empty lists. Something is always left.
    """
    for part in re.split(r"(?<=[.!?])\s+", says):
        names = {name for _, name, _, _ in Formatter().parse(part) if name}
        if names and names <= set(empty):
            listing = part.format_map(dict.fromkeys(names, with_commas(())))
            told = told.replace(listing, "", 1).strip() or told
    return re.sub(r"\s{2,}", " ", told)


def name_of(column: str, code: str) -> str:
    """How a value of a column is written."""
    return OWN_TEAM if column == "team" and not code else catalogue.name_of(column, code)


def group_name(group: str) -> str:
    """How a group of the representation facts is written."""
    return group.replace("_", " ")


def _same_side(shown: Fraction, exact: Fraction, lines: Iterable[Cut]) -> bool:
    return all(_crossed(shown, line) == _crossed(exact, line) for line in lines)


def _crossed(value: Fraction, line: Cut) -> bool:
    return value > line.number if line.strict else value >= line.number
