"""The pages of an import: choose a file, see what it would change, confirm, take back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.pages import SignedInRequest, go, saved
from accounts.permissions import Access, Action, organisation_for
from teams import import_services as services
from teams.import_files import memory_of, read_file
from teams.import_forms import ConfirmForm, ImportForm
from teams.import_pages import findings_context, outcome, preview_context, rejected_csv, result_context
from teams.import_question_views import next_step
from teams.import_states import gone, import_page
from teams.import_undo import CannotUndo, imports_of, last_import
from teams.import_undo import undo as take_back
from teams.importing import MAX_BYTES, MAX_CELL, MAX_COLUMNS, MAX_ROWS
from teams.importing.guide import guides
from teams.views.downloads import CSV, download


def choose(request: SignedInRequest, ods: str) -> HttpResponse:
    """Choose a file; a file that can be read waits under an address of its own."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    sent = int(request.META.get("CONTENT_LENGTH") or 0)
    sent_form = request.method == "POST"
    form = ImportForm(request.POST if sent_form else None, request.FILES if sent_form else None, sent=sent)
    if sent_form:
        services.purge_expired()
    if sent_form and form.is_valid():
        file = read_file(form.cleaned_data["file"], memory_of(access.organisation))
        staged = services.receive(by=request.user, organisation=access.organisation, file=file)
        return redirect(next_step(staged))
    context = {
        **import_page(access),
        "form": form,
        "heading": "Import a roster",
        "button": "Upload and check",
        "busy": "Uploading and checking your file. This can take up to 20 seconds. Nothing is saved until you confirm.",
        "cancel_url": reverse("posts", args=[ods]),
        "guides": guides(),
        "megabytes": MAX_BYTES // 1024 // 1024,
        "max_rows": f"{MAX_ROWS:,}",
        "max_columns": MAX_COLUMNS,
        "max_cell": f"{MAX_CELL:,}",
        "last": last_import(access.organisation),
    }
    return render(request, "teams/import_file.html", context)


@require_safe
def preview(request: SignedInRequest, ods: str, staged: UUID) -> HttpResponse:
    """What the waiting rows would change, or what is wrong with the file."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    try:
        waiting = services.find(organisation=access.organisation, staged_id=staged)
    except services.Gone as was:
        return gone(request, access, was)
    if waiting.findings.get("fatal"):
        return redirect("import_columns", ods, staged)
    context = {**import_page(access), "staged": waiting, **findings_context(waiting)}
    if waiting.problems["count"] and not waiting.findings.get("without_rejected"):
        return render(request, "teams/import_problems.html", context)
    if waiting.roster_version != access.organisation.roster_version:
        return _changed(request, access, staged, status=200)
    plan = services.plan_of(waiting)
    context |= {"form": ConfirmForm() if plan.missing else None, **preview_context(plan)}
    return render(request, "teams/import_preview.html", context)


@require_POST
def confirm(request: SignedInRequest, ods: str, staged: UUID) -> HttpResponse:
    """Apply the waiting rows, all of them or none."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    closes = request.POST.get("missing") == "close"
    try:
        event = services.apply(
            by=request.user, organisation=access.organisation, staged_id=staged, closes_missing=closes
        )
    except services.Gone as was:
        return gone(request, access, was)
    except services.RosterChanged:
        return _changed(request, access, staged, status=409)
    except services.HasProblems:
        return redirect("import_preview", ods, staged)
    return saved(request, outcome(event.changes), reverse("import_result", args=[ods, event.pk]))


@require_POST
def without_rejected(request: SignedInRequest, ods: str, staged: UUID) -> HttpResponse:
    """Go on with the rows that are in order, without the others."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    try:
        services.leave_out_rejected(by=request.user, organisation=access.organisation, staged_id=staged)
    except services.Gone as was:
        return gone(request, access, was)
    return redirect("import_preview", ods, staged)


@require_safe
def rejected(request: SignedInRequest, ods: str, staged: UUID) -> HttpResponse:
    """The rejected rows with what is wrong with each, to be put right and imported again."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    try:
        waiting = services.find(organisation=access.organisation, staged_id=staged)
    except services.Gone as was:
        return gone(request, access, was)
    return download(rejected_csv(waiting.findings), CSV, f"{ods}-rejected-rows.csv")


@require_POST
def again(request: SignedInRequest, ods: str, staged: UUID) -> HttpResponse:
    """Compare the waiting rows with the roster as it stands now."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    try:
        services.preview_again(by=request.user, organisation=access.organisation, staged_id=staged)
    except services.Gone as was:
        return gone(request, access, was)
    return redirect("import_preview", ods, staged)


@require_POST
def discard(request: SignedInRequest, ods: str, staged: UUID) -> HttpResponse:
    """Throw the waiting rows away."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    try:
        services.discard(by=request.user, organisation=access.organisation, staged_id=staged)
    except services.Gone as was:
        return gone(request, access, was)
    return go(request, "The import was thrown away. Your roster has not changed.", reverse("posts", args=[ods]))


@require_safe
def result(request: SignedInRequest, ods: str, event: int) -> HttpResponse:
    """What an import did, what such a file cannot know, and the way to take it back."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    done = get_object_or_404(imports_of(access.organisation), pk=event)
    last = last_import(access.organisation)
    context = {
        **import_page(access),
        **result_context(done.changes),
        "done": done,
        "is_last": last is not None and last.pk == done.pk,
    }
    return render(request, "teams/import_result.html", context)


@require_POST
def undo(request: SignedInRequest, ods: str, event: int) -> HttpResponse:
    """Take the last import back as a whole."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    get_object_or_404(imports_of(access.organisation), pk=event)
    try:
        take_back(by=request.user, organisation=access.organisation, event_id=event)
    except CannotUndo as refusal:
        context = {**import_page(access), "refusal": refusal, "event": event, "posts_shown": refusal.posts[:20]}
        return render(request, "teams/import_cannot_undo.html", context, status=409)
    words = "The import was taken back. Your roster is as it was before."
    return saved(request, words, reverse("posts", args=[ods]))


def _changed(request: SignedInRequest, access: Access, staged: UUID, *, status: int) -> HttpResponse:
    return render(request, "teams/import_changed.html", {**import_page(access), "staged_id": staged}, status=status)
