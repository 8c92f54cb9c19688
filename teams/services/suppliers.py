"""The writes of suppliers and their contracts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.models import Organisation, User
from teams.models import Contract, Supplier
from teams.services.writing import add, change, locked, one_write, remove

SUPPLIER_FIELDS = ("name",)
CONTRACT_FIELDS = (
    "supplier",
    "service",
    "kind",
    "value_a_year",
    "is_open_ended",
    "ends_on",
    "notice_months",
    "knowledge_transfer",
    "exit_terms",
    "owner",
    "functions",
)


class HasContracts(Exception):
    """A supplier with contracts stays. Nothing was removed."""


def add_supplier(*, by: User, organisation: Organisation, values: Mapping[str, Any]) -> Supplier:
    """A new supplier with `values` for `SUPPLIER_FIELDS`. AlreadyThere: one has that name."""
    with one_write():
        return add(Supplier(organisation=organisation, **values), by, SUPPLIER_FIELDS)


def change_supplier(*, by: User, supplier: Supplier, version: int | None, values: Mapping[str, Any]) -> Supplier:
    """Change a supplier. Stale: `version` is no longer that of the row. AlreadyThere: one has that name."""
    with one_write():
        return change(locked(supplier, version), by, values)


def remove_supplier(*, by: User, supplier: Supplier, version: int | None) -> None:
    """Remove a supplier. Stale: `version` is no longer that of the row. HasContracts: it has contracts."""
    with one_write():
        current = locked(supplier, version)
        if current.contracts.exists():
            raise HasContracts
        remove(current, by, SUPPLIER_FIELDS)


def add_contract(*, by: User, organisation: Organisation, values: Mapping[str, Any]) -> Contract:
    """A new contract with `values` for `CONTRACT_FIELDS`. AlreadyThere: the supplier has one for that service."""
    with one_write():
        return add(Contract(organisation=organisation, **values), by, CONTRACT_FIELDS)


def change_contract(*, by: User, contract: Contract, version: int | None, values: Mapping[str, Any]) -> Contract:
    """Change a contract. Stale: `version` is no longer that of the row. AlreadyThere: as when adding."""
    with one_write():
        return change(locked(contract, version), by, values)


def remove_contract(*, by: User, contract: Contract, version: int | None) -> None:
    """Remove a contract. Stale: `version` is no longer that of the row."""
    with one_write():
        remove(locked(contract, version), by, CONTRACT_FIELDS)
