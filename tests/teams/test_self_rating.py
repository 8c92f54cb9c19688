"""Rating one's own skills by a link: who may send it, what it opens, when it stops, and that it names nobody."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, HeldForm, Organisation, OutgoingEmail, User
from teams import import_services, rating_links, services
from teams.importing.sandbox import read_upload
from teams.models import Post, RatingLink
from tests.factories import make_post
from tests.forms import send, values_of

ADDRESS = "holder@fenbrook.example"


@pytest.fixture
def post(organisation: Organisation) -> Post:
    return make_post(organisation, {"user_research": 2}, post_ref="D1")


@pytest.fixture
def client(client_of: Callable[[User], Client], lead: User) -> Client:
    cache.clear()
    return client_of(lead)


@pytest.fixture
def link(post: Post, lead: User) -> RatingLink:
    services.confirm_staff_told(by=lead, organisation=post.organisation)
    return services.make_link(by=lead, post=post)


def of_post(post: Post) -> str:
    return f"/organisations/ZZA/posts/{post.pk}/skills/link/"


def opened_by(link: RatingLink) -> str:
    return reverse("rate_own", args=[rating_links.token_of(link)])


def test_nothing_goes_out_before_staff_were_told(client: Client, post: Post) -> None:
    page = client.post(of_post(post), {"by": "copy"}, follow=True)
    assert "First confirm that staff were told. No link was made." in page.content.decode()
    assert RatingLink.objects.count() == 0
    assert client.post("/organisations/ZZA/skills/staff-told/", {}).status_code == 200
    client.post("/organisations/ZZA/skills/staff-told/", {"told": "on"})
    assert "works until" in client.post(of_post(post), {"by": "copy"}).content.decode()


def test_a_link_by_email_is_sent_and_its_address_forgotten(client: Client, post: Post, link: RatingLink) -> None:
    client.post(of_post(post), {"by": "email", "email": ADDRESS})
    [sent] = mail.outbox
    assert sent.to == [ADDRESS]
    assert "not for appraisal, pay or selection" in sent.body
    path = sent.body.split("http://localhost:8000")[1].split()[0]
    assert Client().get(path).status_code == 200
    assert (OutgoingEmail.objects.count(), HeldForm.objects.count()) == (0, 0)
    kept = json.dumps([list(RatingLink.objects.values()), list(AuditEvent.objects.values())], default=str)
    assert ADDRESS not in kept
    assert Client().get(opened_by(link)).status_code == 404  # the earlier one


def test_an_email_needs_an_address(client: Client, post: Post, link: RatingLink) -> None:
    assert "Enter their work e-mail address" in client.post(of_post(post), {"by": "email"}).content.decode()
    assert mail.outbox == []


def test_the_holder_reads_what_it_is_for_and_what_the_lead_recorded_and_rates(post: Post, link: RatingLink) -> None:
    page = Client().get(opened_by(link))
    html = page.content.decode()
    for words in (
        "not for appraisal, pay or selection",
        "Nobody is shown who declined",
        "Your digital lead recorded: working",
    ):
        assert words in html
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page.headers["Cache-Control"]
    answer = send(Client(), opened_by(link), skill_user_research="4", comment="I teach it")
    assert answer.status_code == 302
    rating = post.skill_ratings.get(source="self")
    assert (rating.skill, rating.level) == ("user_research", 4)
    event = AuditEvent.objects.latest("id")
    assert (event.actor, event.verb, event.target) == (None, "recorded the holder's own ratings of", "post D1")
    assert "teach" not in json.dumps(event.changes)
    again = Client().get(opened_by(link)).content.decode()
    assert values_of(again)["skill_user_research"] == ["4"]
    send(Client(), opened_by(link), skill_user_research="", comment="")
    assert not post.skill_ratings.filter(source="self").exists()


def test_rating_oneself_holds_up_nobody_who_edits_the_post_and_counts_less_than_the_lead(
    organisation: Organisation, post: Post, link: RatingLink
) -> None:
    before = organisation.roster_version
    send(Client(), opened_by(link), skill_user_research="4", skill_cyber_security="3")
    post.refresh_from_db()
    organisation.refresh_from_db()
    assert (post.version, organisation.roster_version > before) == (1, True)
    [row] = organisation.posts.rows()
    assert row.skills == {"user_research": 2, "cyber_security": 3}


def test_a_lead_who_opens_the_link_does_not_put_their_name_to_it(client: Client, link: RatingLink) -> None:
    send(client, opened_by(link), skill_user_research="4")
    assert AuditEvent.objects.latest("id").actor is None


def expire(link: RatingLink) -> None:
    RatingLink.objects.update(sent_at=timezone.now() - timedelta(days=31))


def revoke(link: RatingLink) -> None:
    RatingLink.objects.update(is_revoked=True)


def close(link: RatingLink) -> None:
    Post.objects.update(closed_on=timezone.localdate())


def vacate(link: RatingLink) -> None:
    Post.objects.update(status="vacant")


def signed_otherwise(link: RatingLink) -> str:
    return Signer(key="another key").sign("x")


@pytest.mark.parametrize("end", [expire, revoke, close, vacate])
def test_a_link_that_is_over_looks_like_one_that_never_was(link: RatingLink, end: Callable[[RatingLink], None]) -> None:
    path = opened_by(link)
    end(link)
    answers = [
        Client().get(where) for where in (path, path[:-2] + "x/", "/rate/x/", f"/rate/{signed_otherwise(link)}/")
    ]
    answers.append(Client().post(path, {"skill_user_research": "4"}))
    said = {answer.content.decode().replace(answer.headers["X-Request-Reference"], "") for answer in answers}
    assert [answer.status_code for answer in answers] == [404] * 5
    assert len(said) == 1
    assert {answer.headers["Referrer-Policy"] for answer in answers} == {"strict-origin"}
    assert link.post.skill_ratings.filter(source="self").count() == 0


def vacate_by_form(post: Post, by: User) -> None:
    values = {"status": "vacant", "started_on": None}
    services.change_post(by=by, post=post, version=post.version, values=values)


def vacate_by_file(post: Post, by: User) -> None:
    file = f"post_ref,title,wte,status\n{post.post_ref},{post.title},1,vacant\n"
    post.organisation.refresh_from_db()
    staged = import_services.stage(by=by, organisation=post.organisation, reading=read_upload(file.encode()))
    import_services.apply(by=by, organisation=post.organisation, staged_id=staged.pk)


@pytest.mark.parametrize("falls_vacant", [vacate_by_form, vacate_by_file])
def test_when_the_holder_leaves_their_link_ratings_and_comment_go(
    post: Post, link: RatingLink, lead: User, falls_vacant: Callable[[Post, User], None]
) -> None:
    path = opened_by(link)
    send(Client(), path, skill_user_research="4", comment="Mine")
    falls_vacant(post, lead)
    assert (RatingLink.objects.count(), post.skill_ratings.count()) == (0, 0)
    Post.objects.update(status="filled")
    assert Client().get(path).status_code == 404


def test_a_link_can_be_revoked(client: Client, post: Post, link: RatingLink) -> None:
    client.post(f"{of_post(post)}revoke/")
    assert Client().get(opened_by(link)).status_code == 404


def test_a_vacant_post_has_nobody_to_ask(client: Client, post: Post, link: RatingLink) -> None:
    Post.objects.update(status="vacant")
    page = client.post(of_post(post), {"by": "copy"}, follow=True)
    assert "there is nobody to ask" in page.content.decode()


def test_too_many_tries_are_held_up(post: Post, link: RatingLink) -> None:
    cache.clear()
    client, path = Client(), opened_by(link)
    assert {client.get(path).status_code for _ in range(60)} == {200}
    assert client.get(path).status_code == 429
    cache.clear()


def test_the_comment_is_for_those_who_rate(
    client: Client, client_of: Callable[[User], Client], sponsor: User, post: Post, link: RatingLink
) -> None:
    send(Client(), opened_by(link), comment="I teach it")
    page = f"/organisations/ZZA/posts/{post.pk}/"
    assert "I teach it" in client.get(page).content.decode()
    assert "I teach it" not in client_of(sponsor).get(page).content.decode()


def test_no_line_of_the_log_holds_the_token(link: RatingLink, caplog: Any) -> None:
    cache.clear()
    path = opened_by(link)
    with caplog.at_level("INFO"):
        Client().get(path)
        Client().get("/rate/secret-token/")
    lines = " ".join(caplog.messages)
    assert rating_links.token_of(link) not in lines
    assert "secret-token" not in lines
