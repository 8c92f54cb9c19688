"""The pages of one post: see it, add it, change it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import conflicts
from accounts.held_forms import posted, was_shown
from accounts.pages import Crumb, SignedInRequest, crumbs, saved
from accounts.permissions import Access, Action, organisation_for
from teams import services
from teams.forms.new_posts import NewPostForm
from teams.forms.posts import PostForm
from teams.models import Post, SkillRating
from teams.ratings import stale_before
from teams.references import free_references
from teams.share_lines import readable_post
from teams.views import suggestions
from teams.views.words import post_groups, rating_words

COPIED = (
    "We copied everything but the start date, the roles that only one post holds, the notes and the skill ratings."
    " Nothing is saved until you press the button."
)
TAKEN = "There is a post with this reference already. Enter a different reference"


@require_safe
def post(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """One post with everything that is known of it; of a partner's shared team read only, without notes."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    shown = readable_post(access.organisation, pk, timezone.localdate())
    if shown is None:
        raise Http404
    host = None if shown.organisation_id == access.organisation.pk else shown.organisation
    stored = shown.skill_ratings.order_by("skill", "source")
    # What people said of themselves was promised to stay in their organisation.
    seen = [rating for rating in stored if host is None or rating.source != SkillRating.Source.SELF]
    limit = stale_before(timezone.localdate(), settings.RATING_MONTHS)
    ratings = [rating_words(rating, stale_before=limit) for rating in seen]
    context = {
        "access": access,
        "may_edit": host is None and access.may_edit_posts_of(shown.team_id),
        "may_rate": host is None and access.may_rate_posts_of(shown.team_id),
        "may_verify": any(rating.source != SkillRating.Source.LEAD for rating in seen),
        "link": getattr(shown, "rating_link", None),
        "host": host,
        "post": shown,
        "crumbs": [*crumbs(access.organisation), posts_crumb(access)],
        "groups": post_groups(shown, host),
        "ratings": ratings,
        "rating_columns": ("Skill", "Level", "Rated by", "When"),
        "closed": shown.closed_on is not None and shown.closed_on <= timezone.localdate(),
    }
    return render(request, "teams/post.html", context)


def post_add(request: SignedInRequest, ods: str) -> HttpResponse:
    """Add a post."""
    access = organisation_for(request.user, ods, Action.EDIT_POSTS)
    form = NewPostForm(_sent(request), access=access)
    return _added(request, access, form) or _post_page(request, access, form, "Add a post", posts_crumb(access))


def post_copy(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Add a post, or several, that are like another one."""
    access = organisation_for(request.user, ods, Action.EDIT_POSTS)
    like = get_object_or_404(access.organisation.posts, pk=pk)
    access.require_posts_of(like.team_id)
    [free] = free_references(like.post_ref, 1, access.organisation.posts.references())
    form = NewPostForm(_sent(request), access=access, like=like, post_ref=free)
    heading, back = f"Copy post {like.post_ref}", (str(like), post_url(access, like))
    return _added(request, access, form) or _post_page(request, access, form, heading, back, lead=COPIED)


def _added(request: SignedInRequest, access: Access, form: NewPostForm) -> HttpResponse | None:
    """Add what was sent and go there; None to show the form, with its errors if it was sent."""
    if not form.is_bound or request.method != "POST" or not form.is_valid():
        return None
    by, organisation, number = request.user, access.organisation, form.cleaned_data["number"]
    if number > 1:
        made = services.add_posts(by=by, organisation=organisation, values=form.values(), number=number)
        references = ", ".join(post.post_ref for post in made)
        return saved(request, f"Saved: {number} posts, {references}", posts_crumb(access)[1])
    try:
        added = services.add_post(by=by, organisation=organisation, values=form.values())
    except services.AlreadyThere:
        form.add_error("post_ref", TAKEN)
        return None
    return saved(request, f"Saved: post {added.post_ref}", post_url(access, added))


def post_edit(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Change a post."""
    access = organisation_for(request.user, ods, Action.EDIT_POSTS)
    stored = access.organisation.posts.filter(pk=pk).first()
    if stored is None:
        return _gone(request, access)
    access.require_posts_of(stored.team_id)
    form = PostForm(_sent(request), access=access, post=stored)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            changed = services.change_post(by=request.user, post=stored, version=version, values=form.values())
        except services.AlreadyThere:
            form.add_error("post_ref", TAKEN)
        except services.Stale as stale:
            return conflict(request, access, form, stale.row, stale.row and PostForm(access=access, post=stale.row))
        else:
            return saved(request, f"Saved: post {changed.post_ref}", post_url(access, changed))
    return _post_page(request, access, form, f"Change post {stored.post_ref}", (str(stored), post_url(access, stored)))


def _gone(request: SignedInRequest, access: Access) -> HttpResponse:
    """What a form gets that was open while its post went, with an import that was taken back. Http404: it never was."""
    if not was_shown(request):
        raise Http404
    return conflicts.gone(request, PostForm(request.POST, access=access), keep_url=posts_crumb(access)[1])


def _sent(request: SignedInRequest) -> QueryDict | None:
    """What the form of a post is filled with; nothing where only a suggestion was asked for."""
    return None if suggestions.is_asked(request) else posted(request)


def _post_page(
    request: SignedInRequest, access: Access, form: PostForm, heading: str, back: Crumb, **context: Any
) -> HttpResponse:
    """The page of the form of a post, with a suggestion of its role where one was asked for."""
    asked = suggestions.is_asked(request)
    said = suggestions.fill_in(form, request, access.organisation) if asked else ""
    page = {"suggestion": said, **context}
    return form_page(request, access, form, heading, back, template="teams/post_form.html", **page)


def conflict(
    request: SignedInRequest,
    access: Access,
    form: conflicts.VersionedForm,
    row: Post | None,
    stored: conflicts.VersionedForm | None,
    **words: str,
) -> HttpResponse:
    """Let the person choose between what they typed in `form` and the post as it is now, in `stored`."""
    if row is None or stored is None:
        return conflicts.gone(request, form, keep_url=posts_crumb(access)[1])
    target = services.target_of(row)
    keep_url = post_url(access, row)
    return conflicts.choose(
        request, form, stored, organisation=access.organisation, target=target, keep_url=keep_url, **words
    )


def form_page(
    request: SignedInRequest,
    access: Access,
    form: Any,
    heading: str,
    back: Crumb,
    *,
    template: str = "form.html",
    **context: Any,
) -> HttpResponse:
    """The page of a form about a post; `back` is where cancelling leads."""
    posts = posts_crumb(access)
    way = crumbs(access.organisation, posts) if back == posts else crumbs(access.organisation, posts, back)
    page = {
        "access": access,
        "form": form,
        "heading": heading,
        "crumbs": way,
        "button": "Save post",
        "cancel_url": back[1],
    }
    return render(request, template, page | context)


def posts_crumb(access: Access) -> Crumb:
    return "Posts", reverse("posts", args=[access.organisation.ods_code])


def post_url(access: Access, shown: Post) -> str:
    return reverse("post", args=[access.organisation.ods_code, shown.pk])
