"""The improvement plan, through the client: what each role reads, and how a lead changes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, Consent, Organisation, User
from accounts.permissions import Action as May
from accounts.permissions import organisation_for
from assessment import action_services as services
from assessment import cycle_services
from assessment.models import Action, Answer, NoAction
from assessment.services import save_answer
from reports import plan_pages
from teams.services import AlreadyThere
from tests.factories import AS_AT, make_draft, make_post, make_ready_draft, sign_off
from tests.forms import shown
from tests.reports.test_pages import text

ClientOf = Callable[[User], Client]
HOME = "/organisations/ZZA/"
PLAN = f"{HOME}plan/"
GAP = "Q1.7"
ADD, NONE = f"{PLAN}gaps/{GAP}/add/", f"{PLAN}gaps/{GAP}/none/"
TYPED = {
    "action": "Share a team with the county council",
    "owner": "Chief nurse",
    "due_on_day": "31",
    "due_on_month": "3",
    "due_on_year": "2099",
    "cost": "£12,000.50",
}


@pytest.fixture
def gap(organisation: Organisation) -> Organisation:
    """An organisation in which one question is answered, and so is the only gap of its question."""
    make_draft(organisation).answers.create(criterion=GAP, level=1)
    return organisation


def add(by: User, organisation: Organisation, criterion: str = GAP, **values: Any) -> Action:
    plain = {
        "criterion": criterion,
        "name": "Shared teams with system partners",
        "action": "Share a team",
        "owner": "Chief nurse",
        "due_on": date(2099, 3, 31),
        "cost": None,
    }
    return services.add_action(by=by, organisation=organisation, values={**plain, **values})


def done(by: User, action: Action) -> Action:
    values = {"progress": "done", "done_on": date(2026, 9, 1), "note": ""}
    return services.record_progress(by=by, action=action, version=action.version, values=values)


def none(by: User, organisation: Organisation, criterion: str = GAP) -> NoAction:
    values = {"criterion": criterion, "name": "Shared teams", "because": "There is no partner"}
    return services.add_reason(by=by, organisation=organisation, values=values)


def changes(client: Client, path: str, **typed: str) -> HttpResponse:
    """Fill in the form of a page and send it, and follow where it leads."""
    found: HttpResponse = client.post(path, shown(client, path) | typed, follow=True)
    return found


def test_nothing_is_a_gap_before_anything_is_scored(
    client_of: ClientOf, lead: User, organisation: Organisation
) -> None:
    page = text(client_of(lead).get(PLAN))
    assert "Nothing is scored yet, so no gap is known" in page
    assert "priority (" not in page


def test_a_lead_plans_changes_and_removes_an_action(client_of: ClientOf, lead: User, gap: Organisation) -> None:
    client = client_of(lead)
    page = text(client.get(PLAN))
    assert "There is one gap. One has neither an action nor a reason for none." in page
    assert "High priority (1 gap)" in page
    assert "75 points off the score of “" in page
    assert "Nothing is planned yet." in page
    page = text(changes(client, ADD, **TYPED))
    assert "Saved: Share a team with the county council" in page
    assert "There is one gap. Each has an action, or a reason for none." in page
    assert "31 March 2099" in page
    assert "£12,000.50" in page
    row = Action.objects.get()
    assert (row.criterion, row.name, row.cost) == (GAP, "Shared teams with system partners", Decimal("12000.50"))
    page = text(changes(client, f"{PLAN}actions/{row.pk}/", owner="Director of nursing", cost=""))
    assert "Director of nursing" in page
    assert "Not known" in page
    page = text(changes(client, f"{PLAN}actions/{row.pk}/remove/"))
    assert "Removed: Share a team" in page
    assert "Nothing is planned yet." in page
    assert list(AuditEvent.objects.filter(target__startswith="action ").values_list("verb", flat=True)) == [
        "added",
        "changed",
        "removed",
    ]


def test_progress_is_recorded_with_its_day_and_a_note(client_of: ClientOf, lead: User, gap: Organisation) -> None:
    row, client = add(lead, gap, due_on=timezone.localdate() - timedelta(days=1)), client_of(lead)
    assert "Overdue" in text(client.get(PLAN))
    path = f"{PLAN}actions/{row.pk}/progress/"
    page = text(changes(client, path, progress="done"))
    assert "Enter the day on which it was done" in page
    tomorrow = timezone.localdate() + timedelta(days=1)
    later = {f"done_on_{part}": str(getattr(tomorrow, part)) for part in ("day", "month", "year")}
    assert "must be today or earlier" in text(changes(client, path, progress="done", **later))
    day = {"done_on_day": "1", "done_on_month": "9", "done_on_year": "2026"}
    page = text(changes(client, path, progress="done", note="Agreed with the council", **day))
    assert "Done on 1 September 2026" in page
    assert "Agreed with the council" in page
    assert "Overdue" not in page
    page = text(changes(client, path, progress="under_way"))
    assert "Under way" in page
    assert Action.objects.get().done_on is None


def test_a_criterion_that_was_called_something_else_says_so(client_of: ClientOf, lead: User, gap: Organisation) -> None:
    client = client_of(lead)
    add(lead, gap)
    assert "it was called" not in text(client.get(PLAN))
    add(lead, gap, name="Teams with others", action="Share another team")
    assert "When it was recorded, it was called: Teams with others" in text(client.get(PLAN))


def test_an_action_is_overdue_by_the_day_in_london(
    lead: User, gap: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(lead, gap, due_on=date(2027, 6, 30))
    access = organisation_for(lead, "ZZA", May.SEE_LIVE_REPORT)
    for hour, overdue in ((22, 0), (23, 1)):
        moment = datetime(2027, 6, 30, hour, 30, tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        assert plan_pages.page(access)["plan"].overdue == overdue


def test_home_says_what_is_overdue_to_those_who_look_after_the_plan(
    client_of: ClientOf, lead: User, board_member: User, gap: Organisation
) -> None:
    late = "Improvement plan: one action is overdue"
    add(lead, gap, due_on=timezone.localdate())
    assert late not in text(client_of(lead).get("/"))
    add(lead, gap, action="Share another team", due_on=timezone.localdate() - timedelta(days=1))
    assert late in text(client_of(lead).get("/"))
    assert late not in text(client_of(board_member).get("/"))


def test_a_gap_may_have_a_reason_for_no_action_until_it_has_one(
    client_of: ClientOf, lead: User, gap: Organisation
) -> None:
    client = client_of(lead)
    page = text(changes(client, NONE, because="The council has no team to share"))
    assert "No action. The council has no team to share" in page
    row = NoAction.objects.get()
    assert "next year" in text(changes(client, f"{PLAN}reasons/{row.pk}/", because="We ask again next year"))
    page = text(changes(client, ADD, **TYPED))
    assert "No action." not in page
    assert not NoAction.objects.exists()
    assert AuditEvent.objects.latest("id").changes["because"] == ["We ask again next year", ""]
    assert "There is a reason already, or an action" in text(changes(client, NONE, because="No money"))
    done(lead, Action.objects.get())
    assert "No action. No money" in text(changes(client, NONE, because="No money"))
    row = NoAction.objects.get()
    assert "Removed: why there is no action" in text(changes(client, f"{PLAN}reasons/{row.pk}/remove/"))


def test_an_action_that_is_taken_up_again_takes_the_place_of_a_reason(lead: User, gap: Organisation) -> None:
    row = done(lead, add(lead, gap))
    none(lead, gap)
    services.record_progress(
        by=lead, action=row, version=row.version, values={"progress": "under_way", "done_on": None, "note": ""}
    )
    assert not NoAction.objects.exists()


def test_the_same_action_is_not_added_twice(client_of: ClientOf, lead: User, gap: Organisation) -> None:
    client = client_of(lead)
    changes(client, ADD, **TYPED)
    assert "The gap has this action already" in text(changes(client, ADD, **TYPED))
    assert Action.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"action": ""}, "Answer the question “What will be done?”"),
        ({"action": "x" * 201}, "200"),
        ({"owner": ""}, "Enter the job title of who answers for it"),
        ({"due_on_day": "", "due_on_month": "", "due_on_year": ""}, "Enter the day on which it is due"),
        ({"due_on_year": "3099"}, "The year must be between 1950 and 2100"),
        ({"cost": "-1"}, "must be 0 or more"),
        ({"cost": "1.005"}, "2 decimal places or fewer"),
        ({"cost": "lots"}, "must be a number"),
    ],
)
def test_what_is_no_action_is_refused_at_its_field(
    typed: dict[str, str], error: str, client_of: ClientOf, lead: User, gap: Organisation
) -> None:
    assert error in text(changes(client_of(lead), ADD, **{**TYPED, **typed}))
    assert not Action.objects.exists()


def test_what_looks_like_a_name_is_asked_about(client_of: ClientOf, lead: User, gap: Organisation) -> None:
    client = client_of(lead)
    asked = changes(client, ADD, **{**TYPED, "owner": "Priya Nair", "action": "Ask lee lead to share a team"})
    assert "“Priya Nair” looks like the name of a person" in text(asked)
    assert "“lee lead” looks like the name of a person" in text(asked)
    assert "None of these names a person" in text(asked)
    typed = {**shown(client, ADD), **TYPED, "owner": "Dean Street practice manager (Dr Foster ward)"}
    assert client.post(ADD, typed).status_code == 200
    assert client.post(ADD, typed | {"no_names": "on"}).status_code == 302
    row = Action.objects.get()
    assert "looks like" in text(changes(client, f"{PLAN}actions/{row.pk}/progress/", note="Sarah Jones is on it"))


def test_two_who_change_one_action_are_shown_both(client_of: ClientOf, lead: User, gap: Organisation) -> None:
    row, client = add(lead, gap), client_of(lead)
    path = f"{PLAN}actions/{row.pk}/"
    form = shown(client, path)
    other = {"action": "Share two teams", "owner": "Chief nurse", "due_on": date(2099, 3, 31), "cost": None}
    services.change_action(by=lead, action=row, version=1, values=other)
    clash = client.post(path, {**form, "owner": "Medical director"})
    assert clash.status_code == 409
    assert "Share two teams" in text(clash)
    progress = f"{PLAN}actions/{row.pk}/progress/"
    assert client.post(progress, {**form, "progress": "under_way"}).status_code == 409
    assert client.post(f"{path}remove/", {"version": "1"}).status_code == 409
    services.remove_action(by=lead, action=row, version=2)
    gone = client.post(path, form)
    assert gone.status_code == 409
    assert client.get(path).status_code == 404


def test_sponsor_and_contributor_read_the_plan_with_its_notes(
    client_of: ClientOf, lead: User, sponsor: User, contributor: User, gap: Organisation
) -> None:
    row = add(lead, gap)
    values = {"progress": "under_way", "done_on": None, "note": "We have met twice"}
    services.record_progress(by=lead, action=row, version=1, values=values)
    for reader in (sponsor, contributor):
        client = client_of(reader)
        page = client.get(PLAN)
        assert "Share a team" in text(page)
        assert "We have met twice" in text(page)
        assert "The digital lead keeps the plan." in text(page)
        assert "/plan/actions/" not in page.content.decode()
        assert "/plan/gaps/" not in page.content.decode()
        for path in (ADD, NONE, f"{PLAN}actions/{row.pk}/", f"{PLAN}actions/{row.pk}/progress/"):
            assert (client.get(path).status_code, client.post(path).status_code) == (403, 403)


def test_a_board_member_reads_it_while_a_lead_allows_and_without_notes(
    client_of: ClientOf, lead: User, board_member: User, gap: Organisation
) -> None:
    row = add(lead, gap)
    values = {"progress": "under_way", "done_on": None, "note": "We have met twice"}
    services.record_progress(by=lead, action=row, version=1, values=values)
    client = client_of(board_member)
    assert client.get(PLAN).status_code == 403
    assert client.get(f"{HOME}plan.csv").status_code == 403
    Consent.objects.create(organisation=gap, to="board", given_by=lead)
    page = text(client.get(PLAN))
    assert "Share a team" in page
    assert "We have met twice" not in page
    assert client.get(f"{HOME}plan.csv").status_code == 200


def test_another_organisation_never_sees_it(client_of: ClientOf, stranger: User, lead: User, gap: Organisation) -> None:
    row, client = add(lead, gap), client_of(stranger)
    for path in (PLAN, ADD, f"{PLAN}actions/{row.pk}/"):
        assert client.get(path).status_code == 404
    other = f"/organisations/ZZB/plan/actions/{row.pk}/"
    assert (client.get(other).status_code, client.post(other, {"version": "1"}).status_code) == (404, 404)


def test_an_action_is_carried_over_a_sign_off_and_shown_once_its_gap_has_closed(
    client_of: ClientOf, lead: User, sponsor: User, organisation: Organisation
) -> None:
    make_post(organisation)
    draft = make_ready_draft(organisation)
    add(lead, organisation)
    add(lead, organisation, "old.1", name="Asked long ago", action="An old action")
    client = client_of(lead)
    assert "Carried over" not in text(client.get(PLAN))
    sign_off(draft, lead, sponsor)
    page = text(client.get(PLAN))
    assert "Carried over from report 1" in page
    assert "Planned for what is no gap now The rubric no longer asks this" in page.replace(" Asked long ago", "")
    new = add(lead, organisation, "Q1.8", name="Sponsorship", action="A new action")
    assert text(client.get(PLAN)).count("Carried over") == 2
    done(lead, new)
    # The next cycle closes the gap.
    cycle_services.open_assessment(by=lead, organisation=organisation, as_at=AS_AT)
    answer = Answer.objects.get(assessment__state="draft", criterion=GAP)
    said = {"level": 4, "evidence": "Minutes"}
    save_answer(by=lead, organisation=organisation, criterion=GAP, version=answer.version, **said)
    page = text(client.get(PLAN))
    assert "The gap has closed" in page
    assert "Share a team" in page
    assert "Done on 1 September 2026" in page


def test_the_plan_downloads_as_a_list_that_no_sheet_runs(client_of: ClientOf, lead: User, gap: Organisation) -> None:
    add(lead, gap, action="=HYPERLINK(1)", cost=Decimal("5"))
    content = client_of(lead).get(f"{HOME}plan.csv").content.decode("utf-8-sig")
    head, row = content.splitlines()
    assert head.startswith("Code,Gap,Level,Points of its question,Priority,What will be done")
    assert row == (
        "Q1.7,Shared teams with system partners,Weak,75,High,'=HYPERLINK(1),Chief nurse,2099-03-31,Not started,,No,,"
        "Open,5"
    )
    assert client_of(lead).get(f"{HOME}plan.xlsx").status_code == 200


@pytest.mark.django_db
def test_the_database_says_no_as_well(lead: User, gap: Organisation) -> None:
    plain = {"organisation": gap, "criterion": "x", "name": "x", "action": "x", "owner": "x", "due_on": "2027-01-01"}
    wrong: list[dict[str, Any]] = [
        {"owner": ""},
        {"action": ""},
        {"cost": Decimal(-1)},
        {"progress": "done"},
        {"done_on": "2027-01-01"},
        {"progress": "perhaps"},
    ]
    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Action.objects.create(**{**plain, **values})
    with pytest.raises(IntegrityError), transaction.atomic():
        NoAction.objects.create(organisation=gap, criterion="x", name="x", because="")
    none(lead, gap)
    with pytest.raises(AlreadyThere):
        none(lead, gap)


def test_a_criterion_that_the_rubric_does_not_ask_has_no_page(
    client_of: ClientOf, lead: User, gap: Organisation
) -> None:
    client = client_of(lead)
    assert client.get(f"{PLAN}gaps/Q9.9/add/").status_code == 404
    assert client.get(f"{PLAN}gaps/Q9.9/none/").status_code == 404
