"""The pages of shared teams: what is shared, offers and their answers, other shares from a day, ends."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import conflicts
from accounts.held_forms import posted
from accounts.pages import SignedInRequest, crumbs, day_words, go, saved
from accounts.permissions import Access, Action, organisation_for
from teams import services
from teams.forms.posts import VersionOnly
from teams.forms.sharing import AnswerForm, ChangeForm, EndForm, OfferForm
from teams.models import TeamShare
from teams.share_lines import (
    POST_COLUMNS,
    SKILL_COLUMNS,
    ShareLine,
    in_short,
    lines_of,
    shared_posts,
    shares_of,
    terms,
)


@require_safe
def sharing(request: SignedInRequest, ods: str) -> HttpResponse:
    """The teams that the organisation shares, those that partners share with it, and offers that wait."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    lines = lines_of(access.organisation, timezone.localdate())
    context = {
        "access": access,
        "crumbs": crumbs(access.organisation),
        "waiting": [line for line in lines if line.waits_for_us],
        "given": [line for line in lines if line.is_given and not line.is_past],
        "received": [line for line in lines if not line.is_given and line.is_running],
        "past": [line for line in lines if line.is_past],
    }
    return render(request, "teams/sharing.html", context)


@require_safe
def share(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """One share, with the posts of the team as this organisation counts them."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    shown = _share(access, pk)
    today = timezone.localdate()
    line = ShareLine.of(shown, access.organisation, today)
    context = {
        "access": access,
        "crumbs": _way(access),
        "line": line,
        "version": shown.version,
        "terms": terms(shown, line, today),
        "posts": shared_posts(shown, line, today),
        "post_columns": POST_COLUMNS,
        "skill_columns": SKILL_COLUMNS,
    }
    return render(request, "teams/share.html", context)


def share_offer(request: SignedInRequest, ods: str) -> HttpResponse:
    """Offer a share of a team, or record one for a partner that does not use this service."""
    access = organisation_for(request.user, ods, Action.SHARE_TEAMS)
    teams = access.organisation.teams.order_by("name")
    form = OfferForm(posted(request), teams=teams, chosen=request.GET.get("team", ""))
    if request.method == "POST" and form.is_valid():
        team, partner = form.cleaned_data["team"], form.cleaned_data["partner"]
        try:
            made = services.offer_share(
                by=request.user, team=team, partner=partner, values=form.values(), recorded=form.records
            )
        except services.ShareRefused as refused:
            form.refuse(refused)
        except services.Stale:
            return conflicts.gone(request, form, keep_url=_list_url(access))
        else:
            return saved(request, _offered_words(made), _list_url(access))
    page = {"button": "Share the team", "has_teams": teams.exists()}
    return _form_page(request, access, form, "Share a team", template="teams/share_offer.html", **page)


def share_change(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Another share for the same partner from a day on."""
    access = organisation_for(request.user, ods, Action.SHARE_TEAMS)
    shown = _share(access, pk, given=True)
    if not shown.is_agreed:
        return _not_agreed(request, access, shown)
    form = ChangeForm(posted(request), share=shown)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            made = services.change_share(by=request.user, share=shown, version=version, values=form.values())
        except services.ShareRefused as refused:
            form.refuse(refused)
        except services.Stale as stale:
            return _conflict(request, access, form, stale.row, stale.row and ChangeForm(share=stale.row))
        else:
            return saved(request, _offered_words(made), _list_url(access))
    lead = "The share stays as it is until that day. What was agreed before stays in the history."
    return _form_page(
        request, access, form, "Change the share", caption=_caption(shown), lead=lead, button="Save share"
    )


def share_end(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """End a share from a day on. The host may, and so may the partner."""
    access = organisation_for(request.user, ods, Action.SHARE_TEAMS)
    shown = _share(access, pk)
    if not shown.is_agreed:
        return _not_agreed(request, access, shown)
    form = EndForm(posted(request), share=shown)
    if request.method == "POST" and form.is_valid():
        version, day = form.cleaned_data["version"], form.cleaned_data["counts_until"]
        try:
            services.end_share(by=request.user, share=shown, version=version, counts_until=day)
        except services.ShareRefused as refused:
            form.refuse(refused)
        except services.Stale as stale:
            return _conflict(request, access, form, stale.row, stale.row and EndForm(share=stale.row))
        else:
            return saved(request, f"Saved: the share ends on {day_words(day)}", _list_url(access))
    lead = "From that day on, the host counts this part of the team again."
    return _form_page(
        request, access, form, "End the share", caption=_caption(shown), lead=lead, button="Save end date"
    )


@require_POST
def share_withdraw(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Take an offer back."""
    access = organisation_for(request.user, ods, Action.SHARE_TEAMS)
    shown = _share(access, pk, given=True)
    form = VersionOnly(request.POST, row=shown)
    if not form.is_valid():
        return _waits_no_longer(request, access, shown)
    try:
        services.withdraw_offer(by=request.user, share=shown, version=form.cleaned_data["version"])
    except services.Stale:
        return _waits_no_longer(request, access, shown)
    return saved(request, "Saved: the offer is withdrawn", _list_url(access))


def share_answer(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Accept or decline what another organisation offers. Http404: it offers nothing of that number."""
    access = organisation_for(request.user, ods, Action.SHARE_TEAMS)
    shown = get_object_or_404(access.organisation.shares_received.listed(), pk=pk)
    if shown.state != TeamShare.State.OFFERED:
        return _waits_no_longer(request, access, shown)
    form = AnswerForm(posted(request), share=shown)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            services.answer_offer(by=request.user, share=shown, version=version, accept=form.accepts)
        except services.ShareRefused as refused:
            form.refuse(refused)
        except services.Stale:
            return _waits_no_longer(request, access, shown)
        else:
            words = "accepted" if form.accepts else "declined"
            return saved(request, f"Saved: the share of {shown.team} is {words}", _list_url(access))
    today = timezone.localdate()
    line = ShareLine.of(shown, access.organisation, today)
    page = {"button": "Save answer", "caption": _caption(shown), "terms": terms(shown, line, today)}
    return _form_page(request, access, form, "Answer an offer", template="teams/share_answer.html", **page)


def _share(access: Access, pk: int, *, given: bool = False) -> TeamShare:
    """A share on either side of which the organisation is; `given`: of its own team. Http404: there is none."""
    shares = shares_of(access.organisation)
    if given:
        shares = shares.filter(organisation=access.organisation)
    return get_object_or_404(shares, pk=pk)


def _offered_words(made: TeamShare) -> str:
    share = f"{made.team}, {in_short(made)}"
    if made.is_agreed:
        return f"Saved: {share}. It counts without an answer, as {made.partner} does not use this service"
    return f"Saved: {share}. The digital leads of {made.partner} have been asked by email"


def _waits_no_longer(request: SignedInRequest, access: Access, shown: TeamShare) -> HttpResponse:
    """What somebody gets who was about to answer or withdraw an offer that is answered or withdrawn."""
    words = "This offer no longer waits: it was answered or withdrawn. Nothing was changed."
    return go(request, words, _share_url(access, shown))


def _not_agreed(request: SignedInRequest, access: Access, shown: TeamShare) -> HttpResponse:
    words = "This share is not agreed, so there is nothing to change or to end. Nothing was changed."
    return go(request, words, _share_url(access, shown))


def _conflict(
    request: SignedInRequest,
    access: Access,
    form: conflicts.VersionedForm,
    row: TeamShare | None,
    stored: conflicts.VersionedForm | None,
) -> HttpResponse:
    if row is None or stored is None:
        return conflicts.gone(request, form, keep_url=_list_url(access))
    target, keep_url = services.target_of(row), _share_url(access, row)
    return conflicts.choose(request, form, stored, organisation=access.organisation, target=target, keep_url=keep_url)


def _caption(shown: TeamShare) -> str:
    return f"{shown.team}: {shown.organisation} and {shown.partner}"


def _form_page(
    request: SignedInRequest,
    access: Access,
    form: Any,
    heading: str,
    *,
    template: str = "form.html",
    **context: Any,
) -> HttpResponse:
    page = {"access": access, "form": form, "heading": heading, "crumbs": _way(access), "cancel_url": _list_url(access)}
    return render(request, template, page | context)


def _way(access: Access) -> list[tuple[str, str]]:
    return crumbs(access.organisation, ("Sharing", _list_url(access)))


def _share_url(access: Access, shown: TeamShare) -> str:
    return reverse("share", args=[access.organisation.ods_code, shown.pk])


def _list_url(access: Access) -> str:
    return reverse("sharing", args=[access.organisation.ods_code])
