"""What a lead does so that the holder of a post can rate their own skills: tell staff, send a link, revoke it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts import emails
from accounts.held_forms import posted
from accounts.limits import limited, signed_in
from accounts.pages import SignedInRequest, crumbs, go, saved
from accounts.permissions import Access, Action, organisation_for
from teams import rating_links, services
from teams.forms.skills import LinkForm, StaffToldForm
from teams.models import Post
from teams.views.post_skills import skills_crumb
from teams.views.posts import post_url, posts_crumb

NOT_HELD = "Post {} is vacant or has left the roster, so there is nobody to ask."


def staff_told(request: SignedInRequest, ods: str) -> HttpResponse:
    """What staff must be told before links can go out, and the word of the lead that they were."""
    access = organisation_for(request.user, ods, Action.EDIT_SKILLS)
    form = StaffToldForm(posted(request))
    if request.method == "POST" and form.is_valid():
        services.confirm_staff_told(by=request.user, organisation=access.organisation)
        return saved(request, "Saved: you can now send links from the page of each post", _told_url(access))
    context = {
        "form": form,
        "heading": "Let people rate their own skills",
        "crumbs": crumbs(access.organisation, skills_crumb(access)),
        "told": getattr(access.organisation, "staff_told", None),
        "notice": emails.link(reverse("self_rating_privacy")),
        "posts_url": posts_crumb(access)[1],
        "button": "Confirm",
        "cancel_url": skills_crumb(access)[1],
    }
    return render(request, "teams/staff_told.html", context)


def _told_url(access: Access) -> str:
    return reverse("staff_told", args=[access.organisation.ods_code])


@limited("rating-link", signed_in)
def rating_link(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Send the holder of a post a link, or show it. The address is used once and not kept, in no held form either."""
    access = organisation_for(request.user, ods, Action.EDIT_SKILLS)
    post = _post(access, pk)
    form = LinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _make(request, access, post, form.cleaned_data["email"] if form.cleaned_data["by"] == "email" else "")
    context = {
        "form": form,
        "heading": "Ask the person in this post",
        "caption": str(post),
        "crumbs": crumbs(access.organisation, posts_crumb(access), (str(post), post_url(access, post))),
        "link": getattr(post, "rating_link", None),
        "button": "Make the link",
        "cancel_url": post_url(access, post),
        "post": post,
        "access": access,
    }
    return render(request, "teams/rating_link.html", context)


def _post(access: Access, pk: int) -> Post:
    post: Post = get_object_or_404(access.organisation.posts.select_related("rating_link"), pk=pk)
    return post


def _make(request: SignedInRequest, access: Access, post: Post, email: str) -> HttpResponse:
    try:
        link = services.make_link(by=request.user, post=post, email=email)
    except services.StaffNotTold:
        return go(request, "First confirm that staff were told. No link was made.", _told_url(access))
    except services.PostNotHeld:
        return go(request, NOT_HELD.format(post.post_ref), post_url(access, post))
    if email:
        return saved(request, "The link is on its way. We do not keep the address.", post_url(access, post))
    context = {
        "heading": "The link for this post",
        "caption": str(post),
        "crumbs": crumbs(access.organisation, posts_crumb(access), (str(post), post_url(access, post))),
        "address": emails.link(reverse("rate_own", args=[rating_links.token_of(link)])),
        "link": link,
        "back": post_url(access, post),
    }
    return render(request, "teams/rating_link_made.html", context)


@require_POST
def rating_link_revoke(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Make the link of a post worthless."""
    access = organisation_for(request.user, ods, Action.EDIT_SKILLS)
    post = _post(access, pk)
    services.revoke_link(by=request.user, post=post)
    return saved(request, f"The link of post {post.post_ref} no longer works", post_url(access, post))
