"""What the walk over every address needs: the addresses, rows to name in them, and an eye on the database."""

from __future__ import annotations

import io
import logging
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any
from zipfile import ZipFile

from django.conf import settings
from django.core import mail
from django.db import connection, transaction
from django.db.models import Max
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from pypdf import PdfReader

from accounts.logging import JsonLines
from accounts.models import AuditEvent, Organisation, User

READING = ("SELECT", "(SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")
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
    actors: list[int | None] = field(default_factory=list)
    """Who did what the activity log tells of it, by the ids of the users."""
    emails: list[mail.EmailMessage] = field(default_factory=list)
    log: str = ""
    user: int | None = None

    def received(self) -> str:
        """Every text that came of it: the answer as somebody reads it, the e-mails, and the lines in the log."""
        sent = [f"{message.subject} {message.message()}" for message in self.emails]
        return "\n".join([readable(self.response), str(self.response.headers), *sent, self.log])

    def __str__(self) -> str:
        return f"{self.method} {self.path!r} by {self.who}: {self.response.status_code}"


class Caller:
    """A member of the cast at the keyboard. Whatever a request changes is taken back at once.

    Those of whom a second factor is asked have none.
    """

    def __init__(self, name: str, user: User | None, *, second_factor_required: bool = False) -> None:
        self.name = name
        self.second_factor_required = second_factor_required
        self.user = user and user.pk
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
        mail.outbox.clear()
        with required, taken_back(), logged() as lines:
            last = AuditEvent.objects.aggregate(last=Max("pk", default=0))["last"]
            with noted_writes() as writes:
                response = self.client.post(path, data) if data else self.client.generic(method, path)
            written = AuditEvent.objects.filter(pk__gt=last) if writes else AuditEvent.objects.none()
            actors = list(written.values_list("actor", flat=True))
        return Asked(self.name, method, path, response, writes, actors, list(mail.outbox), lines.getvalue(), self.user)


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """The lines that the site's handler would write meanwhile."""
    lines, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JsonLines())
    root.addHandler(handler)
    try:
        yield lines
    finally:
        root.removeHandler(handler)


def readable(response: HttpResponse) -> str:
    """The text of an answer as its reader sees it: of an Office file every part, of a PDF every page."""
    kind = response.headers.get("Content-Type", "")
    body = response.content
    if not body:
        return ""
    if "officedocument" in kind:
        return "\n".join(parts_of(body))
    if kind == "application/pdf":
        # A word may be broken at the end of a line.
        reader = PdfReader(io.BytesIO(body))
        return "".join(page.extract_text() for page in reader.pages).replace("\n", "") + str(reader.metadata)
    return body.decode(errors="replace")


def parts_of(file: bytes) -> Iterator[str]:
    """The text of every part of an Office file; a chart on a slide brings a workbook of its own."""
    with ZipFile(io.BytesIO(file)) as parts:
        for name in parts.namelist():
            part = parts.read(name)
            if name.endswith((".xlsx", ".docx", ".pptx")):
                yield from parts_of(part)
            else:
                yield part.decode(errors="replace")


PROMISED = {
    "X-Content-Type-Options": ("nosniff",),
    "X-Frame-Options": ("DENY",),
    "Referrer-Policy": (
        "same-origin",
        "strict-origin",
        "no-referrer",
    ),  # not the first: the address is a secret
    "Cross-Origin-Opener-Policy": ("same-origin",),
}
POLICY = ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'")


def missing_headers(response: HttpResponse) -> list[str]:
    """The names of the headers that every answer must have and this one has not, or not as it should."""
    headers = response.headers
    policy = headers.get("Content-Security-Policy", "").split("; ")
    wrong = [name for name, values in PROMISED.items() if headers.get(name) not in values]
    wrong += ["Content-Security-Policy"] * (not {*POLICY} <= {*policy} or "unsafe" in str(policy))
    wrong += ["Cache-Control"] * (not {"no-store", "private"} <= {*headers.get("Cache-Control", "").split(", ")})
    return wrong + ["X-Request-Reference"] * ("X-Request-Reference" not in headers)


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
    """The statements that write, but for those of rate limits and sessions, and those that the page took back."""
    writes: list[str] = []
    written_before: dict[str, int] = {}

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        savepoint = sql.rsplit(" ", 1)[-1]
        if sql.startswith("SAVEPOINT"):
            written_before[savepoint] = len(writes)
        elif sql.startswith("ROLLBACK TO SAVEPOINT"):
            del writes[written_before[savepoint] :]
        elif not sql.lstrip().upper().startswith(READING) and not any(table in sql for table in COUNTERS):
            writes.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield writes
