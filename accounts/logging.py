"""The log: lines of JSON that say what happened and never to whom.

A line holds ids, numbers and the names of our own code. A message of a library may hold an address or a query string,
so that only where it came from is told; of an exception its type and the lines of code, without the values.
"""

from __future__ import annotations

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from django.http import HttpRequest

OURS = ("accounts", "teams", "assessment", "reports", "config")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")

current_request: ContextVar[HttpRequest | None] = ContextVar("current_request", default=None)


def names_nobody(view: Any) -> Any:
    """Decorate a view of which the log must not say who was there, even if they were signed in."""
    view.names_nobody = True
    return view


class JsonLines(logging.Formatter):
    """One object a line. Our own messages are words without values: what they tell of stands in fields."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of `record`; its arguments are never in it."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
        }
        if record.name.split(".")[0] in OURS:
            line["message"] = str(record.msg)
        else:
            line["where"] = f"{record.module}:{record.lineno}"
        line |= _of_request(current_request.get() or getattr(record, "request", None))
        for name, kind in (("status", int), ("status_code", int), ("milliseconds", int)):
            value = getattr(record, name, None)
            if isinstance(value, kind):
                line[name.removesuffix("_code")] = value
        if record.exc_info and record.exc_info[0]:
            line["exception"] = _exception(record.exc_info[1])
        return json.dumps(line)


def _of_request(request: Any) -> dict[str, Any]:
    """What may be told of a request; nothing that would ask the database."""
    if not isinstance(request, HttpRequest):
        return {}
    match = request.resolver_match
    user = None if match and hasattr(match.func, "names_nobody") else getattr(request, "_cached_user", None)
    return {
        "reference": getattr(request, "reference", None),
        "route": match.view_name if match else None,
        "method": request.method if request.method in METHODS else "other",
        "user": getattr(user, "pk", None),
        "organisation": match.kwargs.get("ods") if match else None,
    }


def _exception(error: BaseException | None) -> list[dict[str, Any]]:
    """The error and what led to it, the last first: the type, and the functions and lines from outside in."""
    found: list[dict[str, Any]] = []
    while error is not None and len(found) < 5:
        found.append({"type": type(error).__qualname__, "traceback": _frames(error.__traceback__)})
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found


def _frames(start: TracebackType | None) -> list[str]:
    return [
        f"{frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(start)
    ]
