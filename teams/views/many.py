"""Changing many posts at once: choose what, see what will change, confirm."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.held_forms import posted
from accounts.pages import SignedInRequest, crumbs, day_words, saved
from accounts.permissions import Access, Action, organisation_for
from teams import services
from teams.forms.grid import LABELS, words_of
from teams.forms.many import ManyForm, posts_text
from teams.lists import MOST_AT_ONCE, PostFilter, ids_of
from teams.models import Post

FIELD_WORDS = {**LABELS, "closed_on": "Leaves the roster"}
OUT_OF_REACH = "Some of the posts you chose are no longer there, or not yours to change. They are left out."


def posts_change(request: SignedInRequest, ods: str) -> HttpResponse:
    """The form for the posts that the address chooses; after it a preview; after that the change."""
    access = organisation_for(request.user, ods, Action.EDIT_POSTS)
    data = posted(request)
    if data is None or "posts" not in data:
        return _choose(request, access)
    form = ManyForm(data, access=access)
    if request.method != "POST" or not form.is_valid() or data.get("step") == "edit":
        return _form_page(request, access, form, form.cleaned_data.get("posts", {}) if form.is_bound else {})
    versions, values = form.cleaned_data["posts"], form.values()
    posts = _posts(access, versions)
    if data.get("step") != "confirm" or len(posts) != len(versions):
        return _preview(request, access, form, posts, OUT_OF_REACH if len(posts) != len(versions) else "")
    try:
        changed = services.change_posts(
            by=request.user, organisation=access.organisation, versions=versions, values=values
        )
    except services.StaleMany as stale:
        said = f"Somebody changed {', '.join(stale.references)} while you were working. Nothing was changed."
        return _preview(request, access, form, _posts(access, versions), f"{said} This is what would change now.", 409)
    return saved(request, f"Saved: {len(changed)} post{'' if len(changed) == 1 else 's'} changed", _list_url(access))


def _choose(request: SignedInRequest, access: Access) -> HttpResponse:
    """The form for the posts that the list has sent: those that are ticked, or all that its filter keeps."""
    posts = _editable(access)
    if request.GET.get("all") == "yes":
        posts = posts.filter(PostFilter.read(request.GET).condition(timezone.localdate()))
    else:
        posts = posts.filter(pk__in=ids_of(".".join(request.GET.getlist("post")), MOST_AT_ONCE))
    versions = dict(posts.order_by("post_ref").values_list("pk", "version")[:MOST_AT_ONCE])
    form = ManyForm(initial={"posts": posts_text(versions)}, access=access)
    return _form_page(request, access, form, versions)


def _editable(access: Access) -> Any:
    posts = access.organisation.posts.all()
    return posts if access.teams is None else posts.filter(team__in=access.teams)


def _posts(access: Access, versions: Iterable[int]) -> list[Post]:
    return list(_editable(access).filter(pk__in=list(versions)).select_related("team").order_by("post_ref"))


def _form_page(request: SignedInRequest, access: Access, form: ManyForm, versions: Iterable[int]) -> HttpResponse:
    number = len(list(versions))
    context = {
        **_context(access),
        "form": form,
        "heading": f"Change {number} post{'' if number == 1 else 's'}",
        "number": number,
        "button": "Continue",
    }
    return render(request, "teams/many.html", context)


def _preview(
    request: SignedInRequest, access: Access, form: ManyForm, posts: list[Post], warning: str, status: int = 200
) -> HttpResponse:
    """What will change on each post. It is confirmed with the versions that are shown here."""
    values = form.values()
    lines = [(post.post_ref, post.title, _changes(post, values)) for post in posts]
    number = sum(bool(changes) for *_, changes in lines)
    versions = posts_text({post.pk: post.version for post in posts})
    kept = [(name, text) for name, text in request.POST.items() if name in _SENT]
    context = {
        **_context(access),
        "heading": "Check what will change",
        "warning": warning,
        "lines": lines,
        "number": number,
        "unchanged": len(lines) - number,
        "kept": [("posts", versions), *kept],
    }
    return render(request, "teams/many_preview.html", context, status=status)


_DATES = [f"{name}_{part}" for name in ("ends_on", "closed_on") for part in ("day", "month", "year")]
_SENT = ("team", "role", "employment", "ends", "close", *_DATES)


def _changes(post: Post, values: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Field, old and new value in words of what would change on a post."""
    pairs = ((name, getattr(post, name), value) for name, value in values.items())
    return [(FIELD_WORDS[name], _words(name, old), _words(name, new)) for name, old, new in pairs if old != new]


def _words(name: str, value: Any) -> str:
    if name == "team":
        return value.name if value else "Own team"
    return day_words(value, "None") if name.endswith("_on") else words_of(name, value, {})


def _context(access: Access) -> dict[str, Any]:
    url = _list_url(access)
    return {"access": access, "crumbs": crumbs(access.organisation, ("Posts", url)), "cancel_url": url}


def _list_url(access: Access) -> str:
    return reverse("posts", args=[access.organisation.ods_code])
