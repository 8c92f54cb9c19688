"""How often something may be tried, counted by account and client address together.

So a hospital behind one address is not locked out by a person who mistypes, and nobody can lock out a colleague from
elsewhere. The counts stand in the cache that all server processes share, and end by themselves.
"""

from __future__ import annotations

import hashlib
import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from accounts import errors

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `tries` in one window of `seconds`."""

    tries: int
    seconds: int = 300


LIMITS = {
    "sign-in": Limit(10),
    "second-factor": Limit(6),
    "reset": Limit(5),
    "invitation": Limit(30),
    "export": Limit(60),
    # By token; a whole system of organisations can be read in a minute.
    "api": Limit(120, 60),
    "api-refused": Limit(30, 60),
    # A whole department may answer from behind one address, in one meeting.
    "pulse": Limit(60),
    "rating-link": Limit(60),
    # A board may read it in one meeting, from behind one address.
    "report-link": Limit(60),
}


class NotCounted(OperationalError):
    """The try could not be counted, as by a database that takes no writes for now."""


def take(action: str, request: HttpRequest, account: str) -> bool:
    """Count one try of `action`; False where there were too many already. KeyError: no such action. NotCounted.

    Each try takes a place that nobody else has, which `add` gives to one process only.
    """
    places = _places(action, request, account)
    taken = cache.get_many(places)
    limit = LIMITS[action]
    free = [place for place in places if place not in taken]
    if any(cache.add(place, 1, limit.seconds) for place in free):
        return True
    # The cache says no both where another process was quicker and where it could not write.
    if free and free[0] not in cache:
        raise NotCounted
    return False


def forget(action: str, request: HttpRequest, account: str) -> None:
    """Begin to count anew, as after a sign-in that went well."""
    cache.delete_many(_places(action, request, account))


def limited(
    action: str, account: Callable[[HttpRequest], str], *, methods: tuple[str, ...] = ("POST",)
) -> Callable[[View], View]:
    """Decorate a view: a try is a request of `methods`, `account` tells whose; too many get the page for that (429)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def limited_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in methods and not _may_go_on(action, request, account(request)):
                return errors.too_many(request)
            return view(request, *args, **kwargs)

        return limited_view

    return decorate


def _may_go_on(action: str, request: HttpRequest, account: str) -> bool:
    """Whether it was not tried too often. What only reads goes on uncounted while nothing can be written."""
    try:
        return take(action, request, account)
    except NotCounted:
        if request.method in ("GET", "HEAD"):
            return True
        raise


def typed(name: str) -> Callable[[HttpRequest], str]:
    """For `limited`: the account is the address that was typed into the field of that name."""

    def account(request: HttpRequest) -> str:
        return request.POST.get(name, "").strip().lower()

    return account


def signed_in(request: HttpRequest) -> str:
    """For `limited`: the account is that of the person who is signed in."""
    return str(request.user.pk)


export_limited = limited("export", signed_in, methods=("GET", "HEAD"))
"""Decorates a view that makes a file."""


def client_address(request: HttpRequest) -> str:
    """The address that the request came from; of an IPv6 address the network, which is one client's.

    Behind TRUSTED_PROXIES proxies it is the one that the outermost of them saw. Anybody may write more in front of it.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if 0 < settings.TRUSTED_PROXIES <= len(seen):
        address = seen[-settings.TRUSTED_PROXIES]
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)


def _places(action: str, request: HttpRequest, account: str) -> list[str]:
    """The keys of the places in the window that is now; they say nothing of the account or the address."""
    limit = LIMITS[action]
    window = int(time.time() // limit.seconds)
    whose = hashlib.sha256(f"{account}\n{client_address(request)}".encode()).hexdigest()[:32]
    return [f"limit:{action}:{whose}:{window}:{number}" for number in range(limit.tries)]
