"""When contracts end. Plain rules."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

SOON, LATER = 6, 12
"""Months within which an end is shown."""


def months_after(day: date, months: int) -> date:
    """The same day so many months later (earlier: negative); a day that the month lacks is its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_words(ends_on: date | None, today: date) -> str:
    """How near an end is: "Has ended", "Ends within 6 months", "Ends within 12 months", or "" for later and unknown."""
    if ends_on is None:
        return ""
    if ends_on < today:
        return "Has ended"
    for months in (SOON, LATER):
        if ends_on <= months_after(today, months):
            return f"Ends within {months} months"
    return ""


def notice_by(ends_on: date | None, notice_months: int | None) -> date | None:
    """The last day on which notice can be given before the end; None where one of the two is not known."""
    if ends_on is None or notice_months is None:
        return None
    return months_after(ends_on, -notice_months)
