"""Two people in the same moment: real transactions of several connections, released together."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import AuditEvent, Organisation, User
from assessment import action_services, cycle_services, deadline_services, submission
from assessment import services as assessment
from assessment.cycle import NotNow
from assessment.models import (
    Action,
    Answer,
    Assessment,
    Deadline,
    DeadlineReminder,
    NoAction,
    SignOff,
    Snapshot,
    SnapshotPosts,
)
from assessment.snapshot_content import plan_in, posts_of
from teams import import_services, services
from teams.importing.sandbox import read_upload
from teams.models import OrganisationFacts, Post, TeamShare
from tests.factories import make_organisation, make_post, make_ready_draft, make_share, make_team, submit
from tests.teams.files import csv_file, row

# What the migrations loaded must be there again for the next test.
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

EXPECTED = (
    NotNow,
    cycle_services.ChangedSince,
    import_services.Gone,
    import_services.RosterChanged,
    services.ShareRefused,
    services.AlreadyThere,
    services.Stale,
    assessment.StaleAnswer,
)
PATIENCE = 30
"""Seconds until somebody who does not turn up fails the test."""


@pytest.fixture(autouse=True)
def _connection_for_each(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """SQLite in memory is one connection for all threads, so the database moves to a file while the test runs."""
    if connection.vendor != "sqlite":
        yield
        return
    memory, name = connection.connection, connection.settings_dict["NAME"]
    path = tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(path)) as copy:
        memory.backup(copy)
    connection.connection, connection.settings_dict["NAME"] = None, str(path)
    yield
    connection.close()
    connection.connection, connection.settings_dict["NAME"] = memory, name


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What came of each deed, or the expected exception, when all of them start together."""
    barrier = Barrier(len(deeds))

    def do(deed: Callable[[], Any]) -> Any:
        try:
            barrier.wait(PATIENCE)
            return deed()
        except EXPECTED as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def of_kind(kind: type, results: list[Any]) -> list[Any]:
    return [result for result in results if isinstance(result, kind)]


def test_two_clicks_at_once_apply_an_import_once(organisation: Organisation, lead: User) -> None:
    staged = import_services.stage(by=lead, organisation=organisation, reading=read_upload(csv_file(row())))

    def click() -> AuditEvent:
        return import_services.apply(by=lead, organisation=organisation, staged_id=staged.pk)

    results = at_once(click, click)
    assert len(of_kind(AuditEvent, results)) == 1
    assert [gone.why for gone in of_kind(import_services.Gone, results)] == ["applied"]
    assert Post.objects.get().version == 1
    assert AuditEvent.objects.filter(verb="imported").count() == 1


def test_of_two_first_facts_at_once_one_is_saved_and_one_is_told(organisation: Organisation, lead: User) -> None:
    values = dict.fromkeys(services.FACT_FIELDS) | {"as_at": date(2026, 9, 30), "external_staff": ""}

    def save(live: int) -> Callable[[], OrganisationFacts]:
        given = {**values, "initiatives_live": live}
        return lambda: services.save_facts(by=lead, organisation=organisation, version=None, values=given)

    results = at_once(save(3), save(4))
    (kept,) = of_kind(OrganisationFacts, results)
    (stale,) = of_kind(services.Stale, results)
    assert stale.row.initiatives_live == kept.initiatives_live == OrganisationFacts.objects.get().initiatives_live


def test_four_first_answers_at_once_make_one_draft(organisation: Organisation, lead: User) -> None:
    def answer(criterion: str) -> Callable[[], Answer]:
        given = {"criterion": criterion, "version": None, "level": 2, "evidence": ""}
        return lambda: assessment.save_answer(by=lead, organisation=organisation, **given)

    results = at_once(*map(answer, ("Q1.7", "Q1.8", "Q1.9", "Q1.7")))
    assert len(of_kind(Answer, results)) == 3
    assert len(of_kind(assessment.StaleAnswer, results)) == 1
    assert Assessment.objects.get().answers.count() == 3


