"""The pages of suppliers and their contracts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.english import sentence
from accounts.pages import SignedInRequest, crumbs, day_words, go
from accounts.permissions import Action, organisation_for
from teams import catalogue, services
from teams.cells import format_wte
from teams.contract_ends import end_words, notice_by
from teams.counted_facts import CONTRACTS
from teams.exporting import Cell
from teams.facts_read import beside_posts
from teams.forms.suppliers import ContractForm, SupplierForm
from teams.models import Contract, Supplier
from teams.roster import WTE_UNIT
from teams.supplier_names import name_key, not_listed
from teams.views.complete_lists import counted_by, say_complete
from teams.views.files import Table, as_file
from teams.views.initiatives import truth_words
from teams.views.listed import Listed

SUPPLIERS = Listed(
    noun="supplier",
    rows="suppliers",
    page="suppliers",
    heading="Suppliers and contracts",
    form=SupplierForm,
    add=services.add_supplier,
    change=services.change_supplier,
    remove=services.remove_supplier,
    taken=("name", "There is a supplier with this name already. Enter a different name"),
)
CONTRACT = Listed(
    noun="contract",
    rows="contracts",
    page="suppliers",
    heading="Suppliers and contracts",
    form=ContractForm,
    add=services.add_contract,
    change=services.change_contract,
    remove=services.remove_contract,
    taken=("service", "This supplier has a contract for this already. Change that one, or enter another service"),
)
KINDS = {"people": "A service run by people", "licences": "Licences, hosting or hardware", "": "Not known"}
COLUMNS = (
    "Service",
    "Supplier",
    "Kind",
    "Value a year (pounds)",
    "End date",
    "End",
    "Notice (months)",
    "Give notice by",
    "Knowledge transfer",
    "Exit terms",
    "In-house owner",
    "Functions that rest on it",
)


@require_safe
def suppliers(request: SignedInRequest, ods: str) -> HttpResponse:
    """The contracts with their ends, the suppliers with the posts that they provide, and what the report counts."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    today = timezone.localdate()
    contracts = list(access.organisation.contracts.listed())
    listed = list(access.organisation.suppliers.order_by("name"))
    named = list(access.organisation.posts.open_at(today).by_supplier())
    context = {
        "access": access,
        "crumbs": crumbs(access.organisation),
        "contracts": [_shown(ods, contract, today) for contract in contracts],
        "ends": _ends(contracts, today),
        "suppliers": _suppliers(listed, contracts, named),
        "not_listed": [
            (name, urlencode({"name": name}))
            for name in not_listed((text for text, _, _ in named), (one.name for one in listed))
        ],
        "counted": counted_by(CONTRACTS, beside_posts(access.organisation)),
        "complete_url": reverse("suppliers_complete", args=[ods]),
    }
    return render(request, "teams/suppliers.html", context)


