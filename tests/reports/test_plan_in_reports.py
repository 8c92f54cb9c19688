"""The improvement plan in reports: every output shows it, and a submission keeps it as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import Organisation, User
from assessment import action_services as services
from assessment import submission
from assessment.canonical import canonical_text
from assessment.cycle_services import ChangedSince
from assessment.gaps import gaps_of
from assessment.improvement import ImprovementPlan, PlannedAction, Reason, Recorded, plan_of
from assessment.live import live_report
from assessment.models import Action, Assessment, Snapshot
from assessment.snapshot_content import content_text, plan_in
from assessment.verifying import verify
from reports.audience import Audience, Reader
from reports.board_report import BoardReport, Source, board_report
from reports.plan_words import NO_GAPS, plan_report, summary
from reports.tables import tables_of
from tests.factories import make_post, make_ready_draft, sign_off, submit
from tests.forms import shown
from tests.reports.cases import Case, example
from tests.reports.test_outputs import OUTPUTS, plain, tables
from tests.reports.test_pages import text
from tests.reports.test_plan_pages import add

ClientOf = Callable[[User], Client]
HOME = "/organisations/ZZA/"
TODAY = date(2027, 3, 1)
COST = Decimal(240000)
DEAREST = PlannedAction(1, "Turn posts into permanent ones", "Chief nurse", date(2027, 1, 31), COST, "under_way", None)
FINISHED = PlannedAction(2, "Rate every skill", "Head of delivery", date(2027, 2, 1), None, "done", date(2027, 1, 5))


def planned(known: Case) -> ImprovementPlan:
    """A plan for the largest gap of a case, a reason for the second, and an action that no rubric asks for now."""
    first, second, *_ = plan_of(known.scorecard, [], TODAY).gaps
    recorded = [
        Recorded(first.criterion, first.name, DEAREST),
        Recorded(second.criterion, second.name, Reason(3, "The board decides in spring")),
        Recorded("old", "Asked once", FINISHED),
    ]
    return plan_of(known.scorecard, recorded, TODAY)


def report_with(plan: ImprovementPlan, audience: Audience) -> tuple[Case, BoardReport]:
    known = example("small-trust")
    source = Source(organisation_name="Fenbrook Community Trust", plan=plan)
    return known, board_report(known.scorecard, known.rubric, source, Reader(audience))


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.__name__)
def test_every_output_shows_the_largest_gaps_with_what_is_planned(
    output: Callable[[Case, BoardReport], str], audience: Audience
) -> None:
    plan = planned(example("small-trust"))
    known, report = report_with(plan, audience)
    found = plain(output(known, report))
    for words in ("Turn posts into permanent ones", "Chief nurse", "31 January 2027", "The board decides in spring"):
        assert plain(words) in found
    for line in plan.gaps[:5]:
        assert plain(line.name) in found
    assert output is tables or plain(summary(plan)) in found
    assert ("240,000" in found or "240000" in found) == (audience == Audience.PRIVATE)


def test_the_tables_have_the_whole_plan_and_the_paper_the_top_five() -> None:
    plan = planned(example("small-trust"))
    _, report = report_with(plan, Audience.PRIVATE)
    assert report.plan is not None
    assert len({row[0] for row in report.plan.top.rows}) == 5
    whole = next(table for table in tables_of(report) if table.id == "plan")
    assert len({row[0] for row in whole.rows}) == len(plan.gaps) + 1
    assert whole.rows[-1][:3] == ("Asked once", "The rubric no longer asks this", "Rate every skill")
    assert whole.rows[-1][5] == "Done on 5 January 2027"
    assert whole.rows[0][5:] == ("Under way, overdue", "£240,000")


def test_a_plan_with_nothing_in_it_says_so_and_so_does_one_without_gaps() -> None:
    known = example("small-trust")
    empty = plan_report(plan_of(known.scorecard, [], TODAY), has_costs=True)
    assert (empty.top.rows, empty.top.otherwise) == ((), "Nothing is planned yet for any gap.")
    none = plan_report(plan_of(example("empty-roster").scorecard, [], TODAY), has_costs=True)
    if not none.plan.gaps:
        assert (none.top.otherwise, none.summary) == (NO_GAPS, NO_GAPS)


def test_a_report_that_is_older_than_plans_has_none() -> None:
    known, report = report_with(planned(example("small-trust")), Audience.PUBLIC)
    older = board_report(known.scorecard, known.rubric, Source(), Reader())
    assert (report.plan is None, older.plan) == (False, None)
    assert "plan" not in [table.id for table in tables_of(older)]


# Frozen --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def draft(organisation: Organisation) -> Assessment:
    make_post(organisation)
    return make_ready_draft(organisation)


def largest_gap(draft: Assessment) -> str:
    """The criterion that costs most as things stand."""
    return gaps_of(live_report(draft.organisation).scorecard)[0].criterion


def test_a_signed_off_report_carries_the_plan_as_it_was(
    client_of: ClientOf, lead: User, sponsor: User, board_member: User, draft: Assessment
) -> None:
    row = add(lead, draft.organisation, largest_gap(draft), cost=Decimal("12000.50"))
    values = {"progress": "under_way", "done_on": None, "note": "Not for a report"}
    row = services.record_progress(by=lead, action=row, version=1, values=values)
    services.add_reason(
        by=lead,
        organisation=draft.organisation,
        values={"criterion": "Q1.8", "name": "Sponsorship", "because": "The chair is new"},
    )
    report = sign_off(draft, lead, sponsor)
    services.remove_action(by=lead, action=row, version=row.version)
    plan = plan_in(report.snapshot)
    assert plan is not None
    [action] = plan.actions
    assert (action.action, action.cost, action.progress) == ("Share a team", Decimal("12000.5"), "under_way")
    assert "Not for a report" not in report.snapshot.content
    for reader in (lead, board_member):
        page = text(client_of(reader).get(f"{HOME}reports/1/"))
        assert "Improvement plan" in page
        assert "£12,000.50" in page
    assert "Share a team" not in text(client_of(lead).get(f"{HOME}report/"))
    sheet = client_of(lead).get(f"{HOME}reports/1/tables/plan.csv").content.decode()
    assert "Share a team" in sheet
    assert "12,000" not in sheet
    assert verify().problems == []


def test_a_snapshot_that_is_older_than_plans_verifies_and_is_shown_without(
    client_of: ClientOf, lead: User, sponsor: User, draft: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_it_was(*parts: Any) -> str:
        document = json.loads(content_text(*parts))
        del document["plan"]
        return canonical_text(document | {"format": 1})

    monkeypatch.setattr(submission, "content_text", as_it_was)
    add(lead, draft.organisation)
    report = sign_off(draft, lead, sponsor)
    assert plan_in(Snapshot.objects.get()) is None
    assert verify().problems == []
    client = client_of(lead)
    page = text(client.get(f"{HOME}reports/1/"))
    assert "Improvement plan" not in page
    assert report.sha256 in page
    for kind in ("paper.pdf", "paper.docx", "slides.pptx", "workbook.xlsx"):
        assert client.get(f"{HOME}reports/1/{kind}").status_code == 200


def test_nobody_submits_a_plan_that_they_have_not_seen(lead: User, sponsor: User, draft: Assessment) -> None:
    draft.refresh_from_db()
    seen = submission.Seen(draft.version, Organisation.objects.get().roster_version)
    add(lead, draft.organisation)
    with pytest.raises(ChangedSince):
        submission.submit(by=lead, assessment=draft, seen=seen, sponsor=sponsor, job_title="Chief executive")
    submit(draft, lead, sponsor)
    add(lead, draft.organisation, action="Something later")
    assert Action.objects.count() == 2


def test_names_in_the_plan_are_asked_about_before_submission(
    client_of: ClientOf, lead: User, sponsor: User, draft: Assessment
) -> None:
    add(lead, draft.organisation, owner="Priya Nair, chief nurse")
    client, path = client_of(lead), f"{HOME}assessments/submit/"
    typed = {"sponsor": str(sponsor.pk), "job_title": "Chief executive"}
    page = text(client.post(path, shown(client, path) | typed))
    assert "Priya Nair (plan, Shared teams with system partners)" in page
    assert not Snapshot.objects.exists()


def test_the_live_report_shows_the_plan_of_today(client_of: ClientOf, lead: User, draft: Assessment) -> None:
    client = client_of(lead)
    assert "Nothing is planned yet for any gap." in text(client.get(f"{HOME}report/"))
    add(lead, draft.organisation, largest_gap(draft))
    page = client.get(f"{HOME}report/")
    assert "Share a team" in text(page)
    assert f'href="{HOME}plan/"' in page.content.decode()
