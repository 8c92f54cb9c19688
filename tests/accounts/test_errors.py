"""What cannot be read, and a database that is away, give a page in the look of the site; nothing is half done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, InternalError, OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts import errors
from accounts.models import AuditEvent, Organisation, User
from tests.walk import missing_headers


@contextmanager
def database_away(error: type[Exception] = OperationalError, *, answered: int = 0) -> Iterator[None]:
    """The database answers the first statements, and then no more."""
    left = [answered]

    def refuse(execute: Callable[..., Any], *statement: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise error("the server closed the connection: Canary")
        return execute(*statement)

    with connection.execute_wrapper(refuse):
        yield


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def check_away(response: Any) -> None:
    html = response.content.decode()
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert response.headers["X-Request-Reference"] in html
    assert "The service is not available just now" in html
    assert "not saved" in html
    assert "Canary" not in html
    assert missing_headers(response) == []


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("path", ["/", "/organisations/ZZA/posts/", "/account/"])
def test_a_page_while_the_database_is_away(lead: User, path: str, error: type[Exception]) -> None:
    client = signed_in(lead)
    before = client.get(path).status_code
    with database_away(error):
        response = client.get(path)
    check_away(response)
    assert client.get(path).status_code == before


def test_signing_in_while_the_database_is_away(db: None) -> None:
    client = Client(raise_request_exception=False)
    with database_away():
        check_away(client.post(reverse("account_login"), {"login": "a@b.example", "password": "x"}))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_database_that_goes_in_the_middle_of_saving_saves_nothing(lead: User, organisation: Organisation) -> None:
    client = signed_in(lead)
    form = {"name": "Platform", "kind": "standing"}
    url = reverse("team_add", args=["ZZA"])
    for answered in range(30):
        with database_away(answered=answered):
            response = client.post(url, form)
        if response.status_code == 302:
            break
        check_away(response)
        assert not organisation.teams.exists()
        assert not AuditEvent.objects.exists()
    assert response.status_code == 302
    assert organisation.teams.get().name == "Platform"


class ReadOnly(Exception):
    sqlstate = "25006"


@pytest.mark.parametrize(("cause", "status"), [(ReadOnly("read-only transaction"), 503), (ValueError("bug"), 500)])
def test_a_standby_that_takes_no_writes_yet(rf: RequestFactory, cause: Exception, status: int) -> None:
    assert answer_to(rf, InternalError("no"), cause).status_code == status


def answer_to(rf: RequestFactory, error: Exception, cause: Exception) -> HttpResponse:
    try:
        raise error from cause
    except Exception:  # noqa: BLE001  # as the server catches it
        return errors.server_error(rf.get("/"))


def test_a_host_that_is_not_ours(db: None) -> None:
    response = Client().get("/sign-in/", headers={"host": "canary.example"})
    check_unread(response)
    assert "canary" not in response.content.decode()


def test_a_form_that_is_cut_off(lead: User) -> None:
    client = signed_in(lead)
    check_unread(client.post("/organisations/ZZA/teams/add/", b"--x", content_type="multipart/form-data"))
    many = "&".join(f"n{number}=1" for number in range(6000))
    check_unread(client.post("/organisations/ZZA/teams/add/", many, content_type="application/x-www-form-urlencoded"))


def test_a_form_that_is_too_large(lead: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_large(*args: Any) -> Any:
        raise RequestDataTooBig("Canary")

    monkeypatch.setattr("django.http.request.HttpRequest._load_post_and_files", too_large)
    response = signed_in(lead).post("/organisations/ZZA/teams/add/", {"name": "x"})
    assert response.status_code in (400, 413)
    assert "Canary" not in response.content.decode()


def check_unread(response: Any) -> None:
    html = response.content.decode()
    assert response.status_code == 400
    assert "We could not read that request" in html
    assert "Nothing was saved" in html
    assert response.headers["X-Request-Reference"] in html
    assert missing_headers(response) == []
