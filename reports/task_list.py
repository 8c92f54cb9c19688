"""The task list of an organisation: every section with its progress, as one person may open it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Access
from assessment.live import Live
from teams.journey import SECTIONS, Section
from teams.progress import Counts, Progress, progress
from teams.recorded import recorded


@dataclass(frozen=True, slots=True)
class Task:
    """One section as somebody sees it.

    `url` is blank where they may not open it, and `is_theirs` says that they may fill it in.
    """

    section: Section
    progress: Progress
    url: str
    is_theirs: bool


@dataclass(frozen=True, slots=True)
class TaskList:
    tasks: list[Task]

    @property
    def complete(self) -> int:
        return sum(task.progress.is_complete for task in self.tasks)

    @property
    def following(self) -> Task | None:
        """The first task that is neither complete nor out of reach; None where there is none."""
        return next((task for task in self.tasks if task.url and not task.progress.is_complete), None)

    @property
    def has_own(self) -> bool:
        """Whether there is anything for this person to fill in."""
        return any(task.is_theirs for task in self.tasks)


def counts_of(access: Access, live: Live) -> Counts:
    """What `access.organisation` has recorded, the questions by the scorecard of `live`. One query."""
    counts = recorded(access.organisation, timezone.localdate())
    asked = {criterion.id for criterion in live.rubric.criteria if criterion.answers}
    results = [result for result in live.scorecard.criteria if result.id in asked]
    return replace(
        counts,
        questions=len(results),
        answered=sum(result.reason != "not_answered" for result in results),
        evidence_missing=sum(result.answered is not None for result in results),
    )


def task_list(access: Access, counts: Counts, sections: Iterable[Section] = SECTIONS) -> TaskList:
    """The sections as they stand by `counts`, as this person may open them."""
    states = progress(counts)
    return TaskList([_task(access, section, states[section.code]) for section in sections])


def _task(access: Access, section: Section, state: Progress) -> Task:
    is_open = state.can_start and access.may(section.seen_by)
    url = reverse(section.url_name, args=[access.organisation.ods_code]) if is_open else ""
    return Task(section, state, url, access.may(section.action))
