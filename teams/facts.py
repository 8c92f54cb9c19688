"""The facts beside a roster: their values and their checks. The rules are those of `docs/rubric-format.md`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from teams.cells import Problem, read_day, read_text, trimmed
from teams.roster import TEXT_LIMIT

EXTERNAL_STAFF = ("recorded", "none", "not_yet")
COMPARATORS = ("workforce", "population")
EVIDENCE_LIMIT = 5000
MOST_DECIMALS = 20
"""More than any figure has, and what the exact arithmetic of the engine is quick with."""


AMOUNTS = ("workforce_wte", "goodwill_wte_elsewhere", "service_contracts_a_year", "digital_revenue_budget")
"""Facts that are numbers from nought up: WTE, WTE, pounds, pounds."""

COUNTS = (
    "initiatives_live",
    "initiatives_with_clinical_lead_from_start",
    "initiatives_tested_with_users",
    "initiatives_led_outside_it",
)
"""Facts that are whole numbers from nought up; none may be above the first."""

GROUP_COUNTS = ("team_count", "team_known", "headcount")
"""The counts of a group, each part of the next."""

NUMBERS = AMOUNTS + COUNTS
"""Every fact that a rubric may name in a term."""


@dataclass(frozen=True, slots=True)
class RepresentationGroup:
    """Counts of one group in the digital team, and its share of the comparator in per cent; None is not known."""

    group: str
    comparator: str
    team_count: int | None
    team_known: int | None
    headcount: int | None
    comparator_pct: Decimal | None


@dataclass(frozen=True, slots=True)
class Answer:
    """An organisation's answer to a criterion: a level from 0 to 4, or None for "we do not know"."""

    level: int | None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known beside the roster. A number that is None is missing, which is not nought."""

    as_at: date
    numbers: Mapping[str, Decimal] = field(default_factory=dict)
    external_staff: str = ""
    representation: tuple[RepresentationGroup, ...] = ()
    answers: Mapping[str, Answer] = field(default_factory=dict)


KEYS = frozenset({"organisation", "as_at", "external_staff", "representation", "answers", *NUMBERS})
"""The keys of a facts document. `organisation` says who it is about, for people."""


def read_facts(document: Mapping[str, Any]) -> tuple[Facts | None, list[Problem]]:
    """Check a facts document (JSON with its decimals read as Decimal).

    Gives the facts and no problems, or None and every problem found. Keys that are not facts are left alone, so that
    a document may say who it is about.
    """
    check = _Checks()
    as_at = check("as_at", document.get("as_at"), _as_at)
    numbers = {name: check(name, document.get(name), _count if name in COUNTS else _amount) for name in NUMBERS}
    for name in COUNTS[1:]:
        check.at_most(name, numbers[name], "initiatives_live", numbers["initiatives_live"])
    facts = Facts(
        as_at=as_at or date.min,
        numbers={name: number for name, number in numbers.items() if number is not None},
        external_staff=check("external_staff", document.get("external_staff"), _external_staff) or "",
        representation=tuple(_groups(document.get("representation"), check)),
        answers=_answers(document.get("answers"), check),
    )
    return (None if check.problems else facts), check.problems


class _Checks:
    """Runs readers and gathers what they refuse."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def __call__(self, name: str, value: Any, read: Callable[[Any], Any]) -> Any:
        try:
            return read(value)
        except ValueError as error:
            return self.refuse(name, value, str(error))

    def refuse(self, name: str, value: Any, reason: str) -> None:
        self.problems.append(Problem(name, "" if value is None else str(value), reason))

    def at_most(self, name: str, value: Any, other: str, limit: Any) -> None:
        if value is not None and limit is not None and value > limit:
            self.refuse(name, value, f"This must not be above {other} ({limit})")


def _as_at(value: Any) -> date:
    return read_day(value if isinstance(value, str) else "")


def _amount(value: Any) -> Decimal | None:
    return None if value is None else _decimal(value)


def _count(value: Any) -> Decimal | None:
    if value is None:
        return None
    number = _decimal(value)
    if number != int(number):
        raise ValueError("Enter a whole number")
    return number


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | float):
        raise ValueError("Enter a number")
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ValueError("Enter a number") from None
    if not number.is_finite() or number < 0 or number >= 10**12:
        raise ValueError("Enter a number from 0 up to a million million")
    if -int(number.as_tuple().exponent) > MOST_DECIMALS:
        raise ValueError(f"Enter no more than {MOST_DECIMALS} decimal places")
    return number


def _external_staff(value: Any) -> str:
    if value is None or value == "":
        return ""
    if value not in EXTERNAL_STAFF:
        raise ValueError("Enter recorded, none or not_yet")
    return str(value)


def _groups(rows: Any, check: _Checks) -> list[RepresentationGroup]:
    if rows is None:
        return []
    if not isinstance(rows, Sequence) or isinstance(rows, str) or not all(isinstance(row, Mapping) for row in rows):
        check.refuse("representation", rows, "Enter a list of groups")
        return []
    return [_group(row, f"representation {number}", check) for number, row in enumerate(rows, 1)]


def _group(row: Mapping[str, Any], place: str, check: _Checks) -> RepresentationGroup:
    counts = {name: check(f"{place} {name}", row.get(name), _count) for name in GROUP_COUNTS}
    comparator = row.get("comparator") or ""
    if comparator not in ("", *COMPARATORS):
        check.refuse(f"{place} comparator", comparator, "Enter workforce or population")
    return RepresentationGroup(
        group=check(f"{place} group", row.get("group"), _group_name) or "",
        comparator=str(comparator),
        comparator_pct=check(f"{place} comparator_pct", row.get("comparator_pct"), _amount),
        **{name: None if number is None else int(number) for name, number in counts.items()},
    )


def _group_name(value: Any) -> str:
    if not isinstance(value, str) or not trimmed(value):
        raise ValueError("Name the group")
    return read_text(trimmed(value), TEXT_LIMIT)


def _answers(rows: Any, check: _Checks) -> dict[str, Answer]:
    if rows is None:
        return {}
    if not isinstance(rows, Mapping):
        check.refuse("answers", rows, "Enter an answer for each criterion")
        return {}
    found = {str(criterion): check(f"answers {criterion}", row, _answer) for criterion, row in rows.items()}
    return {criterion: answer for criterion, answer in found.items() if answer is not None}


def _answer(row: Any) -> Answer | None:
    """An answer given as {level, evidence}; a level that is None is a blank, which is no answer."""
    if not isinstance(row, Mapping):
        raise ValueError("Enter a level and evidence")
    evidence = row.get("evidence") or ""
    if not isinstance(evidence, str):
        raise ValueError("Enter the evidence as text")
    evidence = read_text(trimmed(evidence), EVIDENCE_LIMIT)
    level = row.get("level")
    if level is None:
        return None
    if level == "unknown":
        return Answer(None, evidence)
    if isinstance(level, bool) or level not in range(5):
        raise ValueError('Enter a level from 0 to 4, or "unknown"')
    return Answer(int(level), evidence)
