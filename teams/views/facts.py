"""The pages of what is known beside the roster."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import conflicts
from accounts.conflicts import VersionedForm
from accounts.held_forms import posted
from accounts.pages import SignedInRequest, crumbs, saved
from accounts.permissions import Access, Action, organisation_for
from teams import services
from teams.facts_read import BesidePosts, beside_posts, typed_facts
from teams.forms.facts import FactsForm, RepresentationForm
from teams.forms.posts import VersionOnly
from teams.models import OrganisationFacts, RepresentationCount
from teams.suppression import nested
from teams.views.complete_lists import counted_elsewhere

COUNTED = "This group is there already with the same comparison. Change that one, or enter another group"


def facts(request: SignedInRequest, ods: str) -> HttpResponse:
    """The facts: a form for those who may change them, a list for those who may read them."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    stored = typed_facts(access.organisation)
    beside = beside_posts(access.organisation)
    if not access.may_edit_facts:
        return _facts_read(request, access, stored, beside)
    url = reverse("facts", args=[ods])
    form = FactsForm(posted(request), facts=stored, counted=beside.counted)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            services.save_facts(
                by=request.user, organisation=access.organisation, version=version, values=form.values()
            )
        except services.Stale as stale:
            now = stale.row and FactsForm(facts=stale.row, counted=beside.counted)
            return _conflict(request, access, form, stale.row, now)
        return saved(request, "Saved: facts", url)
    context = {
        "access": access,
        "form": form,
        "heading": "Facts about the organisation",
        "crumbs": crumbs(access.organisation),
        "button": "Save facts",
        "counted": counted_elsewhere(access.organisation, beside),
    }
    return render(request, "teams/facts.html", context)


def _facts_read(
    request: SignedInRequest, access: Access, stored: OrganisationFacts | None, beside: BesidePosts
) -> HttpResponse:
    if request.method == "POST":
        raise PermissionDenied
    form = FactsForm(facts=stored, counted=beside.counted)
    known = [(form.fields[name].label, form.shown(name)) for name in form.asked] if stored else []
    context = {
        "access": access,
        "crumbs": crumbs(access.organisation),
        "facts": known,
        "counted": counted_elsewhere(access.organisation, beside),
    }
    return render(request, "teams/facts_read.html", context)


@require_safe
def representation(request: SignedInRequest, ods: str) -> HttpResponse:
    """The groups that are counted: as they are for those who count, and without small numbers for other readers."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    counts = access.organisation.representation.order_by("group", "comparator")
    listed = [(count, _counted(count, access), _share(count.comparator_pct)) for count in counts]
    context = {"access": access, "crumbs": crumbs(access.organisation), "counts": listed}
    return render(request, "teams/representation.html", context)


def _counted(count: RepresentationCount, access: Access) -> list[str]:
    """In the group, known for, headcount: exact for those who enter them."""
    numbers = [count.team_count, count.team_known, count.headcount]
    if not access.may_edit_representation:
        return nested(numbers)
    return ["Not known" if number is None else str(number) for number in numbers]


def representation_add(request: SignedInRequest, ods: str) -> HttpResponse:
    """Count another group."""
    access = organisation_for(request.user, ods, Action.EDIT_REPRESENTATION)
    form = RepresentationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.add_representation(by=request.user, organisation=access.organisation, values=form.values())
        except services.AlreadyThere:
            form.add_error("group", COUNTED)
        else:
            return saved(request, "Saved: counts", _groups_url(access))
    return _group_page(request, access, form, "Add a group")


def representation_edit(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Change the counts of a group."""
    access = organisation_for(request.user, ods, Action.EDIT_REPRESENTATION)
    count = access.organisation.representation.filter(pk=pk).first()
    if count is None:
        return _removed(request, access, pk, RepresentationForm(request.POST))
    form = RepresentationForm(posted(request), count=count)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            services.change_representation(by=request.user, count=count, version=version, values=form.values())
        except services.AlreadyThere:
            form.add_error("group", COUNTED)
        except services.Stale as stale:
            if stale.row is None:
                return _removed(request, access, pk, form)
            return _conflict(request, access, form, stale.row, RepresentationForm(count=stale.row))
        else:
            return saved(request, "Saved: counts", _groups_url(access))
    return _group_page(request, access, form, "Change a group")


def representation_remove(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Ask whether to remove a group, and remove it."""
    access = organisation_for(request.user, ods, Action.EDIT_REPRESENTATION)
    count = access.organisation.representation.filter(pk=pk).first()
    if count is None:
        return _removed(request, access, pk, VersionedForm(request.POST))
    form = VersionOnly(posted(request), row=count)
    if request.method == "POST" and form.is_valid():
        try:
            services.remove_representation(by=request.user, count=count, version=form.cleaned_data["version"])
        except services.Stale as stale:
            if stale.row is None:
                return _removed(request, access, pk, form)
            stored = VersionOnly(row=stale.row)
            return _conflict(request, access, form, stale.row, stored, button="Remove it all the same")
        return saved(request, "Removed", _groups_url(access))
    page = {"button": "Remove", "button_class": "nhsuk-button--warning", "lead": "Its counts will be gone."}
    return _group_page(request, access, form, f"Remove the group “{count.group}”?", **page)


def _share(per_cent: Decimal | None) -> str:
    return "Not known" if per_cent is None else f"{per_cent.normalize():f}%"


def _removed(request: SignedInRequest, access: Access, pk: int, form: VersionedForm) -> HttpResponse:
    """What a form gets that was open while its group was removed. Http404: the organisation never had it."""
    event = conflicts.removal(access.organisation, "representation", pk)
    if event is None or request.method != "POST":
        raise Http404
    return conflicts.gone(request, form, event=event, keep_url=_groups_url(access))


def _conflict(
    request: SignedInRequest,
    access: Access,
    form: VersionedForm,
    row: OrganisationFacts | RepresentationCount | None,
    stored: VersionedForm | None,
    **words: str,
) -> HttpResponse:
    url = _groups_url(access) if isinstance(row, RepresentationCount) else request.path
    if row is None or stored is None:
        return conflicts.gone(request, form, keep_url=url)
    target = services.target_of(row)
    return conflicts.choose(
        request, form, stored, organisation=access.organisation, target=target, keep_url=url, **words
    )


def _group_page(
    request: SignedInRequest, access: Access, form: VersionedForm, heading: str, **context: Any
) -> HttpResponse:
    url = _groups_url(access)
    way = crumbs(access.organisation, ("Representation", url))
    page = {"form": form, "heading": heading, "crumbs": way, "button": "Save counts", "cancel_url": url}
    return render(request, "form.html", page | context)


def _groups_url(access: Access) -> str:
    return reverse("representation", args=[access.organisation.ods_code])
