"""The pages of those who look after the service: organisations and who leads them, nothing of rosters or reports.

For everybody else they do not exist.
"""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts import organisations, services
from accounts.held_forms import posted
from accounts.limits import limited, signed_in
from accounts.models import Organisation, Role
from accounts.pages import SignedInRequest, go, saved
from accounts.people_forms import LeadInviteForm, OrganisationForm
from accounts.permissions import require_service_administrator

SHOWN = 50
HAS_LEAD = "This organisation has a digital lead, who invites everybody else. Nothing was changed."
NOT_OPEN = "That invitation was accepted or withdrawn in the meantime. Nothing was changed."


def administration(request: SignedInRequest) -> HttpResponse:
    """Find an organisation by its name or code."""
    require_service_administrator(request.user)
    text = request.GET.get("search", "").strip()[:200]
    found = organisations.search(text, most=SHOWN + 1) if text else []
    context = {"search": text, "found": found[:SHOWN], "more": len(found) > SHOWN, "most": SHOWN}
    return render(request, "accounts/administration.html", {"crumbs": [_home()], **context})


def administration_add(request: SignedInRequest) -> HttpResponse:
    """Add an organisation that is missing."""
    require_service_administrator(request.user)
    form = OrganisationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            added = services.add_organisation(by=request.user, **form.cleaned_data)
        except services.AlreadyThere:
            form.add_error("ods_code", "There is an organisation with this ODS code already")
        except services.NoSuchBoard:
            form.add_error("board", "There is no organisation with this ODS code")
        else:
            return saved(request, f"Added: {added.name}", _url(added))
    page = {"heading": "Add an organisation", "button": "Add organisation", "cancel_url": reverse("administration")}
    return render(request, "form.html", {"form": form, "crumbs": [_home(), _start()], **page})


def administration_organisation(request: SignedInRequest, ods: str) -> HttpResponse:
    """The roles of an organisation's members, and the invitation of its first lead."""
    require_service_administrator(request.user)
    organisation = get_object_or_404(Organisation, ods_code=ods)
    members = list(organisation.memberships.listed())
    context = {
        "organisation": organisation,
        "crumbs": [_home(), _start()],
        "members": members,
        "has_lead": any(member.role == Role.LEAD and member.user.is_active for member in members),
        "invitations": list(organisation.invitations.unused().filter(role=Role.LEAD)),
    }
    return render(request, "accounts/administration_organisation.html", context)


@limited("invitation", signed_in)
def administration_invite(request: SignedInRequest, ods: str) -> HttpResponse:
    """Invite the first digital lead."""
    require_service_administrator(request.user)
    organisation = get_object_or_404(Organisation, ods_code=ods)
    form = LeadInviteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            services.invite_first_lead(by=request.user, organisation=organisation, email=email)
        except services.HasLead:
            return go(request, HAS_LEAD, _url(organisation))
        except services.AlreadyMember:
            form.add_error("email", "Somebody with this address is a member already")
        except services.AlreadyInvited:
            form.add_error("email", "This address is invited already")
        else:
            return saved(request, f"Invited: {email.lower()}", _url(organisation))
    way = [_home(), _start(), (organisation.name, _url(organisation))]
    page = {"heading": "Invite the first digital lead", "caption": organisation.name, "button": "Send invitation"}
    return render(request, "form.html", {"form": form, "crumbs": way, "cancel_url": _url(organisation), **page})


def administration_withdraw(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Withdraw the invitation of a digital lead, for example one that went to a wrong address."""
    require_service_administrator(request.user)
    if request.method != "POST":  # only now, or the address would tell others that there is something
        return HttpResponseNotAllowed(["POST"])
    organisation = get_object_or_404(Organisation, ods_code=ods)
    invitation = get_object_or_404(organisation.invitations.filter(role=Role.LEAD), pk=pk)
    if organisation.memberships.leads().exists():
        return go(request, HAS_LEAD, _url(organisation))
    try:
        services.withdraw(by=request.user, invitation=invitation)
    except services.NotOpen:
        return go(request, NOT_OPEN, _url(organisation))
    return saved(request, f"Withdrawn: the invitation of {invitation.email}", _url(organisation))


def _home() -> tuple[str, str]:
    return "Your organisations", reverse("home")


def _start() -> tuple[str, str]:
    return "Administration", reverse("administration")


def _url(organisation: Organisation) -> str:
    return reverse("administration_organisation", args=[organisation.ods_code])
