"""What happens to a post: its holder's skills are rated, it closes, it opens again."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from accounts import autosave
from accounts.held_forms import posted
from accounts.pages import SignedInRequest, day_words, go, saved
from accounts.permissions import Action, organisation_for
from teams import services
from teams.forms.posts import LEVELS, CloseForm, MoveForm, SkillsForm, VersionOnly
from teams.models import Post, SkillRating
from teams.views.posts import conflict, form_page, post_url


def post_skills(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """The lead's ratings of the holder of a post."""
    access = organisation_for(request.user, ods, Action.EDIT_POSTS)
    post = get_object_or_404(access.organisation.posts.prefetch_related("skill_ratings"), pk=pk)
    access.require_posts_of(post.team_id)
    url = post_url(access, post)
    if post.status == Post.Status.VACANT:
        return go(request, f"Post {post.post_ref} is vacant. Skill ratings belong to the person in a post.", url)
    form = _skills_form(post, request)
    if request.method == "POST" and form.is_valid():
        try:
            version, levels = form.cleaned_data["version"], form.levels()
            rated = services.rate_skills(by=request.user, post=post, version=version, levels=levels)
        except services.Stale as stale:
            return conflict(request, access, form, stale.row, stale.row and _skills_form(stale.row))
        return autosave.saved(request, f"Saved: skills of post {post.post_ref}", url, version=rated.version)
    if autosave.asked(request):
        return autosave.refused(request, form.errors)
    page = {"levels": LEVELS.values(), "button": "Save skills", "caption": str(post)}
    return form_page(request, access, form, "Skills", (str(post), url), template="teams/post_skills.html", **page)


def _skills_form(post: Post, request: SignedInRequest | None = None) -> SkillsForm:
    """The form of a post's ratings; those that others made are shown beside it."""
    lead: dict[str, int] = {}
    others: dict[str, str] = {}
    # In the order of the kinds of rating, so that a verified one is what is shown.
    for rating in sorted(post.skill_ratings.all(), key=lambda rating: rating.source):
        if rating.source == SkillRating.Source.LEAD:
            lead[rating.skill] = rating.level
        else:
            who = "Verified as" if rating.source == SkillRating.Source.VERIFIED else "The person's own rating:"
            others[rating.skill] = f"{who} {LEVELS[str(rating.level)][0].lower()}"
    data = posted(request) if request else None
    return SkillsForm(data, post=post, lead=lead, others=others)


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
