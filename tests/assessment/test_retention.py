"""Removing the posts of what was submitted: by a person with a reason, and by the command of retention."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client

from accounts.models import AuditEvent, Organisation, User
from assessment import cycle_services, retention, services
from assessment.models import Answer, Assessment, PostsRemoval, Snapshot, SnapshotPosts
from assessment.verifying import verify
from tests.assessment.test_cycle_pages import text
from tests.factories import make_post, make_ready_draft, sign_off, submit
from tests.forms import shown

ClientOf = Callable[[User], Client]
HOME = "/organisations/ZZA/"
REMOVE = f"{HOME}reports/1/posts/remove/"
State = Assessment.State


@pytest.fixture
def draft(organisation: Organisation) -> Assessment:
    make_post(organisation, post_ref="D1", title="Interface developer")
    make_post(organisation, post_ref="V1", title="Data analyst", status="vacant", started_on=None)
    draft = make_ready_draft(organisation)
    draft.answers.filter(criterion="Q1.7").update(level=2, evidence="Minutes of May")
    return draft


def reopened(draft: Assessment, lead: User) -> Assessment:
    current = services.draft_for(draft.organisation)
    return cycle_services.reopen(by=lead, organisation=draft.organisation, assessment=current, because="Wrong")


def remove(client: Client, **typed: str) -> HttpResponse:
    return client.post(REMOVE, shown(client, REMOVE) | typed, follow=True)


def test_a_sponsor_removes_the_posts_with_a_reason_and_every_page_says_so(
    client_of: ClientOf, draft: Assessment, lead: User, sponsor: User, board_member: User
) -> None:
    sign_off(draft, lead, sponsor)
    client = client_of(sponsor)
    assert "What goes, for good" in text(client.get(REMOVE))
    refused = text(remove(client))
    assert "Choose why they are removed" in refused
    assert "Say that you know that nobody can bring them back" in refused
    assert SnapshotPosts.objects.exists()
    assert "Removed: the posts behind report 1" in text(remove(client, reason="correction", sure="on"))
    assert not SnapshotPosts.objects.exists()
    for reader in (sponsor, lead, board_member):
        said = text(client_of(reader).get(f"{HOME}reports/1/"))
        assert "The posts behind this report were removed on" in said
        assert "The reason: they held something that must not be kept" in said
        assert "The team in pictures" not in said
        assert "Remove the posts behind it" not in said
    assert client.get(f"{HOME}reports/1/paper.pdf").content.startswith(b"%PDF")
    assert verify().problems == []
    event = AuditEvent.objects.get(verb="removed the posts of")
    assert (event.actor, event.target, event.changes["reason"]) == (sponsor, "report 1", [None, "correction"])
    again = client.post(REMOVE, {"reason": "request", "sure": "on"}, follow=True)
    assert "were removed already. Nothing was changed" in text(again)
    assert PostsRemoval.objects.get().reason == "correction"


def test_with_a_report_go_the_submissions_before_it_and_no_copy_of_its_texts_stays_behind(
    client_of: ClientOf, draft: Assessment, lead: User, sponsor: User
) -> None:
    submit(draft, lead, sponsor)
    cycle_services.send_back(by=sponsor, assessment=draft, section="all", because="Look again")
    sign_off(draft, lead, sponsor)
    following = reopened(draft, lead)
    assert following.vacancies == [["V1", "Data analyst"]]
    assert "the same of 1 earlier submission of this assessment, which was returned" in text(
        client_of(lead).get(REMOVE)
    )
    remove(client_of(lead), reason="request", sure="on")
    assert not SnapshotPosts.objects.exists()
    following.refresh_from_db()
    assert following.vacancies == []
    # The answers of the current report are those that the open draft was made from; they go once it is superseded.
    assert Answer.objects.filter(assessment=draft, evidence="Minutes of May").exists()
    assert Answer.objects.filter(assessment=following, evidence="Minutes of May").exists()
    sign_off(following, lead, sponsor)
    retention.remove_posts(by=lead, assessment=following, reason="request")
    assert verify().problems == []


def test_the_texts_of_the_answers_of_a_superseded_report_go_with_its_posts(
    draft: Assessment, lead: User, sponsor: User
) -> None:
    sign_off(draft, lead, sponsor)
    sign_off(reopened(draft, lead), lead, sponsor)
    [removed] = retention.remove_posts(by=None, assessment=draft, reason="retention")
    assert removed.sequence == 1
    assert not Answer.objects.filter(assessment=draft, evidence="Minutes of May").exists()
    assert SnapshotPosts.objects.count() == 1


def test_what_waits_for_sign_off_keeps_its_posts(draft: Assessment, lead: User, sponsor: User) -> None:
    submit(draft, lead, sponsor)
    with pytest.raises(retention.Waits):
        retention.remove_posts(by=lead, assessment=draft, reason="request")
    assert SnapshotPosts.objects.exists()


@pytest.mark.parametrize(
    ("day", "years", "then"),
    [
        (date(2027, 7, 1), 6, datetime(2021, 6, 30, 23, tzinfo=UTC)),
        (date(2028, 2, 29), 1, datetime(2027, 2, 28, tzinfo=UTC)),
    ],
)
def test_years_are_counted_by_the_day_in_london(day: date, years: int, then: datetime) -> None:
    assert retention.years_before(day, years) == then


def later(monkeypatch: pytest.MonkeyPatch, years: int) -> None:
    """Let the command run that many years from now."""
    now = retention.timezone.localdate()
    monkeypatch.setattr(retention.timezone, "localdate", lambda *args: now.replace(year=now.year + years, day=1))


def test_the_command_removes_what_is_old_and_says_before_what_it_would(
    draft: Assessment, lead: User, sponsor: User, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_off(draft, lead, sponsor)
    following = reopened(draft, lead)
    sign_off(following, lead, sponsor)
    waiting = reopened(following, lead)
    submit(waiting, lead, sponsor)

    def said(*arguments: Any) -> str:
        call_command("remove_old_posts", *arguments)
        return capsys.readouterr().out

    assert said("--years", "6") == "The posts of 0 submissions were removed.\n"
    later(monkeypatch, 7)
    dry = said("--years", "6", "--dry-run")
    assert "ZZA report 1, submitted on " in dry
    assert dry.endswith("The posts of 1 submissions would be removed.\n")
    assert SnapshotPosts.objects.count() == 3
    assert said("--years", "6").endswith("The posts of 1 submissions were removed.\n")
    assert said("--years", "6") == "The posts of 0 submissions were removed.\n"
    # The current report of an open organisation and what waits for sign-off are in use.
    assert SnapshotPosts.objects.count() == 2
    event = AuditEvent.objects.get(verb="removed the posts of")
    assert (event.actor, event.target) == (None, "report 1")
    assert verify().problems == []
    Organisation.objects.update(closed_on=date(2020, 3, 31))
    assert "ZZA report 2" in said("--years", "6")
    assert Snapshot.objects.count() == 3


@pytest.mark.parametrize("years", ["0", "51"])
def test_the_command_refuses_an_odd_number_of_years(years: str, db: None) -> None:
    with pytest.raises(CommandError, match="between 1 and 50"):
        call_command("remove_old_posts", "--years", years)
