"""The pages of clinicians' digital time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import conflicts
from accounts.english import sentence
from accounts.held_forms import posted
from accounts.models import Organisation
from accounts.pages import SignedInRequest, crumbs, saved
from accounts.permissions import Access, Action, organisation_for
from teams import catalogue, services
from teams.cells import format_wte
from teams.clinical_time import IN_ONE_WTE, ONE_UNIT, SHORT_UNITS, TOTALS, Sum, Time, from_units, totals
from teams.exporting import Cell
from teams.facts_read import beside_posts
from teams.forms.clinical_time import AMOUNTS, ClinicalHelpForm, ClinicalTimeForm
from teams.lists import PAGE_SIZE, counted_time
from teams.models import ClinicalHelp, Post
from teams.roster import WTE_UNIT
from teams.roster import Post as PostRow
from teams.views.complete_lists import fact_words
from teams.views.files import Table, as_file

LABELS = {
    "wte": "Digital time given",
    "job_planned": "In the job plan",
    "backfilled": "Backfilled",
    "funded": "Funded: in the job plan or backfilled",
    "outside": "Outside the job plan: what is not funded",
    "paid_extra": "Of that, paid as extra sessions",
    "unpaid": "Of that, unpaid",
}
ELSEWHERE = "goodwill_wte_elsewhere"
COLUMNS = (
    "Post reference",
    "Job title",
    "Profession",
    "How close to the detail",
    *(f"{label} (WTE)" for label in LABELS.values()),
)


@dataclass(frozen=True, slots=True)
class Row:
    """The time of one clinician, with what names the post."""

    pk: int
    post_ref: str
    title: str
    profession: str
    close: str
    unit: str
    time: Time

    @property
    def given(self) -> str:
        """The time in the unit in which it is counted."""
        amount = in_unit(self.time.wte, self.unit)
        return f"{amount} {(ONE_UNIT if amount == '1' else SHORT_UNITS)[self.unit]}"

    @property
    def cells(self) -> list[str]:
        return [wte_or_unknown(getattr(self.time, name)) for name in TOTALS]


@require_safe
def clinical_time(request: SignedInRequest, ods: str) -> HttpResponse:
    """The clinicians with their time, and the totals of all of them."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    rows = _rows(access.organisation)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page", ""))
    context = {
        "access": access,
        "crumbs": crumbs(access.organisation),
        "page": page,
        "labels": LABELS.values(),
        "totals": _totals(rows),
        "outside": _outside([row.time for row in rows]),
        "help": ClinicalHelp.of(access.organisation),
        "elsewhere": fact_words(ELSEWHERE, beside_posts(access.organisation).counted.get(ELSEWHERE)),
    }
    return render(request, "teams/clinical_time.html", context)


def clinician(request: SignedInRequest, ods: str, pk: int) -> HttpResponse:
    """Record the time of one clinician."""
    access = organisation_for(request.user, ods, Action.EDIT_CLINICAL_TIME)
    clinicians = access.organisation.posts.clinicians(timezone.localdate())
    post = get_object_or_404(clinicians, pk=pk)
    form = ClinicalTimeForm(posted(request), post=post)
    url = reverse("clinical_time", args=[ods])
    if request.method == "POST" and form.is_valid():
        try:
            services.change_clinical_time(
                by=request.user, post=post, version=form.cleaned_data["version"], values=form.values()
            )
        except services.Stale as stale:
            return _conflict(request, access, form, stale.row)
        return saved(request, f"Saved: the time of post {post.post_ref}", url)
    rows = _rows(access.organisation)
    own = next((row for row in rows if row.pk == post.pk), None)
    context = {
        "access": access,
        "form": form,
        "heading": post.title,
        "caption": f"Clinical time of post {post.post_ref}",
        "crumbs": crumbs(access.organisation, ("Clinical time", url)),
        "button": "Save time",
        "cancel_url": url,
        "live": _live(own, rows),
        "recorded": wte_or_unknown(own.time.funded) if own and post.job_planned_wte is None else "",
    }
    return render(request, "teams/clinician.html", context)


def clinical_help(request: SignedInRequest, ods: str) -> HttpResponse:
    """Record how many clinicians help who are not listed."""
    access = organisation_for(request.user, ods, Action.EDIT_CLINICAL_TIME)
    stored = ClinicalHelp.of(access.organisation)
    form = ClinicalHelpForm(posted(request), stored=stored)
    url = reverse("clinical_time", args=[ods])
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            services.save_clinical_help(
                by=request.user, organisation=access.organisation, version=version, values=form.values()
            )
        except services.Stale as stale:
            return _help_conflict(request, access, form, stale.row)
        return saved(request, "Saved: clinicians who are not listed", url)
    context = {
        "form": form,
        "heading": "Clinicians who are not listed",
        "crumbs": crumbs(access.organisation, ("Clinical time", url)),
        "button": "Save answer",
        "cancel_url": url,
        "lead": "Many clinicians help without a post in the digital team. Their time counts as a favour.",
    }
    return render(request, "form.html", context)


