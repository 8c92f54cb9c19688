"""API tokens of a member: made, shown once, withdrawn; what is kept of them, and when they stop."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import erasure
from accounts.models import ApiToken, AuditEvent, Membership, User
from accounts.services import tokens
from accounts.token_forms import NAME_TAKEN, TOO_MANY
from tests.factories import make_user
from tests.walk import sign_in_afresh


@pytest.fixture
def client(lead: User) -> Client:
    """Of the lead, who has just given their password."""
    client = Client()
    client.force_login(lead)
    sign_in_afresh(client, lead)
    return client


def make(client: Client, name: str = "Power BI", days: str = "90") -> str:
    """What the page says after the form was sent."""
    return client.post(reverse("api_token_add"), {"name": name, "days": days}).content.decode()


def token_in(html: str) -> str:
    found = re.search(r"<code>(cydt_[\w-]{43})</code>", html)
    assert found, html
    return found[1]


def token_of(user: User, **values: object) -> str:
    plain = {"name": "Power BI", "days": 30, "with_second_factor": True}
    return tokens.make_token(user=user, **{**plain, **values})


def test_a_token_is_shown_once_and_only_its_hash_is_kept(client: Client, lead: User) -> None:
    token = token_in(make(client))
    kept = ApiToken.objects.get()
    assert ApiToken.objects.working(token) == kept
    assert token not in str({field.name: getattr(kept, field.name) for field in ApiToken._meta.concrete_fields})
    assert (kept.user, kept.name, kept.days) == (lead, "Power BI", 90)
    html = client.get(reverse("api_tokens")).content.decode()
    assert "Power BI" in html
    assert "Never used." in html
    assert "cydt_" not in html


def test_making_and_withdrawing_one_is_told_to_its_member_and_to_the_leads(client: Client, lead: User) -> None:
    make(client)
    assert "An API token was made, “Power BI”" in mail.outbox[-1].body
    assert mail.outbox[-1].to == [lead.email]
    answer = client.post(reverse("api_tokens"), {"token": ApiToken.objects.get().pk}, follow=True)
    assert "The token “Power BI” is withdrawn" in answer.content.decode()
    assert not ApiToken.objects.exists()
    events = AuditEvent.objects.order_by("pk").values_list("verb", "target", "actor", "organisation__ods_code")
    assert list(events) == [(verb, "API token Power BI", lead.pk, "ZZA") for verb in ("made", "withdrew")]
    assert "Lee Lead made API token Power BI" in client.get(reverse("activity", args=["ZZA"])).content.decode()


def test_of_somebody_without_an_organisation_the_log_of_the_service_tells(db: None) -> None:
    token_of(make_user())
    assert AuditEvent.objects.get().organisation is None


def test_nobody_withdraws_the_token_of_another(client: Client, stranger: User) -> None:
    token_of(stranger, name="Theirs")
    for key in (ApiToken.objects.get().pk, "", "x", "9" * 30, "²"):
        assert client.post(reverse("api_tokens"), {"token": key}).headers["Location"] == reverse("api_tokens")
    assert ApiToken.objects.count() == 1
    assert "Theirs" not in client.get(reverse("api_tokens")).content.decode()


def test_a_name_is_given_once(client: Client) -> None:
    make(client)
    assert NAME_TAKEN in make(client, "power bi")
    assert ApiToken.objects.count() == 1
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(("name", "days"), [("", "90"), ("x" * 61, "90"), ("Power BI", "366"), ("Power BI", "")])
def test_a_token_has_a_name_and_lasts_a_year_at_most(client: Client, name: str, days: str) -> None:
    assert "There is a problem" in make(client, name, days)
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("days", [0, 366])
def test_the_database_keeps_tokens_to_a_year_too(days: int, lead: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        lead.api_tokens.create(name="Long", sha256="a" * 64, days=days, with_second_factor=True)


def test_nobody_has_more_tokens_than_they_can_look_after(
    client: Client, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "MOST", 2)
    make(client, "One")
    make(client, "Two")
    assert TOO_MANY in make(client, "Three")
    assert "as many as anybody may have" in client.get(reverse("api_tokens")).content.decode()
    assert ApiToken.objects.count() == 2


def test_it_takes_a_fresh_sign_in_to_make_one(client_of, lead: User) -> None:
    lead.set_password("correct horse battery")
    lead.save()
    answer = client_of(lead).get(reverse("api_token_add"))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_one_that_is_over_stays_in_the_list_and_works_no_more(client: Client, lead: User) -> None:
    token = token_of(lead)
    ApiToken.objects.update(made_at=timezone.now() - timedelta(days=30))
    assert ApiToken.objects.working(token) is None
    html = client.get(reverse("api_tokens")).content.decode()
    assert "It stopped on" in html
    assert "Remove<span" in html


def test_the_day_of_its_last_use_is_noted_once(lead: User, django_assert_num_queries) -> None:
    token, today = ApiToken.objects.working(token_of(lead)), timezone.localdate()
    assert token
    ApiToken.objects.note_use(token, today)
    token.refresh_from_db()
    assert token.last_used_on == today
    with django_assert_num_queries(0):
        ApiToken.objects.note_use(token, today)


def test_a_closed_account_has_no_working_token(lead: User) -> None:
    token = token_of(lead)
    User.objects.filter(pk=lead.pk).update(is_active=False)
    assert ApiToken.objects.working(token) is None


def test_a_person_who_is_erased_leaves_no_token(lead: User) -> None:
    token_of(lead)
    erasure.erase(erasure.find(lead.email), even_last_lead=True)
    assert not ApiToken.objects.exists()
    assert not Membership.objects.filter(user=lead).exists()


def test_what_is_held_about_a_person_names_their_tokens_without_the_hash(lead: User) -> None:
    token_of(lead)
    [held] = erasure.everything(erasure.find(lead.email))["accounts.ApiToken"]
    assert held["name"] == "Power BI"
    assert held["sha256"] == erasure.WITHHELD
