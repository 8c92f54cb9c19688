"""The pages of an assessment before it is submitted: the list of all, the start, and what is said beside answers."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import conflicts
from accounts.held_forms import posted
from accounts.pages import SignedInRequest, crumbs, day_words, saved
from accounts.permissions import Access, Action, organisation_for
from assessment import cycle, deadlines, services
from assessment import cycle_services as steps
from assessment.asking import asked_of
from assessment.checking import GONE, findings_before
from assessment.cycle_forms import CarriedForm, CommentaryForm, StartForm, WarningsForm, sections
from assessment.cycle_list import reports_with_those_before
from assessment.cycle_pages import cycle_url, not_now, told_if_not_now, way
from assessment.models import Assessment
from assessment.published import rubric_of
from assessment.readiness import accepted
from teams.quality import count

State = Assessment.State


@require_safe
def cycle_page(request: SignedInRequest, ods: str) -> HttpResponse:
    """The assessment that is open and whose turn it is, and every signed-off report."""
    access = organisation_for(request.user, ods, Action.SEE_SIGNED_OFF)
    is_insider = access.may_see_roster
    draft = services.draft_for(access.organisation) if is_insider else None
    reports, before = reports_with_those_before(access.organisation)
    context = {
        "access": access,
        "crumbs": crumbs(access.organisation),
        "reports": reports,
        "before": before if not access.shared else [],
        "deadlines": deadlines.of_organisations([access.organisation]) if is_insider else [],
        "draft": draft if draft and draft.pk and draft.is_draft else None,
        "open": draft if draft and draft.state != State.SIGNED_OFF else None,
        "returned_on": dict(sections(rubric_of(draft.rubric_version).questions)).get(draft.returned_on)
        if draft
        else "",
        "is_sponsor": bool(draft and draft.sponsor_id == request.user.pk),
        "waits_in_vain": bool(draft and steps.waits_in_vain(draft)),
    }
    return render(request, "assessment/cycle.html", context)


@told_if_not_now
def start(request: SignedInRequest, ods: str) -> HttpResponse:
    """Start an assessment: the first, or one that carries the answers of the current report forward."""
    access = organisation_for(request.user, ods, Action.SUBMIT)
    before = services.draft_for(access.organisation)
    state = before.state if before.pk else cycle.NONE
    if state not in cycle.OPEN.states:
        return not_now(request, access, cycle.OPEN, state)
    form = StartForm(posted(request), initial={"as_at": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["as_at"]
        steps.open_assessment(by=request.user, organisation=access.organisation, as_at=day)
        return saved(request, f"Started: an assessment as at {day_words(day)}", reverse("overview", args=[ods]))
    lead = (
        "Every answer of the current report comes over, to be confirmed or changed. The current report stays as it is."
        if before.pk
        else "You can change the date until you submit."
    )
    page: dict[str, Any] = {
        "lead": lead,
        "button": "Start the assessment",
        "deadlines": deadlines.of_organisations([access.organisation]),
        "template": "assessment/start.html",
    }
    return _form(request, access, form, "Start an assessment", **page)


@told_if_not_now
def carried(request: SignedInRequest, ods: str) -> HttpResponse:
    """The answers that came over from the assessment before, to be confirmed together."""
    access = organisation_for(request.user, ods, Action.ANSWER)
    asked = asked_of(access.organisation)
    lines = [line for line in asked if line.answer and line.answer.is_carried]
    form = CarriedForm(posted(request), lines=lines)
    if request.method == "POST" and form.is_valid():
        versions = form.versions()
        number = steps.confirm_carried(by=request.user, organisation=access.organisation, criteria=versions)
        said = f"Confirmed: {number} {'answer' if number == 1 else 'answers'}"
        return saved(request, said, reverse("cycle_carried" if number < len(lines) else "answers", args=[ods]))
    page: dict[str, Any] = {"lines": lines, "button": "Confirm what I chose", "template": "assessment/carried.html"}
    return _form(request, access, form, "Answers from the assessment before", **page)


@told_if_not_now
def commentary(request: SignedInRequest, ods: str, question: str) -> HttpResponse:
    """The lead's own words on one question of the board."""
    access = organisation_for(request.user, ods, Action.SUBMIT)
    draft = services.draft_for(access.organisation)
    asked = {each.id: each.text for each in rubric_of(draft.rubric_version).questions}
    if question not in asked:
        raise Http404
    if draft.pk and not draft.is_draft:
        return not_now(request, access, cycle.DESCRIBE, draft.state)
    form = CommentaryForm(posted(request), text=draft.commentary.get(question, ""))
    check_url = reverse("cycle_check", args=[ods])
    if request.method == "POST" and form.is_valid():
        text, version = form.cleaned_data["text"], form.cleaned_data["version"]
        try:
            steps.save_commentary(
                by=request.user, organisation=access.organisation, question=question, version=version, text=text
            )
        except steps.StaleText as stale:
            return conflicts.choose(
                request,
                form,
                CommentaryForm(text=stale.now),
                organisation=access.organisation,
                target=steps.commentary_target(question),
                keep_url=check_url,
            )
        return saved(request, "Saved: your commentary", f"{check_url}#question-{list(asked).index(question) + 1}")
    page = {"caption": asked[question], "button": "Save commentary", "cancel_url": check_url}
    return _form(request, access, form, "Your commentary", **page)


@told_if_not_now
def warnings(request: SignedInRequest, ods: str) -> HttpResponse:
    """What the quality checks find: errors to mend first, and warnings to explain."""
    access = organisation_for(request.user, ods, Action.SUBMIT)
    draft = services.draft_for(access.organisation)
    if not draft.pk or not draft.is_draft:
        return not_now(request, access, cycle.DESCRIBE, draft.state if draft.pk else cycle.NONE)
    findings = findings_before(draft, access.organisation, timezone.localdate())
    form = WarningsForm(posted(request), warnings=accepted(findings, draft.reasons))
    if request.method == "POST" and form.is_valid():
        steps.save_reasons(by=request.user, organisation=access.organisation, reasons=form.cleaned_data)
        return saved(request, "Saved: your explanations", reverse("cycle_submit", args=[ods]))
    page: dict[str, Any] = {
        "counts": count(findings),
        "gone": [finding.thing for finding in findings if finding.matter == GONE],
        "button": "Save and continue",
        "template": "assessment/warnings.html",
        "cancel_url": reverse("cycle_check", args=[ods]),
        "cancel_text": "Back to the answers without saving",
    }
    return _form(request, access, form, "Quality checks before you submit", **page)


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
