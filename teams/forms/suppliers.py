"""The forms of suppliers and contracts."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet

from accounts.conflicts import VersionedForm
from accounts.fields import HintedRadios
from accounts.layout import Fieldset, Reveal, form_helper
from accounts.permissions import Access
from teams.forms.facts import Count, Pounds, stored_values
from teams.forms.posts import term_choices
from teams.forms.text import Day, ShortText
from teams.forms.truths import PostChoice, Truth, in_house_posts
from teams.models import Contract, Supplier
from teams.models.suppliers import LONGEST_NOTICE
from teams.services import CONTRACT_FIELDS, SUPPLIER_FIELDS

KINDS = [
    ("people", "Yes, people do the work"),
    ("licences", "No, licences, hosting or hardware only"),
    ("", "Not known"),
]


class SupplierForm(VersionedForm):
    """The name of one supplier."""

    name = ShortText(
        label="Name of the supplier",
        help_text="As it is written on the posts that it provides, so that we can match them.",
    )

    def __init__(self, *args: Any, access: Access, row: Supplier | None = None, name: str = "", **kwargs: Any) -> None:
        initial = stored_values(row, ("version", *SUPPLIER_FIELDS)) if row else {"name": name}
        super().__init__(*args, initial=initial, **kwargs)

    def values(self) -> dict[str, Any]:
        """The values for `services.SUPPLIER_FIELDS`."""
        return {name: self.cleaned_data[name] for name in SUPPLIER_FIELDS}


class ContractForm(VersionedForm):
    """One contract with the columns of `services.CONTRACT_FIELDS`."""

    supplier: forms.ModelChoiceField[Supplier] = forms.ModelChoiceField(
        Supplier.objects.none(), label="Supplier", empty_label="Choose a supplier"
    )
    service = ShortText(label="What do they provide?", help_text="For example, Service desk and end-user support.")
    kind = forms.ChoiceField(
        required=False,
        label="Is it a service run by people?",
        choices=KINDS,
        widget=HintedRadios(hints={"people": "Its value counts towards the services that suppliers run for you"}),
    )
    value_a_year = Pounds(label="Value a year")
    ends = forms.ChoiceField(
        required=False,
        label="When does it end?",
        choices=[("date", "On a date"), ("open", "It has no end date"), ("", "Not known")],
        widget=forms.RadioSelect,
    )
    ends_on = Day(required=False, label="End date", called="end date", help_text="For example, 31 3 2027.")
    notice_months = Count(label="Notice period", help_text="How long before the end you must say so, in months.")
    knowledge_transfer = Truth(
        label="Must the supplier hand over what it knows?",
        help_text="The contract has terms on knowledge transfer: documents, shadowing, code.",
    )
    exit_terms = Truth(
        label="Does the contract say how it ends?",
        help_text="Who gets the data and the code, what help, at what price.",
    )
    owner = PostChoice(
        label="Who looks after it in-house?", help_text="The post that manages the contract and knows the service."
    )
    functions = forms.MultipleChoiceField(
        required=False,
        label="Which functions rest on it?",
        help_text="Select all that would stop or suffer without it.",
        choices=term_choices("function", "")[1:],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, access: Access, row: Contract | None = None, supplier: str = "", **kwargs: Any
    ) -> None:
        suppliers = access.organisation.suppliers.order_by("name")
        start = None if row else {"supplier": supplier or _only_one(suppliers)}
        super().__init__(*args, initial=_initial(row) if row else start, **kwargs)
        self.fields["notice_months"].max_value = LONGEST_NOTICE  # type: ignore[attr-defined]  # a number
        self.fields["supplier"].queryset = suppliers  # type: ignore[attr-defined]  # a field of rows
        owners = in_house_posts(access, row.owner_id if row else None)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]  # a field of rows

    def clean(self) -> dict[str, Any]:
        """A contract that ends on a date has one."""
        cleaned = self.cleaned_data
        if cleaned.get("ends") == "date" and "ends_on" in cleaned and cleaned["ends_on"] is None:
            self.add_error("ends_on", "Enter the end date, for example 31 3 2027")
        if (cleaned.get("notice_months") or 0) > LONGEST_NOTICE:
            self.add_error("notice_months", f"Notice period must be {LONGEST_NOTICE} months or less")
        return cleaned

    def values(self) -> dict[str, Any]:
        """The values for `services.CONTRACT_FIELDS`."""
        cleaned = self.cleaned_data
        worked_out = {
            "is_open_ended": cleaned["ends"] == "open",
            "ends_on": cleaned["ends_on"] if cleaned["ends"] == "date" else None,
            "functions": ";".join(cleaned["functions"]),
        }
        return {name: worked_out.get(name, cleaned.get(name)) for name in CONTRACT_FIELDS}

    @property
    def helper(self) -> FormHelper:
        return form_helper(
            "version",
            Fieldset("The contract", "supplier", "service", "kind", "value_a_year"),
            Fieldset("How it ends", Reveal("ends", {"date": ["ends_on"]}), "notice_months"),
            Fieldset("Terms", "knowledge_transfer", "exit_terms"),
            Fieldset("In-house", "owner", "functions"),
        )


def _only_one(suppliers: QuerySet[Supplier]) -> int | None:
    """The key of the supplier, where there is no choice to make."""
    first = suppliers.values_list("pk", flat=True)[:2]
    return first[0] if len(first) == 1 else None


def _initial(row: Contract) -> dict[str, Any]:
    """The stored values of a contract for its form."""
    ends = "open" if row.is_open_ended else "date" if row.ends_on else ""
    functions = list(filter(None, row.functions.split(";")))
    return {**stored_values(row, ("version", *CONTRACT_FIELDS)), "ends": ends, "functions": functions}
