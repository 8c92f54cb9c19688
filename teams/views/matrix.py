"""The matrix of posts by skill areas, in which the lead rates."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts import autosave, conflicts, errors
from accounts.held_forms import posted
from accounts.models import Organisation
from accounts.pages import SignedInRequest, crumbs, go, saved
from accounts.permissions import Access, Action, organisation_for
from teams import catalogue, services
from teams.forms.matrix import TypedRow, cell, read_rows, text_of, was_text
from teams.forms.skills import LEVELS, level_name
from teams.lists import PostFilter
from teams.models import Post, ratings_of
from teams.ratings import stale_before
from teams.views import matrix_rows
from teams.views.post_list import team_options

PAGE_SIZE = 60
"""Posts on one page: with their cells, versions and tokens fewer controls than Django takes in one form (1,000)."""


def skills(request: SignedInRequest, ods: str) -> HttpResponse:
    """The held posts of the organisation by skill areas. Each row saves by itself, or all of them by the button."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    if request.method == "POST":
        access.require_rating()
        return _save(request, access)
    return _page(request, access)


def _page(request: SignedInRequest, access: Access, problems: dict[str, list[str]] | None = None) -> HttpResponse:
    wanted = PostFilter(team=PostFilter.read(request.GET).team, status=Post.Status.FILLED)
    today = timezone.localdate()
    posts = access.organisation.posts.filter(wanted.condition(today))
    page = _page_of(posts.in_matrix(), posts.count(), request.GET.get("page", ""))
    rows = list(page.object_list)
    data = posted(request) if access.may_rate else None
    drawing = matrix_rows.Drawing(
        access,
        ratings_of(row[0] for row in rows),
        {pk: row for pk, row in _rows(data).items() if row.changed} if data else {},
        stale_before(today, settings.RATING_MONTHS),
        reverse("posts", args=[access.organisation.ods_code]),
    )
    query = replace(wanted, status="").query
    context = {
        "access": access,
        "crumbs": crumbs(access.organisation),
        "levels": LEVELS.items(),
        "headings": matrix_rows.HEADINGS,
        "rows": matrix_rows.draw(rows, drawing) if rows else "",
        "teams": team_options(access.organisation, wanted.team),
        "narrows": bool(wanted.team),
        "page": page,
        "problems": [(name, said) for name, all_said in (problems or {}).items() for said in all_said],
        "stale_months": settings.RATING_MONTHS,
        "query": f"{query}&" if query else "",
    }
    return render(request, "teams/skills.html", context)


def _page_of(rows: QuerySet[Any, tuple[Any, ...]], count: int, number: str) -> Page[tuple[Any, ...]]:
    paginator = Paginator(rows, PAGE_SIZE)
    paginator.count = count  # known already: it need not be asked again
    return paginator.get_page(number)


# Saving --------------------------------------------------------------------------------------------------------------


def _save(request: SignedInRequest, access: Access) -> HttpResponse:
    typed = list(_rows(request.POST).values())
    problems = {name: said for row in typed for name, said in row.problems.items()}
    if autosave.asked(request) and len(typed) == 1:
        return autosave.refused(request, problems) if problems else _save_by_itself(request, access, typed[0])
    return _page(request, access, problems) if problems else _save_all(request, access, typed)


def _rows(sent: QueryDict) -> dict[int, TypedRow]:
    return read_rows({name: str(sent[name]) for name in sent})


def _rate(request: SignedInRequest, access: Access, row: TypedRow) -> Post:
    posts = access.organisation.posts.of_teams(access.rated_teams)
    return services.rate_cells(
        by=request.user, posts=posts, pk=row.pk, version=row.version, was=row.levels_before, levels=row.changed
    )


def _save_by_itself(request: SignedInRequest, access: Access, row: TypedRow) -> HttpResponse:
    """Save one row for the script."""
    try:
        version = _rate(request, access, row).version if row.changed else row.version or 1
    except services.Stale:
        return autosave.not_saved(request, 404, *autosave.WHY[404])
    except services.Clash as clash:
        event = conflicts.latest(access.organisation, services.target_of(clash.post))
        stored = {cell(row.pk, skill): text_of(clash.stored.get(skill)) for skill in catalogue.skills()}
        differences = _differences(row, clash)
        return conflicts.clash(request, event, differences, version=clash.post.version, values=stored)
    return autosave.saved(request, "Saved", request.get_full_path(), version=version)


def _save_all(request: SignedInRequest, access: Access, typed: list[TypedRow]) -> HttpResponse:
    """Save each row of a plain form by itself, so that one that clashes holds up no other."""
    clashes: list[tuple[TypedRow, services.Clash]] = []
    number = gone = 0
    for row in typed:
        if row.changed:
            try:
                _rate(request, access, row)
                number += 1
            except services.Stale:
                gone += 1
            except services.Clash as clash:
                clashes.append((row, clash))
    if gone:
        messages.warning(request, f"Not saved: {_posts(gone)} that nobody holds any more, or that you may not rate")
    if clashes:
        if number:
            messages.success(request, f"Saved: skills of {_posts(number)}")
        return _choose(request, access.organisation, clashes)
    url = request.get_full_path()
    if not number:
        return go(request, "Nothing was changed, so there was nothing to save.", url)
    return saved(request, f"Saved: skills of {_posts(number)}", url)


def _posts(number: int) -> str:
    return f"{number} post{'' if number == 1 else 's'}"


def _differences(row: TypedRow, clash: services.Clash) -> list[conflicts.Difference]:
    """The changed cells of which something else is stored."""
    return [
        conflicts.Difference(
            f"{clash.post.post_ref}: {catalogue.name_of('skill', skill)}",
            _words(clash.stored.get(skill)),
            _words(level),
        )
        for skill, level in row.changed.items()
        if clash.stored.get(skill) != level
    ]


def _words(level: int | None) -> str:
    return "Not rated" if level is None else f"{level} {level_name(level)}"


def _choose(
    request: SignedInRequest, organisation: Organisation, clashes: list[tuple[TypedRow, services.Clash]]
) -> HttpResponse:
    """The page with both values of every cell that clashes; saving from it starts from what is stored now."""
    again = []
    for row, clash in clashes:
        again += [(f"v{row.pk}", str(clash.post.version)), (f"w{row.pk}", was_text(clash.stored))]
        again += [(cell(row.pk, skill), text_of(level)) for skill, level in row.changed.items()]
    return errors.conflict(
        request,
        event=conflicts.latest(organisation, services.target_of(clashes[0][1].post)),
        differences=[difference for row, clash in clashes for difference in _differences(row, clash)],
        resubmit=again,
        keep_url=request.get_full_path(),
        button="Save what I typed",
    )
