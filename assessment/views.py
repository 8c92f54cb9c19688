"""The pages where a digital lead answers what no roster can: the answered criteria of a rubric, and the date."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import autosave, conflicts
from accounts.held_forms import posted
from accounts.pages import SignedInRequest, crumbs, day_words, saved
from accounts.permissions import Access, Action, organisation_for
from assessment import deadlines, services
from assessment.asking import Asked, Line, asked_of
from assessment.cycle import CLOSED, DESCRIBE, State
from assessment.cycle_pages import not_now, told_if_not_now
from assessment.forms import AnswerForm, AsAtForm, ClearForm
from assessment.models import Answer


@require_safe
def answers(request: SignedInRequest, ods: str) -> HttpResponse:
    """The questions that the rubric asks, with the answers so far."""
    access = organisation_for(request.user, ods, Action.SEE_LIVE_REPORT)
    asked = asked_of(access.organisation)
    newer = asked.draft.newer_version if access.may_choose_rubric and asked.draft.is_draft else None
    context = {
        "access": access,
        "crumbs": crumbs(access.organisation),
        "asked": asked,
        "newer": newer,
        "may_answer": access.may_answer and asked.draft.is_draft,
        "closed": CLOSED.get(State(asked.draft.state), "") if access.may_answer else "",
        "carried": sum(1 for line in asked if line.answer and line.answer.is_carried),
    }
    return render(request, "assessment/answers.html", context)


@told_if_not_now
def answer(request: SignedInRequest, ods: str, criterion: str) -> HttpResponse:
    """One question: a form for those who may answer, the answer for those who may read it."""
    access = organisation_for(request.user, ods, Action.SEE_LIVE_REPORT)
    asked = asked_of(access.organisation, criterion)
    line = _line(asked, criterion)
    if not access.may_answer or (not asked.draft.is_draft and request.method != "POST"):
        return _answer_read(request, access, line)
    form = _form_of(line, request)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            stored = services.save_answer(
                by=request.user, organisation=access.organisation, criterion=criterion, version=version, **form.values()
            )
        except services.StaleAnswer as stale:
            return _conflict(request, access, line, form, stale.answer)
        url = _after(access, asked, criterion)
        return autosave.saved(request, f"Saved: {line.criterion.name}", url, version=stored.version)
    if autosave.asked(request):
        return autosave.refused(request, {form.add_prefix(name): found for name, found in form.errors.items()})
    return _question_page(request, access, line, form)


@told_if_not_now
def answer_clear(request: SignedInRequest, ods: str, criterion: str) -> HttpResponse:
    """Ask whether to clear an answer, and clear it."""
    access = organisation_for(request.user, ods, Action.ANSWER)
    line = _line(asked_of(access.organisation, criterion), criterion)
    if line.answer is None:
        return saved(request, "Cleared: the question is not answered", _answers_url(access))
    form = ClearForm(posted(request), answer=line.answer)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            services.remove_answer(
                by=request.user, organisation=access.organisation, criterion=criterion, version=version
            )
        except services.StaleAnswer as stale:
            return _conflict(request, access, line, form, stale.answer, button="Clear the answer all the same")
        return saved(request, f"Cleared: {line.criterion.name}", _answers_url(access))
    return render(request, "assessment/answer_clear.html", _context(access, line, form=form))


@told_if_not_now
def as_at(request: SignedInRequest, ods: str) -> HttpResponse:
    """The day as at which the organisation is assessed."""
    access = organisation_for(request.user, ods, Action.SUBMIT)
    draft = services.draft_for(access.organisation)
    if not draft.is_draft:
        return not_now(request, access, DESCRIBE, draft.state)
    form = AsAtForm(posted(request), as_at=draft.as_at)
    back = reverse("overview", args=[ods])
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["as_at"]
        try:
            services.set_as_at(by=request.user, organisation=access.organisation, as_at=day, was=form.was())
        except services.StaleDate as stale:
            stored = AsAtForm(as_at=stale.draft.as_at)
            return _choose(request, access, form, stored, services.AS_AT_TARGET, keep_url=back)
        return saved(request, f"Saved: the assessment is as at {day_words(day)}", back)
    page = {"heading": "Date of the assessment", "crumbs": crumbs(access.organisation), "cancel_url": back}
    context = {"form": form, "button": "Save date", "deadlines": deadlines.of_organisations([access.organisation])}
    return render(request, "assessment/as_at.html", page | context)


def _line(asked: Asked, criterion: str) -> Line:
    """The line of a criterion. Http404: the rubric does not ask it."""
    line = asked.line(criterion)
    if line is None:
        raise Http404
    return line


def _form_of(line: Line, request: SignedInRequest) -> AnswerForm:
    """The form of one question; a block of a page of all questions bears the prefix of its line."""
    prefix = line.prefix if f"{line.prefix}-evidence" in request.POST else None
    return AnswerForm(posted(request), line=line, answer=line.answer, prefix=prefix)


def _answer_read(request: SignedInRequest, access: Access, line: Line) -> HttpResponse:
    if request.method == "POST":
        raise PermissionDenied
    return render(request, "assessment/answer_read.html", _context(access, line))


def _question_page(request: SignedInRequest, access: Access, line: Line, form: AnswerForm) -> HttpResponse:
    rules = line.rubric.rules
    page = {
        "form": form,
        "heading": line.criterion.name,
        "button": "Save and continue",
        "cancel_url": _answers_url(access),
        "cancel_text": "Back to the questions without saving",
        "held_to": line.criterion.answers[rules.level_without_evidence],
    }
    return render(request, "assessment/answer.html", _context(access, line) | page)


def _context(access: Access, line: Line, **more: Any) -> dict[str, Any]:
    questions = {question.id: question for question in line.rubric.questions}
    return {
        "access": access,
        "line": line,
        "caption": questions[line.criterion.question].text,
        "crumbs": crumbs(access.organisation, ("Questions to answer", _answers_url(access))),
        **more,
    }


def _conflict(
    request: SignedInRequest,
    access: Access,
    line: Line,
    form: AnswerForm | ClearForm,
    answer_now: Answer | None,
    **words: str,
) -> HttpResponse:
    """Let the person choose between what they typed and the answer as it is now, if there is one."""
    target = services.target_of(line.criterion.id)
    if answer_now is None:
        event = conflicts.latest(access.organisation, target)
        return conflicts.gone(request, form, event=event, keep_url=_answers_url(access), again=bool(form.asked))
    stored = (
        AnswerForm(line=line, answer=answer_now, prefix=form.prefix) if form.asked else ClearForm(answer=answer_now)
    )
    return _choose(request, access, form, stored, target, keep_url=_answers_url(access), **words)


def _choose(
    request: SignedInRequest,
    access: Access,
    form: conflicts.VersionedForm,
    stored: conflicts.VersionedForm,
    target: str,
    **words: str,
) -> HttpResponse:
    return conflicts.choose(request, form, stored, organisation=access.organisation, target=target, **words)


def _after(access: Access, asked: Asked, criterion: str) -> str:
    """Where saving leads: to the next question, after the last one to the list."""
    following = asked.after(criterion)
    ods = access.organisation.ods_code
    return reverse("answer", args=[ods, following]) if following else _answers_url(access)


def _answers_url(access: Access) -> str:
    return reverse("answers", args=[access.organisation.ods_code])
