"""Deadlines of a cycle: who sets them, how far each organisation is, who sees that, and reminders that go out once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, Consent, Membership, Organisation, Role, User
from assessment import cycle_services, deadline_services, deadlines
from assessment.deadlines import Stage, Stand, stage_on
from assessment.models import Assessment, Deadline, DeadlineReminder
from tests.assessment.test_cycle_pages import text
from tests.factories import AS_AT, make_draft, make_member, make_organisation, make_ready_draft, make_user
from tests.factories import sign_off as sign_off_draft
from tests.factories import submit as submit_draft
from tests.forms import shown

ClientOf = Callable[[User], Client]
BOARD = "/organisations/QZZ/deadlines/"
SERVICE = "/administration/deadlines/"
CYCLE = "/organisations/ZZA/assessments/"
DUE = date(2027, 3, 31)
"""The first day of British Summer Time in 2027 is 28 March, so that the last minute of this one is 22:59 UTC."""

LAST_MINUTE = datetime(2027, 3, 31, 22, 59, tzinfo=UTC)


@pytest.fixture
def board(organisation: Organisation) -> Organisation:
    """An integrated care board, with which the organisation shares."""
    found = make_organisation("QZZ", "Fenland ICB", kind="Integrated care board")
    organisation.parent = found
    organisation.save()
    organisation.consents.create(to="system", given_by=make_user())
    return found


@pytest.fixture
def system_member(board: Organisation) -> User:
    return make_member(board, Role.SYSTEM, email="system@fenland.example", name="Sis Tem")


@pytest.fixture
def administrator(db: None) -> User:
    found = make_user("admin@service.example", "Ad Min")
    found.is_service_administrator = True
    found.save()
    return found


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Callable[[datetime], None]:
    """Sets what time it is."""
    # Rows are made by the real clock, and the queue forgets e-mails that are older than this.
    settings.INVITATION_DAYS = 10_000

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return set_to


def make_deadline(*organisations: Organisation, **values: Any) -> Deadline:
    plain = {"name": "Annual report", "as_at_from": AS_AT, "due_on": DUE}
    found = Deadline.objects.create(**{**plain, **values})
    found.organisations.add(*organisations)
    return found


def typed(*organisations: Organisation, **values: Any) -> dict[str, Any]:
    """What somebody fills in on the form of a deadline."""
    days = {"as_at_from": AS_AT, "due_on": date(2099, 3, 31)} | values
    parts = {
        f"{name}_{part}": str(getattr(day, part)) for name, day in days.items() for part in ("day", "month", "year")
    }
    return {"name": "Annual report", "organisations": [organisation.pk for organisation in organisations], **parts}


def fill_in(client: Client, path: str, values: dict[str, Any]) -> HttpResponse:
    return client.post(path, shown(client, path) | values, follow=True)


def stand_of(organisation: Organisation, deadline: Deadline) -> Stand:
    [found] = [each for each in deadlines.of_deadlines([deadline])[deadline.pk] if each.organisation == organisation]
    return found.stand


# Setting, changing and withdrawing -----------------------------------------------------------------------------------


def test_a_system_member_sets_a_deadline_which_leads_see_on_home_and_on_the_pages_of_the_assessment(
    client_of: ClientOf, organisation: Organisation, lead: User, system_member: User, other_organisation: Organisation
) -> None:
    client = client_of(system_member)
    assert "No deadline is set" in text(client.get(BOARD))
    page = client.get(f"{BOARD}add/")
    assert "by 23:59 (London time) on this day" in text(page)
    assert "Otherbrook" not in text(page)
    assert "Set: Annual report" in text(fill_in(client, f"{BOARD}add/", typed(organisation)))
    assert "1 not started" in text(client.get(BOARD))
    home = text(client_of(lead).get("/"))
    assert "Submit by 23:59 (London time) on 31 March 2099: Annual report" in home
    for path in (CYCLE, f"{CYCLE}start/", "/organisations/ZZA/assessment/as-at/"):
        said = text(client_of(lead).get(path))
        assert "To be submitted by 23:59 (London time) on 31 March 2099, as at 30 September 2026 or later" in said
        assert "Fenland ICB set this deadline, and sees whether you have started" in said
    events = AuditEvent.objects.filter(verb="set", target="deadline Annual report", actor=system_member)
    assert {event.organisation.ods_code for event in events if event.organisation} == {"QZZ", "ZZA"}


def test_the_form_says_what_is_wrong(client_of: ClientOf, organisation: Organisation, system_member: User) -> None:
    client, path = client_of(system_member), f"{BOARD}add/"
    past = fill_in(client, path, typed(organisation, due_on=date(2026, 1, 1)))
    assert "The day it is due must be today or later" in text(past)
    swapped = fill_in(client, path, typed(organisation, as_at_from=date(2099, 4, 1)))
    assert "The first date that counts must not come after the day it is due" in text(swapped)
    empty = text(fill_in(client, path, {"name": "", "organisations": []}))
    assert "Enter what it is for" in empty
    assert "Choose the organisations that it is for" in empty
    assert not Deadline.objects.exists()


def test_a_board_sets_deadlines_only_for_organisations_that_share_with_it(
    client_of: ClientOf, organisation: Organisation, board: Organisation, system_member: User, lead: User
) -> None:
    silent = make_organisation("ZZC", "Thirdbrook Trust", parent=board)
    client, path = client_of(system_member), f"{BOARD}add/"
    assert "Thirdbrook" not in text(client.get(path))
    assert "Choose an answer from the list" in text(fill_in(client, path, typed(silent)))
    with pytest.raises(deadline_services.NotOffered):
        deadline_services.set_deadline(
            by=system_member, board=board, organisations=[silent.pk], name="A", as_at_from=AS_AT, due_on=DUE
        )
    Consent.objects.all().delete()
    assert "No organisation of your system shares with your board yet" in text(client.get(path))


def test_a_service_administrator_sets_one_for_those_who_use_the_service_and_sees_no_report(
    client_of: ClientOf, organisation: Organisation, lead: User, sponsor: User, administrator: User
) -> None:
    client = client_of(administrator)
    assert "Deadlines" in text(client.get("/administration/"))
    make_organisation("ZZC", "Thirdbrook Trust")
    assert "Thirdbrook" not in text(client.get(f"{SERVICE}add/"))
    assert "Set: Annual report" in text(fill_in(client, f"{SERVICE}add/", typed(organisation)))
    sign_off_draft(make_ready_draft(organisation), lead, sponsor)
    page = client.get(f"{SERVICE}{Deadline.objects.get().pk}/")
    assert "Signed off" in text(page)
    assert "/reports/" not in page.content.decode()
    assert client.get("/organisations/ZZA/reports/1/").status_code == 404


def test_a_deadline_is_changed_and_withdrawn_and_who_comes_second_is_told(
    client_of: ClientOf, organisation: Organisation, lead: User, system_member: User, board: Organisation
) -> None:
    deadline = make_deadline(organisation, set_by=board, due_on=date(2099, 3, 31))
    client, path = client_of(system_member), f"{BOARD}{deadline.pk}/change/"
    form = shown(client, path)
    later = typed(organisation, due_on=date(2099, 4, 30))
    assert "Saved: Annual report" in text(fill_in(client, path, later))
    assert "by 23:59 (London time) on 30 April 2099" in text(client.get(f"{BOARD}{deadline.pk}/"))
    clash = client.post(path, form | typed(organisation, due_on=date(2099, 5, 31)))
    assert clash.status_code == 409
    assert "30 April 2099" in text(clash)
    withdraw = f"{BOARD}{deadline.pk}/withdraw/"
    stale = shown(client, withdraw) | {"version": "1"}
    assert client.post(withdraw, stale).status_code == 409
    assert "nobody is reminded of it" in text(client.get(withdraw))
    assert "Withdrawn: Annual report" in text(fill_in(client, withdraw, {}))
    assert "Annual report" not in text(client_of(lead).get(CYCLE))
    assert "Annual report" not in text(client_of(lead).get("/"))
    for again in (f"{BOARD}{deadline.pk}/", path, withdraw):
        assert "That deadline was withdrawn" in text(client.get(again, follow=True))
    gone = client.post(path, form | later)
    assert (gone.status_code, "Annual report" in text(gone)) == (409, True)
    verbs = AuditEvent.objects.filter(organisation=organisation, target="deadline Annual report").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["changed", "withdrew"]


def test_an_organisation_that_is_taken_out_is_not_shown_it_any_more(
    organisation: Organisation, board: Organisation, system_member: User
) -> None:
    other = make_organisation("ZZC", "Thirdbrook Trust", parent=board)
    other.consents.create(to="system", given_by=system_member)
    deadline = make_deadline(organisation, other, set_by=board)
    values = {"name": "Annual report", "as_at_from": AS_AT, "due_on": DUE}
    deadline_services.change_deadline(
        by=system_member, deadline=deadline, version=1, organisations=[other.pk], **values
    )
    assert deadlines.of_organisations([organisation]) == []
    assert AuditEvent.objects.get(organisation=organisation).verb == "took back"
    # Saving it again as it is changes nothing.
    deadline_services.change_deadline(
        by=system_member, deadline=deadline, version=2, organisations=[other.pk], **values
    )
    assert Deadline.objects.get().version == 2


def test_the_database_refuses_a_day_before_the_first_date_and_an_organisation_twice(organisation: Organisation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_deadline(due_on=AS_AT - timedelta(days=1))
    deadline = make_deadline(organisation)
    with pytest.raises(IntegrityError), transaction.atomic():
        deadline.for_organisations.create(organisation=organisation)


# Who sees what -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "add/", "{}/", "{}/change/", "{}/withdraw/"])
@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYSTEM])
def test_nobody_but_a_system_member_of_the_board_opens_its_deadlines(
    role: Role, path: str, client_of: ClientOf, organisation: Organisation, board: Organisation, administrator: User
) -> None:
    deadline = make_deadline(organisation, set_by=board)
    path = path.format(deadline.pk)
    for user, of_board, of_service in (
        (make_member(board, role), 403, 404),
        (make_member(organisation, role), 404, 404),
        (administrator, 404, 404 if "/" in path and path != "add/" else 200),
    ):
        for method in ("get", "post"):
            client = client_of(user)
            assert getattr(client, method)(BOARD + path).status_code in {of_board, 405}
            if user != administrator:
                assert getattr(client, method)(SERVICE + path).status_code in {of_service, 405}
        assert client_of(user).get(SERVICE + path).status_code == of_service
    assert Deadline.objects.get().version == 1


def test_a_system_member_has_no_deadlines_in_an_organisation_that_shares_nor_those_of_another_board(
    client_of: ClientOf, organisation: Organisation, board: Organisation, system_member: User
) -> None:
    others = make_deadline(organisation, set_by=make_organisation("QZY", "Otherland ICB"))
    service = make_deadline(organisation)
    client = client_of(system_member)
    assert client.get("/organisations/ZZA/deadlines/").status_code == 403
    assert client.get("/organisations/QZY/deadlines/").status_code == 404
    for deadline in (others, service):
        for end in ("", "change/", "withdraw/"):
            assert client.get(f"{BOARD}{deadline.pk}/{end}").status_code == 404
            assert client.post(f"{BOARD}{deadline.pk}/{end}").status_code in {404, 405}


def test_a_board_sees_nothing_of_an_organisation_that_does_not_share_any_more(
    client_of: ClientOf, organisation: Organisation, board: Organisation, system_member: User, lead: User, sponsor: User
) -> None:
    deadline = make_deadline(organisation, set_by=board, due_on=date(2099, 3, 31))
    submit_draft(make_ready_draft(organisation), lead, sponsor)
    client = client_of(system_member)
    assert "Submitted" in text(client.get(f"{BOARD}{deadline.pk}/"))
    Consent.objects.all().delete()
    page = client.get(f"{BOARD}{deadline.pk}/")
    assert "How far each organisation is" not in text(page)
    assert "Does not count for" in text(page)
    assert "nhsuk-tag" not in page.content.decode().split("<main")[1]
    assert "None shares now" in text(client.get(BOARD))
    assert deadlines.of_organisations([organisation]) == []
    # Nor is it taken out of the deadline when somebody changes that, and sharing again brings it back.
    values = {"name": "Autumn report", "as_at_from": AS_AT, "due_on": date(2099, 3, 31)}
    deadline_services.change_deadline(by=system_member, deadline=deadline, version=1, organisations=[], **values)
    organisation.consents.create(to="system", given_by=lead)
    assert stand_of(organisation, deadline) == Stand.SUBMITTED


# How far -------------------------------------------------------------------------------------------------------------


def test_how_far_an_organisation_is(organisation: Organisation, lead: User, sponsor: User) -> None:
    deadline = make_deadline(organisation)
    assert stand_of(organisation, deadline) == Stand.NOT_STARTED
    draft = make_ready_draft(organisation)
    assert stand_of(organisation, deadline) == Stand.STARTED
    submit_draft(draft, lead, sponsor)
    assert stand_of(organisation, deadline) == Stand.SUBMITTED
    cycle_services.send_back(by=sponsor, assessment=draft, section="all", because="Look again")
    assert stand_of(organisation, deadline) == Stand.STARTED
    draft.refresh_from_db()
    sign_off_draft(draft, lead, sponsor)
    again = cycle_services.reopen(by=lead, organisation=organisation, assessment=draft, because="Wrong")
    assert stand_of(organisation, deadline) == Stand.SIGNED_OFF
    sign_off_draft(again, lead, sponsor)
    [found] = deadlines.of_organisations([organisation])
    assert (found.stand, found.report) == (Stand.SIGNED_OFF, 1)


def test_who_has_not_started_is_downloaded(
    client_of: ClientOf,
    organisation: Organisation,
    lead: User,
    sponsor: User,
    board: Organisation,
    system_member: User,
    administrator: User,
    clock: Callable[[datetime], None],
) -> None:
    silent = make_organisation("ZZC", "=Thirdbrook", parent=board)
    silent.consents.create(to="system", given_by=lead)
    of_board = make_deadline(organisation, silent, set_by=board)
    of_service = make_deadline(organisation)
    clock(LAST_MINUTE + timedelta(hours=1))
    sign_off_draft(make_ready_draft(organisation), lead, sponsor)
    signed = "Fenbrook Community Trust,ZZA,Signed off,Late,2027-04-01 00:59 BST"
    client = client_of(system_member)
    assert f'{BOARD}{of_board.pk}/progress.csv"' in client.get(f"{BOARD}{of_board.pk}/").content.decode()
    lines = client.get(f"{BOARD}{of_board.pk}/progress.csv").content.decode("utf-8-sig").splitlines()
    assert lines[1:] == ["'=Thirdbrook,ZZC,Not started,Overdue,,", f"{signed},1"]
    lines = client_of(administrator).get(f"{SERVICE}{of_service.pk}/progress.csv").content.decode().splitlines()
    assert lines[1:] == [f"{signed},"]  # which report it is, and that there is one, is for the board


def test_an_assessment_as_at_an_earlier_day_does_not_count_and_the_lead_is_told_why(
    client_of: ClientOf, organisation: Organisation, lead: User
) -> None:
    deadline = make_deadline(organisation, as_at_from=date(2026, 10, 1), due_on=date(2099, 3, 31))
    make_draft(organisation)
    assert stand_of(organisation, deadline) == Stand.NOT_STARTED
    assert "Your draft is as at 30 September 2026, which is too early to count" in text(client_of(lead).get(CYCLE))
    Assessment.objects.update(as_at=date(2026, 10, 1))
    assert stand_of(organisation, deadline) == Stand.STARTED
    assert "too early" not in text(client_of(lead).get(CYCLE))


def test_a_closed_organisation_is_asked_for_nothing(organisation: Organisation, lead: User) -> None:
    deadline = make_deadline(organisation)
    Organisation.objects.filter(pk=organisation.pk).update(closed_on=date(2026, 3, 31))
    assert stand_of(organisation, deadline) == Stand.CLOSED
    assert deadlines.offered(None) == []


@pytest.mark.parametrize(("seconds", "is_late"), [(-1, False), (0, False), (1, True)])
def test_a_submission_is_in_time_until_23_59_in_london(
    seconds: int,
    is_late: bool,
    clock: Callable[[datetime], None],
    client_of: ClientOf,
    organisation: Organisation,
    lead: User,
    sponsor: User,
    board: Organisation,
    system_member: User,
) -> None:
    deadline = make_deadline(organisation, set_by=board)
    assert deadline.ends_at == LAST_MINUTE
    clock(LAST_MINUTE + timedelta(seconds=seconds))
    draft = make_ready_draft(organisation)
    [before] = deadlines.of_organisations([organisation])
    assert (before.is_overdue, before.is_late) == (is_late, False)
    submit_draft(draft, lead, sponsor)
    [after] = deadlines.of_organisations([organisation])
    assert (after.is_overdue, after.is_late) == (False, is_late)
    page = text(client_of(system_member).get(f"{BOARD}{deadline.pk}/"))
    assert f"31 March 2027, 23:{'58' if seconds < 0 else '59'} BST" in page
    assert ("Submitted Late" in page) == is_late


def test_reopening_a_report_after_the_deadline_makes_nothing_late(
    clock: Callable[[datetime], None], organisation: Organisation, lead: User, sponsor: User
) -> None:
    make_deadline(organisation)
    clock(LAST_MINUTE)
    draft = make_ready_draft(organisation)
    sign_off_draft(draft, lead, sponsor)
    clock(LAST_MINUTE + timedelta(days=3))
    again = cycle_services.reopen(by=lead, organisation=organisation, assessment=draft, because="Wrong")
    sign_off_draft(again, lead, sponsor)
    [found] = deadlines.of_organisations([organisation])
    assert (found.stand, found.is_late) == (Stand.SIGNED_OFF, False)


def test_pages_cost_the_same_for_one_deadline_and_organisation_as_for_many(
    client_of: ClientOf, organisation: Organisation, lead: User, board: Organisation, system_member: User
) -> None:
    first = make_deadline(organisation, set_by=board)

    def queries() -> list[int]:
        found = []
        for user, path in ((system_member, BOARD), (system_member, f"{BOARD}{first.pk}/"), (lead, "/"), (lead, CYCLE)):
            client = client_of(user)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(path).status_code == 200
            found.append(len(captured))
        return found

    queries()  # the first of all also reads the rubric
    few = queries()
    for number in range(10, 40):
        other = make_organisation(f"ZY{number}", f"Trust {number}", parent=board)
        other.consents.create(to="system", given_by=lead)
        make_draft(other)
        Membership.objects.create(user=lead, organisation=other, role=Role.LEAD)
        make_deadline(organisation, other, set_by=board)
        first.organisations.add(other)
    assert queries() == few
    assert max(few) <= 8


# Reminders -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "stage"),
    [
        (29, None),
        (28, Stage.MONTH),
        (8, Stage.MONTH),
        (7, Stage.WEEK),
        (2, Stage.WEEK),
        (1, Stage.DAY),
        (0, Stage.DAY),
        (-1, Stage.AFTER),
        (-7, Stage.AFTER),
        (-8, None),
    ],
)
def test_which_reminder_is_due(left: int, stage: Stage | None) -> None:
    assert stage_on(DUE, DUE - timedelta(days=left)) == stage


def test_each_reminder_goes_out_once_to_leads_until_it_is_submitted(
    clock: Callable[[datetime], None],
    organisation: Organisation,
    lead: User,
    contributor: User,
    sponsor: User,
    mailoutbox: list[EmailMessage],
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_deadline(organisation)
    sent = []
    for left in range(35, -12, -1):
        clock(LAST_MINUTE - timedelta(days=left, hours=12))
        for _ in "twice":
            mailoutbox.clear()
            call_command("send_reminders")
            sent += [(left, mail.to, mail.subject) for mail in mailoutbox]
    assert [(left, to) for left, to, _ in sent] == [(left, [lead.email]) for left in (28, 7, 1, -1)]
    name = "Fenbrook Community Trust: “Annual report”"
    assert [subject for *_, subject in sent] == [
        f"{name} is due in 28 days",
        f"{name} is due in 7 days",
        f"{name} is due tomorrow",
        f"{name} was due",
    ]
    assert capsys.readouterr().out.count("Organisations that were reminded of a deadline: 1.") == 4
    events = AuditEvent.objects.filter(organisation=organisation, verb="reminded of", actor=None)
    assert events.count() == DeadlineReminder.objects.count() == 4


def test_a_reminder_says_whose_turn_it_is_and_the_one_rule(
    clock: Callable[[datetime], None], organisation: Organisation, lead: User, mailoutbox: list[EmailMessage]
) -> None:
    make_deadline(organisation, name="Annual <report>")
    clock(LAST_MINUTE - timedelta(days=6))
    call_command("send_reminders")
    [mail] = mailoutbox
    assert "“Annual <report>” is due in 6 days, by 23:59 (London time) on 31 March 2027." in mail.body
    assert "It is not started yet. It is your turn" in mail.body
    assert f"http://localhost:8000{CYCLE}" in mail.body
    assert "Annual &lt;report&gt;" in str(mail.alternatives[0][0])
    clock(LAST_MINUTE + timedelta(days=1))
    make_draft(organisation)
    call_command("send_reminders")
    assert "was due, by 23:59" in mailoutbox[1].body
    assert "It is started, and not submitted yet." in mailoutbox[1].body
    assert "What you submit now is late, and still counts." in mailoutbox[1].body


def test_nobody_is_reminded_who_has_submitted_has_closed_does_not_share_or_of_what_was_withdrawn(
    clock: Callable[[datetime], None],
    organisation: Organisation,
    board: Organisation,
    system_member: User,
    lead: User,
    sponsor: User,
    mailoutbox: list[EmailMessage],
) -> None:
    clock(LAST_MINUTE - timedelta(days=7))
    submit_draft(make_ready_draft(organisation), lead, sponsor)
    closed = make_organisation("ZZC", "Thirdbrook Trust", closed_on=date(2026, 3, 31))
    silent = make_organisation("ZZD", "Fourthbrook Trust", parent=board)
    without_lead = make_organisation("ZZE", "Fifthbrook Trust")
    for other in (closed, silent):
        make_member(other, Role.LEAD)
    make_deadline(organisation, closed, without_lead)
    make_deadline(silent, set_by=board)
    withdrawn = make_deadline(silent)
    deadline_services.withdraw_deadline(by=system_member, deadline=withdrawn, version=1)
    mailoutbox.clear()
    call_command("send_reminders")
    assert mailoutbox == []
    assert not DeadlineReminder.objects.exists()
    # Who becomes the lead in time is reminded.
    make_member(without_lead, Role.LEAD, email="late@fifthbrook.example")
    call_command("send_reminders")
    assert [mail.to for mail in mailoutbox] == [["late@fifthbrook.example"]]


def test_a_deadline_that_moves_is_reminded_of_anew(
    clock: Callable[[datetime], None],
    organisation: Organisation,
    lead: User,
    administrator: User,
    mailoutbox: list[EmailMessage],
) -> None:
    deadline = make_deadline(organisation)
    clock(LAST_MINUTE - timedelta(days=7))
    call_command("send_reminders")
    values = {"name": deadline.name, "as_at_from": AS_AT, "due_on": DUE + timedelta(days=1)}
    deadline_services.change_deadline(
        by=administrator, deadline=deadline, version=1, organisations=[organisation.pk], **values
    )
    clock(LAST_MINUTE - timedelta(days=6))
    call_command("send_reminders")
    assert len(mailoutbox) == 2
