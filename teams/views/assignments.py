"""The page on which a lead assigns sections of the task list and teams to a contributor."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts import conflicts, services
from accounts.held_forms import posted
from accounts.models import Membership, Role
from accounts.pages import SignedInRequest, crumbs, saved
from accounts.permissions import Access, Action, organisation_for
from teams.forms.assignments import AssignmentForm


def member_assignments(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Choose what a contributor may change. Http404: no contributor of the organisation."""
    access = organisation_for(request.user, ods, Action.MANAGE_MEMBERS)
    membership = get_object_or_404(access.organisation.memberships.contributors(), pk=pk)
    names = dict(access.organisation.teams.order_by("name").values_list("pk", "name"))
    form = _form(membership, names, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.assign(
                by=request.user,
                membership=membership,
                version=form.cleaned_data["version"],
                names=names,
                **form.values(),
            )
        except services.Stale as stale:
            return _conflict(request, access, form, stale.row, names)
        return saved(request, f"Saved: the work of {membership.user.name}", _members_url(access))
    context = {
        "access": access,
        "form": form,
        "heading": "Assign work",
        "caption": membership.user.name,
        "crumbs": crumbs(access.organisation, ("Members", _members_url(access))),
        "button": "Save",
        "cancel_url": _members_url(access),
    }
    return render(request, "teams/assignments.html", context)


def _form(membership: Membership, names: dict[int, str], data: Any = None) -> AssignmentForm:
    return AssignmentForm(data, membership=membership, assigned=membership.assigned_keys(), names=names)


def _conflict(
    request: SignedInRequest, access: Access, form: AssignmentForm, stored: Membership | None, names: dict[int, str]
) -> HttpResponse:
    if stored is None or stored.role != Role.CONTRIBUTOR:
        return conflicts.gone(request, form, keep_url=_members_url(access))
    target, keep_url = services.member_target(stored.user_id), _members_url(access)
    return conflicts.choose(
        request,
        form,
        _form(stored, names),
        organisation=access.organisation,
        target=target,
        keep_url=keep_url,
    )


def _members_url(access: Access) -> str:
    return reverse("members", args=[access.organisation.ods_code])
