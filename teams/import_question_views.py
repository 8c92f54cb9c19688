"""The pages that ask about a file: headings, columns, words. Each answer is remembered for the next file."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.held_forms import posted
from accounts.pages import SignedInRequest
from accounts.permissions import Access, Action, organisation_for
from teams import import_memory as memory_services
from teams import import_services as services
from teams.import_files import FileRead, headings_of, layout_from, memory_of, read_file
from teams.import_question_forms import ColumnsForm, HeadingsForm, WordsForm
from teams.import_states import gone, import_page
from teams.importing import Book, Sheet, Unmapped
from teams.importing.layouts import Layout, layout
from teams.importing.storing import from_plain
from teams.models import StagedImport

ROWS_SHOWN, COLUMNS_SHOWN, CELL_SHOWN = 15, 12, 40
"""How much of a sheet its picture shows."""

View = Callable[[SignedInRequest, str, UUID], HttpResponse]


def _gone_is_said(view: View) -> View:
    """Say what became of an import that no longer waits."""

    @wraps(view)
    def answer(request: SignedInRequest, ods: str, staged: UUID) -> HttpResponse:
        try:
            return view(request, ods, staged)
        except services.Gone as was:
            access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
            return gone(request, access, was)

    return answer


def next_step(staged: StagedImport, *, after: str = "") -> str:
    """The address of the page that comes next for a waiting import; `after` is the page that was answered."""
    here = [staged.organisation.ods_code, staged.pk]
    known = staged.book is None or staged.findings.get("headings_known") or staged.findings.get("source") == "own"
    if staged.findings.get("fatal") or not (known or after):
        return reverse("import_columns", args=here)
    if staged.findings.get("unmapped") and after != "words":
        return reverse("import_words", args=here)
    return reverse("import_preview", args=here)


@_gone_is_said
def headings(request: SignedInRequest, ods: str, staged: UUID) -> HttpResponse:
    """Choose the sheet and the rows that hold its headings, from a picture of its first rows."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    waiting, book, chosen = _waiting(access, staged)
    sheet = _sheet(book, request.GET.get("sheet", chosen.sheet))
    form = HeadingsForm(posted(request), sheet=sheet, layout=chosen)
    if request.method == "POST" and form.is_valid():
        memory = memory_of(access.organisation)
        file = read_file(book, memory, layout(sheet, *form.places(), memory.headings))
        services.read_again(by=request.user, organisation=access.organisation, staged_id=staged, file=file)
        return redirect("import_columns", ods, staged)
    width = min(max(len(cells) for _, cells in sheet.rows), COLUMNS_SHOWN)
    context = {
        **import_page(access),
        "form": form,
        "staged": waiting,
        "sheet": sheet,
        "sheets": [one.name for one in book.sheets],
        "picture_columns": ["Row", *(f"Column {place + 1}" for place in range(width))],
        "picture": list(_picture(sheet, width, chosen)),
        "heading": "Check where the headings are",
        "cancel_url": reverse("import_columns", args=[ods, staged]),
        "cancel_text": "Go back to the columns",
    }
    return render(request, "teams/import_headings.html", context)


@_gone_is_said
def columns(request: SignedInRequest, ods: str, staged: UUID) -> HttpResponse:
    """Say what each column holds."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    waiting, book, chosen = _waiting(access, staged)
    sheet = book.sheet(chosen.sheet)
    names = headings_of(FileRead(book, chosen, None, []))
    form = ColumnsForm(posted(request), sheet=sheet, headings=names, layout=chosen)
    if request.method == "POST" and form.is_valid():
        memory = memory_services.remember_headings(
            by=request.user, organisation=access.organisation, headings=form.said()
        )
        file = read_file(book, memory, form.layout(chosen))
        kept = services.read_again(by=request.user, organisation=access.organisation, staged_id=staged, file=file)
        return redirect(next_step(kept, after="columns"))
    context = {
        **import_page(access),
        "form": form,
        "staged": waiting,
        "sheet": sheet,
        "heading_rows": [sheet.rows[place][0] for place in range(chosen.first, chosen.last + 1)],
        "personal": sorted({(names[place], kind) for place, kind in sheet.personal.items() if place < len(names)}),
        "made_references": "post_ref" not in chosen.columns,
        "heading": "Check what each column holds",
        "cancel_url": reverse("import", args=[ods]),
        "cancel_text": "Choose another file",
    }
    return render(request, "teams/import_columns.html", context)


@_gone_is_said
def words(request: SignedInRequest, ods: str, staged: UUID) -> HttpResponse:
    """Say what the words mean that we do not know."""
    access = organisation_for(request.user, ods, Action.EDIT_ROSTER)
    waiting, book, chosen = _waiting(access, staged)
    asked = [Unmapped(**word) for word in waiting.findings.get("unmapped", ())]
    form = WordsForm(posted(request), words=asked)
    if request.method == "POST" and form.is_valid():
        memory = memory_services.remember_words(by=request.user, organisation=access.organisation, words=form.answers())
        file = read_file(book, memory, chosen)
        kept = services.read_again(by=request.user, organisation=access.organisation, staged_id=staged, file=file)
        return redirect(next_step(kept, after="words"))
    context = {
        **import_page(access),
        "form": form,
        "staged": waiting,
        "heading": "Say what these words mean",
        "cancel_url": reverse("import_columns", args=[ods, staged]),
        "cancel_text": "Go back to the columns",
    }
    return render(request, "teams/import_words.html", context)


def _waiting(access: Access, staged: UUID) -> tuple[StagedImport, Book, Layout]:
    """A waiting import with its text and its layout. Http404: there is nothing to ask about it."""
    waiting = services.find(organisation=access.organisation, staged_id=staged)
    if waiting.book is None:
        raise Http404
    book = from_plain(waiting.book)
    return waiting, book, layout_from(book, memory_of(access.organisation), waiting.findings["layout"])


def _sheet(book: Book, name: str) -> Sheet:
    try:
        return book.sheet(name)
    except KeyError:
        raise Http404 from None


def _picture(sheet: Sheet, width: int, chosen: Layout) -> Any:
    """The first rows as a table. Cells of columns that are not kept say so."""
    for place, (number, cells) in enumerate(sheet.rows[:ROWS_SHOWN]):
        below = place > chosen.last or sheet.name != chosen.sheet
        shown = [
            "not kept" if below and column in sheet.personal else cell[:CELL_SHOWN]
            for column, cell in enumerate([*cells, *[""] * width][:width])
        ]
        yield [str(number), *shown]
