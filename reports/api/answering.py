"""How the API answers: JSON or CSV, and every refusal as a sentence in JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, ValidationError

from accounts import errors
from accounts.csv_text import csv_file
from reports.api.tokens import NOT_WORKING, Refused
from teams.views.downloads import CSV, download

NOT_FOUND = "There is nothing at this address, or you may not know of it."
FORBIDDEN = "Your role does not let you read this."
NOT_ALLOWED = "The API only reads: ask with GET. Nothing was changed."
UNREADABLE = "The request could not be read: {problems}. Nothing was read."
WAYS_IN = 'Bearer realm="API", Basic realm="API token as password", charset="UTF-8"'

View = Callable[..., HttpResponse]


def for_programs(view: View) -> View:
    """Decorate a view that programs call: no session and no form of ours, and every refusal is JSON."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.answers_json = True  # type: ignore[attr-defined]  # ours
        if request.method == "HEAD":
            request.method = "GET"  # the server leaves out the body
        response = view(request, *args, **kwargs)
        return errors.as_json(request, 405, NOT_ALLOWED, response) if response.status_code == 405 else response

    return answered


def speak_plainly(api: NinjaAPI) -> None:
    """Have `api` refuse in our sentences. Faults of ours go on to the page of errors, which answers in JSON too."""

    def say(status: int, sentence: str) -> Callable[[HttpRequest, Any], HttpResponse]:
        return lambda request, error: errors.as_json(request, status, sentence)

    api.add_exception_handler(Http404, say(404, NOT_FOUND))
    api.add_exception_handler(PermissionDenied, say(403, FORBIDDEN))
    api.add_exception_handler(AuthenticationError, lambda request, error: _refused(request, Refused(401, NOT_WORKING)))
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(ValidationError, _unreadable)


def _refused(request: HttpRequest, refused: Any) -> HttpResponse:
    response = errors.as_json(request, refused.status, refused.sentence)
    if refused.status == 401:
        response.headers["WWW-Authenticate"] = WAYS_IN
    else:
        response.headers["Retry-After"] = "60"
    return response


def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    problems = "; ".join(f"{found['loc'][-1]}: {found['msg']}" for found in error.errors)
    return errors.as_json(request, 400, UNREADABLE.format(problems=problems[0].lower() + problems[1:]))


def wants_csv(request: HttpRequest, asked: str | None) -> bool:
    """Whether the answer is CSV: by `?format=`, else by the Accept header."""
    if asked:
        return asked == "csv"
    return request.get_preferred_type(["application/json", "text/csv"]) == "text/csv"


def as_csv(schema: type[Schema], rows: Sequence[Mapping[str, Any]], name: str) -> HttpResponse:
    """The rows of a table as a CSV file of that name, less its ending."""
    columns = list(schema.model_fields)
    content = csv_file(columns, ([_cell(row[column]) for column in columns] for row in rows))
    return download(content, CSV, f"{name}.csv")


def _cell(value: Any) -> str:
    """A value as a sheet reads it: a day as 2026-09-30, blank for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.10f}".rstrip("0").rstrip(".")
    return " ".join(value) if isinstance(value, list) else str(value)
