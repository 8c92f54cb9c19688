"""The pages on which anybody reads rubrics and compares their versions."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.models import RubricVersion, listed_rubrics, versions_to_compare
from assessment.published import rubric_of
from assessment.rubric.comparing import Difference, compare
from assessment.rubric.telling import tell
from assessment.rubric.writing import write_toml
from assessment.rubric_pages.finding import any_version, may_edit, name_of, published_version, version_url, way


@login_not_required
@require_safe
def rubrics(request: HttpRequest) -> HttpResponse:
    """Every rubric with its published versions; the drafts for administrators."""
    edits = may_edit(request.user)  # type: ignore[arg-type]  # nobody or one of ours
    listed = [
        (rubric, [version for version in versions if edits or not version.is_draft])
        for rubric, versions in listed_rubrics()
    ]
    shown = [(rubric, versions, _draft(versions)) for rubric, versions in listed if versions]
    return render(request, "assessment/rubrics/list.html", {"rubrics": shown, "may_edit": edits})


def _draft(versions: list[RubricVersion]) -> RubricVersion | None:
    return next((version for version in versions if version.is_draft), None)


@login_not_required
@require_safe
def version(request: HttpRequest, rubric: int, number: int) -> HttpResponse:
    """One published version in plain English."""
    found = published_version(rubric, number)
    context = {
        "version": found,
        "rubric": rubric_of(found),
        "blocks": tell(rubric_of(found)),
        "crumbs": way(),
        "may_edit": may_edit(request.user),  # type: ignore[arg-type]  # nobody or one of ours
    }
    return render(request, "assessment/rubrics/version.html", context)


@login_not_required
@require_safe
def toml(request: HttpRequest, rubric: int, number: int) -> HttpResponse:
    """One published version as the TOML that the command line reads."""
    found = published_version(rubric, number)
    return toml_file(found)


def toml_file(found: RubricVersion) -> HttpResponse:
    """A version as a file to download."""
    response = HttpResponse(write_toml(found.definition), content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rubric-{found.rubric_id}-version-{found.number}.toml"'
    return response


@login_not_required
@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Any two versions compared field by field. Http404: one that was named is not there."""
    user = request.user
    keys = [request.GET.get(name, "") for name in ("before", "after")]
    versions = versions_to_compare(may_edit(user))  # type: ignore[arg-type]  # nobody or one of ours
    context = {
        "crumbs": way(),
        "choices": [(str(version.pk), name_of(version)) for version in versions],
        "keys": keys,
    }
    if all(keys):
        before, after = (any_version(user, key) for key in keys)  # type: ignore[arg-type]  # nobody or one of ours
        context |= {
            "sides": [(name_of(side), version_url(side)) for side in (before, after)],
            "groups": grouped(compare(before.definition, after.definition)),
        }
    return render(request, "assessment/rubrics/comparison.html", context)


def grouped(differences: list[Difference]) -> list[tuple[str, list[Difference]]]:
    """The differences by the part of the rubric in which they are."""
    groups: dict[str, list[Difference]] = {}
    for difference in differences:
        groups.setdefault(difference.where, []).append(difference)
    return list(groups.items())
