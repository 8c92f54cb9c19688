"""The pages of an organisation's members and of its invitations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import conflicts, services
from accounts.held_forms import posted
from accounts.limits import limited, signed_in
from accounts.models import Membership, Role
from accounts.pages import SignedInRequest, crumbs, go, saved
from accounts.people_forms import InviteForm, MemberVersion, RoleForm
from accounts.permissions import Access, Action, organisation_for

LAST_LEAD = "You are the only digital lead. Make somebody else digital lead first"
ONLY_LEAD = "This is the only digital lead. Make somebody else digital lead first"
NOT_OPEN = "That invitation was accepted or withdrawn in the meantime. Nothing was changed."


@require_safe
def members(request: SignedInRequest, ods: str) -> HttpResponse:
    """Who has joined; for those who invite, also who is invited."""
    access = organisation_for(request.user, ods, Action.SEE_MEMBERS)
    invitations = access.organisation.invitations.unused() if access.may_manage_members else []
    context = {
        "access": access,
        "crumbs": crumbs(access.organisation),
        "members": list(access.organisation.memberships.listed()),
        "invitations": list(invitations),
        "contributor": Role.CONTRIBUTOR,
    }
    return render(request, "accounts/members.html", context)


@limited("invitation", signed_in)
def member_invite(request: SignedInRequest, ods: str) -> HttpResponse:
    """Invite somebody."""
    access = organisation_for(request.user, ods, Action.MANAGE_MEMBERS)
    form = InviteForm(posted(request), organisation=access.organisation)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            services.invite(by=request.user, organisation=access.organisation, **typed)
        except services.AlreadyMember:
            form.add_error("email", "Somebody with this address is a member already")
        except services.AlreadyInvited:
            form.add_error("email", "This address is invited already. You can send the invitation again from the list")
        else:
            return saved(request, f"Invited: {typed['email'].lower()}", members_url(access))
    return _form_page(request, access, form, "Invite somebody", button="Send invitation")


@require_POST
@limited("invitation", signed_in)
def invitation_send_again(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Send an invitation with a new link. The earlier link no longer works."""
    access = organisation_for(request.user, ods, Action.MANAGE_MEMBERS)
    invitation = get_object_or_404(access.organisation.invitations, pk=pk)
    try:
        services.send_again(by=request.user, invitation=invitation)
    except services.NotOpen:
        return go(request, NOT_OPEN, members_url(access))
    return saved(request, f"Invited again: {invitation.email}. Only the new link works.", members_url(access))


