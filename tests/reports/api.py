"""Asking the API as a program does: with the token of a member, and nothing else."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from accounts.services import tokens

Ask = Callable[..., HttpResponse]


def asking(user: User, **values: Any) -> Ask:
    """A function that asks an address under `/api/v1/` with a new token of `user`; `values` are of the token."""
    plain = {"name": "A program", "days": 30, "with_second_factor": False}
    return with_token(tokens.make_token(user=user, **{**plain, **values}))


def with_token(token: str) -> Ask:
    """The same with a token that there is."""

    def ask(path: str, method: str = "GET", **headers: str) -> HttpResponse:
        return Client(raise_request_exception=False).generic(
            method, f"/api/v1/{path}", headers={"Authorization": f"Bearer {token}", **headers}
        )

    return ask


def rows(response: HttpResponse) -> Any:
    """What a JSON answer holds."""
    assert response.status_code == 200, response.content
    assert response.headers["Content-Type"].startswith("application/json")
    return response.json()  # type: ignore[attr-defined]  # of the test client


def csv_rows(response: HttpResponse) -> list[dict[str, str]]:
    """The rows of a CSV answer."""
    assert response.status_code == 200, response.content
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def said(response: HttpResponse, status: int) -> str:
    """The sentence of a refusal, which has a reference."""
    assert response.status_code == status, response.content
    answer: dict[str, str] = response.json()  # type: ignore[attr-defined]  # of the test client
    assert answer["reference"] == response.headers["X-Request-Reference"]
    assert answer.keys() == {"error", "reference"}
    return answer["error"]
