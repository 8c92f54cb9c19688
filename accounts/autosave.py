"""Saving while somebody types: what `static/js/autosave.mjs` and a view say to each other.

**The page.** A row is any element with `data-autosave` (a `tr`, a `form`, a `fieldset`), whose value is the address to
save to; blank is the page's own. It stands in, or is, a `<form method="post" autocomplete="off">` with the CSRF token
and `{% form_token %}`, and holds its named controls, among them a hidden one with `data-version`: the integer version
of the row, blank for none yet. A hidden control with `data-was`, if there is one, holds the values of the row's other
visible controls as they were last saved, in their order, joined by commas; the script keeps it up to date. A row that
shows what was typed before and is not saved (`accounts.held_forms`, errors) has `data-unsaved`. Include
`partials/autosave.html` once, where the state of saving shall be read. Without JavaScript the form is sent as it is.

**The script** saves a row when a value differs from the one that the page came with: at once for a list, a radio or a
tick box, after a short pause for text. One request is under way per page. It carries the controls of that row, the
tokens and `version`, in the header `Autosave-Key` a UUID of its own, and is sent again with the same key and the same
values until it is answered; what was typed meanwhile is a request of its own afterwards. A button of the form saves
what is left and stays on the page, or goes to the address in the form's `data-autosave-then`.

**The view** is the one that takes the plain form. It checks the version through its service, and ends with
`autosave.saved(request, text, url, version=row.version)` where it would say `pages.saved(request, text, url)`. Where
a form is not valid: `if autosave.asked(request): return autosave.refused(request, form.errors)`. A clash needs nothing:
`conflicts.choose` and `conflicts.gone` answer the script in its own way.

**An answer** is JSON with the header `Autosave`, the `key` of its request and `saved`: true or false. Saved, with
`version` and `at` (the server's clock): the change is committed. Otherwise `reason` and `message` say why. Anything
else, such as the page of a captive portal, is no answer, and the script tries again.

**Nothing doubles**: the activity log keeps the key with the change, once. When a request is refused that was saved
before and whose answer was lost, the answer is that it is saved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from accounts import audit, pages
from accounts.models import AuditEvent, User

HEADER = "Autosave-Key"
ANSWER = "Autosave"

GetResponse = Callable[[HttpRequest], HttpResponse]

WHY: dict[int, tuple[str, str]] = {
    302: ("plain", "This cannot be saved by itself. Use the button to save it."),
    403: ("refused", "You may no longer change this. Ask the digital lead of your organisation."),
    404: ("gone", "This is no longer there, or you may no longer see it."),
    409: (
        "other-person",
        "Somebody else has signed in on this computer. Copy what you need and load the page again.",
    ),
}
"""The reason and the message where a request is answered by something else than its view; by status."""

SIGNED_OUT = ("signed-out", "You have been signed out. Use the button to sign in again: what you typed is kept.")
CSRF = ("csrf", "The page is out of date.")


def asked(request: HttpRequest) -> bool:
    """Whether the script asks, and not a form."""
    return getattr(request, "autosave_key", None) is not None


def saved(request: HttpRequest, text: str, url: str, *, version: int) -> HttpResponse:
    """What was sent is committed, as `version` of its row. A form goes to `url`, where `text` says so."""
    return _saved(request, version, timezone.now()) if asked(request) else pages.saved(request, text, url)


def is_saved(response: HttpResponse) -> bool:
    """Whether `response` tells the script that its row is saved."""
    return response.status_code == 200 and ANSWER in response.headers


def refused(request: HttpRequest, errors: Mapping[str, Sequence[Any]]) -> JsonResponse:
    """Nothing was saved, because of `errors`: messages by the name of their control."""
    said = {name: [str(message) for message in messages] for name, messages in errors.items()}
    return not_saved(request, 422, "invalid", "There is a problem with what you typed.", errors=said)


def not_saved(request: HttpRequest, status: int, reason: str, message: str, **more: Any) -> JsonResponse:
    """Nothing was saved. The script acts on `reason` and shows `message`; `more` is what it shows beside."""
    return _answer(request, {"saved": False, "reason": reason, "message": message, **more}, status)


def answers(get_response: GetResponse) -> GetResponse:
    """Middleware: what the script asked for is answered in its own way, also where no view was reached."""

    def middleware(request: HttpRequest) -> HttpResponse:
        key = _key(request)
        if key is None:
            return get_response(request)
        request.autosave_key = key  # type: ignore[attr-defined]  # ours
        token = audit.request_key.set(key)
        try:
            response = get_response(request)
        finally:
            audit.request_key.reset(token)
        return _settled(request, response)

    return middleware


def _key(request: HttpRequest) -> UUID | None:
    """The key of a request of the script; what is no UUID is no key."""
    text = request.headers.get(HEADER, "") if request.method == "POST" else ""
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


def _settled(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer to the script: that of the view; or that an earlier try was saved; or what else became of it.

    Trouble of the server, and too many requests, stay as they are: no answer, so that the script tries again.
    """
    ours = ANSWER in response.headers
    if response.status_code >= 500 or response.status_code == 429 or is_saved(response):
        return response
    earlier = isinstance(request.user, User) and AuditEvent.objects.of_request(request.user, _key_of(request))
    if earlier:
        return _saved(request, _next_version(request), earlier.at)
    return response if ours else _reached_no_view(request, response.status_code)


def _reached_no_view(request: HttpRequest, status: int) -> JsonResponse:
    if status == 302 and not request.user.is_authenticated:
        return not_saved(request, 401, *SIGNED_OUT)
    if getattr(request, "csrf_failed", False):
        return not_saved(request, 403, *CSRF)
    return not_saved(request, 400 if status < 400 else status, *WHY.get(status, WHY[302]))


def _next_version(request: HttpRequest) -> int:
    """The version that a save of the version that was sent has made."""
    text = request.POST.get("version", "")
    return int(text) + 1 if text.isascii() and text.isdigit() and len(text) < 10 else 1


def _key_of(request: HttpRequest) -> UUID:
    return request.autosave_key  # type: ignore[attr-defined,no-any-return]  # ours


def _saved(request: HttpRequest, version: int, at: datetime) -> JsonResponse:
    return _answer(request, {"saved": True, "version": version, "at": f"{timezone.localtime(at):%H:%M}"}, 200)


def _answer(request: HttpRequest, said: dict[str, Any], status: int) -> JsonResponse:
    return JsonResponse({**said, "key": str(_key_of(request))}, status=status, headers={ANSWER: "1"})