SHARE = {"share_pct": Decimal(60), "counts_from": date(2026, 4, 1), "counts_until": None}


def test_of_two_shares_at_once_that_pass_a_whole_together_one_is_refused(
    organisation: Organisation, other_organisation: Organisation, lead: User
) -> None:
    team = make_team(organisation)

    def record(partner: Organisation) -> Callable[[], TeamShare]:
        given = {"team": team, "partner": partner, "values": SHARE, "recorded": True}
        return lambda: services.offer_share(by=lead, **given)

    results = at_once(record(other_organisation), record(make_organisation("ZZC", "Thirdbrook Trust")))
    assert [refused.why for refused in of_kind(services.ShareRefused, results)] == [services.Why.TOO_MUCH]
    assert TeamShare.objects.count() == 1


def test_an_offer_that_is_withdrawn_and_accepted_at_once_is_one_of_both(
    organisation: Organisation, other_organisation: Organisation, lead: User, stranger: User
) -> None:
    offer = make_share(make_team(organisation), other_organisation, state="offered")
    results = at_once(
        lambda: services.withdraw_offer(by=lead, share=offer, version=1),
        lambda: services.answer_offer(by=stranger, share=offer, version=1, accept=True),
    )
    (kept,) = of_kind(TeamShare, results)
    assert TeamShare.objects.get().state == kept.state
    assert len(of_kind(services.Stale, results)) == 1


def test_two_hosts_that_share_with_each_other_save_at_once(
    organisation: Organisation, other_organisation: Organisation, lead: User
) -> None:
    both = [make_team(organisation), make_team(other_organisation)]
    make_share(both[0], other_organisation)
    make_share(both[1], organisation)

    def rename(number: int) -> Callable[[], Any]:
        values = {"name": f"Team of {number}", "kind": "standing"}
        return lambda: services.change_team(by=lead, team=both[number % 2], version=1, values=values)

    staged = import_services.stage(by=lead, organisation=other_organisation, reading=read_upload(csv_file(row())))

    def confirm() -> AuditEvent:
        return import_services.apply(by=lead, organisation=other_organisation, staged_id=staged.pk)

    assert of_kind(services.Stale, at_once(rename(0), rename(1), confirm)) == []
    versions = Organisation.objects.filter(pk__in=(organisation.pk, other_organisation.pk))
    assert len({*versions.values_list("roster_version", flat=True)}) == 1


def test_of_twenty_submissions_at_once_one_is_frozen_and_the_others_are_told(
    organisation: Organisation, lead: User, sponsor: User
) -> None:
    draft = make_ready_draft(organisation)
    seen = submission.Seen(draft.version, Organisation.objects.get().roster_version)
    given = {"assessment": draft, "seen": seen, "sponsor": sponsor, "job_title": "Chief executive"}
    results = at_once(*[lambda: submission.submit(by=lead, **given)] * 20)
    assert (len(of_kind(Snapshot, results)), len(of_kind(NotNow, results))) == (1, 19)
    assert Snapshot.objects.count() == AuditEvent.objects.filter(verb="submitted").count() == 1


def test_an_edit_beside_a_submission_is_in_the_snapshot_or_saved_after_it_or_the_submission_is_refused(
    organisation: Organisation, lead: User, sponsor: User
) -> None:
    post = make_post(organisation, title="Tester")
    draft = make_ready_draft(organisation)
    values = {name: getattr(post, name) for name in services.POST_FIELDS} | {"title": "Test lead"}
    deeds: list[Callable[[], Any]] = [
        lambda: services.change_post(by=lead, post=post, version=1, values=values),
        lambda: submit(draft, lead, sponsor),
        lambda: assessment.set_as_at(by=lead, organisation=organisation, as_at=date(2026, 10, 31)),
    ]
    results = at_once(*deeds)
    assert Post.objects.get().title == "Test lead"
    stored = Assessment.objects.get()
    if of_kind(Snapshot, results):
        assert stored.state == Assessment.State.SUBMITTED
        frozen = SnapshotPosts.objects.get().document
        assert posts_of(frozen)[0].title in ("Tester", "Test lead")
        assert Snapshot.objects.get().document["as_at"] == stored.as_at.isoformat()
    else:
        assert stored.state == Assessment.State.DRAFT
        assert not Snapshot.objects.exists()


