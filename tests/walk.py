"""What the walk over every address needs: the addresses, rows to name in them, and an eye on the database."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import Organisation, User

READING = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")
COUNTERS = ("shared_cache", "accounts_session")
"""The tables of rate limits and of sessions: counting a try to sign in, or that somebody is here, changes nothing."""


def routes() -> list[str]:
    """The route of every address of the site, such as `organisations/<ods>/posts/<int:pk>/`."""
    return list(_routes_under(get_resolver(), ""))


def _routes_under(resolver: URLResolver, start: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = start + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from _routes_under(entry, route)


def parameters(route: str) -> list[str]:
    """The parameters of a route, each with the word before it, which says of what it is the key: `posts/<int:pk>`."""
    return re.findall(r"[^/]+/<[^>]+>", route)


def filled(route: str, values: dict[str, Any]) -> str:
    """The path of a route with `values` by parameter."""
    for parameter, value in values.items():
        route = route.replace(parameter, f"{parameter.split('/')[0]}/{value}")
    return f"/{route}"


@dataclass(frozen=True)
class Values:
    """What may stand in the place of a parameter.

    `own` gives the value for a thing of an organisation. What is `missing` is well formed and names nothing. What is
    `malformed` is no such value at all.
    """

    own: Callable[[Organisation], Any]
    missing: tuple[Any, ...]
    malformed: tuple[str, ...]
    belongs_to_one: bool = True


@dataclass
class Asked:
    """One request and what came of it."""

    who: str
    method: str
    path: str
    response: HttpResponse
    writes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.method} {self.path!r} by {self.who}: {self.response.status_code}"


class Caller:
    """A member of the cast at the keyboard. Whatever a request changes is taken back at once.

    Those of whom a second factor is asked have none.
    """

    def __init__(self, name: str, user: User | None, *, second_factor_required: bool = False) -> None:
        self.name = name
        self.second_factor_required = second_factor_required
        self.client = Client(raise_request_exception=False)
        if user:
            self.client.force_login(user)
            sign_in_afresh(self.client, user)
        self.session = self.client.cookies.get(settings.SESSION_COOKIE_NAME)

    def ask(self, method: str, path: str, data: dict[str, Any] | None = None) -> Asked:
        """The answer to a request, for POST with the values of a form, and the writing statements that it sent."""
        self.client.cookies.clear()
        if self.session:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.session.value
        required = override_settings(SECOND_FACTOR_REQUIRED=True) if self.second_factor_required else nullcontext()
        with required, taken_back(), noted_writes() as writes:
            response = self.client.post(path, data) if data else self.client.generic(method, path)
        return Asked(self.name, method, path, response, writes)


def sign_in_afresh(client: Client, user: User) -> None:
    """Let a client's session look as if its person had just given their password."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def noted_writes() -> Iterator[list[str]]:
    """The statements that write, but for those of rate limits and sessions."""
    writes: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if not sql.lstrip().upper().startswith(READING) and not any(table in sql for table in COUNTERS):
            writes.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield writes
