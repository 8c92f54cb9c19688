"""The grid of posts, in which common fields are changed in place and saved row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts import autosave, conflicts
from accounts.held_forms import posted
from accounts.pages import SignedInRequest, crumbs, go, saved
from accounts.permissions import Access, Action, organisation_for
from teams.forms.grid import SentRow, control, sent_rows
from teams.lists import MOST_ON_ONE_PAGE, PAGE_SIZE, PostFilter, ids_of
from teams.models.posts import PostQuerySet
from teams.views.grid_rows import rows_html, typed
from teams.views.grid_saving import Outcome, save_rows, stored_texts
from teams.views.post_list import COLUMNS, filters, page_of, sort_heading

MOST_KEPT = 100
"""Posts that an address names because they were edited and stay until the filter is applied again."""

MOST_NAMED = 5
UNREADABLE = "Nothing was saved, as what was sent is not this form. Change the posts here and save again."


def posts_grid(request: SignedInRequest, ods: str) -> HttpResponse:
    """The posts that the address asks for, each a row of controls; and the saving of one row or of many."""
    access = organisation_for(request.user, ods, Action.EDIT_POSTS)
    sent = sent_rows(posted(request) or QueryDict())
    if request.method != "POST" or not sent:
        return _page(request, access, sent, [])
    outcomes = save_rows(by=request.user, access=access, rows=[row for row in sent if row.is_changed])
    if autosave.asked(request):
        return _answer(request, sent, outcomes)
    if all(outcome.is_saved for outcome in outcomes):
        done = _saved_words(outcomes)
        url = _address(request, [outcome.row.pk for outcome in outcomes])
        return saved(request, done, url) if done else go(request, "Nothing has changed, so nothing was saved.", url)
    return _page(request, access, sent, outcomes)


def _answer(request: SignedInRequest, sent: Sequence[SentRow], outcomes: Sequence[Outcome]) -> HttpResponse:
    """The answer to the script, which sends one row at a time."""
    if len(sent) != 1:
        return autosave.not_saved(request, 400, *autosave.WHY[302])
    [row] = sent
    if not outcomes:
        return autosave.saved(request, "", "", version=row.version)
    [outcome] = outcomes
    if outcome.post is None or outcome.refusal:
        return autosave.not_saved(request, 404, "gone", outcome.refusal)
    version = outcome.post.version
    if outcome.wrong:
        return autosave.refused(request, {control(name): [said] for name, said in outcome.wrong.items()})
    if outcome.clash:
        values = {control(name): text for name, text in stored_texts(outcome.post).items()}
        return conflicts.clash(request, outcome.event, list(outcome.clash), version=version, values=values)
    return autosave.saved(request, "", "", version=version)


def _page(
    request: SignedInRequest, access: Access, sent: Sequence[SentRow], outcomes: Sequence[Outcome]
) -> HttpResponse:
    """The grid; where a form could not be saved, or was kept, with its rows and what was typed in them."""
    wanted = PostFilter.read(request.GET)
    shown = typed(sent, outcomes)
    found = _found(request, access, wanted, [row.pk for row in sent])
    size = MOST_ON_ONE_PAGE if sent or request.GET.get("rows") == "all" else PAGE_SIZE
    count = found.count()
    page = page_of(found.in_grid(wanted.order), count, "1" if sent else request.GET.get("page", ""), size)
    rows = "rows=all" if size != PAGE_SIZE else ""
    query = "&".join(filter(None, (wanted.query, rows)))
    context = {
        "access": access,
        "crumbs": crumbs(access.organisation, ("Posts", reverse("posts", args=[access.organisation.ods_code]))),
        "wanted": wanted,
        "filters": filters(wanted, access.organisation),
        "sorts": {name: sort_heading(wanted, name, label) for name, label in COLUMNS},
        "page": page,
        "rows": rows_html(page.object_list, _teams(access), shown),
        "saves_itself": not shown,
        "action": _address(request, []),
        "query": f"{query}&" if query else "",
        "all_on_one": not rows and PAGE_SIZE < count <= MOST_ON_ONE_PAGE,
        "problems": list(_problems(outcomes)) if sent or request.method != "POST" else [("", UNREADABLE)],
        "saved_words": _saved_words(outcomes),
    }
    clashes = any(outcome.clash or outcome.refusal for outcome in outcomes)
    return render(request, "teams/grid.html", context, status=409 if clashes else 200)


def _found(request: SignedInRequest, access: Access, wanted: PostFilter, sent: Sequence[int]) -> PostQuerySet:
    """The posts to show: those of a form that was sent, else those of the filter and those edited under it."""
    posts = access.organisation.posts.all()
    if access.teams is not None:
        posts = posts.filter(team__in=access.teams)
    if sent:
        return posts.filter(pk__in=sent)
    kept = ids_of(request.GET.get("keep", ""), MOST_KEPT)
    condition = wanted.condition(timezone.localdate())
    return posts.filter(condition | Q(pk__in=kept) if kept else condition)


def _teams(access: Access) -> list[tuple[str, str]]:
    """The teams that a post may be put into, as choices."""
    teams = access.organisation.teams.order_by("name").values_list("pk", "name")
    if access.teams is not None:
        return [(str(pk), name) for pk, name in teams.filter(pk__in=access.teams)]
    return [("", "Own team"), *((str(pk), name) for pk, name in teams)]


def _address(request: SignedInRequest, edited: Iterable[int]) -> str:
    """The address of the same grid, in which the posts that were `edited` stay though the filter may leave them out."""
    query = {name: value for name, value in request.GET.items() if name != "keep"}
    kept = [*ids_of(request.GET.get("keep", ""), MOST_KEPT), *edited]
    if kept:
        query["keep"] = ".".join(map(str, dict.fromkeys(kept[-MOST_KEPT:])))
    return f"{request.path}?{urlencode(query)}" if query else request.path


def _saved_words(outcomes: Iterable[Outcome]) -> str:
    """Which posts were saved, "" for none."""
    refs = [outcome.post.post_ref for outcome in outcomes if outcome.is_saved and outcome.post]
    if not refs:
        return ""
    more = f" and {len(refs) - MOST_NAMED} more" if len(refs) > MOST_NAMED else ""
    return f"Saved: {', '.join(refs[:MOST_NAMED])}{more}"


def _problems(outcomes: Iterable[Outcome]) -> Iterable[tuple[str, str]]:
    """What was not saved and why, each with the place where it is put right."""
    for outcome in outcomes:
        pk, post = outcome.row.pk, outcome.post
        for name, message in outcome.wrong.items():
            yield f"#f-{pk}-{name}", f"{post and post.post_ref}: {message}"
        if outcome.clash and post:
            yield f"#r{pk}", f"{post.post_ref}: choose between what is saved now and what you typed"
        if outcome.refusal:
            yield "", outcome.refusal
