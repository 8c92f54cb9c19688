"""The assessment cycle by its services: what is frozen, who may do what when, and what the database refuses."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from accounts import erasure
from accounts.models import AuditEvent, Organisation, Role, User
from assessment import cycle, cycle_services, retention, services, submission
from assessment.checking import GONE, findings_before
from assessment.cycle import NotNow
from assessment.models import Answer, Assessment, PostsRemoval, SignOff, Snapshot, SnapshotPosts
from assessment.snapshot_content import scorecard_of
from assessment.verifying import verify
from teams.models import Post
from teams.services import raise_roster_version
from tests.factories import make_member, make_post, make_ready_draft, sign_off, submit

ROOT = Path(__file__).resolve().parents[2]
State = Assessment.State
AGAIN = date(2027, 3, 31)


def state_of(assessment: Assessment) -> str:
    return Assessment.objects.get(pk=assessment.pk).state


@pytest.fixture
def draft(organisation: Organisation) -> Assessment:
    make_post(organisation, post_ref="D1", title="Interface developer", notes="Ask Zebedee about the rota")
    make_post(organisation, post_ref="D2", title="Tester", employment="agency", supplier="Brightwell")
    return make_ready_draft(organisation)


# What is frozen ------------------------------------------------------------------------------------------------------


def test_submission_freezes_what_the_report_rests_on_in_two_parts(draft: Assessment, lead: User, sponsor: User) -> None:
    snapshot = submit(draft, lead, sponsor, "Chief executive")
    assert state_of(draft) == State.SUBMITTED
    posts = SnapshotPosts.objects.get().text
    assert "Interface developer" in posts
    assert "Brightwell" in posts
    assert "Interface developer" not in snapshot.content
    assert "D1" not in snapshot.content
    assert snapshot.document["approver"] == "Chief executive"
    assert scorecard_of(Snapshot.objects.get()).totals.posts == 2
    assert verify().problems == []


def test_another_version_of_the_engine_may_use_other_words_and_no_other_numbers(
    draft: Assessment, lead: User, sponsor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(draft, lead, sponsor)
    monkeypatch.setattr("assessment.wording.UNKNOWN_ANSWER", "Nobody knows")
    assert next(problem.what for problem in verify().problems) == "its sums give another scorecard"
    for module in ("verifying", "question_results"):
        monkeypatch.setattr(f"assessment.{module}.ENGINE_VERSION", "2")
    assert verify().problems == []
    monkeypatch.setattr("assessment.plan.AnsweredPlan.level_of", lambda self, answer: 1)
    assert verify().problems != []


def test_a_snapshot_holds_no_name_and_no_note(draft: Assessment, lead: User, sponsor: User) -> None:
    sign_off(draft, lead, sponsor)
    kept = Snapshot.objects.get().content + SnapshotPosts.objects.get().text
    for canary in ("Lee Lead", "Spencer Sponsor", "fenbrook.example", "Zebedee"):
        assert canary not in kept


def test_erasing_a_person_leaves_every_snapshot_as_it_was(draft: Assessment, lead: User, sponsor: User) -> None:
    make_member(draft.organisation, Role.LEAD)
    sign_off(draft, lead, sponsor)
    for email in ("lead@fenbrook.example", "sponsor@fenbrook.example"):
        erasure.erase(erasure.find(email))
    assert not User.objects.filter(name="Spencer Sponsor").exists()
    assert verify().problems == []


def test_the_live_roster_goes_on_while_the_snapshot_stays(draft: Assessment, lead: User, sponsor: User) -> None:
    snapshot = submit(draft, lead, sponsor)
    make_post(draft.organisation)
    assert scorecard_of(Snapshot.objects.get(pk=snapshot.pk)).totals.posts == 2
    with pytest.raises(NotNow):
        services.set_as_at(by=lead, organisation=draft.organisation, as_at=AGAIN)


def test_posts_are_removed_whole_with_a_reason_and_the_rest_still_verifies(
    draft: Assessment, lead: User, sponsor: User
) -> None:
    sign_off(draft, lead, sponsor)
    before = scorecard_of(Snapshot.objects.get())
    for _ in "twice":
        retention.remove_posts(by=lead, assessment=draft, reason="request")
    assert not SnapshotPosts.objects.exists()
    found = verify()
    assert (found.snapshots, found.problems) == (1, [])
    after = scorecard_of(Snapshot.objects.get())
    assert [each.verdict for each in after.questions] == [each.verdict for each in before.questions]
    assert AuditEvent.objects.filter(verb="removed the posts of").count() == 1


# What stands between a draft and its submission ---------------------------------------------------------------------


def refusal(draft: Assessment, lead: User, sponsor: User) -> Any:
    with pytest.raises(cycle_services.NotReady) as refused:
        submit(draft, lead, sponsor)
    assert state_of(draft) == State.DRAFT
    assert not Snapshot.objects.exists()
    return refused.value.readiness


def test_every_question_has_to_be_answered_or_said_not_to_be_known(
    draft: Assessment, lead: User, sponsor: User
) -> None:
    draft.answers.filter(criterion="Q1.7").delete()
    assert [each.id for each in refusal(draft, lead, sponsor).unanswered] == ["Q1.7"]


def test_what_was_carried_forward_has_to_be_confirmed(draft: Assessment, lead: User, sponsor: User) -> None:
    draft.answers.filter(criterion="Q1.7").update(is_carried=True)
    assert [each.id for each in refusal(draft, lead, sponsor).carried] == ["Q1.7"]
    seen = {"Q1.7": draft.answers.get(criterion="Q1.7").version, "Q1.8": 1}
    assert cycle_services.confirm_carried(by=lead, organisation=draft.organisation, criteria=seen) == 1
    submit(draft, lead, sponsor)


def test_an_error_of_the_quality_checks_stops_it_and_a_warning_needs_a_sentence(
    draft: Assessment, lead: User, sponsor: User
) -> None:
    Post.objects.filter(post_ref="D1").update(ends_on=date(2020, 1, 1))
    found = refusal(draft, lead, sponsor)
    assert found.errors == 1
    assert found.unexplained == ("Posts whose end date has passed",)


def test_it_is_what_was_seen_that_is_submitted(draft: Assessment, lead: User, sponsor: User) -> None:
    organisation = draft.organisation
    seen = submission.Seen(draft.version, organisation.roster_version)
    raise_roster_version(organisation)
    with pytest.raises(cycle_services.ChangedSince):
        submission.submit(by=lead, assessment=draft, seen=seen, sponsor=sponsor, job_title="Chief executive")
    assert state_of(draft) == State.DRAFT


# The states ----------------------------------------------------------------------------------------------------------


def steps(draft: Assessment, lead: User, sponsor: User) -> dict[str, Callable[[], Any]]:
    """Each step on the assessment as it is."""
    organisation = draft.organisation
    latest = Snapshot.objects.latest_of(draft)
    sha256 = latest.sha256 if latest else ""
    words = {"question": "Q1", "version": 0, "text": "Words"}
    return {
        "open": lambda: cycle_services.open_assessment(by=lead, organisation=organisation, as_at=AGAIN),
        "change": lambda: services.set_as_at(by=lead, organisation=organisation, as_at=AGAIN),
        "describe": lambda: cycle_services.save_commentary(by=lead, organisation=organisation, **words),
        "submit": lambda: submit(draft, lead, sponsor),
        "withdraw": lambda: cycle_services.withdraw(by=lead, assessment=draft),
        "return": lambda: cycle_services.send_back(by=sponsor, assessment=draft, section="Q1", because="Look again"),
        "sign_off": lambda: cycle_services.sign_off(by=sponsor, assessment=draft, sha256=sha256),
        "reopen": lambda: cycle_services.reopen(by=lead, organisation=organisation, assessment=draft, because="Wrong"),
    }


TOLD = {
    "submit": [["sponsor@fenbrook.example"]],
    "withdraw": [["sponsor@fenbrook.example"]],
    "return": [["lead@fenbrook.example"]],
    "sign_off": [["lead@fenbrook.example"]],
}
"""Who is told by e-mail."""
WAYS: dict[str, Callable[[Assessment, User, User], Any]] = {
    State.DRAFT: lambda draft, lead, sponsor: None,
    State.SUBMITTED: submit,
    State.SIGNED_OFF: sign_off,
}


@pytest.mark.parametrize("step", cycle.STEPS, ids=lambda step: step.name)
@pytest.mark.parametrize("state", WAYS)
def test_every_step_in_every_state(
    step: cycle.Step, state: str, draft: Assessment, lead: User, sponsor: User, mailoutbox: list[EmailMessage]
) -> None:
    WAYS[state](draft, lead, sponsor)
    mailoutbox.clear()
    before = list(Assessment.objects.values())
    take = steps(draft, lead, sponsor)[step.name]
    if state in step.states:
        take()
        assert Assessment.objects.latest("pk").state == step.to
        assert [mail.to for mail in mailoutbox] == TOLD.get(step.name, [])
    else:
        with pytest.raises(NotNow):
            take()
        assert list(Assessment.objects.values()) == before


def test_only_the_sponsor_to_whom_it_was_submitted_signs_off_and_never_who_submitted_it(
    draft: Assessment, lead: User, sponsor: User
) -> None:
    other = make_member(draft.organisation, Role.SPONSOR)
    snapshot = submit(draft, lead, sponsor)
    for by in (other, lead):
        with pytest.raises(cycle_services.NotYours):
            cycle_services.sign_off(by=by, assessment=draft, sha256=snapshot.sha256)
        with pytest.raises(cycle_services.NotYours):
            cycle_services.send_back(by=by, assessment=draft, section="Q1", because="Look again")
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.filter(pk=draft.pk).update(state="signed_off", signed_off_by=lead)


def test_a_sign_off_is_bound_to_the_hash_of_what_was_read(draft: Assessment, lead: User, sponsor: User) -> None:
    first = submit(draft, lead, sponsor)
    cycle_services.send_back(by=sponsor, assessment=draft, section="all", because="Look again")
    draft.refresh_from_db()
    assert draft.returned_because == "Look again"
    second = submit(draft, lead, sponsor)
    assert second.previous_sha256 == first.sha256
    with pytest.raises(cycle_services.ChangedSince):
        cycle_services.sign_off(by=sponsor, assessment=draft, sha256=first.sha256)
    assert cycle_services.sign_off(by=sponsor, assessment=draft, sha256=second.sha256).number == 1


def test_a_reopened_report_stays_current_until_the_next_is_signed_off(
    draft: Assessment, lead: User, sponsor: User
) -> None:
    organisation = draft.organisation
    sign_off(draft, lead, sponsor)
    read = services.draft_for(organisation)
    again = cycle_services.reopen(by=lead, organisation=organisation, assessment=read, because="A team was missing")
    assert again.as_at == draft.as_at != read.as_at
    assert (state_of(draft), again.answers.count()) == (State.SIGNED_OFF, draft.answers.count())
    assert not again.answers.filter(is_carried=True).exists()
    sign_off(again, lead, sponsor)
    assert (state_of(draft), state_of(again)) == (State.SUPERSEDED, State.SIGNED_OFF)
    assert list(SignOff.objects.of(organisation).values_list("number", flat=True)) == [2, 1]
    assert verify().problems == []


def test_the_next_assessment_starts_from_the_last_with_its_answers_to_be_confirmed(
    draft: Assessment, lead: User, sponsor: User
) -> None:
    Answer.objects.filter(criterion="Q1.7").update(level=3, evidence="Board minutes")
    sign_off(draft, lead, sponsor)
    cycle_services.open_assessment(by=lead, organisation=draft.organisation, as_at=AGAIN)
    following, answers = services.draft_with_answers(draft.organisation)
    assert (following.started_from, following.as_at, following.commentary) == (draft, AGAIN, {})
    assert all(answer.is_carried for answer in answers)
    carried = next(answer for answer in answers if answer.criterion == "Q1.7")
    kept = {"level": 3, "evidence": "Board minutes"}
    services.save_answer(by=lead, organisation=draft.organisation, criterion="Q1.7", version=carried.version, **kept)
    assert not Answer.objects.get(pk=carried.pk).is_carried


def test_a_vacancy_that_disappears_without_being_filled_is_asked_about(
    draft: Assessment, lead: User, sponsor: User
) -> None:
    organisation = draft.organisation
    for reference in ("V1", "V2"):
        make_post(organisation, post_ref=reference, title="Data analyst", status="vacant", started_on=None)
    sign_off(draft, lead, sponsor)
    following = cycle_services.open_assessment(by=lead, organisation=organisation, as_at=AGAIN)
    following.answers.update(is_carried=False)
    Post.objects.filter(post_ref="V1").update(status="filled")
    Post.objects.filter(post_ref="V2").delete()
    Assessment.objects.filter(pk=following.pk).update(reasons=draft.reasons)
    with pytest.raises(cycle_services.NotReady) as refused:
        submit(following, lead, sponsor)
    assert GONE.title in refused.value.readiness.unexplained
    assert [each.thing for each in findings_before(following, organisation, AGAIN) if each.matter == GONE] == [
        "V2 Data analyst"
    ]


def test_a_closed_organisation_keeps_its_reports(draft: Assessment, lead: User, sponsor: User) -> None:
    signed = sign_off(draft, lead, sponsor)
    Organisation.objects.filter(pk=draft.organisation_id).update(closed_on=date(2026, 12, 31))
    assert SignOff.objects.report(draft.organisation) == signed
    assert verify().problems == []


def test_the_document_shows_the_table_of_the_cycle() -> None:
    document = (ROOT / "docs" / "assessment-cycle.md").read_text(encoding="utf-8")
    assert cycle.table() in document, "assessment/cycle.py has changed: paste what `manage.py cycle_table` prints"


# What the database refuses -------------------------------------------------------------------------------------------


def test_the_database_refuses_to_change_or_delete_what_was_submitted(
    draft: Assessment, lead: User, sponsor: User
) -> None:
    sign_off(draft, lead, sponsor)
    changes: list[Callable[[], Any]] = [
        lambda: Snapshot.objects.update(sequence=7),
        lambda: Snapshot.objects.all().delete(),
        lambda: SnapshotPosts.objects.update(text="{}"),
        lambda: SnapshotPosts.objects.all().delete(),
        lambda: SignOff.objects.update(number=7),
        lambda: SignOff.objects.all().delete(),
    ]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    retention.remove_posts(by=lead, assessment=draft, reason="retention")
    with pytest.raises(IntegrityError), transaction.atomic():
        PostsRemoval.objects.all().delete()


SECOND, THIRD = "snapshot 2 of ZZA", "snapshot 3 of ZZA"
TAMPERING = {
    "a byte": (
        ["UPDATE assessment_snapshot SET content = replace(content, 'Fenbrook', 'Fenbroke') WHERE sequence = 2"],
        [f"{SECOND}: its content is not what was submitted"],
    ),
    "a byte of the posts": (
        ["UPDATE assessment_snapshotposts SET text = replace(text, 'Tester', 'Jester') WHERE snapshot_id = :third"],
        [f"{THIRD}: its posts are not what was submitted"],
    ),
    "the time": (
        ["UPDATE assessment_snapshot SET frozen_at = '2026-01-01 00:00:00+00:00' WHERE sequence = 2"],
        [f"{SECOND}: its seal is broken"],
    ),
    "one deleted": (
        ["DELETE FROM assessment_snapshot WHERE sequence = 2"],
        [f"{THIRD}: before it, snapshot 2 is missing", "report 2 of ZZA", "the activity log says it was submitted"],
    ),
    "the last deleted": (
        ["DELETE FROM assessment_snapshot WHERE sequence = 3"],
        ["the activity log says it was submitted", "report 3 of ZZA"],
    ),
    "two swapped": (
        [
            "UPDATE assessment_snapshot SET sequence = sequence + 100 WHERE sequence > 1",
            "UPDATE assessment_snapshot SET sequence = 105 - sequence WHERE sequence > 100",
        ],
        [f"{SECOND}: it does not follow", f"{SECOND}: its seal is broken", f"{THIRD}: its seal is broken"],
    ),
}
"""What somebody does to the database file, and what `verify` says of it."""


def disarm(cursor: Any) -> None:
    """Take away what keeps snapshots as they are, as somebody can who holds the database."""
    if connection.vendor == "sqlite":
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        triggers = cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        return
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for name in ("snapshot", "snapshotposts", "signoff", "postsremoval"):
        cursor.execute(f"ALTER TABLE assessment_{name} DISABLE TRIGGER USER")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.mark.parametrize("what", TAMPERING)
def test_verify_names_what_was_tampered_with(
    what: str, draft: Assessment, lead: User, sponsor: User, capsys: pytest.CaptureFixture[str]
) -> None:
    organisation = draft.organisation
    sign_off(draft, lead, sponsor)
    for _ in range(2):
        current = services.draft_for(organisation)
        again = cycle_services.reopen(by=lead, organisation=organisation, assessment=current, because="Wrong")
        sign_off(again, lead, sponsor)
    call_command("verify")
    assert "3 snapshots" in capsys.readouterr().out
    statements, said = TAMPERING[what]
    third = str(Snapshot.objects.get(sequence=3).pk)
    with connection.cursor() as cursor:
        disarm(cursor)
        for statement in statements:
            cursor.execute(statement.replace(":third", third))
    with pytest.raises(CommandError, match=re.escape(said[0])):
        call_command("verify")
    out = capsys.readouterr().out
    assert [words for words in said if words not in out] == []
    transaction.set_rollback(True)  # or the end of the test would complain of what was deleted
