"""Amounts and dates as people write them, to the plain text that `teams.cells` reads. ValueError: it is neither."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

FULL_WEEK = Decimal("37.5")
"""Hours of a whole time equivalent under the NHS terms and conditions (Agenda for Change handbook, section 10)."""

_FULL_WEEK_OF = {"hours": FULL_WEEK, "days": Decimal(5)}
_UNIT = Decimal("0.00001")
_NUMBER = re.compile(r"\d{1,4}(?:[.,]\d*)?|[.,]\d+", re.ASCII)
_BLANK = frozenset(("", "-", "–", "—", "n/a", "na", "none", "not applicable", "nil"))
_NO_END = frozenset(("permanent", "open ended", "open-ended", "ongoing"))
_OPEN_END = 4712
"""The year in which the Electronic Staff Record lets end what has no end."""
_NUMERIC = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})(?: \d?\d:\d\d(?::\d\d)?)?", re.ASCII)
_NAMED = re.compile(
    r"(?:[A-Za-z]{3,9},? )?(\d{1,2})(?:st|nd|rd|th)?[ \-/.]([A-Za-z]{3,9})\.?,?[ \-/.](\d{4}|\d{2})", re.ASCII
)
_NAMED_FIRST = re.compile(
    r"(?:[A-Za-z]{3,9},? )?([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4}|\d{2})", re.ASCII
)
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?", re.ASCII)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WHOLE_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august")
_LATER_MONTHS = ("september", "october", "november", "december", "sept")
_FIRST_SERIAL, _LAST_SERIAL = date(1950, 1, 1), date(2100, 12, 31)
_REAL_DATE = "Enter a real date, for example 31/03/2026"


def is_blank(text: str) -> bool:
    """Whether `text` says that there is nothing."""
    return text.casefold() in _BLANK


def number(text: str) -> Decimal:
    """A plain number with a point or a comma before its decimals."""
    if not _NUMBER.fullmatch(text):
        raise ValueError("Enter a number, for example 0.6")
    return Decimal(text.replace(",", "."))


def wte(text: str) -> str:
    """An amount of WTE, rounded half up to five decimals where there are more."""
    amount = number(text)
    return _plain(amount if amount > Decimal("1.5") else amount.quantize(_UNIT, ROUND_HALF_UP))


def wte_of_week(text: str, unit: str) -> str:
    """Weekly "hours" or "days" as WTE of 37.5 hours or of 5 days."""
    return _plain((number(text) / _FULL_WEEK_OF[unit]).quantize(_UNIT, ROUND_HALF_UP))


def _plain(amount: Decimal) -> str:
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def day(text: str, american: bool | None = False) -> str:
    """A date as year-month-day, "" for none.

    `american` tells of the whole column: True where its dates must have the month first, None where some must and some
    must not, or where those that must not be British leave others open.
    """
    words = text.casefold()
    if is_blank(text) or words in _NO_END:
        return ""
    iso = _ISO.fullmatch(text)
    if iso:
        found = _date(int(iso[1]), int(iso[3]), int(iso[4]))
        return "" if found.year == _OPEN_END else found.isoformat()
    if _SERIAL.fullmatch(text):
        return _of_serial(int(text.split(".", maxsplit=1)[0]))
    found = _named(text) or _numeric(text, american)
    return "" if found.year == _OPEN_END else found.isoformat()


def order_of(values: Iterable[str]) -> bool | None:
    """Whether the dates of a column have the month first: False for no, None where they do not agree or stay open."""
    pairs = [(int(match[1]), int(match[2])) for match in map(_NUMERIC.fullmatch, values) if match]
    british = any(first > 12 for first, _ in pairs)
    american = any(second > 12 for _, second in pairs)
    if not american:
        return False
    return None if british or any(max(pair) <= 12 for pair in pairs) else True


def _numeric(text: str, american: bool | None) -> date:
    match = _NUMERIC.fullmatch(text)
    if not match:
        raise ValueError(_REAL_DATE)
    first, second, year = int(match[1]), int(match[2]), _year(match[3])
    if american is None and first <= 12 and second <= 12 and first != second:
        raise ValueError(
            "Other dates in this column have the month first, so this may be either. Write it as 31-Mar-2026"
        )
    month_first = second > 12
    return _date(year, first if month_first else second, second if month_first else first)


def _named(text: str) -> date | None:
    match = _NAMED.fullmatch(text)
    if match:
        day_of_month, month, year = match.groups()
    elif match := _NAMED_FIRST.fullmatch(text):
        month, day_of_month, year = match.groups()
    else:
        return None
    month = month.casefold()
    if month not in (*_MONTHS, *_WHOLE_MONTHS, *_LATER_MONTHS):
        raise ValueError(_REAL_DATE)
    return _date(_year(year), _MONTHS.index(month[:3]) + 1, int(day_of_month))


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)


def _date(year: int, month: int, day_of_month: int) -> date:
    try:
        return date(year, month, day_of_month)
    except ValueError:
        raise ValueError(_REAL_DATE) from None


def _of_serial(days: int) -> str:
    """The day that a sheet counts as `days`, as Excel does from 1900."""
    found = (datetime(1899, 12, 30) + timedelta(days=days)).date()  # noqa: DTZ001  # a day has no zone
    if not _FIRST_SERIAL <= found <= _LAST_SERIAL:
        raise ValueError(_REAL_DATE)
    return found.isoformat()
