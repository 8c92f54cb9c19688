"""Facts that are counted from lists: from the initiatives, from the contracts, from the clinicians who are not listed.

A list gives its facts once a lead says that it is complete; until then what was typed or imported stands, so that no
number has two sources. What a row does not say is not known, and then neither is a count that depends on it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from teams.clinical_time import to_units
from teams.facts import COUNTS
from teams.roster import WTE_UNIT

INITIATIVES, CONTRACTS = "initiatives", "contracts"
"""The lists that may be complete."""

HELP = "clinical_help"
"""The answer on clinicians who are not listed; it gives its fact as soon as it is given."""

GIVES: dict[str, tuple[str, ...]] = {
    INITIATIVES: COUNTS,
    CONTRACTS: ("service_contracts_a_year",),
    HELP: ("goodwill_wte_elsewhere",),
}
"""The facts that each source gives."""

Truth = bool | None
"""Yes, no, or None for not known."""


@dataclass(frozen=True, slots=True)
class LiveInitiative:
    """What a live initiative says of itself, as far as it is counted. `lead_joined`: start, later, none or "" ."""

    changes_care: Truth
    lead_joined: str
    lead_funded: Truth
    tested_with_users: Truth
    led_outside_it: Truth

    @property
    def funded_lead_from_start(self) -> Truth:
        from_start = None if not self.lead_joined else self.lead_joined == "start"
        return both(from_start, self.lead_funded)


@dataclass(frozen=True, slots=True)
class CurrentContract:
    """What a contract says as far as it is counted. `kind`: people, licences or "" for not known; pounds a year."""

    kind: str
    value_a_year: Decimal | None


@dataclass(frozen=True, slots=True)
class Lists:
    """What is recorded in the lists of an organisation. `help_hours` a week: None where nobody has said."""

    complete: Collection[str]
    initiatives: Iterable[LiveInitiative] = ()
    contracts: Iterable[CurrentContract] = ()
    help_hours: Decimal | None = None


def both(first: Truth, second: Truth) -> Truth:
    """Whether both hold. One "no" is enough for "no", whatever is not known of the other."""
    if first is False or second is False:
        return False
    return None if first is None or second is None else True


_COUNTED: dict[str, Callable[[LiveInitiative], Truth]] = {
    "initiatives_live": lambda one: True,
    "initiatives_with_clinical_lead_from_start": lambda one: one.funded_lead_from_start,
    "initiatives_tested_with_users": lambda one: one.tested_with_users,
    "initiatives_led_outside_it": lambda one: one.led_outside_it,
}


def counted_facts(lists: Lists) -> dict[str, Decimal | None]:
    """The facts that the lists give, by name; None is not known. A fact that is not in it is what was typed."""
    found: dict[str, Decimal | None] = {}
    if INITIATIVES in lists.complete:
        live = list(lists.initiatives)
        found |= {name: _count(both(one.changes_care, holds(one)) for one in live) for name, holds in _COUNTED.items()}
    if CONTRACTS in lists.complete:
        found["service_contracts_a_year"] = service_value(lists.contracts)
    if lists.help_hours is not None:
        found["goodwill_wte_elsewhere"] = Decimal(to_units(lists.help_hours, "hours")) / WTE_UNIT
    return found


def service_value(contracts: Iterable[CurrentContract]) -> Decimal | None:
    """Pounds a year for services run by people; None where a kind or the value of such a contract is not known."""
    total = Decimal(0)
    for contract in contracts:
        if contract.kind == "licences":
            continue
        if not contract.kind or contract.value_a_year is None:
            return None
        total += contract.value_a_year
    return total


def _count(truths: Iterable[Truth]) -> Decimal | None:
    listed = list(truths)
    return None if None in listed else Decimal(sum(1 for truth in listed if truth))


def source_of(fact: str) -> str:
    """The list that may give a fact; "" where it is always typed."""
    return next((source for source, facts in GIVES.items() if fact in facts), "")


def numbers(typed: Mapping[str, Decimal | None], counted: Mapping[str, Decimal | None]) -> dict[str, Decimal]:
    """The numbers that are known: what is counted, else what was typed."""
    return {name: number for name, number in {**typed, **counted}.items() if number is not None}
