"""What happens to a post: it closes, it opens again."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from accounts.held_forms import posted
from accounts.pages import SignedInRequest, day_words, go, saved
from accounts.permissions import Action, organisation_for
from teams import services
from teams.forms.posts import CloseForm, MoveForm, VersionOnly
from teams.views.posts import conflict, form_page, post_url


def post_move(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Put a post into another team."""
    access = organisation_for(request.user, ods, Action.EDIT_POSTS)
    post = get_object_or_404(access.organisation.posts, pk=pk)
    access.require_posts_of(post.team_id)
    url = post_url(access, post)
    form = MoveForm(posted(request), access=access, post=post)
    if request.method == "POST" and form.is_valid():
        version, team = form.cleaned_data["version"], form.cleaned_data["team"]
        try:
            services.move_post(by=request.user, post=post, version=version, team=team)
        except services.Stale as stale:
            return conflict(request, access, form, stale.row, stale.row and MoveForm(access=access, post=stale.row))
        place = team.name if team else "the organisation's own team"
        return saved(request, f"Saved: post {post.post_ref} is in {place}", url)
    page = {"button": "Move post", "caption": str(post)}
    return form_page(request, access, form, "Move this post", (str(post), url), **page)


def post_close(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Take a post out of the roster from a day on."""
    access = organisation_for(request.user, ods, Action.EDIT_POSTS)
    post = get_object_or_404(access.organisation.posts, pk=pk)
    access.require_posts_of(post.team_id)
    url = post_url(access, post)
    form = CloseForm(posted(request), post=post)
    if request.method == "POST" and form.is_valid():
        version, day = form.cleaned_data["version"], form.cleaned_data["closed_on"]
        try:
            services.close_post(by=request.user, post=post, version=version, closed_on=day)
        except services.Stale as stale:
            return conflict(request, access, form, stale.row, stale.row and CloseForm(post=stale.row))
        return saved(request, f"Saved: post {post.post_ref} leaves the roster on {day_words(day)}", url)
    page = {"button": "Close post", "caption": str(post)}
    return form_page(
        request, access, form, "Close this post", (str(post), url), template="teams/post_close.html", **page
    )


@require_POST
def post_reopen(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Put a closed post back in the roster."""
    access = organisation_for(request.user, ods, Action.EDIT_POSTS)
    post = get_object_or_404(access.organisation.posts, pk=pk)
    access.require_posts_of(post.team_id)
    form = VersionOnly(request.POST, row=post)
    if not form.is_valid():
        return go(request, "Nothing was changed. Try again from this page.", post_url(access, post))
    try:
        services.close_post(by=request.user, post=post, version=form.cleaned_data["version"], closed_on=None)
    except services.Stale as stale:
        stored = stale.row and VersionOnly(row=stale.row)
        return conflict(request, access, form, stale.row, stored, button="Open the post again")
    return saved(request, f"Saved: post {post.post_ref} is in the roster again", post_url(access, post))