@require_safe
def clinical_time_file(request: SignedInRequest, ods: str, kind: str) -> HttpResponse:
    """The list as a file of `kind`, csv or xlsx; an amount that is not known is blank."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    rows = [_file_row(row) for row in _rows(access.organisation)]
    return as_file(access.organisation, Table("clinical time", COLUMNS, rows), kind)


def _conflict(request: SignedInRequest, access: Access, form: ClinicalTimeForm, row: Post | None) -> HttpResponse:
    url = reverse("clinical_time", args=[access.organisation.ods_code])
    if row is None:
        return conflicts.gone(request, form, keep_url=url)
    stored, target = ClinicalTimeForm(post=row), services.target_of(row)
    return conflicts.choose(request, form, stored, organisation=access.organisation, target=target, keep_url=url)


def _help_conflict(
    request: SignedInRequest, access: Access, form: ClinicalHelpForm, row: ClinicalHelp | None
) -> HttpResponse:
    url = reverse("clinical_time", args=[access.organisation.ods_code])
    stored, target = ClinicalHelpForm(stored=row), ClinicalHelp.log_name
    return conflicts.choose(request, form, stored, organisation=access.organisation, target=target, keep_url=url)


# What the pages say --------------------------------------------------------------------------------------------------


def wte_or_unknown(units: int | None) -> str:
    return "Not known" if units is None else format_wte(units)


def in_unit(units: int, unit: str) -> str:
    return f"{from_units(units, unit).normalize():f}"


def _rows(organisation: Organisation) -> list[Row]:
    listed = organisation.posts.clinicians(timezone.localdate()).clinical_times()
    return [_row(*values) for values in listed]


def _row(pk: int, post_ref: str, title: str, profession: str, senior: bool | None, unit: str, *amounts: Any) -> Row:
    _, role, *_ = amounts[3:]
    named = sentence(catalogue.name_of("clinical_profession", profession)) if profession else "Not known"
    return Row(pk, post_ref, title, named, _close(senior, role), unit, counted_time(*amounts))


def _close(senior: bool | None, role: str) -> str:
    """How close a post is to the detail, as it counts."""
    counts = PostRow(post_ref="", title="", wte=0, role=role, senior_leader=senior).effective_senior_leader
    return {0: "Practising clinician", 1: "Senior leader"}.get(counts, "Not known")


def _totals(rows: Sequence[Row]) -> list[tuple[str, str, int]]:
    """Each total in words, with the number of clinicians for whom it is not known."""
    found = totals([row.time for row in rows])
    return [(LABELS[name], format_wte(found[name].units), found[name].not_known) for name in TOTALS]


def _outside(times: Sequence[Time]) -> str:
    """The time outside the job plan in one line, with what nobody knows whether it is paid."""
    split = [time for time in times if time.unpaid is not None]
    unpaid, extra = Sum.of(time.unpaid for time in split), Sum.of(time.paid_extra for time in split)
    rest = Sum.of(time.outside for time in times if time.unpaid is None and time.outside is not None)
    words = f"unpaid {format_wte(unpaid.units)} WTE, paid extra {format_wte(extra.units)} WTE"
    return f"{words}, not known which {format_wte(rest.units)} WTE" if rest.units else words


def _live(own: Row | None, rows: Sequence[Row]) -> dict[str, Any]:
    """What the totals on the form are worked out from: this clinician's amounts, and the sums of all others."""
    others = totals([row.time for row in rows if own is None or row.pk != own.pk])
    mine = own.cells if own else [""] * len(TOTALS)
    everybody = totals([row.time for row in rows])
    return {
        "rows": [
            (name, LABELS[name], cell, format_wte(everybody[name].units), others[name].units)
            for name, cell in zip(TOTALS, mine, strict=True)
        ],
        "amounts": " ".join(AMOUNTS),
        "units": [(unit, number, SHORT_UNITS[unit]) for unit, number in IN_ONE_WTE.items()],
    }


def _file_row(row: Row) -> list[Cell]:
    known = (getattr(row.time, name) for name in TOTALS)
    amounts = [None if units is None else Decimal(units) / WTE_UNIT for units in known]
    return [row.post_ref, row.title, row.profession, row.close, *amounts]
