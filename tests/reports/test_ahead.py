"""What lies ahead of the answers, in words and as a chart; posts for those who may, else by function and number."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from reports.beside import beside_survey
from reports.board_report import BoardReport
from teams.pulse import Published
from tests.assessment.engine import Row
from tests.reports.cases import case, default_rubric, post, report_of, small_rubric

ROWS = [
    post("D1"),
    post("D2", title="Lead =developer", ends_on="2027-03-15"),
    post("A1", title="Agency <b>nurse</b>", employment="agency", role="business_analyst", ends_on="2027-03-31"),
    post("A2", title="Agency analyst", employment="agency", role="data_analyst", wte="0.5"),
]


SAID = {"level": 4, "evidence": "Minutes"}
FACTS = {"answers": {"said": SAID, "written": SAID}, "workforce_wte": Decimal(20)}


def seen(*, names_posts: bool = True, rows: list[Row] | None = None) -> BoardReport:
    known = case(ROWS if rows is None else rows, FACTS, small_rubric())
    return report_of(known, names_posts=names_posts)


def texts(report: BoardReport) -> str:
    assert report.cover is not None
    tables = [" ".join((*row, table.otherwise)) for table in report.cover.tables for row in table.rows]
    chart = [report.ends.alternative, *report.ends.columns] if report.ends else []
    return " ".join([*tables, *chart, *(text for each in report.ahead for _, text in each.parts)])


def test_until_when_an_answer_holds_and_what_then() -> None:
    rows = [post("D1", ends_on="2027-03-15"), post("A1", title="Agency", employment="agency")]
    report = seen(rows=rows)
    assert report.ahead[0].until == "Everyone, until March 2027"
    assert report.ahead[0].renewal == "The answer becomes “Nobody” (Not fine) in March 2027."
    assert report.ends is not None
    assert report.ends.heading.endswith("from March 2027")
    assert report.ends.words[0].turns == [1]


def test_a_single_post_that_needs_cover_is_named_to_those_who_may_read_it() -> None:
    report = seen(rows=[post("D1"), post("A1", title="Agency", employment="agency")])
    assert report.cover is not None
    [row] = report.cover.posts.rows
    assert row[:3] == ("Developer", "D1", "Software and systems")
    assert "The answer to “Who <b>cares</b>?” would be “Nobody” (Not fine)." in row[3]


def test_others_read_it_by_function_and_number() -> None:
    report = seen(names_posts=False, rows=[post("D1"), post("A1", title="Agency", employment="agency")])
    assert report.cover is not None
    [row] = report.cover.posts.rows
    assert row == ("Software and systems", "1", "2", "0")
    assert report.ahead[0].departures == "The loss of one post would bring it down: one in software and systems."


def test_nothing_of_a_post_is_in_what_others_read() -> None:
    known = case(
        [row | {"skills": "user_research:4"} if row["post_ref"] == "A1" else row for row in ROWS],
        {"external_staff": "recorded"},
        default_rubric(),
    )
    words = texts(report_of(known, names_posts=False))
    for hidden in ("Agency", "Lead", "D1", "A1", "A2", "31 March", "15 March"):
        assert hidden not in words
    told = texts(report_of(known))
    assert "Agency <b>nurse</b> (A1)" in told


def test_the_chart_of_what_ends_has_the_ratings_beside_the_amounts() -> None:
    chart = seen().ends
    assert chart is not None
    assert chart.categories == ("Now", "March 2027")
    assert chart.totals == (Decimal("0.00"), Decimal("2.00"))
    assert chart.columns == [
        "Month",
        "In-house",
        "External",
        "Bought from the NHS",
        "Engagement not known",
        "Total",
        "Who <b>cares</b>?",
        "Who pays?",
    ]
    assert "Who &lt;b&gt;cares&lt;/b&gt;?" in chart.svg
    assert chart.figure["data"]


def test_there_is_no_chart_where_nothing_ends() -> None:
    report = seen(rows=[post("D1")])
    assert report.ends is None
    assert report.ahead[0].renewal == "No post is recorded to end in the next 24 months."


def test_without_posts_the_chart_has_only_months_in_which_an_answer_changes() -> None:
    ends = {"D1": "2027-03-15", "D2": "2027-01-15"}
    rows = [post(ref, ends_on=day) for ref, day in ends.items()] + [post("A1", employment="agency")]
    chart = seen(names_posts=False, rows=rows).ends
    assert chart is not None
    assert chart.categories == ("Now", "March 2027")
    assert chart.columns == ["Month", "Who <b>cares</b>?", "Who pays?"]
    assert len(chart.figure["data"]) == 2
    assert "<rect" in chart.svg


def test_nobody_on_the_roster() -> None:
    report = report_of(case([], {}, small_rubric()))
    assert report.cover is not None
    assert not any(table.rows for table in report.cover.tables)
    assert report.ahead[0].step == "Nothing can be raised before something is known."


# The survey ----------------------------------------------------------------------------------------------------------


def survey(everything: int, nothing: int) -> Published:
    counts = {"job_plan": {"all": everything, "some": 0, "none": nothing, "unknown": 0}}
    return Published(everything + nothing, counts)


CLINICIAN = post("C1", role="clinical_champion", clinical_profession="medical", wte="0.5", funded_wte="0.4")


@pytest.mark.parametrize(("yes", "no", "said"), [(1, 4, True), (3, 2, False), (4, 1, False)])
def test_what_clinicians_say_stands_beside_the_verdict_where_it_is_far_from_the_record(
    yes: int, no: int, said: bool
) -> None:
    known = case([CLINICIAN], {}, default_rubric())
    found = beside_survey(known.rubric, known.roster, survey(yes, no))
    assert bool(found) == said
    if said:
        assert found == {
            "Q2": "Clinicians say otherwise: by the 5 answers to the survey 20% of their time is in the job plan; the"
            " roster records 80%."
        }


def test_without_a_survey_nothing_is_said() -> None:
    known = case([CLINICIAN], {}, default_rubric())
    assert beside_survey(known.rubric, known.roster, None) == {}
    assert survey(1, 4).in_job_plan == Fraction(1, 5)