def planned(organisation: Organisation, lead: User) -> Callable[[], Action]:
    values = {"criterion": "Q1.7", "name": "Shared teams", "action": "Share a team", "owner": "Chief nurse"}
    due: dict[str, Any] = {"due_on": date(2027, 3, 31), "cost": None}
    return lambda: action_services.add_action(by=lead, organisation=organisation, values={**values, **due})


def test_an_action_and_a_reason_for_none_at_once_leave_the_action(organisation: Organisation, lead: User) -> None:
    values = {"criterion": "Q1.7", "name": "Shared teams", "because": "There is no partner"}

    def none() -> NoAction:
        return action_services.add_reason(by=lead, organisation=organisation, values=values)

    results = at_once(planned(organisation, lead), none, planned(organisation, lead))
    assert len(of_kind(Action, results)) == 1
    assert (Action.objects.count(), NoAction.objects.count()) == (1, 0)
    assert len(of_kind(services.AlreadyThere, results)) in (1, 2)  # the reason was first, or it was refused


def test_a_plan_that_changes_beside_a_submission_is_not_in_it_unseen(
    organisation: Organisation, lead: User, sponsor: User
) -> None:
    draft = make_ready_draft(organisation)
    seen = submission.Seen(draft.version, Organisation.objects.get().roster_version)
    given = {"assessment": draft, "seen": seen, "sponsor": sponsor, "job_title": "Chief executive"}
    results = at_once(lambda: submission.submit(by=lead, **given), planned(organisation, lead))
    assert len(of_kind(Action, results)) == 1
    assert [plan_in(snapshot).actions for snapshot in of_kind(Snapshot, results)] in ([], [()])
    assert len(of_kind(Snapshot, results)) + len(of_kind(cycle_services.ChangedSince, results)) == 1


def test_reminders_that_are_sent_twice_at_once_go_out_once(organisation: Organisation, lead: User) -> None:
    today = timezone.localdate()
    deadline = Deadline.objects.create(name="Spring", as_at_from=today, due_on=today)
    deadline.organisations.add(organisation)
    assert sorted(at_once(*[deadline_services.send_reminders] * 4)) == [0, 0, 0, 1]
    assert DeadlineReminder.objects.count() == 1


def killed_at(number: int, deed: Callable[[], Any]) -> bool:
    """Do `deed` in a process of its own that is killed before its statement `number`; whether it came to that."""
    connection.close()
    child = os.fork()
    if not child:
        count = 0

        def kill(execute: Any, *args: Any) -> Any:
            nonlocal count
            count += 1
            if count == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(*args)

        try:
            with connection.execute_wrapper(kill):
                deed()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def killed_at_every_statement(deed: Callable[[], Any], before: str) -> int:
    """How many statements there were. After each kill everything is in the state `before`."""
    number = 1
    while killed_at(number, deed):
        assert Assessment.objects.get().state == before
        number += 1
    return number


def test_a_process_killed_at_any_statement_leaves_a_draft_or_a_submission_and_never_between(
    organisation: Organisation, lead: User, sponsor: User
) -> None:
    draft = make_ready_draft(organisation)
    assert killed_at_every_statement(lambda: submit(draft, lead, sponsor), "draft") > 10
    assert (Assessment.objects.get().state, Snapshot.objects.count()) == ("submitted", 1)
    sha256 = Snapshot.objects.get().sha256
    sign = {"by": sponsor, "assessment": draft, "sha256": sha256}
    assert killed_at_every_statement(lambda: cycle_services.sign_off(**sign), "submitted") > 5
    assert (Assessment.objects.get().state, SignOff.objects.count()) == ("signed_off", 1)
