"""The word that a list is complete, which every list of that kind takes in the same way."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from accounts.models import Organisation
from accounts.pages import SignedInRequest, go, saved
from accounts.permissions import Access
from teams import services
from teams.counted_facts import CONTRACTS, GIVES, HELP, INITIATIVES, source_of
from teams.facts import COUNTS
from teams.facts_read import BesidePosts
from teams.forms.facts import FactsForm

PAGES = {INITIATIVES: "initiatives", CONTRACTS: "suppliers", HELP: "clinical_time"}
"""The page of each list that gives facts."""

ONCE_COMPLETE = "Saved: the list is complete. The report counts from it"
NO_LONGER = "Saved: the list is not complete. The report goes by the facts that were typed"


def say_complete(request: SignedInRequest, access: Access, name: str) -> HttpResponse:
    """Take the answer of the form: yes or no. Anything else changes nothing."""
    url = reverse(PAGES[name], args=[access.organisation.ods_code])
    said = request.POST.get("complete")
    if said not in ("yes", "no"):
        return go(request, "Nothing was changed. Try again from this page.", url)
    complete = said == "yes"
    services.say_complete(by=request.user, organisation=access.organisation, name=name, complete=complete)
    return saved(request, ONCE_COMPLETE if complete else NO_LONGER, url)


def counted_by(name: str, beside: BesidePosts) -> dict[str, Any]:
    """What the page of a list says of the facts that it gives: whether it does, and each with its number in words."""
    counted = beside.counted
    facts = [(label_of(fact), fact_words(fact, counted.get(fact))) for fact in GIVES[name]]
    return {"complete": name in beside.lists.complete, "facts": facts}


def counted_elsewhere(organisation: Organisation, beside: BesidePosts) -> list[dict[str, str]]:
    """The facts that come from lists, for the page of the facts: what each is, its number and where it comes from."""
    return [
        {
            "label": label_of(fact),
            "value": fact_words(fact, number),
            "source": _SOURCE_WORDS[source_of(fact)],
            "url": reverse(PAGES[source_of(fact)], args=[organisation.ods_code]),
        }
        for fact, number in beside.counted.items()
    ]


_SOURCE_WORDS = {
    INITIATIVES: "Counted from the initiatives",
    CONTRACTS: "Added up from the contracts",
    HELP: "Worked out from clinical time",
}


def label_of(fact: str) -> str:
    return str(FactsForm.base_fields[fact].label)


def fact_words(fact: str, number: Decimal | None) -> str:
    """A number of the facts as it is read, with its unit."""
    if number is None:
        return "Not known"
    if fact in COUNTS:
        return f"{number:,.0f}"
    if fact == "goodwill_wte_elsewhere":
        return f"{number.normalize():f} WTE"
    return f"£{number:,.2f}".removesuffix(".00")
