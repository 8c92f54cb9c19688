"""The pages of deadlines, for system members of an integrated care board and for service administrators.

They see how far organisations are: a board those that share with it, the service all that a deadline of its own is for.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import conflicts
from accounts.held_forms import posted
from accounts.models import Organisation
from accounts.pages import Crumb, SignedInRequest, crumbs, go, saved
from accounts.permissions import Access, Action, organisation_for, require_service_administrator
from accounts.templatetags.london import zone
from assessment import deadline_services as services
from assessment import deadlines
from assessment.deadline_forms import DeadlineForm
from assessment.deadlines import ORDER, Stand, Standing
from assessment.models import Deadline
from teams.exporting import list_csv
from teams.forms.posts import VersionOnly
from teams.views.downloads import CSV, download

GONE = "That deadline was withdrawn. Nothing was changed."


@dataclass(frozen=True, slots=True)
class Setter:
    """On whose behalf somebody sets deadlines: a board that they are a member of, or without `access` the service."""

    access: Access | None

    @property
    def board(self) -> Organisation | None:
        return self.access.organisation if self.access else None

    def url(self, name: str, *keys: int) -> str:
        """The address of a page of deadlines."""
        if self.board:
            return reverse(name, args=[self.board.ods_code, *keys])
        return reverse(f"administration_{name}", args=keys)

    def way(self, *further: Crumb) -> list[Crumb]:
        """The way back from a page of deadlines."""
        if self.board:
            return crumbs(self.board, *further)
        start = [("Your organisations", reverse("home")), ("Administration", reverse("administration"))]
        return [*start, *further]

    def page(self, heading: str, *further: Crumb) -> dict[str, Any]:
        """What every page of deadlines shows."""
        caption = self.board.name if self.board else "The service"
        return {"access": self.access, "heading": heading, "caption": caption, "crumbs": self.way(*further)}


def _setter(request: SignedInRequest, ods: str) -> Setter:
    if ods:
        return Setter(organisation_for(request.user, ods, Action.SET_DEADLINES))
    require_service_administrator(request.user)
    return Setter(None)


@require_safe
def listed(request: SignedInRequest, ods: str = "") -> HttpResponse:
    """Every deadline that was set, with how many organisations are how far."""
    setter = _setter(request, ods)
    found = deadlines.set_by(setter.board)
    stands = deadlines.of_deadlines(found)
    rows = [(each, setter.url("deadline", each.pk), _counts(stands[each.pk])) for each in found]
    context = {**setter.page("Deadlines"), "rows": rows, "add_url": setter.url("deadline_add")}
    return render(request, "assessment/deadlines.html", context)


@require_safe
def one(request: SignedInRequest, pk: int, ods: str = "") -> HttpResponse:
    """How far each organisation is that a deadline is for. Http404: there is no such deadline."""
    setter = _setter(request, ods)
    deadline = _found(setter, pk)
    if deadline.withdrawn_at:
        return go(request, GONE, setter.url("deadlines"))
    found = _standings(deadline)
    context = {
        **setter.page(deadline.name, ("Deadlines", setter.url("deadlines"))),
        "deadline": deadline,
        "due": deadlines.due_words(deadline),
        "standings": found,
        "counts": _counts(found),
        "out_of_force": deadlines.out_of_force(deadline),
        "file_url": setter.url("deadline_progress", pk),
        "change_url": setter.url("deadline_change", pk),
        "withdraw_url": setter.url("deadline_withdraw", pk),
    }
    return render(request, "assessment/deadline.html", context)


PROGRESS = ("Organisation", "ODS code", "State", "On time", "Submitted (London time)", "Report")


@require_safe
def progress(request: SignedInRequest, pk: int, ods: str = "") -> HttpResponse:
    """How far each organisation is as a CSV file. Http404: there is no such deadline, or it was withdrawn."""
    setter = _setter(request, ods)
    deadline = _found(setter, pk)
    if deadline.withdrawn_at:
        raise Http404
    rows = [_progress(each, shows_report=setter.board is not None) for each in _standings(deadline)]
    return download(list_csv(PROGRESS, rows), CSV, f"deadline-{pk}-{timezone.localdate()}.csv")


def _progress(standing: Standing, *, shows_report: bool) -> tuple[str, ...]:
    found, submitted = standing.organisation, standing.submitted_at
    when = f"{timezone.localtime(submitted):%Y-%m-%d %H:%M} {zone(submitted)}" if submitted else ""
    late = "Late" if standing.is_late else "Overdue" if standing.is_overdue else "On time" if submitted else ""
    report = str(standing.report or "") if shows_report else ""
    return found.name, found.ods_code, str(standing.stand.value), late, when, report


def _standings(deadline: Deadline) -> list[Standing]:
    """Where each organisation stands, those from which most is asked first."""
    return sorted(deadlines.of_deadlines([deadline])[deadline.pk], key=lambda each: ORDER.index(each.stand))


def add(request: SignedInRequest, ods: str = "") -> HttpResponse:
    """Set a deadline."""
    setter = _setter(request, ods)
    offered = deadlines.offered(setter.board)
    form = DeadlineForm(posted(request), offered=offered, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            made = services.set_deadline(by=request.user, board=setter.board, **form.values())
        except services.NotOffered:
            form.add_error("organisations", "One of these does not share any more. Look at the list again")
        else:
            return saved(request, f"Set: {made.name}", setter.url("deadline", made.pk))
    return _form(request, setter, form, "Set a deadline", setter.url("deadlines"), has_offered=bool(offered))


def change(request: SignedInRequest, pk: int, ods: str = "") -> HttpResponse:
    """Change a deadline, and for whom it is. Http404: there is no such deadline."""
    setter = _setter(request, ods)
    deadline = _found(setter, pk)
    url = setter.url("deadline", pk)
    asked: dict[str, Any] = {"offered": deadlines.to_choose(deadline), "today": timezone.localdate()}
    form = DeadlineForm(posted(request), deadline=deadline, chosen=deadlines.chosen(deadline), **asked)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            services.change_deadline(by=request.user, deadline=deadline, version=version, **form.values())
        except services.Withdrawn:
            event = conflicts.latest(setter.board, services.target_of(deadline))
            return conflicts.gone(request, form, keep_url=setter.url("deadlines"), event=event)
        except services.StaleDeadline as stale:
            target = services.target_of(stale.now)
            fresh = DeadlineForm(deadline=stale.now, chosen=deadlines.chosen(stale.now), **asked)
            return conflicts.choose(request, form, fresh, organisation=setter.board, target=target, keep_url=url)
        except services.NotOffered:
            form.add_error("organisations", "One of these does not share any more. Look at the list again")
        else:
            return saved(request, f"Saved: {form.cleaned_data['name']}", url)
    if deadline.withdrawn_at:
        return go(request, GONE, setter.url("deadlines"))
    return _form(request, setter, form, "Change the deadline", url, has_offered=True)


def withdraw(request: SignedInRequest, pk: int, ods: str = "") -> HttpResponse:
    """Ask whether to withdraw a deadline, and withdraw it. Http404: there is no such deadline."""
    setter = _setter(request, ods)
    deadline = _found(setter, pk)
    form = VersionOnly(posted(request), row=deadline)
    if not deadline.withdrawn_at and request.method == "POST" and form.is_valid():
        try:
            services.withdraw_deadline(by=request.user, deadline=deadline, version=form.cleaned_data["version"])
        except services.Withdrawn:
            return go(request, GONE, setter.url("deadlines"))
        except services.StaleDeadline as stale:
            return conflicts.choose(
                request,
                form,
                VersionOnly(row=stale.now),
                organisation=setter.board,
                target=services.target_of(stale.now),
                keep_url=setter.url("deadline", pk),
                button="Withdraw it all the same",
            )
        return saved(request, f"Withdrawn: {deadline.name}", setter.url("deadlines"))
    if deadline.withdrawn_at:
        return go(request, GONE, setter.url("deadlines"))
    context = {
        **setter.page(f"Withdraw “{deadline.name}”?", ("Deadlines", setter.url("deadlines"))),
        "form": form,
        "lead": "The organisations do not see it any more, and nobody is reminded of it. Assessments stay as they are.",
        "button": "Withdraw the deadline",
        "button_class": "nhsuk-button--warning",
        "cancel_url": setter.url("deadline", pk),
    }
    return render(request, "form.html", context)


def _found(setter: Setter, pk: int) -> Deadline:
    deadline = deadlines.find(setter.board, pk)
    if deadline is None:
        raise Http404
    return deadline


def _counts(standings: list[Standing]) -> list[tuple[Stand, str, int]]:
    """How many organisations are how far: only those ways in which any is, with the colour of the tag."""
    counted = Counter(standing.stand for standing in standings)
    return [(stand, deadlines.COLOURS[stand], counted[stand]) for stand in ORDER if counted[stand]]


def _form(
    request: SignedInRequest, setter: Setter, form: DeadlineForm, heading: str, back: str, **more: Any
) -> HttpResponse:
    page = setter.page(heading, ("Deadlines", setter.url("deadlines")))
    context = {**page, "form": form, "button": "Save the deadline", "cancel_url": back, **more}
    return render(request, "assessment/deadline_form.html", context)
