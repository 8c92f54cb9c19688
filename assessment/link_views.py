"""The pages on which a lead makes and revokes links to the public paper of a signed-off report."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import held_forms
from accounts.pages import SignedInRequest, crumbs, saved
from accounts.permissions import Access, Action, organisation_for
from assessment import link_services
from assessment.action_forms import NamelessForm
from assessment.models import SignOff
from assessment.models.papers import LONGEST_DAYS
from assessment.submitted import current_report
from teams.forms.text import ShortText


class LinkForm(NamelessForm):
    """For whom a link is, and how long it works."""

    texts = ("purpose",)
    purpose = ShortText(
        label="Who is it for?",
        help_text="So that you know later which link to revoke. For example, the papers of the board of May. No names.",
        error_messages={"required": "Say who it is for"},
    )
    days = forms.IntegerField(
        label="For how many days does it work?",
        min_value=1,
        max_value=LONGEST_DAYS,
        initial=30,
        help_text=f"Up to {LONGEST_DAYS} days.",
        widget=forms.TextInput({"class": "nhsuk-input nhsuk-input--width-3", "inputmode": "numeric"}),
        error_messages={"required": "Say for how many days it works"},
    )

    @property
    def helper(self) -> FormHelper:
        return self.helper_of("purpose", "days")


@never_cache
def report_links(request: SignedInRequest, ods: str, number: int) -> HttpResponse:
    """The links to a report, and a form for another, which is shown once: in the answer. Http404: no such report."""
    access = organisation_for(request.user, ods, Action.PREPARE_PAPER)
    report = _report(access, number)
    form = LinkForm(held_forms.posted(request), access=access)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("purpose", "days")}
        try:
            token = link_services.make_link(by=request.user, report=report, **values)
        except link_services.TooManyLinks:
            form.add_error(None, f"There are {link_services.MOST} links that work. Revoke one of them first.")
        else:
            held_forms.discard(request.user, request.path)
            address = f"{settings.SITE_ADDRESS.rstrip('/')}{reverse('shared_report', args=[token])}"
            context = {**_context(access, report), "address": address, **values}
            return render(request, "assessment/report_link_made.html", context)
    context = {**_context(access, report), "form": form, "links": link_services.links_of(report)}
    return render(request, "assessment/report_links.html", context)


@require_POST
def report_link_revoke(request: SignedInRequest, ods: str, number: int, link: int) -> HttpResponse:
    """End a link at once. Http404: the report has no such link."""
    access = organisation_for(request.user, ods, Action.PREPARE_PAPER)
    report = _report(access, number)
    if not link_services.revoke_link(by=request.user, report=report, key=link):
        raise Http404
    return saved(request, "Revoked: the link works no longer", reverse("report_links", args=[ods, number]))


def _report(access: Access, number: int) -> SignOff:
    report = current_report(access.organisation, number)
    if report is None:
        raise Http404
    report.organisation = access.organisation
    return report


def _context(access: Access, report: SignOff) -> dict[str, Any]:
    back = reverse("signed_off", args=[access.organisation.ods_code, report.number])
    return {
        "access": access,
        "report": report,
        "crumbs": crumbs(access.organisation, (f"Report {report.number}", back)),
        "heading": f"Links to report {report.number}",
        "caption": access.organisation,
        "button": "Make a link",
        "cancel_url": back,
        "cancel_text": "Back to the report",
    }
