"""The skills of the holder of one post: the lead's ratings, and which of the holder's own are verified."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from accounts import autosave
from accounts.held_forms import posted
from accounts.pages import Crumb, SignedInRequest, go, saved
from accounts.permissions import Access, Action, organisation_for
from teams import services
from teams.forms.skills import LEVELS, SkillsForm, VerifyForm
from teams.models import Post
from teams.ratings import Rated, stale_before, that_counts
from teams.views.posts import conflict, form_page, post_url
from teams.views.words import rated_words


def rateable(access: Access, pk: int) -> Post:
    """The post of that id, whose holder this person may rate. PermissionDenied, Http404."""
    access.require_rating()
    post: Post = get_object_or_404(access.organisation.posts.prefetch_related("skill_ratings"), pk=pk)
    access.require_rating(post.team_id)
    return post


def skills_crumb(access: Access) -> Crumb:
    return "Skills", reverse("skills", args=[access.organisation.ods_code])


def post_skills(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """The lead's ratings of the holder of a post, by skill area and, for those who want them, in detail."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    post = rateable(access, pk)
    url = post_url(access, post)
    if post.status == Post.Status.VACANT:
        return go(request, f"Post {post.post_ref} is vacant. Skill ratings belong to the person in a post.", url)
    form = _skills_form(post, request)
    if request.method == "POST" and form.is_valid():
        version, renew = form.cleaned_data["version"], form.cleaned_data.get("still_hold", False)
        try:
            rated = services.rate_skills(by=request.user, post=post, version=version, levels=form.levels(), renew=renew)
        except services.Stale as stale:
            return conflict(request, access, form, stale.row, stale.row and _skills_form(stale.row))
        return autosave.saved(request, f"Saved: skills of post {post.post_ref}", url, version=rated.version)
    if autosave.asked(request):
        return autosave.refused(request, form.errors)
    page = {"levels": LEVELS.values(), "button": "Save skills", "caption": str(post)}
    return form_page(request, access, form, "Skills", (str(post), url), template="teams/post_skills.html", **page)


def _skills_form(post: Post, request: SignedInRequest | None = None) -> SkillsForm:
    """The form of a post's ratings; when they were made, and those that others made, are shown beside it."""
    ratings = _ratings(post)
    lead = {skill: by["lead"].level for skill, by in ratings.items() if "lead" in by}
    limit = stale_before(timezone.localdate(), settings.RATING_MONTHS)
    stale = {skill for skill, by in ratings.items() if (counts := that_counts(by.values())) and counts.on < limit}
    beside = {skill: _beside(by, is_stale=skill in stale) for skill, by in ratings.items()}
    data = posted(request) if request else None
    return SkillsForm(data, post=post, lead=lead, others=beside, stale=bool(stale & lead.keys()))


def _ratings(post: Post) -> dict[str, dict[str, Rated]]:
    """The ratings of the holder by skill and who rated."""
    found: dict[str, dict[str, Rated]] = {}
    for rating in post.skill_ratings.all():
        day = timezone.localtime(rating.rated_at).date()
        found.setdefault(rating.skill, {})[rating.source] = Rated(rating.source, rating.level, day)
    return found


def _beside(by: dict[str, Rated], *, is_stale: bool) -> str:
    """What stands beside the list of one skill: every rating with its day, and whether the one that counts is stale."""
    said = [f"{rated_words(by[source])}." for source in ("verified", "lead", "self") if source in by]
    return " ".join([*said, *(["Stale."] if is_stale else [])])


def post_skills_verify(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Confirm ratings that the holder of a post made as verified."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    post = rateable(access, pk)
    url = post_url(access, post)
    form = _verify_form(post, request)
    if not form.codes:
        return go(request, f"Nobody has rated their own skills in post {post.post_ref} yet.", url)
    if request.method == "POST" and form.is_valid():
        version, levels = form.cleaned_data["version"], form.levels()
        try:
            services.verify_skills(by=request.user, post=post, version=version, levels=levels)
        except services.Stale as stale:
            return conflict(request, access, form, stale.row, stale.row and _verify_form(stale.row))
        return saved(request, f"Saved: verified skills of post {post.post_ref}", url)
    page = {"button": "Save", "caption": str(post), "lead": "A verified rating counts before every other."}
    return form_page(request, access, form, "Verify skills", (str(post), url), **page)


def _verify_form(post: Post, request: SignedInRequest | None = None) -> VerifyForm:
    own, verified = (
        {skill: by[source].level for skill, by in _ratings(post).items() if source in by}
        for source in ("self", "verified")
    )
    return VerifyForm(posted(request) if request else None, post=post, own=own, verified=verified)
