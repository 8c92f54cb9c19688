"""The pages on which a lead runs the anonymous survey of clinicians and reads what may be shown of it."""

from __future__ import annotations

import base64
import io
from decimal import Decimal
from fractions import Fraction
from typing import Any

import qrcode
import qrcode.image.svg
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import conflicts
from accounts.pages import SignedInRequest, crumbs, go, saved
from accounts.permissions import Access, Action, organisation_for
from teams import services
from teams.exporting import Cell
from teams.forms.posts import VersionOnly
from teams.models import PulseWave
from teams.pulse import CHOICES, QUESTIONS, Beside, Published
from teams.pulse_read import Wave, beside_of, latest, waves_of
from teams.views.files import Table, as_file

COLUMNS = ("Survey", "Opened", "Closed", "Question", "Answer", "People")
OVER = "This survey is closed already. Nothing was changed."


@require_safe
def pulse(request: SignedInRequest, ods: str) -> HttpResponse:
    """The survey that is open, and what may be shown of all of them."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    waves = waves_of(access.organisation)
    shown = _chosen(waves, request.GET.get("survey", ""))
    now = next((wave.row for wave in waves if wave.is_open), None)
    context = {
        "access": access,
        "crumbs": crumbs(access.organisation, ("Clinical time", reverse("clinical_time", args=[ods]))),
        "open": now,
        "link": link_of(now) if now else "",
        "waves": waves,
        "shown": shown,
        "tables": _tables(shown.pulse) if shown and shown.pulse else [],
        "filter": _filter(shown, request.GET.get("only", "")) if shown and shown.pulse else None,
        "beside": _beside(beside_of(access.organisation, shown.pulse if shown else None, timezone.localdate())),
    }
    return render(request, "teams/pulse.html", context)


@require_POST
def pulse_open(request: SignedInRequest, ods: str) -> HttpResponse:
    """Open the next run of the survey."""
    access = organisation_for(request.user, ods, Action.EDIT_CLINICAL_TIME)
    try:
        services.open_wave(by=request.user, organisation=access.organisation)
    except services.AlreadyThere:
        return go(request, "A survey is open already. Nothing was changed.", _url(access))
    return saved(request, "Saved: the survey is open. Send its link to clinicians", _url(access))


@require_POST
def pulse_close(request: SignedInRequest, ods: str) -> HttpResponse:
    """Close the survey that is open, for good."""
    access = organisation_for(request.user, ods, Action.EDIT_CLINICAL_TIME)
    return _change(request, access, services.close_wave, "Saved: the survey is closed")


@require_POST
def pulse_renew(request: SignedInRequest, ods: str) -> HttpResponse:
    """Give the open survey another link."""
    access = organisation_for(request.user, ods, Action.EDIT_CLINICAL_TIME)
    return _change(request, access, services.renew_link, "Saved: the survey has a new link. The old one has ended")


@require_safe
def pulse_print(request: SignedInRequest, ods: str) -> HttpResponse:
    """A page to print, with the link of the open survey as words and as a picture."""
    access = organisation_for(request.user, ods, Action.EDIT_CLINICAL_TIME)
    wave = PulseWave.open_of(access.organisation)
    if wave is None:
        raise Http404
    link = link_of(wave)
    context = {
        "access": access,
        "crumbs": crumbs(access.organisation, ("Survey of clinicians", _url(access))),
        "link": link,
        "picture": qr_code(link),
    }
    return render(request, "teams/pulse_print.html", context)


@require_safe
def pulse_file(request: SignedInRequest, ods: str, kind: str) -> HttpResponse:
    """What may be shown of every run, as a file of `kind`: csv or xlsx."""
    access = organisation_for(request.user, ods, Action.SEE_ROSTER)
    rows = [row for wave in waves_of(access.organisation) if wave.pulse for row in _file_rows(wave, wave.pulse)]
    return as_file(access.organisation, Table("survey of clinicians", COLUMNS, rows), kind)


def link_of(wave: PulseWave) -> str:
    """The whole address that a clinician opens."""
    return f"{settings.SITE_ADDRESS.rstrip('/')}{reverse('pulse_answer', args=[wave.token])}"


def qr_code(text: str) -> str:
    """A QR code of `text` as the address of a picture, which the security policy of the page allows."""
    out = io.BytesIO()
    qrcode.make(text, image_factory=qrcode.image.svg.SvgPathImage, box_size=20).save(out)
    return f"data:image/svg+xml;base64,{base64.b64encode(out.getvalue()).decode('ascii')}"


def _change(request: SignedInRequest, access: Access, change: Any, said: str) -> HttpResponse:
    """Do something with the open survey, if it is still as it was on the page."""
    wave = PulseWave.open_of(access.organisation)
    form = VersionOnly(request.POST, row=wave) if wave else None
    if wave is None or form is None or not form.is_valid():
        return go(request, OVER, _url(access))
    try:
        change(by=request.user, wave=wave, version=form.cleaned_data["version"])
    except services.IsClosed:
        return go(request, OVER, _url(access))
    except services.Stale as stale:
        row = stale.row or wave
        return conflicts.choose(
            request,
            form,
            VersionOnly(row=row),
            organisation=access.organisation,
            target=row.log_name,
            keep_url=_url(access),
            button="Do it all the same",
        )
    return saved(request, said, _url(access))


def _url(access: Access) -> str:
    return reverse("pulse", args=[access.organisation.ods_code])


# What the pages say --------------------------------------------------------------------------------------------------


def _chosen(waves: list[Wave], number: str) -> Wave | None:
    """The run that the address asks for, else the latest of which something may be shown, else the latest."""
    asked = next((wave for wave in waves if str(wave.row.number) == number), None)
    return asked or latest(waves) or (waves[0] if waves else None)


def _tables(pulse: Published) -> list[tuple[str, list[tuple[str, int, str]]]]:
    """Each question that may be shown with the number and the share of each answer."""
    return [
        (
            QUESTIONS[question],
            [(words, counts[code], _share(counts[code], pulse.answers)) for code, words in CHOICES[question]],
        )
        for question, counts in pulse.counts.items()
    ]


def _filter(wave: Wave, only: str) -> dict[str, Any]:
    """The filter of a closed run: what can be chosen, what is, and what may be shown of it."""
    question, _, code = only.partition(":")
    options = [
        (QUESTIONS[name], [(f"{name}:{value}", words, f"{name}:{value}" == only) for value, words in CHOICES[name]])
        for name in QUESTIONS
    ]
    chosen = dict(CHOICES.get(question, ())).get(code)
    found = wave.only(question, code) if chosen else None
    return {
        "options": options,
        "chosen": f"{QUESTIONS[question]} {chosen}" if chosen else "",
        "answers": found.answers if found else 0,
        "tables": _tables(found) if found else [],
        "left_out": found is not None and len(found.counts) < len(QUESTIONS) - 1,
    }


def _share(number: int, of: int) -> str:
    return f"{round(Fraction(100 * number, of))}%"


def _beside(found: Beside | None) -> dict[str, Any] | None:
    """The two figures in words."""
    if found is None:
        return None
    points = abs(round(found.points))
    return {
        "said": f"{round(found.said * 100)}%",
        "recorded": f"{round(found.recorded * 100)}%",
        "points": points,
        "lower": found.points < 0,
        "apart": found.is_apart,
    }


def _file_rows(wave: Wave, pulse: Published) -> list[list[Cell]]:
    about: list[Cell] = [f"Survey {wave.row.number}", wave.row.opened_on, wave.row.closed_on]
    return [
        [*about, QUESTIONS[question], words, Decimal(counts[code])]
        for question, counts in pulse.counts.items()
        for code, words in CHOICES[question]
    ]
