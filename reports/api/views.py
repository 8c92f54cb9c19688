"""What the API says of itself: a page for people, and its OpenAPI document for programs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import errors
from reports.api.answering import NOT_FOUND
from reports.api.endpoints import ADDRESS, api

PLACES = {"ods": "ODS", "number": "NUMBER"}
"""What stands in an address for a key."""


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    return JsonResponse(_document())


@require_safe
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """The answer to an address that the API does not have."""
    return errors.as_json(request, 404, NOT_FOUND)


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the API has, and how Excel and Power BI read it."""
    document = _document()
    schemas = document["components"]["schemas"]
    tables = [_table(name, schemas[name]) for name in _named(document)]
    addresses = [_address(path, found["get"]) for path, found in document["paths"].items()]
    context = {"addresses": addresses, "tables": tables, "base": settings.SITE_ADDRESS.rstrip("/")}
    return render(request, "reports/api.html", context)


def _document() -> dict[str, Any]:
    return dict(api.get_openapi_schema(path_prefix=ADDRESS))


def _answer(operation: dict[str, Any]) -> str:
    """The name of the schema of an answer, or of its rows."""
    schema = operation["responses"][200]["content"]["application/json"]["schema"]
    return str(schema.get("items", schema)["$ref"]).rsplit("/", 1)[-1]


TITLES = {
    "OrganisationRow": "Organisations",
    "AssessmentRow": "Assessments",
    "Scorecard": "A scorecard",
    "QuestionRow": "Questions",
    "CriterionRow": "Criteria",
    "AggregateRow": "Sums over posts",
}


def _named(document: dict[str, Any]) -> list[str]:
    """The schemas of the answers, each once, in the order of the addresses."""
    return list(dict.fromkeys(_answer(found["get"]) for found in document["paths"].values()))


def _address(path: str, operation: dict[str, Any]) -> dict[str, Any]:
    for name, place in PLACES.items():
        path = path.replace(f"{{{name}}}", place)
    return {"parts": path.split("/"), "says": operation["description"], "table": TITLES[_answer(operation)]}


def _table(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    columns = [(column, found.get("description", "")) for column, found in schema["properties"].items()]
    return {"id": name.lower(), "title": TITLES[name], "description": schema["description"], "columns": columns}
