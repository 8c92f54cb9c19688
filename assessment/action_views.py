"""The pages on which the improvement plan is changed: actions, reasons for none, and progress."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse

from accounts.pages import SignedInRequest
from accounts.permissions import Access, Action, organisation_for
from assessment import action_services as services
from assessment.action_forms import ActionForm, ProgressForm, ReasonForm
from assessment.published import rubric_of
from assessment.rubric import Criterion
from assessment.services import draft_for
from teams.views.listed import Listed

ACTIONS = Listed(
    noun="action",
    rows="actions",
    page="plan",
    heading="Improvement plan",
    form=ActionForm,
    add=services.add_action,
    change=services.change_action,
    remove=services.remove_action,
    taken=("action", "The gap has this action already. Describe another, or change that one"),
)
PROGRESS = replace(ACTIONS, form=ProgressForm, change=services.record_progress)
REASONS = Listed(
    noun="reason",
    rows="no_actions",
    page="plan",
    heading="Improvement plan",
    form=ReasonForm,
    add=services.add_reason,
    change=services.change_reason,
    remove=services.remove_reason,
    taken=("because", "There is a reason already, or an action that is not done. Go back to the plan to see it"),
)
WHY_NONE: dict[str, Any] = {"heading": "Why there is no action", "button": "Save reason"}


def action_add(request: SignedInRequest, ods: str, criterion: str) -> HttpResponse:
    """Add an action for a gap. Http404: the rubric has no such criterion."""
    access = organisation_for(request.user, ods, Action.EDIT_PLAN)
    gap = _criterion(access, criterion)
    return ACTIONS.add_page(request, access, page={"caption": gap.name}, criterion=gap)


def action_edit(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Change an action."""
    access = organisation_for(request.user, ods, Action.EDIT_PLAN)
    return ACTIONS.edit_page(request, access, pk, heading="Change the action", caption="Improvement plan")


def action_progress(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Record how far an action is."""
    access = organisation_for(request.user, ods, Action.EDIT_PLAN)
    return PROGRESS.edit_page(request, access, pk, caption="Progress", button="Save progress")


def action_remove(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Ask whether to remove an action, and remove it."""
    access = organisation_for(request.user, ods, Action.EDIT_PLAN)
    lead = "Reports that were signed off keep it. If it is done, record that instead: it stays in the plan as done."
    return ACTIONS.remove_page(request, access, pk, lead)


def reason_add(request: SignedInRequest, ods: str, criterion: str) -> HttpResponse:
    """Say why there is no action for a gap. Http404: the rubric has no such criterion."""
    access = organisation_for(request.user, ods, Action.EDIT_PLAN)
    gap = _criterion(access, criterion)
    return REASONS.add_page(request, access, page={"caption": gap.name, **WHY_NONE}, criterion=gap)


def reason_edit(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Change the reason why there is no action."""
    access = organisation_for(request.user, ods, Action.EDIT_PLAN)
    return REASONS.edit_page(request, access, pk, caption="Improvement plan", **WHY_NONE)


def reason_remove(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Ask whether to remove the reason why there is no action, and remove it."""
    access = organisation_for(request.user, ods, Action.EDIT_PLAN)
    return REASONS.remove_page(request, access, pk, "The gap then has neither an action nor a reason for none.")


def _criterion(access: Access, criterion: str) -> Criterion:
    """A criterion of the rubric by which the organisation is assessed. Http404: it has no such one."""
    rubric = rubric_of(draft_for(access.organisation).rubric_version)
    found = next((each for each in rubric.criteria if each.id == criterion), None)
    if found is None:
        raise Http404
    return found