@require_safe
def supplier(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """One supplier: its contracts, and the posts that it provides."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    shown = get_object_or_404(access.organisation.suppliers, pk=pk)
    today = timezone.localdate()
    posts = access.organisation.posts.open_at(today).external_with_supplier()
    context = {
        "access": access,
        "crumbs": crumbs(access.organisation, ("Suppliers and contracts", SUPPLIERS.url(access))),
        "supplier": shown,
        "contracts": [_shown(ods, one, today) for one in access.organisation.contracts.listed().filter(supplier=shown)],
        "posts": [post for post in posts if name_key(post.supplier) == name_key(shown.name)],
    }
    return render(request, "teams/supplier.html", context)


def supplier_add(request: SignedInRequest, ods: str) -> HttpResponse:
    """Add a supplier; the address may name it."""
    access = organisation_for(request.user, ods, Action.EDIT_SUPPLIERS)
    return SUPPLIERS.add_page(request, access, name=request.GET.get("name", "")[:200])


def supplier_edit(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Change the name of a supplier."""
    access = organisation_for(request.user, ods, Action.EDIT_SUPPLIERS)
    return SUPPLIERS.edit_page(request, access, pk)


def supplier_remove(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Ask whether to remove a supplier, and remove it if it has no contract."""
    access = organisation_for(request.user, ods, Action.EDIT_SUPPLIERS)
    try:
        return SUPPLIERS.remove_page(request, access, pk, "Posts that name it stay as they are.")
    except services.HasContracts:
        return go(request, "Nothing was removed. Remove the contracts of this supplier first.", SUPPLIERS.url(access))


def contract_add(request: SignedInRequest, ods: str) -> HttpResponse:
    """Add a contract; the address may say with which supplier."""
    access = organisation_for(request.user, ods, Action.EDIT_SUPPLIERS)
    return CONTRACT.add_page(request, access, supplier=request.GET.get("supplier", ""))


def contract_edit(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Change a contract."""
    access = organisation_for(request.user, ods, Action.EDIT_SUPPLIERS)
    return CONTRACT.edit_page(request, access, pk)


def contract_remove(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Ask whether to remove a contract, and remove it."""
    access = organisation_for(request.user, ods, Action.EDIT_SUPPLIERS)
    return CONTRACT.remove_page(request, access, pk, "Remove it once it has ended, or if it was entered by mistake.")


@require_POST
def suppliers_complete(request: SignedInRequest, ods: str) -> HttpResponse:
    """Say that the list of contracts is complete, or that it is not."""
    access = organisation_for(request.user, ods, Action.EDIT_SUPPLIERS)
    return say_complete(request, access, CONTRACTS)


@require_safe
def contracts_file(request: SignedInRequest, ods: str, kind: str) -> HttpResponse:
    """The contracts as a file of `kind`, csv or xlsx."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    today = timezone.localdate()
    rows = [_row(contract, today) for contract in access.organisation.contracts.listed()]
    return as_file(access.organisation, Table("contracts", COLUMNS, rows), kind)


# What the pages say --------------------------------------------------------------------------------------------------


def pounds(value: Decimal | None) -> str:
    return "Not known" if value is None else f"£{value:,.2f}".removesuffix(".00")


def _functions(contract: Contract) -> str:
    names = [catalogue.name_of("function", code) for code in contract.functions.split(";") if code]
    return sentence(", ".join(names))


def _row(contract: Contract, today: date) -> list[Cell]:
    notice = contract.notice_months
    return [
        contract.service,
        contract.supplier.name,
        KINDS[contract.kind],
        contract.value_a_year,
        contract.ends_on,
        "No end date" if contract.is_open_ended else end_words(contract.ends_on, today),
        None if notice is None else Decimal(notice),
        notice_by(contract.ends_on, notice),
        truth_words(contract.knowledge_transfer),
        truth_words(contract.exit_terms),
        str(contract.owner or ""),
        _functions(contract),
    ]


def _shown(ods: str, contract: Contract, today: date) -> dict[str, Any]:
    """A contract as a list shows it."""
    by = notice_by(contract.ends_on, contract.notice_months)
    return {
        "pk": contract.pk,
        "service": contract.service,
        "supplier": contract.supplier.name,
        "supplier_url": reverse("supplier", args=[ods, contract.supplier_id]),
        "kind": KINDS[contract.kind] if contract.kind else "Not known what kind",
        "value": pounds(contract.value_a_year),
        "ends": "No end date" if contract.is_open_ended else day_words(contract.ends_on),
        "near": end_words(contract.ends_on, today),
        "notice": _notice(contract.notice_months, by, today),
        "transfer": truth_words(contract.knowledge_transfer),
        "exit": truth_words(contract.exit_terms),
        "owner": contract.owner,
        "owner_url": reverse("post", args=[ods, contract.owner_id]) if contract.owner_id else "",
        "functions": _functions(contract) or "None",
    }


def _notice(months: int | None, by: date | None, today: date) -> str:
    if months is None:
        return "Notice not known"
    if by is None:
        return f"{months} months' notice"
    return f"Give notice by {day_words(by)}" if by >= today else f"Notice was due by {day_words(by)}"


def _ends(contracts: Sequence[Contract], today: date) -> list[tuple[str, int, str]]:
    """How many contracts end soon, and what they are worth a year as far as that is known."""
    near: dict[str, list[Contract]] = {"Has ended": [], "Ends within 6 months": [], "Ends within 12 months": []}
    for contract in contracts:
        words = end_words(contract.ends_on, today)
        if words:
            near[words].append(contract)
    near["Ends within 12 months"] = near["Ends within 6 months"] + near["Ends within 12 months"]
    return [(words, len(found), _worth(found)) for words, found in near.items()]


def _worth(contracts: Sequence[Contract]) -> str:
    known = [contract.value_a_year for contract in contracts if contract.value_a_year is not None]
    missing = len(contracts) - len(known)
    words = pounds(sum(known, Decimal(0)))
    return f"{words}, and {missing} whose value is not known" if missing else words


def _suppliers(
    listed: Iterable[Supplier], contracts: Sequence[Contract], named: Iterable[tuple[str, int, Decimal]]
) -> list[tuple[Supplier, int, int, str]]:
    """Each supplier with the number of its contracts, and the number and WTE of the posts that it provides."""
    posts: dict[str, tuple[int, Decimal]] = {}
    for name, number, wte in named:
        before = posts.get(name_key(name), (0, Decimal(0)))
        posts[name_key(name)] = (before[0] + number, before[1] + wte)
    rows = []
    for one in listed:
        number, wte = posts.get(name_key(one.name), (0, Decimal(0)))
        of_it = sum(contract.supplier_id == one.pk for contract in contracts)
        rows.append((one, of_it, number, format_wte(round(wte * WTE_UNIT))))
    return rows
