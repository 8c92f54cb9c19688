"""Finding rubric versions and drafts for somebody, and the way back from their pages."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import User
from accounts.pages import Crumb
from accounts.permissions import require_rubric_administrator
from assessment.models import Rubric, RubricVersion

RUBRICS = "Rubrics"


def published_version(rubric: int, number: int) -> RubricVersion:
    """A version that anybody may read. Http404: there is none."""
    return get_object_or_404(RubricVersion.objects.published(), rubric__pk=rubric, number=number)


def draft_of(user: User, rubric: int) -> RubricVersion:
    """The draft of a rubric, for an administrator. Http404: there is none, or `user` does not look after rubrics."""
    require_rubric_administrator(user)
    return get_object_or_404(RubricVersion.objects.draft(), rubric__pk=rubric)


def rubric_for(user: User, rubric: int) -> Rubric:
    """A rubric, for an administrator. Http404: as for `draft_of`."""
    require_rubric_administrator(user)
    return get_object_or_404(Rubric, pk=rubric)


def any_version(user: User, key: str) -> RubricVersion:
    """The version that a form names by its id; a draft for administrators only. Http404: there is none."""
    versions = RubricVersion.objects.published()
    if may_edit(user):
        versions = RubricVersion.objects.select_related("rubric")
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise Http404
    return get_object_or_404(versions, pk=key)


def may_edit(user: User) -> bool:
    """Whether somebody, signed in or not, looks after rubrics."""
    return user.is_authenticated and user.is_rubric_administrator


def name_of(version: RubricVersion) -> str:
    """How a version is named on pages."""
    return f"{version.rubric.name}, version {version.number}" + (" (draft)" if version.is_draft else "")


def version_url(version: RubricVersion) -> str:
    """Where a version is read, or a draft is edited."""
    if version.is_draft:
        return reverse("rubric_draft", args=[version.rubric_id])
    return reverse("rubric_version", args=[version.rubric_id, version.number])


def way(*further: Crumb) -> list[Crumb]:
    """The way back from a page of rubrics."""
    return [(RUBRICS, reverse("rubrics")), *further]


def draft_way(draft: RubricVersion, *further: Crumb) -> list[Crumb]:
    """The way back from a page of a draft."""
    return way((f"Draft of {draft.rubric.name}", version_url(draft)), *further)
