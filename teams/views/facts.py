"""The pages of what is known beside the roster."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
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
from teams.journey import beside
from teams.lists import ids_of
from teams.models import OrganisationFacts, RepresentationCount
from teams.suppression import STAR, gives_away, over_time
from teams.views.complete_lists import counted_elsewhere

COUNTED = "This group is counted on this day already, with the same comparison. Change that, or enter another date"


def facts(request: SignedInRequest, ods: str) -> HttpResponse:
    """The facts: a form for those who may change them, a list for those who may read them."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    stored = typed_facts(access.organisation)
    lists = beside_posts(access.organisation)
    if not access.may_edit_facts:
        return _facts_read(request, access, stored, lists)
    form = FactsForm(posted(request), facts=stored, counted=lists.counted)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            services.save_facts(
                by=request.user, organisation=access.organisation, version=version, values=form.values()
            )
        except services.Stale as stale:
            now = stale.row and FactsForm(facts=stale.row, counted=lists.counted)
            return _conflict(request, access, form, stale.row, now)
        return saved(request, "Saved: facts", _after_facts(request, access))
    context = {
        "access": access,
        "form": form,
        "caption": access.organisation.name,
        "heading": "Organisation facts",
        "crumbs": crumbs(access.organisation),
        "counted": counted_elsewhere(access.organisation, lists),
    }
    return render(request, "teams/facts.html", context)


def _after_facts(request: SignedInRequest, access: Access) -> str:
    """Where the button leads that saved the facts: on to the next section, or back to the task list."""
    _, following = beside("facts", access)
    if following is None or request.POST.get("then") == "tasks":
        return reverse("overview", args=[access.organisation.ods_code])
    return reverse(following.url_name, args=[access.organisation.ods_code])


def _facts_read(
    request: SignedInRequest, access: Access, stored: OrganisationFacts | None, lists: BesidePosts
) -> HttpResponse:
    if request.method == "POST":
        raise PermissionDenied
    form = FactsForm(facts=stored, counted=lists.counted)
    known = [(form.fields[name].label, form.shown(name)) for name in form.asked] if stored else []
    context = {
        "access": access,
        "crumbs": crumbs(access.organisation),
        "facts": known,
        "counted": counted_elsewhere(access.organisation, lists),
    }
    return render(request, "teams/facts_read.html", context)


@require_safe
def representation(request: SignedInRequest, ods: str) -> HttpResponse:
    """The groups that are counted: as they are for those who count, and without small numbers for other readers."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    counts = access.organisation.representation.order_by("group", "comparator", "-as_at")
    latest, earlier = [], []
    for _, same in groupby(counts, lambda count: (count.group, count.comparator)):
        first, *others = _lines(list(same), access)
        latest.append(first)
        earlier += others
    tables = [("counts", "Groups in the digital team", latest), ("earlier", "Earlier counts", earlier)]
    context = {"access": access, "crumbs": crumbs(access.organisation), "tables": tables if latest else []}
    return render(request, "teams/representation.html", context)


def _lines(counts: list[RepresentationCount], access: Access) -> list[Any]:
    """Counts of one group, the latest first: each with its numbers, the share elsewhere and what is missing.

    The numbers are in the group, known for and headcount: exact for those who enter them.
    """
    numbers = [[count.team_count, count.team_known, count.headcount] for count in counts]
    if access.may_edit_representation:
        shown = [["Not known" if number is None else str(number) for number in day] for day in numbers]
        shares = [_share(count.comparator_pct) for count in counts]
    else:
        shown = over_time(numbers)
        small = [gives_away(count.comparator_count, count.comparator_total) for count in counts]
        shares = [STAR if hidden else _share(count.comparator_pct) for count, hidden in zip(counts, small, strict=True)]
    return list(zip(counts, shown, shares, strict=True))


def representation_add(request: SignedInRequest, ods: str) -> HttpResponse:
    """Count another group."""
    access = organisation_for(request.user, ods, Action.EDIT_REPRESENTATION)
    again = ids_of(request.GET.get("again", ""), 1)
    like = access.organisation.representation.filter(pk__in=again).first() if again else None
    form = RepresentationForm(posted(request), again=like)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_representation(by=request.user, organisation=access.organisation, values=form.values())
        except services.AlreadyThere:
            form.add_error("as_at", COUNTED)
        else:
            return saved(request, "Saved: counts", _groups_url(access))
    heading = f"Count the group “{like.group}” again" if like else "Add a group"
    return _group_page(request, access, form, heading)


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
            form.add_error("as_at", COUNTED)
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
    return "Not known" if per_cent is None else f"{round(per_cent, 2).normalize():f}%"


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
