"""What the pages of an organisation share: the way back, and the word that something was saved."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import Organisation, User

Crumb = tuple[str, str]
"""The text and the address of one step of the way back."""


class SignedInRequest(HttpRequest):
    """A request behind the sign-in that every address needs, so that its user is one of ours."""

    user: User


def crumbs(organisation: Organisation, *further: Crumb) -> list[Crumb]:
    """The way back from a page of `organisation`: all organisations, this one's overview, then `further`."""
    overview = (organisation.name, reverse("overview", args=[organisation.ods_code]))
    return [("Your organisations", reverse("home")), overview, *further]


def day_words(day: date | None, blank: str = "Not known") -> str:
    """A day as it is written in a sentence, or `blank` for none."""
    return f"{day.day} {day:%B %Y}" if day else blank


def saved(request: HttpRequest, text: str, url: str) -> HttpResponseRedirect:
    """Go to `url`, where `text` says what was saved."""
    messages.success(request, text)
    return redirect(url)


def go(request: HttpRequest, text: str, url: str) -> HttpResponse:
    """Go to `url`, where `text` says why nothing was saved."""
    messages.info(request, text)
    return redirect(url)
