"""The page that the link of the survey opens. It keeps nothing of who answers and shows nothing of what others said."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.limits import limited
from accounts.logging import names_nobody
from teams import services
from teams.forms.pulse import PulseForm
from teams.models import PulseWave

ONCE_FOR = 3600
"""Seconds for which a page that is sent again, as by a double click, counts as sent already."""


@names_nobody
@login_not_required
@limited("pulse", lambda request: request.path)
def pulse_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the three questions, and keep the answers."""
    wave = PulseWave.open_by(token)
    if wave is None:
        return render(request, "teams/pulse_closed.html", status=404)
    form = PulseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if _is_first(form.cleaned_data["once"]):
                services.answer_pulse(wave=wave, said=form.said())
        except services.IsClosed:
            return render(request, "teams/pulse_closed.html", status=404)
        return redirect("pulse_thanks")
    context = {"form": form, "wave": wave, "heading": "Digital work and your time", "button": "Send my answers"}
    return render(request, "teams/pulse_answer.html", context)


@names_nobody
@login_not_required
def pulse_thanks(request: HttpRequest) -> HttpResponse:
    """Say that the answers have come, with nothing that leads back to them."""
    return render(request, "teams/pulse_thanks.html")


def _is_first(once: str) -> bool:
    """Whether that page is sent for the first time; a page without its word counts as new."""
    return not once or cache.add(f"pulse:{once}", 1, ONCE_FOR)
