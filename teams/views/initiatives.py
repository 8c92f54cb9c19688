"""The pages of initiatives."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.pages import SignedInRequest, crumbs
from accounts.permissions import Action, organisation_for
from teams import services
from teams.counted_facts import INITIATIVES
from teams.facts_read import beside_posts
from teams.forms.initiatives import InitiativeForm
from teams.models import Initiative, Post
from teams.views.complete_lists import counted_by, say_complete
from teams.views.files import Table, as_file
from teams.views.listed import Listed

LISTED = Listed(
    noun="initiative",
    rows="initiatives",
    page="initiatives",
    heading="Initiatives",
    form=InitiativeForm,
    add=services.add_initiative,
    change=services.change_initiative,
    remove=services.remove_initiative,
    taken=("name", "There is an initiative with this name already. Enter a different name"),
)
COLUMNS = (
    "Initiative",
    "Status",
    "Changes how care is given",
    "Sponsor",
    "Sponsor outside IT",
    "Led by",
    "Led from outside IT",
    "Clinical lead joined",
    "Post of the clinical lead",
    "Clinical lead funded",
    "Tested with users",
    "Outcome named",
    "Adoption measured",
)


@require_safe
def initiatives(request: SignedInRequest, ods: str) -> HttpResponse:
    """The initiatives, and what the report counts of them."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    listed = [_shown(ods, one) for one in access.organisation.initiatives.listed()]
    context = {
        "access": access,
        "crumbs": crumbs(access.organisation),
        "initiatives": listed,
        "counted": counted_by(INITIATIVES, beside_posts(access.organisation)),
        "complete_url": reverse("initiatives_complete", args=[ods]),
    }
    return render(request, "teams/initiatives.html", context)


def initiative_add(request: SignedInRequest, ods: str) -> HttpResponse:
    """Add an initiative."""
    access = organisation_for(request.user, ods, Action.EDIT_INITIATIVES)
    return LISTED.add_page(request, access)


def initiative_edit(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Change an initiative."""
    access = organisation_for(request.user, ods, Action.EDIT_INITIATIVES)
    return LISTED.edit_page(request, access, pk)


def initiative_remove(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Ask whether to remove an initiative, and remove it."""
    access = organisation_for(request.user, ods, Action.EDIT_INITIATIVES)
    return LISTED.remove_page(request, access, pk, "If it has come to its end, change its status to ended instead.")


@require_POST
def initiatives_complete(request: SignedInRequest, ods: str) -> HttpResponse:
    """Say that the list is complete, or that it is not."""
    access = organisation_for(request.user, ods, Action.EDIT_INITIATIVES)
    return say_complete(request, access, INITIATIVES)


@require_safe
def initiatives_file(request: SignedInRequest, ods: str, kind: str) -> HttpResponse:
    """The list as a file of `kind`, csv or xlsx."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    rows = [_row(one) for one in access.organisation.initiatives.listed()]
    return as_file(access.organisation, Table("initiatives", COLUMNS, rows), kind)


def truth_words(truth: bool | None) -> str:
    return "Not known" if truth is None else "Yes" if truth else "No"


def _row(one: Initiative) -> list[str]:
    return [
        one.name,
        one.get_status_display(),
        truth_words(one.changes_care),
        one.sponsor,
        truth_words(one.sponsor_outside_it),
        one.led_by,
        truth_words(one.led_outside_it),
        one.get_lead_joined_display() if one.lead_joined else "Not known",
        str(one.clinical_lead or ""),
        truth_words(one.lead_funded),
        truth_words(one.tested_with_users),
        truth_words(one.outcome_named),
        truth_words(one.adoption_measured),
    ]


def _shown(ods: str, one: Initiative) -> dict[str, Any]:
    """An initiative as the list shows it."""
    lead = one.clinical_lead
    vacant = lead is not None and lead.status == Post.Status.VACANT
    return {
        "pk": one.pk,
        "name": one.name,
        "status": one.get_status_display(),
        "is_live": one.status == Initiative.Status.LIVE,
        "care": truth_words(one.changes_care),
        "sponsor": one.sponsor,
        "sponsor_place": _place(one.sponsor_outside_it),
        "led_by": one.led_by,
        "led_place": _place(one.led_outside_it),
        "joined": one.get_lead_joined_display() if one.lead_joined else "Not known when",
        "funded": _funded(one),
        "lead": lead and (f"{lead} (vacant)" if vacant else str(lead)),
        "lead_url": reverse("post", args=[ods, lead.pk]) if lead else "",
        "tested": truth_words(one.tested_with_users),
        "outcome": truth_words(one.outcome_named),
        "adoption": truth_words(one.adoption_measured),
    }


def _place(outside: bool | None) -> str:
    return "Not known whether outside IT" if outside is None else "Outside IT" if outside else "In IT"


def _funded(one: Initiative) -> str:
    if one.lead_joined == Initiative.Joined.NONE:
        return ""
    return {True: "Funded", False: "Not funded", None: "Not known whether funded"}[one.lead_funded]
