"""The pages on which a draft is started, looked over, reviewed and published."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import conflicts, errors
from accounts.held_forms import posted
from accounts.pages import SignedInRequest, go, saved
from accounts.permissions import require_rubric_administrator
from assessment import rubric_services
from assessment.models import RubricVersion, versions_to_compare
from assessment.rubric_pages.draft_page import draft_context
from assessment.rubric_pages.finding import (
    any_version,
    draft_of,
    draft_way,
    name_of,
    published_version,
    rubric_for,
    version_url,
    way,
)
from assessment.rubric_pages.forms.review import (
    CommentForm,
    ConfirmForm,
    ImportForm,
    NewRubricForm,
    NotesForm,
    ReplaceForm,
    RetireForm,
)
from assessment.rubric_pages.reading import toml_file

NAME_TAKEN = "There is a rubric with this name already. Enter a different name"
CHANGED = "The draft was changed since you opened the page. Nothing was done. Look at it as it is now."


@require_safe
def draft(request: SignedInRequest, rubric: int) -> HttpResponse:
    """A draft: what stands in the way of publishing it, its parts, and its review."""
    found = draft_of(request.user, rubric)
    return render(request, "assessment/rubrics/draft.html", {"crumbs": way(), **draft_context(request.user, found)})


@require_safe
def draft_toml(request: SignedInRequest, rubric: int) -> HttpResponse:
    """The draft as TOML."""
    return toml_file(draft_of(request.user, rubric))


def start(request: SignedInRequest, rubric: int) -> HttpResponse:
    """Start a draft of the next version of a rubric."""
    found = rubric_for(request.user, rubric)
    if request.method != "POST":  # only now, or the address would tell others that there is something
        return HttpResponseNotAllowed(["POST"])
    try:
        started = rubric_services.start_draft(by=request.user, rubric=found)
    except rubric_services.AlreadyThere:
        return go(request, "Somebody has started a draft already. This is it.", reverse("rubric_draft", args=[rubric]))
    return saved(request, f"Started: draft of version {started.number}", version_url(started))


def add(request: SignedInRequest) -> HttpResponse:
    """Start a rubric beside the others as a copy of a version."""
    require_rubric_administrator(request.user)
    choices = [(str(version.pk), name_of(version)) for version in versions_to_compare(drafts=False)]
    form = NewRubricForm(posted(request), versions=choices)
    if request.method == "POST" and form.is_valid():
        source = any_version(request.user, form.cleaned_data["source"])
        return _added(request, form, "name", source.definition, "Add a rubric")
    return _page(request, form, "Add a rubric", "Add rubric")


def bring(request: SignedInRequest) -> HttpResponse:
    """Make a rubric beside the others from a TOML file."""
    require_rubric_administrator(request.user)
    form = ImportForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _added(request, form, "name", form.cleaned_data["file"], "Import a rubric")
    return _page(request, form, "Import a rubric", "Import")


def _added(request: SignedInRequest, form: Any, field: str, definition: dict[str, Any], heading: str) -> HttpResponse:
    name = form.cleaned_data["name"] or definition["title"][:200]
    try:
        added = rubric_services.add_rubric(by=request.user, name=name, definition=definition)
    except rubric_services.AlreadyThere:
        form.add_error(field, NAME_TAKEN)
        return _page(request, form, heading, heading)
    return saved(request, f"Added: {name}", version_url(added))


def replace(request: SignedInRequest, rubric: int) -> HttpResponse:
    """Replace the content of a draft by that of a TOML file."""
    found = draft_of(request.user, rubric)
    form = ReplaceForm(posted(request), request.FILES or None, draft=found)
    if request.method == "POST" and form.is_valid():
        values = {"version": form.cleaned_data["version"], "definition": form.cleaned_data["file"]}
        try:
            rubric_services.replace_draft(by=request.user, draft=found, **values)
        except rubric_services.StaleDraft:
            return _stale(request, found)
        return saved(request, "Replaced: the content of the draft", version_url(found))
    return _page(request, form, "Replace the draft by a file", "Replace", draft_way(found), version_url(found))


def notes(request: SignedInRequest, rubric: int) -> HttpResponse:
    """The release notes of a draft."""
    found = draft_of(request.user, rubric)
    form = NotesForm(posted(request), draft=found)
    if request.method == "POST" and form.is_valid():
        try:
            rubric_services.write_notes(by=request.user, draft=found, **form.cleaned_data)
        except rubric_services.StaleDraft as stale:
            target = rubric_services.target_of(found)
            if stale.draft is None:
                return conflicts.gone(request, form, keep_url=reverse("rubrics"))
            stored = NotesForm(draft=stale.draft)
            keep = version_url(found)
            return conflicts.choose(request, form, stored, organisation=None, target=target, keep_url=keep)
        return saved(request, "Saved: release notes", version_url(found))
    return _page(request, form, "Release notes", "Save", draft_way(found), version_url(found))


def comment(request: SignedInRequest, rubric: int) -> HttpResponse:
    """Comment on a draft."""
    found = draft_of(request.user, rubric)
    form = CommentForm(posted(request))
    if request.method == "POST" and form.is_valid():
        rubric_services.comment(by=request.user, draft=found, **form.cleaned_data)
        return saved(request, "Added: your comment", f"{version_url(found)}#comments")
    return _page(request, form, "Comment on the draft", "Add comment", draft_way(found), version_url(found))


def confirm(request: SignedInRequest, rubric: int, what: str) -> HttpResponse:
    """Ask whether to approve, publish or discard a draft, and do it."""
    found = draft_of(request.user, rubric)
    form = ConfirmForm(posted(request), draft=found)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            return _confirmed(request, found, what, version)
        except rubric_services.StaleDraft:
            return _stale(request, found)
        except rubric_services.NotReady as lacking:
            for reason in lacking.reasons:
                form.add_error(None, reason)
    heading, button = CONFIRM[what]
    return _page(request, form, heading.format(found), button, draft_way(found), version_url(found))


CONFIRM = {
    "approve": ("Approve the draft as it stands?", "Approve"),
    "publish": ("Publish this version? It can never be changed afterwards", "Publish"),
    "discard": ("Discard the draft and its comments?", "Discard"),
}


def _confirmed(request: SignedInRequest, found: RubricVersion, what: str, version: int | None) -> HttpResponse:
    if what == "discard":
        rubric_services.discard_draft(by=request.user, draft=found, version=version)
        return saved(request, "Discarded: the draft", reverse("rubrics"))
    if what == "approve":
        rubric_services.approve(by=request.user, draft=found, version=version)
        return saved(request, "Approved: the draft as it stands", version_url(found))
    published = rubric_services.publish(by=request.user, draft=found, version=version)
    return saved(request, f"Published: version {published.number}", version_url(published))


def retire(request: SignedInRequest, rubric: int, number: int) -> HttpResponse:
    """Retire a published version on a day, or not after all."""
    rubric_for(request.user, rubric)
    found = published_version(rubric, number)
    form = RetireForm(posted(request), initial={"retires_on": found.retires_on})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["retires_on"]
        try:
            rubric_services.retire(by=request.user, published=found, on=day)
        except rubric_services.LastOne:
            form.add_error("retires_on", "No other version of the default rubric stays in use. Publish one first")
        except rubric_services.DayPassed:
            form.add_error("retires_on", "The day of retirement must be today or later")
        else:
            return saved(request, f"Saved: retirement of version {number}", version_url(found))
    heading = f"Retire version {number}"
    return _page(request, form, heading, "Save", way((name_of(found), version_url(found))), version_url(found))


def default(request: SignedInRequest, rubric: int) -> HttpResponse:
    """Make new assessments by a rubric."""
    found = rubric_for(request.user, rubric)
    if request.method != "POST":  # only now, or the address would tell others that there is something
        return HttpResponseNotAllowed(["POST"])
    try:
        rubric_services.make_default(by=request.user, rubric=found)
    except rubric_services.LastOne:
        return go(request, "It has no published version that stays in use. Nothing was changed.", reverse("rubrics"))
    return saved(request, f"New assessments are made by: {found.name}", reverse("rubrics"))


def _stale(request: SignedInRequest, found: RubricVersion) -> HttpResponse:
    event = conflicts.latest(None, rubric_services.target_of(found))
    return errors.conflict(request, event=event, keep_url=version_url(found))


def _page(
    request: SignedInRequest,
    form: Any,
    heading: str,
    button: str,
    crumbs: list[tuple[str, str]] | None = None,
    cancel_url: str = "",
) -> HttpResponse:
    context = {"form": form, "heading": heading, "button": button, "crumbs": crumbs or way()}
    return render(request, "form.html", {**context, "cancel_url": cancel_url or reverse("rubrics")})
