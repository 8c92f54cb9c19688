"""The page on which the posts behind a signed-off report are removed for good."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.held_forms import posted
from accounts.pages import SignedInRequest, go, saved
from accounts.permissions import Action, organisation_for
from assessment import retention
from assessment.cycle_forms import RemovePostsForm
from assessment.cycle_pages import way
from assessment.submitted import current_report


def posts_remove(request: SignedInRequest, ods: str, number: int) -> HttpResponse:
    """Say what goes and what stays, and remove the posts with a reason. Http404: there is no report of that number."""
    access = organisation_for(request.user, ods, Action.REMOVE_POSTS)
    report = current_report(access.organisation, number)
    if report is None:
        raise Http404
    url = reverse("signed_off", args=[ods, number])
    assessment = report.snapshot.assessment
    submissions = retention.with_posts(assessment)
    form = RemovePostsForm(posted(request))
    if submissions and request.method == "POST" and form.is_valid():
        submissions = retention.remove_posts(by=request.user, assessment=assessment, reason=form.cleaned_data["reason"])
        if submissions:
            return saved(request, f"Removed: the posts behind report {number}", url)
    if not submissions:
        return go(request, f"The posts behind report {number} were removed already. Nothing was changed.", url)
    context = {
        "access": access,
        "crumbs": way(access, (f"Report {number}", url)),
        "form": form,
        "heading": f"Remove the posts behind report {number}",
        "caption": access.organisation,
        "number": number,
        "earlier": len(submissions) - 1,
        "button": "Remove the posts for good",
        "button_class": "nhsuk-button--warning",
        "cancel_url": url,
    }
    return render(request, "assessment/posts_remove.html", context)