@require_POST
def invitation_withdraw(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Make an invitation worthless."""
    access = organisation_for(request.user, ods, Action.MANAGE_MEMBERS)
    invitation = get_object_or_404(access.organisation.invitations, pk=pk)
    try:
        services.withdraw(by=request.user, invitation=invitation)
    except services.NotOpen:
        return go(request, NOT_OPEN, members_url(access))
    return saved(request, f"Withdrawn: the invitation of {invitation.email}", members_url(access))


def member_role(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Give a member another role."""
    access = organisation_for(request.user, ods, Action.MANAGE_MEMBERS)
    membership = member_of(access, pk)
    if membership is None:
        return _gone(request, access, pk)
    form = RoleForm(posted(request), membership=membership)
    if request.method == "POST" and form.is_valid():
        version, role = form.cleaned_data["version"], form.cleaned_data["role"]
        try:
            services.change_role(by=request.user, membership=membership, version=version, role=role)
        except services.LastLead:
            form.add_error("role", _last_lead(request, membership))
        except services.Stale as stale:
            return conflict(request, access, form, stale.row, stale.row and RoleForm(membership=stale.row))
        else:
            return _to_members(request, access, membership, f"Saved: the role of {membership.user.name}")
    return _form_page(request, access, form, "Change the role", caption=membership.user.name, button="Save role")


def member_remove(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Ask whether to remove a member, and remove them."""
    access = organisation_for(request.user, ods, Action.MANAGE_MEMBERS)
    membership = member_of(access, pk)
    if membership is None:
        return _gone(request, access, pk)
    form = MemberVersion(posted(request), membership=membership)
    if request.method == "POST" and form.is_valid():
        try:
            services.remove(by=request.user, membership=membership, version=form.cleaned_data["version"])
        except services.LastLead:
            form.add_error(None, _last_lead(request, membership))
        except services.Stale as stale:
            stored = stale.row and MemberVersion(membership=stale.row)
            return conflict(request, access, form, stale.row, stored, button="Remove them all the same")
        else:
            return _to_members(request, access, membership, f"Removed: {membership.user.name}")
    page = {
        "lead": f"They lose access to {access.organisation.name} at once. What they did stays, and you can invite them "
        "again.",
        "button": "Remove",
        "button_class": "nhsuk-button--warning",
    }
    return _form_page(request, access, form, f"Remove {membership.user.name}?", **page)


def member_leave(request: SignedInRequest, ods: str) -> HttpResponse:
    """Ask whether to leave the organisation, and leave it."""
    access = organisation_for(request.user, ods, Action.SEE_ORGANISATION)
    if access.shared:
        raise Http404
    if request.method == "POST":
        try:
            services.leave(by=request.user, organisation=access.organisation)
        except services.LastLead:
            return go(request, f"{LAST_LEAD}. You are still a member.", members_url(access))
        return saved(request, f"You left {access.organisation.name}", reverse("home"))
    page = {
        "heading": f"Leave {access.organisation.name}?",
        "lead": "You lose access at once. What you did stays. To come back, you need a new invitation.",
        "crumbs": crumbs(access.organisation),
        "button": "Leave",
        "button_class": "nhsuk-button--warning",
        "cancel_url": reverse("overview", args=[ods]),
    }
    return render(request, "form.html", {"access": access, "form": forms.Form(), **page})


def member_of(access: Access, pk: int) -> Membership | None:
    """The member of that number; None for one who was removed while a form was open."""
    return access.organisation.memberships.select_related("user", "organisation").filter(pk=pk).first()


def members_url(access: Access) -> str:
    return reverse("members", args=[access.organisation.ods_code])


def conflict(
    request: SignedInRequest,
    access: Access,
    form: conflicts.VersionedForm,
    row: Membership | None,
    stored: conflicts.VersionedForm | None,
    **words: str,
) -> HttpResponse:
    """Let the person choose between what they typed in `form` and the member as it is now, in `stored`."""
    if row is None or stored is None:
        return conflicts.gone(request, form, keep_url=members_url(access))
    target, keep_url = services.member_target(row.user_id), members_url(access)
    return conflicts.choose(
        request, form, stored, organisation=access.organisation, target=target, keep_url=keep_url, **words
    )


def _gone(request: SignedInRequest, access: Access, pk: int) -> HttpResponse:
    """What a form gets whose member was removed in the meantime. Http404: the organisation never had them."""
    event = conflicts.removal(access.organisation, "member", pk)
    if event is None or request.method != "POST":
        raise Http404
    return conflicts.gone(request, conflicts.VersionedForm(request.POST), event=event, keep_url=members_url(access))


def _last_lead(request: SignedInRequest, membership: Membership) -> str:
    return LAST_LEAD if membership.user_id == request.user.pk else ONLY_LEAD


def _to_members(request: SignedInRequest, access: Access, membership: Membership, text: str) -> HttpResponse:
    """Back to the members; who has just lost the right to see them goes home."""
    myself = membership.user_id == request.user.pk
    return saved(request, text, reverse("home") if myself else members_url(access))


def _form_page(request: SignedInRequest, access: Access, form: Any, heading: str, **context: Any) -> HttpResponse:
    way = crumbs(access.organisation, ("Members", members_url(access)))
    page = {"form": form, "heading": heading, "crumbs": way, "cancel_url": members_url(access)}
    return render(request, "form.html", page | context)
