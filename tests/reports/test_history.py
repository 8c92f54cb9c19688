"""Signed-off reports over time: a table, a chart from the third day on, and no arrow from two points."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client

from accounts.models import Consent, Organisation, Role, User
from assessment import cycle_services
from assessment.models import SignOff
from assessment.rubric import Band
from reports.charts import Chart
from reports.history import NOT_ASKED, Asked, History, Reported, history
from tests.factories import AS_AT, make_draft, make_member, make_organisation, make_post, make_ready, sign_off
from tests.reports.test_charts import parsed, words_of
from tests.reports.test_pages import text
from tests.walk import readable

ClientOf = Callable[[User], Client]
HOME = "/organisations/ZZA/"
BANDS = (Band("Weak", Fraction(0)), Band("Strong", Fraction(50)))
DAYS = (date(2026, 9, 30), date(2027, 3, 31), date(2027, 9, 30), date(2028, 3, 31))


def report(number: int, score: int | None = 40, other: int | None = 60, **values: Any) -> Reported:
    """Report of that number as at the day of `DAYS` in that place, with the scores of two questions."""
    questions = (_asked("Q1", "Enough of a team?", score), _asked("Q2", "Part of the job?", other))
    plain = {"as_at": DAYS[number - 1], "signed_on": DAYS[number - 1], "rubric": "Teams version 1"}
    return Reported(**{"number": number, "questions": questions, **plain, **values})


def _asked(question: str, words: str, score: int | None) -> Asked:
    if score is None:
        return Asked(question, words, "Between Weak and Strong", None)
    return Asked(question, words, "Weak", Fraction(score))


def chart_of(*reports: Reported) -> Chart:
    found = history(reports, BANDS).chart
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("reports", "said"),
    [
        ([], "Nothing has been signed off yet"),
        ([report(1)], "One report is signed off"),
        ([report(1), report(2)], "Two reports can show that a score differs, and not where it is going"),
        ([report(1), report(2, as_at=DAYS[0])], "Both reports are as at one day"),
        ([report(1), report(2), report(3, as_at=DAYS[1])], "Three reports as at two days"),
    ],
)
def test_before_the_third_day_there_is_a_table_and_a_sentence(reports: list[Reported], said: str) -> None:
    found = history(reports, BANDS)
    assert found.chart is None
    assert said in found.why_none
    assert len(reports) < 1 or "no chart and no arrow" in found.why_none
    assert [line.number for line in found.lines] == [each.number for each in reports]


def test_from_the_third_day_on_there_is_a_chart_of_every_score_by_its_day() -> None:
    found = history([report(1, 40), report(2, 45), report(3, 52, 60)], BANDS)
    assert found.why_none == ""
    chart = found.chart
    assert chart is not None
    assert chart.heading == "Of two scores one is higher than as at 30 September 2026"
    assert chart.columns == ["As at", "Enough of a team?", "Part of the job?", "Rubric"]
    assert chart.rows[2] == ["30 September 2027", "52", "60", "Teams version 1"]
    assert "dashed" not in chart.sentence
    assert {"30 Sep 2026", "31 Mar 2027", "30 Sep 2027", "Weak", "Strong", "Enough of a team?"} <= set(words_of(chart))


@pytest.mark.parametrize(
    ("first", "last", "heading"),
    [
        ((40, 60), (41, 59), "Of two scores one is higher and one is lower than as at 30 September 2026"),
        ((40, 60), (39, 59), "Of two scores two are lower than as at 30 September 2026"),
        ((40, 60), (40, 60), "No score is known to differ from that as at 30 September 2026"),
        ((None, 60), (40, 61), "One score is higher than as at 30 September 2026"),
    ],
)
def test_the_heading_says_what_is_higher_and_lower(first: tuple[int, int], last: tuple[int, int], heading: str) -> None:
    assert chart_of(report(1, *first), report(2), report(3, *last)).heading == heading


def test_a_change_of_the_rubric_is_marked_and_breaks_the_lines() -> None:
    by_new = {"rubric": "Teams version 2"}
    found = history([report(1), report(2), report(3, **by_new), report(4, **by_new)], BANDS)
    assert [line.rubric_changed for line in found.lines] == [False, False, True, False]
    chart = found.chart
    assert chart is not None
    assert chart.heading == "The rubric changed once, so scores before and after it are not comparable"
    assert "An upright dashed line marks a change of the rubric" in chart.sentence
    assert "Teams version 2" in words_of(chart)
    assert lines_in(chart) == 2 * 2  # of three steps, the one over the change is not drawn


def test_a_score_that_is_not_known_leaves_a_gap() -> None:
    chart = chart_of(report(1), report(2, None), report(3))
    assert chart.rows[1][1] == "not known"
    assert lines_in(chart) == 2


def test_the_interactive_version_has_the_same_scores_by_day_and_the_same_break() -> None:
    by_new = {"rubric": "Teams version 2"}
    figure = chart_of(report(1), report(2, None), report(3, **by_new)).figure
    assert [trace["name"] for trace in figure["data"]] == ["Enough of a team?", "Part of the job?"]
    assert figure["data"][0]["x"] == ["2026-09-30", "2027-03-31", None, "2027-09-30"]
    assert figure["data"][0]["y"] == [40, None, None, 40]
    said = {each["text"] for each in figure["layout"]["annotations"]}
    assert said == {"Weak", "Strong", "Teams version 2"}
    assert figure["layout"]["shapes"][0]["x0"] == "2027-06-30"


def lines_in(chart: Chart) -> int:
    """The lines between two marks, without those of the legend."""
    paths = [element.get("d", "") for element in parsed(chart).iter() if element.get("stroke-width") == "2.5"]
    return sum(not path.startswith("M0.0 ") for path in paths)


def test_a_report_that_was_reopened_gives_way_to_the_one_that_took_its_place() -> None:
    chart = chart_of(report(1, 10), report(2, 20, as_at=DAYS[0]), report(3), report(4))
    assert [row[1] for row in chart.rows] == ["20", "40", "40"]


def test_questions_that_another_rubric_asked_have_columns_of_their_own() -> None:
    other = Reported(1, DAYS[0], DAYS[0], "Other version 1", (Asked("X", "Another?", "Weak", Fraction(10)),))
    found: History = history([other, report(2), report(3)], BANDS)
    assert found.questions == ("Enough of a team?", "Part of the job?", "Another?")
    assert found.lines[0].cells == (NOT_ASKED, NOT_ASKED, "Weak (10)")
    assert found.lines[1].cells[2] == NOT_ASKED


def test_markup_in_a_question_is_words_and_days_that_are_close_have_names_of_their_own() -> None:
    asked = (Asked("Q1", "<b>Bold</b> & more?", "Weak", Fraction(40)),)
    close = [report(n, as_at=date(2027, 1, n), questions=asked) for n in (1, 2, 3)]
    chart = chart_of(*close, report(4, as_at=date(2028, 1, 1), questions=asked))
    assert "<b>Bold</b> & more?" in words_of(chart)
    assert "<b>" not in chart.svg
    named = [words for words in words_of(chart) if re.fullmatch(r"\d+ Jan \d{4}", words)]
    assert named == ["1 Jan 2027", "2 Jan 2027", "1 Jan 2028"]  # the table has every one


# Pages ---------------------------------------------------------------------------------------------------------------


def sign(organisation: Organisation, lead: User, sponsor: User, day: date) -> SignOff:
    """A report as at a day, of what there is."""
    draft = organisation.assessments.filter(state="draft").first()
    if draft is None and organisation.assessments.exists():
        draft = cycle_services.open_assessment(by=lead, organisation=organisation, as_at=day)
        draft.answers.update(is_carried=False)
    draft = draft or make_draft(organisation, day)
    make_ready(draft)
    return sign_off(draft, lead, sponsor)


def test_the_page_has_a_chart_from_the_third_report_on_for_everybody_who_reads_reports(
    client_of: ClientOf, lead: User, sponsor: User, board_member: User, organisation: Organisation
) -> None:
    make_post(organisation)
    clients = [client_of(reader) for reader in (lead, board_member)]
    for client in clients:
        assert "Nothing has been signed off yet" in text(client.get(f"{HOME}history/"))
    for day in DAYS[:2]:
        sign(organisation, lead, sponsor, day)
    for client in clients:
        page = client.get(f"{HOME}history/")
        assert "no chart and no arrow" in text(page)
        assert "<svg" not in page.content.decode().split("<main")[1].split("</main>")[0]
        assert f'href="{HOME}reports/2/"' in page.content.decode()
    sign(organisation, lead, sponsor, DAYS[2])
    for client in clients:
        page = client.get(f"{HOME}history/")
        assert "No score is known to differ from that as at 30 September 2026" in text(page)
        assert 'id="history"' in page.content.decode()


def test_a_signed_off_report_has_the_chart_of_those_up_to_it(
    client_of: ClientOf, lead: User, sponsor: User, board_member: User, organisation: Organisation
) -> None:
    make_post(organisation)
    for day in DAYS:
        sign(organisation, lead, sponsor, day)
    client = client_of(board_member)
    assert "Over time" not in text(client.get(f"{HOME}reports/2/"))
    third, fourth = (text(client.get(f"{HOME}reports/{number}/")) for number in (3, 4))
    assert third.count("Over time") == 2  # in the contents, and above the chart
    assert "31 March 2028" not in third.split("Over time")[2].split("Every report over time")[0]
    assert "31 March 2028" in fourth.split("Over time")[2].split("Every report over time")[0]


def test_private_files_have_the_history_and_public_ones_tell_nothing_of_other_reports(
    client_of: ClientOf, lead: User, sponsor: User, organisation: Organisation
) -> None:
    make_post(organisation)
    for day in DAYS[:3]:
        sign(organisation, lead, sponsor, day)
    client = client_of(lead)
    heading = "No score is known to differ from that as at 30 September 2026"
    for file in ("paper.pdf", "paper.docx", "workbook.xlsx", "tables/history.csv"):
        private = client.get(f"{HOME}reports/3/private/{file}")
        public = client.get(f"{HOME}reports/3/{file}")
        if file.endswith(".csv"):
            assert private.content.decode("utf-8-sig").splitlines()[1].startswith("30 September 2026,")
            assert public.status_code == 404
        else:
            assert heading in " ".join(readable(private).split())
            assert heading not in " ".join(readable(public).split())


def test_the_chart_of_history_has_an_interactive_version(
    client_of: ClientOf, lead: User, sponsor: User, organisation: Organisation
) -> None:
    make_post(organisation)
    for day in DAYS[:3]:
        sign(organisation, lead, sponsor, day)
    client = client_of(lead)
    address = f"{HOME}reports/3/charts/history.json"
    for page in (f"{HOME}history/", f"{HOME}reports/3/"):
        assert f'data-figure="{address}"' in client.get(page).content.decode()
    assert client.get(address).json()["data"][0]["x"] == [day.isoformat() for day in DAYS[:3]]
    assert client.get(f"{HOME}reports/2/charts/history.json").status_code == 404


def test_the_history_of_an_organisation_that_went_into_this_one_is_a_step_away(
    client_of: ClientOf, lead: User, organisation: Organisation
) -> None:
    before = make_organisation("ZZO", "Old Trust", closed_on=date(2026, 3, 31))
    before.successors.add(organisation)
    make_post(before)
    sign(before, make_member(before, Role.LEAD), make_member(before, Role.SPONSOR), AS_AT)
    client = client_of(lead)
    page = client.get(f"{HOME}history/").content.decode()
    assert 'href="/organisations/ZZO/history/"' in page
    assert "One report is signed off" in text(client.get("/organisations/ZZO/history/"))


def test_a_system_member_reads_it_while_the_organisation_shares(
    client_of: ClientOf, lead: User, sponsor: User, organisation: Organisation
) -> None:
    organisation.parent = make_organisation("QZZ", "Fenland ICB")
    organisation.save()
    client = client_of(make_member(organisation.parent, Role.SYSTEM))
    assert client.get(f"{HOME}history/").status_code == 404
    Consent.objects.create(organisation=organisation, to="system", given_by=lead)
    make_post(organisation)
    sign(organisation, lead, sponsor, AS_AT)
    assert "Report 1" in text(client.get(f"{HOME}history/"))
