"""All questions on one page, to answer one after another, and as a list to print and send round."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import conflicts, errors
from accounts.held_forms import posted
from accounts.pages import SignedInRequest, crumbs, saved
from accounts.permissions import Access, Action, organisation_for
from assessment import services
from assessment.asking import Asked, asked_of
from assessment.cycle import CHANGE
from assessment.cycle_pages import not_now, told_if_not_now
from assessment.forms import AnswerBlock
from assessment.models import Answer
from assessment.rubric import Question


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of a page of all questions, as one form: `checked` are those whose errors count."""

    groups: list[tuple[Question, list[AnswerBlock]]]
    checked: list[AnswerBlock]

    def __iter__(self) -> Any:
        """The fields of the blocks that are checked, for the summary of errors."""
        return (field for block in self.checked for field in block)

    @property
    def fields(self) -> dict[str, Any]:
        return {}

    @property
    def errors(self) -> dict[str, Any]:
        return {block.add_prefix(name): found for block in self.checked for name, found in block.errors.items()}

    @property
    def non_field_errors(self) -> list[str]:
        return [str(error) for block in self.checked for error in block.non_field_errors()]

    def is_valid(self) -> bool:
        return not self.errors


@told_if_not_now
def answers_all(request: SignedInRequest, ods: str) -> HttpResponse:
    """Answer all questions on one page: what was changed is saved together, all or nothing."""
    access = organisation_for(request.user, ods, Action.ANSWER)
    asked = asked_of(access.organisation)
    if not asked.draft.is_draft:
        return not_now(request, access, CHANGE, asked.draft.state)
    form = _blocks(asked, posted(request))
    if request.method == "POST" and form.is_valid():
        given = {
            block.line.criterion.id: (block.cleaned_data["version"], services.Given(**block.values()))
            for block in form.checked
        }
        try:
            services.save_answers(by=request.user, organisation=access.organisation, given=given)
        except services.StaleAnswers as stale:
            return _conflict(request, access, form, stale.answers)
        return saved(request, _said(len(given)), reverse("answers", args=[ods]))
    context = {
        "access": access,
        "crumbs": _way(access),
        "form": form,
        "asked": asked,
        "rules": asked.rubric.rules,
        "levels": asked.rubric.levels,
    }
    return render(request, "assessment/answers_all.html", context)


@require_safe
def answers_print(request: SignedInRequest, ods: str) -> HttpResponse:
    """The questions with their five answers, to print and send round. It shows no answer that was given."""
    access = organisation_for(request.user, ods, Action.SEE_LIVE_REPORT)
    context = {"access": access, "crumbs": _way(access), "asked": asked_of(access.organisation)}
    return render(request, "assessment/answers_print.html", context)


def _blocks(asked: Asked, data: Any) -> Blocks:
    groups = [
        (question, [AnswerBlock(data, line=line, answer=line.answer) for line in lines])
        for question, lines in asked.groups
    ]
    blocks = [block for _, group in groups for block in group]
    return Blocks(groups, [block for block in blocks if block.is_bound and block.is_touched])


def _said(number: int) -> str:
    return f"Saved: {number} {'answer' if number == 1 else 'answers'}" if number else "Nothing has changed"


def _conflict(request: SignedInRequest, access: Access, form: Blocks, now: dict[str, Answer | None]) -> HttpResponse:
    """Let the person choose between what they typed and the answers as they are now; nothing has been saved."""
    differences, versions = [], {}
    for block in form.checked:
        line = block.line
        if line.criterion.id in now:
            stored = AnswerBlock(line=line, answer=now[line.criterion.id])
            found = conflicts.differences(block, stored)
            differences += [replace(each, label=f"{line.criterion.name}: {each.label}") for each in found]
            versions[block.add_prefix("version")] = str(stored.initial.get("version") or "")
    typed = [(name, value) for name, value in conflicts.typed(request) if name not in versions]
    return errors.conflict(
        request,
        event=conflicts.latest(access.organisation, services.target_of(next(iter(now)))),
        differences=differences,
        resubmit=[*typed, *versions.items()],
        keep_url=reverse("answers_all", args=[access.organisation.ods_code]),
    )


def _way(access: Access) -> Any:
    return crumbs(access.organisation, ("Questions to answer", reverse("answers", args=[access.organisation.ods_code])))
