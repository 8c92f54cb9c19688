"""Every organisation with a roster, read together for an administrator of rubrics."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, Role
from assessment import population, services
from assessment.live import live_report
from assessment.models import Assessment
from tests.factories import make_draft, make_member, make_organisation, make_post, make_rubric_administrator


def test_each_organisation_is_read_as_its_own_report_reads_it(
    organisation: Organisation, other_organisation: Organisation
) -> None:
    lead = make_member(organisation, Role.LEAD)
    make_post(organisation, {"user_research": 3}, title="Researcher")
    make_post(other_organisation, title="Developer")
    make_draft(organisation, date(2026, 3, 31))
    services.save_answer(by=lead, organisation=organisation, criterion="Q1.7", version=None, level=2, evidence="")
    by_name = {entry.name: entry for entry in population.entries(lead)}
    own, hidden = by_name[organisation.name], by_name["Organisation 1"]
    assert (own.roster, own.is_member) == (live_report(organisation).roster, True)
    assert (own.facts.as_at, list(own.facts.answers)) == (date(2026, 3, 31), ["Q1.7"])
    assert (hidden.roster, hidden.is_member) == (live_report(other_organisation).roster, False)


def test_many_are_read_by_as_few_queries_as_two_and_only_what_changed_is_read_again(db: None) -> None:
    user = make_rubric_administrator()

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            population.entries(user)
        return len(counted)

    for number in range(2):
        make_post(make_organisation(f"ZZ{number}", f"Trust {number}"))
    of_two = queries()
    population.forget()
    for number in range(2, 9):
        make_post(make_organisation(f"ZZ{number}", f"Trust {number}"))
    assert queries() == of_two
    assert queries() < of_two
    assert not Assessment.objects.exists()
