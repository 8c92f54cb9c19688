"""The pages of an import: choose a file, see what it would change, confirm. And the roster as a file."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.pages import SignedInRequest, crumbs, go, saved
from accounts.permissions import Access, Action, organisation_for
from teams import exporting
from teams import import_services as services
from teams.import_forms import ImportForm
from teams.import_pages import outcome, preview_context
from teams.importing import MAX_BYTES, MAX_CELL, MAX_COLUMNS, MAX_ROWS
from teams.importing.guide import guides
from teams.views.downloads import CSV, XLSX, download


def choose(request: SignedInRequest, ods: str) -> HttpResponse:
    """Choose a file; a file that can be read waits under an address of its own."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    sent = int(request.META.get("CONTENT_LENGTH") or 0)
    posted = request.method == "POST"
    form = ImportForm(request.POST if posted else None, request.FILES if posted else None, sent=sent)
    if posted:
        services.purge_expired()
    if posted and form.is_valid():
        staged = services.stage(by=request.user, organisation=access.organisation, reading=form.cleaned_data["file"])
        return redirect("import_preview", ods, staged.pk)
    context = {
        **_page(access),
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
    }
    return render(request, "teams/import_file.html", context)


@require_safe
def preview(request: SignedInRequest, ods: str, staged: UUID) -> HttpResponse:
    """What the waiting rows would change, or what is wrong with the file."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    try:
        waiting = services.find(organisation=access.organisation, staged_id=staged)
    except services.Gone as gone:
        return _gone(request, access, gone)
    if waiting.problems["count"]:
        return render(request, "teams/import_problems.html", {**_page(access), "staged": waiting})
    if waiting.roster_version != access.organisation.roster_version:
        return _changed(request, access, staged, status=200)
    context = {**_page(access), "staged": waiting, **preview_context(services.plan_of(waiting))}
    return render(request, "teams/import_preview.html", context)


@require_POST
def confirm(request: SignedInRequest, ods: str, staged: UUID) -> HttpResponse:
    """Apply the waiting rows, all of them or none."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    try:
        done = services.apply(by=request.user, organisation=access.organisation, staged_id=staged)
    except services.Gone as gone:
        return _gone(request, access, gone)
    except services.RosterChanged:
        return _changed(request, access, staged, status=409)
    except services.HasProblems:
        return redirect("import_preview", ods, staged)
    return saved(request, outcome(done), reverse("posts", args=[ods]))


@require_POST
def again(request: SignedInRequest, ods: str, staged: UUID) -> HttpResponse:
    """Compare the waiting rows with the roster as it stands now."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    try:
        services.preview_again(by=request.user, organisation=access.organisation, staged_id=staged)
    except services.Gone as gone:
        return _gone(request, access, gone)
    return redirect("import_preview", ods, staged)


@require_POST
def discard(request: SignedInRequest, ods: str, staged: UUID) -> HttpResponse:
    """Throw the waiting rows away."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    try:
        services.discard(by=request.user, organisation=access.organisation, staged_id=staged)
    except services.Gone as gone:
        return _gone(request, access, gone)
    return go(request, "The import was thrown away. Your roster has not changed.", reverse("posts", args=[ods]))


def _page(access: Access) -> dict[str, object]:
    posts = reverse("posts", args=[access.organisation.ods_code])
    return {"access": access, "crumbs": crumbs(access.organisation, ("Posts", posts))}


def _gone(request: SignedInRequest, access: Access, gone: services.Gone) -> HttpResponse:
    """Say what became of an import. One that never was looks like any page that does not exist."""
    if not gone.why:
        raise Http404
    status = 200 if gone.why == "applied" else 410
    return render(request, "teams/import_gone.html", {**_page(access), "why": gone.why}, status=status)


def _changed(request: SignedInRequest, access: Access, staged: UUID, *, status: int) -> HttpResponse:
    return render(request, "teams/import_changed.html", {**_page(access), "staged_id": staged}, status=status)


# The roster as a file ------------------------------------------------------------------------------------------------


@require_safe
def posts_csv(request: SignedInRequest, ods: str) -> HttpResponse:
    """The open posts of the organisation as CSV."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    today = timezone.localdate()
    return download(
        exporting.roster_csv(access.organisation.posts.open_at(today).rows()), CSV, f"{ods}-roster-{today}.csv"
    )


@require_safe
def posts_xlsx(request: SignedInRequest, ods: str) -> HttpResponse:
    """The open posts of the organisation as a workbook."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    from teams.exporting_xlsx import roster_xlsx  # loads XlsxWriter, start-up must not wait for it

    today = timezone.localdate()
    return download(roster_xlsx(access.organisation.posts.open_at(today).rows()), XLSX, f"{ods}-roster-{today}.xlsx")


@require_safe
def template_csv(request: SignedInRequest, ods: str) -> HttpResponse:
    """A CSV file with our headings and nothing else."""
    organisation_for(request.user, ods, Action.SEE_ROSTER)
    return download(exporting.template_csv(), CSV, "roster-template.csv")


@require_safe
def template_xlsx(request: SignedInRequest, ods: str) -> HttpResponse:
    """A workbook with our headings, lists of codes and what they mean."""
    organisation_for(request.user, ods, Action.SEE_ROSTER)
    from teams.exporting_xlsx import template_xlsx as blank  # loads XlsxWriter, as above

    return download(blank(), XLSX, "roster-template.xlsx")
