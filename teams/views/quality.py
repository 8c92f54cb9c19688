"""The page of quality checks: what is wrong, doubtful or missing, each one click from the field that mends it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.pages import SignedInRequest, crumbs
from accounts.permissions import Access, Action, organisation_for
from teams.quality import count
from teams.quality_matters import Finding, Level, Matter, Place
from teams.quality_reading import findings_of

SHOWN = 20
"""Findings of one matter on the page of all matters; a page of its own shows every one."""

LEVELS = {
    Level.ERROR: ("Errors", "red", "They contradict themselves. You cannot submit an assessment while there are any."),
    Level.WARNING: (
        "Warnings",
        "yellow",
        "They are probably wrong or missing. To submit with one, you say why it is so.",
    ),
    Level.HINT: ("Hints", "blue", "They may be right. Look at them once."),
}
ANCHORS = {
    "started_on": "id_started_on_day",
    "ends_on": "id_ends_on_day",
    "as_at": "id_as_at_day",
    "employment": "id_employment_0",
    "status": "id_status_0",
    "control_role": "id_control_role_0",
    "external_staff": "id_external_staff_0",
}
"""Where a field stands on its page, if that is not at "id_" and its name."""


@dataclass(frozen=True, slots=True)
class Line:
    """A finding as one person sees it: what it is about, where the link leads, and whether they may mend it."""

    finding: Finding
    url: str
    may_mend: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one matter; `more` are not on the page."""

    matter: Matter
    lines: list[Line]
    more: int

    @property
    def number(self) -> int:
        return len(self.lines) + self.more


@require_safe
def quality(request: SignedInRequest, ods: str) -> HttpResponse:
    """Everything that the checks find now, or all of one matter where the address names it."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    found = findings_of(access.organisation, timezone.localdate())
    matter = request.GET.get("matter", "")
    groups = [*_groups(access, found, matter)]
    context = {
        "access": access,
        "crumbs": crumbs(
            access.organisation, *([("Quality checks", reverse("quality", args=[ods]))] if matter else [])
        ),
        "counts": count(found),
        "levels": [(*LEVELS[level], [group for group in groups if group.matter.level == level]) for level in Level],
        "one_matter": bool(matter),
        "marks": access.sections is not None,
    }
    return render(request, "teams/quality.html", context)


def _groups(access: Access, found: Iterable[Finding], wanted: str) -> Iterable[Group]:
    for matter, findings in groupby(found, lambda finding: finding.matter):
        if not wanted or matter.code == wanted:
            every = list(findings)
            shown = every if wanted else every[:SHOWN]
            yield Group(matter, [_line(access, finding) for finding in shown], len(every) - len(shown))


def _line(access: Access, finding: Finding) -> Line:
    may_mend = _may_mend(access, finding)
    return Line(finding, _url(access, finding, may_mend), may_mend)


def _may_mend(access: Access, finding: Finding) -> bool:
    place = finding.matter.place
    if place == Place.FACTS:
        return access.may_edit_facts
    return access.may_share_teams if place == Place.SHARING else access.may_edit_posts_of(finding.team)


def _url(access: Access, finding: Finding, may_mend: bool) -> str:
    """The field that mends the finding, or the page that shows it to who may not."""
    ods, matter = access.organisation.ods_code, finding.matter
    anchor = f"#{ANCHORS.get(matter.field, f'id_{matter.field}')}" if may_mend and matter.field else ""
    if matter.place == Place.FACTS:
        return reverse("facts", args=[ods]) + anchor
    if matter.place == Place.SHARING:
        return reverse("sharing", args=[ods])
    if matter.place == Place.SKILLS:
        return reverse("post_skills" if may_mend else "post", args=[ods, finding.pk])
    return reverse("post_edit" if may_mend else "post", args=[ods, finding.pk]) + anchor
