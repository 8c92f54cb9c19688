"""What the pages of the assessment cycle share: the way back, and the answer where a step cannot be taken now."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.pages import Crumb, SignedInRequest, crumbs, go
from accounts.permissions import Access
from assessment import cycle
from assessment.cycle import NotNow
from assessment.models import Assessment

View = Callable[..., HttpResponse]
State = Assessment.State

WHERE = {
    cycle.NONE: "There is no assessment yet.",
    State.DRAFT: "The assessment is a draft.",
    State.SUBMITTED: "The assessment is submitted and waits for the sponsor.",
    State.SIGNED_OFF: "The report is signed off.",
    State.SUPERSEDED: "A later report has taken the place of this one, or a new assessment is open.",
}


def told_if_not_now(view: View) -> View:
    """A view whose form is answered by a sentence where the step cannot be taken, as after a second click."""

    @wraps(view)
    def told(request: SignedInRequest, ods: str, **keys: Any) -> HttpResponse:
        try:
            return view(request, ods, **keys)
        except NotNow as refused:
            return go(request, words(refused), reverse("cycle", args=[ods]))

    return told


def words(refused: NotNow) -> str:
    """Why a step was not taken, in sentences."""
    if (refused.step, refused.state) == (cycle.SUBMIT, State.SUBMITTED):
        return "It is already submitted. Nothing was submitted a second time."
    if (refused.step, refused.state) == (cycle.SIGN_OFF, State.SIGNED_OFF):
        return "It is already signed off. Nothing was signed off a second time."
    return f"Nothing was changed. {WHERE[State(refused.state) if refused.state else cycle.NONE]}"


def way(access: Access, *further: Crumb) -> list[Crumb]:
    """The way back from a page of the cycle."""
    return crumbs(access.organisation, ("Reports and assessments", cycle_url(access)), *further)


def cycle_url(access: Access) -> str:
    return reverse("cycle", args=[access.organisation.ods_code])


def not_now(request: SignedInRequest, access: Access, step: cycle.Step, state: str) -> HttpResponse:
    """The page that says why a step cannot be taken; a form sent to it is refused. NotNow: it was sent."""
    if request.method == "POST":
        raise NotNow(step, state)
    context = {
        "access": access,
        "crumbs": way(access),
        "heading": f"You cannot {step.words} now",
        "why": WHERE[State(state) if state else cycle.NONE],
    }
    return render(request, "assessment/not_now.html", context)
