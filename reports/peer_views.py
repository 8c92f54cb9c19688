"""The page on which an organisation compares its current report with peers."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.fields import PlainMessages
from accounts.pages import SignedInRequest, crumbs
from accounts.permissions import Action, organisation_for
from reports.peer_pages import LABELS, Group, peers


class GroupForm(PlainMessages, forms.Form):
    """With whom to compare."""

    by = forms.ChoiceField(
        label="Compare with",
        choices=[(group.value, label) for group, label in LABELS.items()],
        widget=forms.RadioSelect,
    )


@require_safe
def compare_with_peers(request: SignedInRequest, ods: str) -> HttpResponse:
    """The current report beside bands of organisations of the same kind, unless the address names another group."""
    access = organisation_for(request.user, ods, Action.SEE_SIGNED_OFF)
    form = GroupForm(request.GET if "by" in request.GET else {"by": Group.KIND.value})
    way = crumbs(access.organisation, ("Reports and assessments", reverse("cycle", args=[ods])))
    context = {"access": access, "crumbs": way, "form": form}
    if form.is_valid():
        context |= peers(access.organisation, Group(form.cleaned_data["by"]), timezone.localtime())
    return render(request, "reports/peers.html", context)
