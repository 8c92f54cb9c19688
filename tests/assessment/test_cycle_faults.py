"""Faults of the assessment cycle: F8, F10, F13, F40, F41, F44 and F46. Others stand where their subject is.

F7 (two clicks), F9 (an edit beside a submission) and F18 (a killed process): `tests/test_at_once.py`. F45 (a second
before and after a deadline): `test_deadlines.py`.
"""

from __future__ import annotations

import gzip
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Organisation, Role, User
from assessment import cycle_services, services
from assessment.models import Assessment, RubricVersion, SignOff, Snapshot
from assessment.rubric import normal_form, sha256
from assessment.verifying import verify
from tests.accounts.test_second_factor import code_of, with_app
from tests.assessment.test_cycle_pages import text
from tests.factories import (
    AS_AT,
    make_member,
    make_organisation,
    make_post,
    make_ready,
    make_ready_draft,
    sign_off,
    submit,
)
from tests.forms import shown
from tests.walk import readable

ClientOf = Callable[[User], Client]
ROOT = Path(__file__).parents[2]
HOME = "/organisations/ZZA/"
CYCLE = f"{HOME}assessments/"
State = Assessment.State


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets what time it is."""
    return lambda moment: monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


def next_report(draft: Assessment, lead: User, sponsor: User) -> SignOff:
    """Reopen the current report and sign it off again."""
    organisation = draft.organisation
    current = services.draft_for(organisation)
    again = cycle_services.reopen(by=lead, organisation=organisation, assessment=current, because="Wrong")
    make_ready(again)
    return sign_off(again, lead, sponsor)


# F8 ------------------------------------------------------------------------------------------------------------------


def test_the_form_of_a_returned_submission_is_not_sent_again_by_the_back_button(
    client_of: ClientOf, organisation: Organisation, lead: User, sponsor: User
) -> None:
    draft, client = make_ready_draft(organisation), client_of(lead)
    form = shown(client, f"{CYCLE}submit/") | {"sponsor": str(sponsor.pk), "job_title": "Chief executive"}
    client.post(f"{CYCLE}submit/", form)
    cycle_services.send_back(by=sponsor, assessment=draft, section="all", because="Look again")
    again = client.post(f"{CYCLE}submit/", form, follow=True)
    assert "Nothing was submitted: something has changed since you opened the page" in text(again)
    assert Snapshot.objects.count() == 1


# F10 -----------------------------------------------------------------------------------------------------------------


def publish_another() -> RubricVersion:
    """A second version of the rubric that everybody uses."""
    current = RubricVersion.objects.current()
    definition = normal_form({**current.definition, "title": "Another", "version": 2})
    return RubricVersion.objects.create(
        rubric=current.rubric,
        number=current.number + 1,
        state="published",
        definition=definition,
        sha256=sha256(definition),
        published_at=timezone.now(),
    )


def test_two_hundred_open_drafts_stay_on_their_version_when_another_is_published(
    client_of: ClientOf, organisation: Organisation, lead: User, sponsor: User
) -> None:
    draft = make_ready_draft(organisation)
    first = RubricVersion.objects.current()
    others = [make_organisation(f"Y{number}", f"Trust {number}") for number in range(100, 299)]
    Assessment.objects.bulk_create(Assessment(organisation=each, rubric_version=first, as_at=AS_AT) for each in others)
    client = client_of(lead)
    assert "of the rubric is published" not in text(client.get(HOME))
    second = publish_another()
    assert RubricVersion.objects.current() == second
    assert set(Assessment.objects.values_list("rubric_version", flat=True)) == {first.pk}
    said = text(client.get(HOME))
    assert "Version 2 of the rubric is published. The assessment stays on an earlier version until you move it" in said
    signed = sign_off(draft, lead, sponsor)
    assert signed.snapshot.document["scorecard"]["rubric"]["sha256"] == first.sha256
    assert Assessment.objects.get(pk=draft.pk).rubric_version == first
    assert verify().problems == []


# F13 -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_an_organisation_that_closes_in_the_middle_ends_its_assessment_under_its_own_code(
    state: str,
    client_of: ClientOf,
    organisation: Organisation,
    other_organisation: Organisation,
    lead: User,
    sponsor: User,
    stranger: User,
) -> None:
    draft = make_ready_draft(organisation)
    snapshot = submit(draft, lead, sponsor) if state == "submitted" else None
    organisation.successors.add(other_organisation)
    Organisation.objects.filter(pk=organisation.pk).update(closed_on=timezone.localdate() - timedelta(days=1))
    assert client_of(stranger).get(CYCLE).status_code == 200
    assert client_of(stranger).get(f"{CYCLE}check/").status_code == 403
    snapshot = snapshot or submit(draft, lead, sponsor)
    cycle_services.sign_off(by=sponsor, assessment=draft, sha256=snapshot.sha256)
    signed = SignOff.objects.get()
    assert (signed.organisation, signed.snapshot.organisation) == (organisation, organisation)
    assert signed.sha256 in text(client_of(stranger).get(f"{HOME}reports/1/"))
    assert "Report 1 of Fenbrook Community Trust" in text(client_of(stranger).get("/organisations/ZZB/assessments/"))
    assert verify().problems == []


READ = (
    "",
    "assessments/",
    "reports/1/",
    "reports/1/paper.pdf",
    "reports/1/workbook.xlsx",
    "reports/compare/",
    "access/",
)
"""What a member of a successor may open at the predecessor."""


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYSTEM])
def test_a_member_of_a_successor_gets_reports_and_nothing_more(
    role: Role,
    client_of: ClientOf,
    organisation: Organisation,
    other_organisation: Organisation,
    lead: User,
    sponsor: User,
) -> None:
    """Whatever they are at the successor, at the predecessor they read signed-off reports as a board does."""
    make_post(organisation, post_ref="WARD-9", title="Interface developer", notes="Ask Zebedee")
    sign_off(make_ready_draft(organisation), lead, sponsor)
    cycle_services.reopen(
        by=lead, organisation=organisation, assessment=services.draft_for(organisation), because="Wrong"
    )
    # Not even the consent that the predecessor gave to its own board makes more of it.
    organisation.consents.create(to="board", given_by=lead)
    organisation.successors.add(other_organisation)
    Organisation.objects.filter(pk=organisation.pk).update(closed_on=date(2026, 3, 31))
    client = client_of(make_member(other_organisation, role))
    for path in READ:
        page = client.get(HOME + path)
        assert page.status_code == 200, path
        said = readable(page)
        for secret in ("Interface developer", "Zebedee", "Lee Lead", "lead@fenbrook.example", "WARD-9"):
            assert secret not in said, (path, secret)
    for path in (
        "report/",
        "report/paper.pdf",
        "posts/",
        "posts.csv",
        "teams/",
        "facts/",
        "answers/",
        "members/",
        "consent/",
        "activity/",
        "activity.csv",
        "representation/",
        "sharing/",
        "deadlines/",
        "assessments/check/",
        "assessments/submitted/",
        "reports/changes/",
        "reports/1/posts/",
        "reports/1/posts.csv",
        "reports/1/content.json",
        "reports/1/posts.json",
        "reports/1/posts/remove/",
        "reports/1/reopen/",
    ):
        for method in (client.get, client.post):
            assert method(HOME + path).status_code in ({403} if method == client.get else {403, 405}), path
    before = list(Assessment.objects.values())
    for path in ("assessments/start/", "assessments/submit/", "assessments/withdraw/", "assessments/sign-off/"):
        assert client.post(HOME + path).status_code == 403
    assert client.post(f"{HOME}members/leave/").status_code == 404
    assert list(Assessment.objects.values()) == before
    assert "Fenbrook" not in text(client.get("/"))


def test_the_way_over_a_successor_is_one_step_and_begins_the_day_after_the_closing(
    client_of: ClientOf, organisation: Organisation, other_organisation: Organisation, lead: User, stranger: User
) -> None:
    client, later = client_of(stranger), make_organisation("ZZC", "Thirdbrook Trust")
    far = client_of(make_member(later, Role.LEAD))
    board = make_organisation("QZZ", "Fenland ICB")
    other_organisation.parent = board
    other_organisation.save()
    other_organisation.consents.create(to="system", given_by=stranger)
    of_board = client_of(make_member(board, Role.SYSTEM))
    in_successor = client_of(make_member(other_organisation, Role.SYSTEM))
    organisation.successors.add(other_organisation)
    other_organisation.successors.add(later)
    today = timezone.localdate()
    for closed_on, status in ((None, 404), (today, 404), (today - timedelta(days=1), 200)):
        Organisation.objects.filter(pk=organisation.pk).update(closed_on=closed_on)
        assert client.get(CYCLE).status_code == status
        # Neither who succeeds the successor, nor who reads the successor's reports for its board.
        for other in (far, of_board, in_successor):
            assert other.get(CYCLE).status_code == 404
    stranger.memberships.all().delete()
    assert client.get(CYCLE).status_code == 404


# F40 -----------------------------------------------------------------------------------------------------------------


def test_with_another_secret_key_snapshots_verify_sessions_end_and_nothing_breaks(
    client_of: ClientOf, organisation: Organisation, lead: User, sponsor: User, settings: Any
) -> None:
    lead.set_password("correct horse battery")
    lead.save()
    secret = with_app(lead)
    sign_off(make_ready_draft(organisation), lead, sponsor)
    client = client_of(lead)
    assert client.get(CYCLE).status_code == 200
    settings.SECRET_KEY = "another key, of a machine on which the backup was restored"
    gone = client.get(CYCLE)
    assert (gone.status_code, gone.headers["Location"].startswith(reverse("account_login"))) == (302, True)
    assert verify().problems == []
    assert client_of(sponsor).get(f"{HOME}reports/1/").status_code == 200
    # What was encrypted with the lost key opens to nobody, and the page says so as it does of a wrong code.
    typed = {"login": lead.email, "password": "correct horse battery"}
    asked = client.post(reverse("account_login"), typed, follow=True)
    assert asked.status_code == 200
    refused = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert "The code is not right" in refused.content.decode()


# F41 -----------------------------------------------------------------------------------------------------------------


def test_the_database_of_a_past_release_comes_forward_with_every_snapshot_as_it_was(tmp_path: Path) -> None:
    """A stored dump is migrated by the commands that an administrator runs; every score is the same, to the byte."""
    dump = gzip.decompress((ROOT / "tests" / "releases" / "first-with-snapshots.sql.gz").read_bytes()).decode()
    kept = "SELECT organisation_id, sequence, content, sha256, frozen_at FROM assessment_snapshot ORDER BY id"
    posts = "SELECT snapshot_id, text FROM assessment_snapshotposts ORDER BY id"
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as old:
        # Django's own, by which constraints are checked.
        old.create_function("REGEXP", 2, lambda pattern, found: re.search(pattern, found) is not None)
        old.executescript(dump)
        before = [old.execute(query).fetchall() for query in (kept, posts)]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}

    def run(*command: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        )
        return done.stdout

    run("migrate", "--verbosity", "0")
    assert run("verify") == "6 snapshots are as they were submitted, and their sums score the same.\n"
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as new:
        assert [new.execute(query).fetchall() for query in (kept, posts)] == before
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            new.execute("UPDATE assessment_snapshotposts SET text = '{}'")


# F44 and F46 ---------------------------------------------------------------------------------------------------------


def test_half_past_one_twice_in_one_night_is_told_apart_and_in_order(
    clock: Callable[[datetime], None], client_of: ClientOf, organisation: Organisation, lead: User, sponsor: User
) -> None:
    draft, now = make_ready_draft(organisation), timezone.now()
    clock(datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    sign_off(draft, lead, sponsor)
    clock(datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    next_report(draft, lead, sponsor)
    clock(now)
    said = text(client_of(lead).get(CYCLE))
    assert said.index("25 October 2026, 01:30 GMT") < said.index("25 October 2026, 01:30 BST")
    assert [each.number for each in SignOff.objects.order_by("signed_at")] == [1, 2]


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=2)])
def test_a_clock_that_jumps_back_changes_no_order(
    back: timedelta,
    clock: Callable[[datetime], None],
    client_of: ClientOf,
    organisation: Organisation,
    lead: User,
    sponsor: User,
) -> None:
    draft, now = make_ready_draft(organisation), timezone.now()
    sign_off(draft, lead, sponsor)
    clock(now - back)
    second = next_report(draft, lead, sponsor)
    first = SignOff.objects.get(number=1)
    assert second.signed_at < first.signed_at
    assert second.snapshot.sequence == 2
    assert second.snapshot.previous_sha256 == first.sha256
    assert SignOff.objects.report(organisation) == second
    assert verify().problems == []
    said = text(client_of(lead).get(CYCLE))
    assert said.index("Report 2 Current") < said.index("Report 1 Superseded")
    verbs = [event.verb for event in AuditEvent.objects.of(organisation)]
    assert verbs[:3] == ["signed off", "submitted", "reopened"]
