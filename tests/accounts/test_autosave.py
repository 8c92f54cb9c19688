"""What the script that saves by itself is told: saved only when it is, and saved once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, HeldForm, Organisation, User
from teams import services
from teams.models import Post
from tests.factories import make_member, make_post
from tests.forms import values_of


@pytest.fixture
def post(organisation: Organisation) -> Post:
    return make_post(organisation)


@pytest.fixture
def client(client_of: Callable[[User], Client], lead: User) -> Client:
    return client_of(lead)


def address(post: Post) -> str:
    return f"/organisations/ZZA/posts/{post.pk}/skills/"


def save(client: Client, post: Post, key: str = "", version: Any = 1, **typed: Any) -> Any:
    """What the script sends for the ratings of a post."""
    values = {**values_of(client.get(address(post)).content.decode()), **typed, "version": version}
    return client.post(address(post), values, headers={"Autosave-Key": key or str(uuid4())})


def test_what_is_saved_is_said_to_be_with_its_version_and_the_time_in_london(client: Client, post: Post) -> None:
    key = str(uuid4())
    answer = save(client, post, key, skill_user_research="2")
    said = {"saved": True, "version": 2, "at": f"{timezone.localtime():%H:%M}", "key": key}
    assert (answer.status_code, answer.json(), answer.headers["Autosave"]) == (200, said, "1")
    assert post.skill_ratings.get().level == 2
    assert "messages" not in answer.cookies


def test_a_request_whose_answer_was_lost_is_saved_once(client: Client, post: Post) -> None:
    key = str(uuid4())
    save(client, post, key, skill_user_research="2")
    again = save(client, post, key, skill_user_research="2")
    assert (again.json()["saved"], again.json()["version"]) == (True, 2)
    assert AuditEvent.objects.count() == 1


def test_a_request_whose_answer_was_lost_takes_nothing_back_that_came_after_it(
    client: Client, post: Post, lead: User
) -> None:
    key = str(uuid4())
    save(client, post, key, skill_user_research="2")
    services.rate_skills(by=lead, post=post, version=2, levels={"user_research": 4})
    again = save(client, post, key, skill_user_research="2")
    assert (again.json()["saved"], again.json()["version"]) == (True, 2)
    assert post.skill_ratings.get().level == 4


def test_the_key_of_another_person_says_nothing(
    client: Client, client_of: Callable[[User], Client], post: Post, organisation: Organisation
) -> None:
    key = str(uuid4())
    save(client, post, key, skill_user_research="2")
    other = save(client_of(make_member(organisation, "lead")), post, key, skill_user_research="3")
    assert other.json()["reason"] == "conflict"


def test_nothing_changed_is_saved_and_writes_nothing(client: Client, post: Post) -> None:
    assert save(client, post).json()["version"] == 1
    assert AuditEvent.objects.count() == 0


def test_a_clash_shows_both_values_who_and_when(client: Client, post: Post, organisation: Organisation) -> None:
    colleague = make_member(organisation, "lead", name="Col League")
    services.rate_skills(by=colleague, post=post, version=1, levels={"user_research": 4})
    answer = save(client, post, skill_user_research="2")
    said = answer.json()
    assert (answer.status_code, said["saved"], said["reason"], said["version"]) == (409, False, "conflict", 2)
    assert said["message"].startswith("Col League changed this on ")
    assert said["differences"] == [{"label": "User research", "theirs": "Expert", "yours": "Working"}]
    assert said["values"]["skill_user_research"] == "4"
    assert save(client, post, version=2, skill_user_research="2").json()["saved"]


def test_two_who_type_the_same_do_not_clash(client: Client, post: Post, lead: User) -> None:
    services.rate_skills(by=lead, post=post, version=1, levels={"user_research": 2})
    assert save(client, post, skill_user_research="2").json() | {"key": "", "at": ""} == {
        "saved": True,
        "version": 2,
        "at": "",
        "key": "",
    }


def test_an_error_is_told_by_the_name_of_its_control(client: Client, post: Post) -> None:
    answer = save(client, post, skill_user_research="9")
    assert (answer.status_code, answer.json()["reason"]) == (422, "invalid")
    assert list(answer.json()["errors"]) == ["skill_user_research"]


def test_a_row_that_is_gone_is_said_to_be(client: Client, post: Post) -> None:
    url, values = address(post), values_of(client.get(address(post)).content.decode())
    post.delete()
    answer = client.post(url, values, headers={"Autosave-Key": str(uuid4())})
    assert (answer.status_code, answer.json()["reason"]) == (404, "gone")


def test_who_was_signed_out_is_told_so_and_nothing_is_kept_twice(client: Client, post: Post) -> None:
    html = client.get(address(post)).content.decode()
    token = html.split('name="form_token" value="')[1].split('"')[0]
    client.logout()
    values = {**values_of(html), "form_token": token}
    answer = client.post(address(post), values, headers={"Autosave-Key": str(uuid4())})
    assert (answer.status_code, answer.json()["reason"]) == (401, "signed-out")
    assert HeldForm.objects.count() == 0
    assert "messages" not in answer.cookies


def test_who_sits_down_at_the_page_of_another_saves_nothing(
    client: Client, client_of: Callable[[User], Client], post: Post, organisation: Organisation
) -> None:
    html = client.get(address(post)).content.decode()
    token = html.split('name="form_token" value="')[1].split('"')[0]
    other = client_of(make_member(organisation, "lead"))
    values = {**values_of(html), "form_token": token, "skill_user_research": "2"}
    answer = other.post(address(post), values, headers={"Autosave-Key": str(uuid4())})
    assert (answer.status_code, answer.json()["reason"]) == (409, "other-person")
    assert post.skill_ratings.count() == 0


def test_a_token_out_of_date_is_told_apart_from_a_role_that_was_taken_away(
    post: Post, lead: User, organisation: Organisation
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(lead)
    key = {"Autosave-Key": str(uuid4())}
    assert client.post(address(post), headers=key).json()["reason"] == "csrf"
    organisation.memberships.filter(user=lead).update(role="board")
    plain = Client()
    plain.force_login(lead)
    answer = plain.post(address(post), headers=key)
    assert (answer.status_code, answer.json()["reason"]) == (403, "refused")


def test_what_is_no_key_is_a_plain_form(client: Client, post: Post) -> None:
    assert save(client, post, "1").status_code == 302
