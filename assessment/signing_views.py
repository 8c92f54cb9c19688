"""The pages on which an assessment is submitted, withdrawn, returned, signed off and reopened."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.held_forms import posted
from accounts.models import Membership
from accounts.pages import SignedInRequest, go, saved
from accounts.permissions import Access, Action, organisation_for
from assessment import cycle, services
from assessment import cycle_services as steps
from assessment.cycle_forms import ReopenForm, ReturnForm, SignOffForm, SubmitForm
from assessment.cycle_pages import cycle_url, not_now, told_if_not_now, way
from assessment.models import Answer, Assessment, recorded_plan
from assessment.personal_names import looks_like_names
from assessment.published import rubric_of
from assessment.submitted import current_report, latest_snapshot
from assessment.texts import texts_of
from teams.share_lines import scored_roster

State = Assessment.State
NAMES_SHOWN = 20
"""Texts that may name a person and are on the page; the rest is counted."""


@told_if_not_now
def submit(request: SignedInRequest, ods: str) -> HttpResponse:
    """Choose the sponsor, answer for what looks like names, and submit."""
    access = organisation_for(request.user, ods, Action.SUBMIT)
    draft, answers = services.draft_with_answers(access.organisation)
    state = draft.state if draft.pk else cycle.NONE
    if state not in cycle.SUBMIT.states:
        return not_now(request, access, cycle.SUBMIT, state)
    members = steps.people_of(access.organisation)
    sponsors = [each for each in members if each.role == "sponsor" and each.user_id != request.user.pk]
    names = _names(access, draft, answers, members)
    versions = (draft.version, access.organisation.roster_version)
    form = SubmitForm(posted(request), sponsors=sponsors, names=[text for _, text in names], versions=versions)
    missing = None
    if request.method == "POST" and form.is_valid():
        try:
            return _submitted(request, access, draft, form)
        except steps.ChangedSince:
            again = "Nothing was submitted: something has changed since you opened the page. Look at the answers again."
            return go(request, again, reverse("cycle_check", args=[ods]))
        except steps.NotReady as refused:
            missing = refused.readiness
    page: dict[str, Any] = {
        "names": names[:NAMES_SHOWN],
        "more_names": max(len(names) - NAMES_SHOWN, 0),
        "missing": missing,
        "has_sponsors": bool(sponsors),
        "button": "Submit for sign-off",
        "cancel_url": reverse("cycle_check", args=[ods]),
        "cancel_text": "Back to the answers without submitting",
        "template": "assessment/submit.html",
    }
    return _form(request, access, form, "Submit the assessment", **page)


def _names(
    access: Access, draft: Assessment, answers: list[Answer], members: list[Membership]
) -> list[tuple[str, str]]:
    """What looks like a personal name, with where it stands."""
    people = [each.user.name for each in members]
    posts = scored_roster(access.organisation, draft.as_at, with_skills=False)
    texts = texts_of(posts, answers, draft, recorded_plan(access.organisation))
    return [(where, name) for where, text in texts for name in looks_like_names(text, people)]


def _submitted(request: SignedInRequest, access: Access, draft: Assessment, form: SubmitForm) -> HttpResponse:
    from assessment import submission  # loads the engine, start-up must not wait for it

    values = form.cleaned_data
    sponsor = steps.sponsor_of(access.organisation, int(values["sponsor"]))
    seen = submission.Seen(values["version"] or 0, values["roster"] or 0)
    submission.submit(by=request.user, assessment=draft, seen=seen, sponsor=sponsor, job_title=values["job_title"])
    return saved(request, f"Submitted: {sponsor.name} has been asked by email to sign it off", cycle_url(access))


@require_POST
@told_if_not_now
def withdraw(request: SignedInRequest, ods: str) -> HttpResponse:
    """Take a submission back, so that it can be changed."""
    access = organisation_for(request.user, ods, Action.SUBMIT)
    held = services.draft_for(access.organisation)
    if not held.pk:
        raise cycle.NotNow(cycle.WITHDRAW, cycle.NONE)
    steps.withdraw(by=request.user, assessment=held)
    return saved(request, "Withdrawn: the assessment is a draft again", cycle_url(access))


@told_if_not_now
def sign_off(request: SignedInRequest, ods: str) -> HttpResponse:
    """Sign off what was submitted. The page carries its hash, so that nothing else can be signed off by it."""
    access = organisation_for(request.user, ods, Action.SIGN_OFF)
    held = services.draft_for(access.organisation)
    snapshot = latest_snapshot(held) if held.pk and held.state in cycle.SIGN_OFF.states else None
    if snapshot is None:
        return not_now(request, access, cycle.SIGN_OFF, held.state if held.pk else cycle.NONE)
    form = SignOffForm(posted(request), initial={"sha256": snapshot.sha256})
    if request.method == "POST" and form.is_valid():
        try:
            found = steps.sign_off(by=request.user, assessment=held, sha256=form.cleaned_data["sha256"])
        except steps.ChangedSince:
            return go(request, "Nothing was signed off: it was submitted anew. Read it again.", cycle_url(access))
        except steps.NotYours:
            return _not_yours(request, access)
        return saved(request, f"Signed off: report {found.number} is current", cycle_url(access))
    page = {
        "snapshot": snapshot,
        "approver": snapshot.document["approver"],
        "button": "Sign off the report",
        "template": "assessment/sign_off.html",
    }
    return _form(request, access, form, "Sign off the report", **page)


@told_if_not_now
def send_back(request: SignedInRequest, ods: str) -> HttpResponse:
    """Return what was submitted, with a comment on a section."""
    access = organisation_for(request.user, ods, Action.SIGN_OFF)
    held = services.draft_for(access.organisation)
    if not held.pk or held.state not in cycle.RETURN.states:
        return not_now(request, access, cycle.RETURN, held.state if held.pk else cycle.NONE)
    form = ReturnForm(posted(request), questions=rubric_of(held.rubric_version).questions)
    if request.method == "POST" and form.is_valid():
        try:
            steps.send_back(by=request.user, assessment=held, **form.cleaned_data)
        except steps.NotYours:
            return _not_yours(request, access)
        return saved(request, "Returned: the digital leads have been told by email", cycle_url(access))
    return _form(request, access, form, "Return the report", button="Return it", button_class="nhsuk-button--secondary")


@told_if_not_now
def reopen(request: SignedInRequest, ods: str, number: int) -> HttpResponse:
    """Start a new draft from the current report. Http404: there is no report of that number."""
    access = organisation_for(request.user, ods, Action.SUBMIT)
    report = current_report(access.organisation, number)
    if report is None:
        raise Http404
    working = services.draft_for(access.organisation)
    if working.pk != report.snapshot.assessment_id:
        return not_now(request, access, cycle.REOPEN, working.state)
    form = ReopenForm(posted(request))
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]
        steps.reopen(by=request.user, organisation=access.organisation, assessment=working, because=because)
        return saved(request, f"Reopened: a new draft starts from report {number}", cycle_url(access))
    lead = f"A new draft starts from report {number}. Report {number} stays current until the new one is signed off."
    return _form(request, access, form, f"Reopen report {number}", lead=lead, button="Reopen the report")


def _not_yours(request: SignedInRequest, access: Access) -> HttpResponse:
    why = "Nothing was changed: only the sponsor to whom it was submitted can do this, and not who submitted it."
    return go(request, why, cycle_url(access))


def _form(
    request: SignedInRequest, access: Access, form: Any, heading: str, *, template: str = "form.html", **page: Any
) -> HttpResponse:
    context = {
        "access": access,
        "crumbs": way(access),
        "form": form,
        "heading": heading,
        "caption": access.organisation,
    }
    return render(request, template, {"cancel_url": cycle_url(access), **context, **page})
