"""The first page of everybody who signs in: their organisations, and in each what they are asked to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.pages import SignedInRequest
from accounts.permissions import Access, organisations_of
from assessment.cycle_list import overdue_actions, to_be_signed_off
from assessment.deadlines import Standing, due_words, of_organisations
from reports.english import counted
from teams.journey import assigned
from teams.recorded import offers_waiting


@dataclass(frozen=True, slots=True)
class Task:
    """Something that is waiting for a person, and where it is done."""

    text: str
    url: str


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """The organisations of the person who is signed in."""
    accesses = organisations_of(request.user)
    offers = offers_waiting(accesses)
    to_sign = to_be_signed_off(request.user, accesses)
    due = of_organisations(access.organisation for access in accesses if access.may_submit)
    overdue = overdue_actions(accesses)
    listed = [
        (
            access,
            [
                *_due(access, due),
                *(_to_sign(access, to_sign) or _tasks(access, offers.get(access.organisation.pk, 0))),
                *_late(access, overdue.get(access.organisation.pk, 0)),
            ],
        )
        for access in accesses
    ]
    return render(request, "reports/home.html", {"listed": listed})


def _due(access: Access, standings: Iterable[Standing]) -> list[Task]:
    """The deadlines for which this organisation has not submitted yet."""
    left = [each for each in standings if each.organisation == access.organisation and each.is_asked]
    url = reverse("cycle", args=[access.organisation.ods_code])
    return [
        Task(
            f"{'Overdue: submit' if each.is_overdue else 'Submit'} {due_words(each.deadline)}: {each.deadline.name}",
            url,
        )
        for each in left
    ]


def _late(access: Access, overdue: int) -> list[Task]:
    """The actions of the improvement plan whose day has passed."""
    if not overdue:
        return []
    words = f"Improvement plan: {counted(overdue, 'action')} {'is' if overdue == 1 else 'are'} overdue"
    return [Task(words, reverse("plan", args=[access.organisation.ods_code]))]


def _to_sign(access: Access, organisations: set[int]) -> list[Task]:
    """The report that waits for the sign-off of this person."""
    if access.organisation.pk not in organisations:
        return []
    return [
        Task("Read the report, and sign it off or return it", reverse("submitted", args=[access.organisation.ods_code]))
    ]


def _tasks(access: Access, offers: int) -> list[Task]:
    """What a lead has assigned to this person, or what waits for a lead."""
    ods = access.organisation.ods_code
    if offers:
        return [Task(f"Answer {counted(offers, 'offer')} to share a team", reverse("sharing", args=[ods]))]
    tasks = [Task(section.name, reverse(section.url_name, args=[ods])) for section in assigned(access)]
    if access.teams and access.sections is not None:
        posts = Task(f"Posts of {counted(len(access.teams), 'team')}", reverse("posts", args=[ods]))
        tasks = [posts, *(task for task in tasks if task.url != posts.url)]
    return tasks
