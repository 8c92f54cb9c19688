"""How the rows of a list are added, changed and removed, with every answer that a save can have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts import conflicts
from accounts.conflicts import VersionedForm
from accounts.held_forms import posted
from accounts.pages import SignedInRequest, crumbs, saved
from accounts.permissions import Access
from teams import services
from teams.forms.posts import VersionOnly


@dataclass(frozen=True, slots=True)
class Listed:
    """One list of an organisation.

    `noun` is what a row is called, in the log and as an argument of the services; `rows` how the organisation names
    them; `page` the name of the address of the list, and `heading` its heading; `taken` the field and the words where
    a row like that is there already.
    """

    noun: str
    rows: str
    page: str
    heading: str
    form: Callable[..., VersionedForm]
    add: Callable[..., Any]
    change: Callable[..., Any]
    remove: Callable[..., None]
    taken: tuple[str, str]

    def url(self, access: Access) -> str:
        return reverse(self.page, args=[access.organisation.ods_code])

    def add_page(
        self, request: SignedInRequest, access: Access, *, page: Mapping[str, Any] | None = None, **start: Any
    ) -> HttpResponse:
        """Add a row; `start` goes to the form as it opens, `page` to the template."""
        form = self.form(posted(request), access=access, **start)
        if request.method == "POST" and form.is_valid():
            try:
                row = self.add(by=request.user, organisation=access.organisation, values=_values(form))
            except services.AlreadyThere:
                form.add_error(*self.taken)
            else:
                return saved(request, f"Saved: {row}", self.url(access))
        return self._page(request, access, form, f"Add {_a(self.noun)}", **page or {})

    def edit_page(self, request: SignedInRequest, access: Access, pk: int, **context: Any) -> HttpResponse:
        """Change a row. Http404: the organisation never had it."""
        row = self._row(access, pk)
        if row is None:
            return self._gone(request, access, pk, self.form(request.POST, access=access))
        form = self.form(posted(request), access=access, row=row)
        if request.method == "POST" and form.is_valid():
            changes = {self.noun: row, "version": form.cleaned_data["version"], "values": _values(form)}
            try:
                self.change(by=request.user, **changes)
            except services.AlreadyThere:
                form.add_error(*self.taken)
            except services.Stale as stale:
                if stale.row is None:
                    return self._gone(request, access, pk, form)
                return self._conflict(request, access, form, stale.row, self.form(access=access, row=stale.row))
            else:
                return saved(request, f"Saved: {row}", self.url(access))
        return self._page(request, access, form, f"Change {row}", **{"caption": self.noun.capitalize(), **context})

    def remove_page(self, request: SignedInRequest, access: Access, pk: int, lead: str, **context: Any) -> HttpResponse:
        """Ask whether to remove a row, and remove it; `lead` says what that means. Http404: as for changing."""
        row = self._row(access, pk)
        if row is None:
            return self._gone(request, access, pk, VersionedForm(request.POST))
        form = VersionOnly(posted(request), row=row)
        if request.method == "POST" and form.is_valid():
            try:
                self.remove(by=request.user, version=form.cleaned_data["version"], **{self.noun: row})
            except services.Stale as stale:
                if stale.row is None:
                    return self._gone(request, access, pk, form)
                words = {"button": "Remove it all the same"}
                return self._conflict(request, access, form, stale.row, VersionOnly(row=stale.row), **words)
            return saved(request, f"Removed: {row}", self.url(access))
        words = {"button": "Remove", "button_class": "nhsuk-button--warning", "lead": lead}
        return self._page(request, access, form, f"Remove the {self.noun} “{row}”?", **words | context)

    def _row(self, access: Access, pk: int) -> Any:
        return getattr(access.organisation, self.rows).filter(pk=pk).first()

    def _gone(self, request: SignedInRequest, access: Access, pk: int, form: VersionedForm) -> HttpResponse:
        event = conflicts.removal(access.organisation, f"{self.noun} ", pk)
        if event is None or request.method != "POST":
            raise Http404
        return conflicts.gone(request, form, event=event, keep_url=self.url(access))

    def _conflict(
        self,
        request: SignedInRequest,
        access: Access,
        form: VersionedForm,
        row: Any,
        stored: VersionedForm,
        **words: str,
    ) -> HttpResponse:
        organisation, target, url = access.organisation, services.target_of(row), self.url(access)
        return conflicts.choose(request, form, stored, organisation=organisation, target=target, keep_url=url, **words)

    def _page(
        self, request: SignedInRequest, access: Access, form: VersionedForm, heading: str, /, **context: Any
    ) -> HttpResponse:
        """The page of a form; what `context` says takes the place of what every such page has, its heading too."""
        page = {
            "access": access,
            "form": form,
            "heading": heading,
            "crumbs": crumbs(access.organisation, (self.heading, self.url(access))),
            "button": f"Save {self.noun}",
            "cancel_url": self.url(access),
        }
        return render(request, context.pop("template", "form.html"), page | context)


def _values(form: Any) -> dict[str, Any]:
    values: dict[str, Any] = form.values()
    return values


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
