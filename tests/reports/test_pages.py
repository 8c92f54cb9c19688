"""The overview, the board report, the page of a criterion and the paper, as members of an organisation get them."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import Organisation, User
from assessment import services
from assessment.live import forget
from assessment.models import RubricVersion
from assessment.rubric import normal_form, parse_toml, sha256
from reports.answers import NOTICE
from teams.models import OrganisationFacts, Post, Team
from teams.services import answer_pulse
from tests.factories import make_post, make_team
from tests.reports.cases import SMALL
from tests.test_queries import statements

ClientOf = Callable[[User], Client]
OVERVIEW = "/organisations/ZZA/"
REPORT = "/organisations/ZZA/report/"
CRITERION = "/organisations/ZZA/report/criteria/Q1.1/"
PAPER = "/organisations/ZZA/report/paper.pdf"
PRIVATE_PAPER = "/organisations/ZZA/report/private/paper.pdf"
PAGES = (OVERVIEW, REPORT, CRITERION, PAPER)
MOST_QUERIES = 8


def text(response: HttpResponse) -> str:
    """What a page says, without its markup."""
    main = re.search(r"<main.*</main>", response.content.decode(), re.S)
    assert main is not None
    return re.sub(r"\s+", " ", unescape(re.sub(r"<script.*?</script>|<[^>]+>", " ", main[0], flags=re.S)))


def headings(response: HttpResponse) -> list[str]:
    found = re.findall(r"<h[1-6][^>]*>(.*?)</h[1-6]>", response.content.decode(), re.S)
    return [re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", words))).strip() for words in found]


@pytest.fixture
def opened(client_of: ClientOf, lead: User) -> Callable[[str], HttpResponse]:
    client = client_of(lead)

    def get(path: str) -> HttpResponse:
        response: HttpResponse = client.get(path)
        assert response.status_code == 200
        return response

    return get


@pytest.fixture
def posts(organisation: Organisation) -> list[Post]:
    team = make_team(organisation, "Records & <b>more</b>")
    clinician = {"role": "clinical_champion", "clinical_profession": "medical", "title": "Champion"}
    return [
        make_post(organisation, post_ref="D1", team=team),
        make_post(organisation, post_ref="D2", title='<a href="x">Agency</a> developer', employment="agency"),
        make_post(organisation, post_ref="D3", wte=Decimal("0.5"), funded_wte=Decimal("0.1"), **clinician),
        make_post(organisation, post_ref="D4", status="vacant"),
    ]


@pytest.fixture
def small_rubric(db: None) -> RubricVersion:
    """The small rubric as the current version of the default one."""
    definition = normal_form(parse_toml(SMALL))
    return RubricVersion.objects.create(
        rubric=RubricVersion.objects.current().rubric,
        number=99,
        state=RubricVersion.State.PUBLISHED,
        definition=definition,
        sha256=sha256(definition),
        published_at=timezone.now(),
    )


# Who may read --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_it_checks_ownership(client_of: ClientOf, stranger: User, organisation: Organisation, path: str) -> None:
    assert client_of(stranger).get(path).status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_readers_may_read(client_of: ClientOf, contributor: User, sponsor: User, posts: list[Post], path: str) -> None:
    for reader in (contributor, sponsor):
        assert client_of(reader).get(path).status_code == 200


@pytest.mark.parametrize("path", [REPORT, CRITERION, PAPER])
def test_a_board_member_may_not_read_what_is_not_signed_off(client_of: ClientOf, board_member: User, path: str) -> None:
    assert client_of(board_member).get(path).status_code == 403


def test_a_board_member_is_told_that_there_is_no_report_yet(
    client_of: ClientOf, board_member: User, posts: list[Post]
) -> None:
    response = client_of(board_member).get(OVERVIEW)
    assert "There is no signed-off report yet" in headings(response)
    assert "posts" not in text(response)
    assert REPORT not in response.content.decode()


def test_only_the_lead_is_offered_what_only_the_lead_may_do(client_of: ClientOf, lead: User, sponsor: User) -> None:
    assert f"{OVERVIEW}import/" in client_of(lead).get(OVERVIEW).content.decode()
    assert f"{OVERVIEW}import/" not in client_of(sponsor).get(OVERVIEW).content.decode()


# Overview ------------------------------------------------------------------------------------------------------------


def test_an_organisation_with_nothing_is_told_how_to_begin(opened: Callable[[str], HttpResponse]) -> None:
    words = text(opened(OVERVIEW))
    assert "There is nothing to answer with yet. Import the roster" in words
    assert re.search(r"\b0 of \d+ sections are complete", words)
    assert "In progress" not in words


def test_the_overview_says_what_there_is(
    opened: Callable[[str], HttpResponse], organisation: Organisation, posts: list[Post], lead: User
) -> None:
    OrganisationFacts.objects.create(organisation=organisation, as_at=date(2026, 6, 30))
    services.save_answer(by=lead, organisation=organisation, criterion="Q1.7", version=None, level=1, evidence="")
    words = text(opened(OVERVIEW))
    for said in (
        NOTICE,
        "posts 4 1 vacant",
        "WTE in filled posts 2.5 2.1 funded",
        "teams with posts 2 including the organisation's own team",
        "In progress",
    ):
        assert said in words
    assert "1 of 10 answered" in words
    assert "Do you have a 'minimum viable digital team' in place?" in words


def test_the_overview_says_for_how_many_posts_the_funding_is_not_known(
    opened: Callable[[str], HttpResponse], organisation: Organisation
) -> None:
    team = make_team(organisation)
    make_post(organisation, post_ref="D1", team=team)
    make_post(organisation, post_ref="D2", team=team, role="clinical_champion", clinical_profession="medical")
    words = text(opened(OVERVIEW))
    assert "WTE in filled posts 2 1 funded; not known for 1 post" in words
    assert "team with posts 1" in words
    assert "own team" not in words


PAST = date(2026, 1, 31)


@pytest.mark.parametrize("path", [OVERVIEW, REPORT, CRITERION])
def test_a_page_says_as_at_which_day_it_is(
    client_of: ClientOf, lead: User, sponsor: User, organisation: Organisation, posts: list[Post], path: str
) -> None:
    client = client_of(lead)
    today = timezone.localdate()
    assert f"As at {today.day} {today:%B %Y}." in client.get(path).content.decode()
    services.set_as_at(by=lead, organisation=organisation, as_at=PAST)
    link = f'href="{OVERVIEW}assessment/as-at/"'
    html = client.get(path).content.decode()
    assert "Posts are read as at 31 January 2026; today's roster may differ." in unescape(html)
    assert link in html
    assert link not in client_of(sponsor).get(path).content.decode()


def test_a_page_kept_from_yesterday_says_that_the_roster_may_differ(
    opened: Callable[[str], HttpResponse],
    lead: User,
    organisation: Organisation,
    posts: list[Post],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    today = timezone.localdate()
    services.save_answer(by=lead, organisation=organisation, criterion="Q1.7", version=None, level=1, evidence="")
    assert "may differ" not in text(opened(OVERVIEW))
    monkeypatch.setattr(timezone, "localdate", lambda: today + timedelta(days=1))
    assert "today's roster may differ" in text(opened(OVERVIEW))


def test_a_post_that_has_closed_since_says_so(
    opened: Callable[[str], HttpResponse], lead: User, organisation: Organisation, posts: list[Post]
) -> None:
    services.set_as_at(by=lead, organisation=organisation, as_at=PAST)
    Post.objects.filter(pk=posts[0].pk).update(closed_on=date(2026, 2, 1))
    words = text(opened(CRITERION))
    assert words.count("Closed on") == 1
    assert "D1 Software developer Closed on 1 February 2026" in words


@pytest.mark.parametrize(("external_staff", "neutral"), [("not_yet", True), ("recorded", False)])
def test_the_picture_takes_the_roster_at_its_word_only_where_it_may(
    opened: Callable[[str], HttpResponse],
    organisation: Organisation,
    posts: list[Post],
    external_staff: str,
    neutral: bool,
) -> None:
    OrganisationFacts.objects.create(organisation=organisation, as_at=PAST, external_staff=external_staff)
    words = "Who is on the roster, by function; external staff may be missing"
    paper = PdfReader(io.BytesIO(opened(PAPER).content))
    printed = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    assert [words in headings(opened(REPORT)), words in printed] == [neutral, neutral]


# Report --------------------------------------------------------------------------------------------------------------


def test_the_report_opens_with_the_three_questions(opened: Callable[[str], HttpResponse], posts: list[Post]) -> None:
    response = opened(REPORT)
    assert headings(response)[1:6] == [
        "Do you have a 'minimum viable digital team' in place?",
        "Are clinicians supporting digital initiatives as part of their job, or as a favour?",
        "How dependent are you on technology suppliers and contractors?",
        "On this page",
        "Decisions asked of the board",
    ]
    words = text(response)
    assert words.index("Not enough evidence") < words.index(NOTICE) < words.index("Scores out of 100")
    assert "This is a draft: nobody has signed it off." in words


def test_the_contents_of_the_report_lead_to_each_of_its_parts(
    opened: Callable[[str], HttpResponse], posts: list[Post]
) -> None:
    html, _, _ = opened(REPORT).content.decode().partition("</main>")
    listed = re.findall(r'contents-list__link" href="#([^"]+)', html)
    parts = re.findall(r'<h2 class="nhsuk-heading-m" id="([^"]+)', html)
    assert listed == parts


def test_the_report_says_what_was_found_what_would_raise_it_and_how_many_posts(
    opened: Callable[[str], HttpResponse], posts: list[Post]
) -> None:
    response = opened(REPORT)
    words = text(response)
    assert "1 of 7 core functions are covered." in words
    assert "Weak is 4 or more; now 1. That takes three more." in words
    assert f'<a href="{CRITERION}">3 posts<span' in response.content.decode()


def test_the_report_says_what_is_not_known_and_how_old_the_data_is(
    opened: Callable[[str], HttpResponse], organisation: Organisation, posts: list[Post]
) -> None:
    OrganisationFacts.objects.create(organisation=organisation, as_at=date(2020, 1, 31))
    words = text(opened(REPORT))
    assert "What is not known" in words
    assert "Nobody has answered this yet." in words
    assert "four posts, one of them vacant" in words
    assert "as at 31 January 2020. The facts are" in words


def test_the_report_of_nothing(opened: Callable[[str], HttpResponse]) -> None:
    words = text(opened(REPORT))
    assert "Between Very weak and Strong" in words
    assert "No criterion could be scored." in words
    assert "No facts about the organisation have been entered yet." in words
    assert "The team in pictures" not in words


def test_every_picture_has_its_table_and_its_figure(opened: Callable[[str], HttpResponse], posts: list[Post]) -> None:
    html = opened(REPORT).content.decode()
    figures = re.findall(r'data-figure="([^"]+)"', html)
    assert html.count('role="img"') == html.count("<figure") == len(figures) == 3
    for address in figures:
        figure = opened(address).json()
        assert figure["data"]
        assert figure["layout"]
    assert "Show the numbers as a table" in html
    assert "style=" not in html


def test_a_report_is_read_without_plotly(
    opened: Callable[[str], HttpResponse], posts: list[Post], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "plotly", None)  # an import of it fails
    assert "The team in pictures" in headings(opened(REPORT))


def test_there_is_no_figure_of_a_chart_that_is_not_in_the_report(
    client_of: ClientOf, lead: User, organisation: Organisation
) -> None:
    client = client_of(lead)
    assert client.get(f"{REPORT}charts/staffing.json").status_code == 404
    assert client.get(f"{REPORT}charts/scores.json").status_code == 200


def test_colours_go_by_the_place_of_the_band_and_not_by_its_name(
    opened: Callable[[str], HttpResponse],
    small_rubric: RubricVersion,
    organisation: Organisation,
    posts: list[Post],
    lead: User,
) -> None:
    for criterion in ("said", "written"):
        services.save_answer(
            by=lead, organisation=organisation, criterion=criterion, version=None, level=4, evidence="Minutes"
        )
    OrganisationFacts.objects.create(organisation=organisation, as_at=date(2026, 6, 30), workforce_wte=Decimal(6000))
    Organisation.objects.filter(pk=organisation.pk).update(roster_version=9)
    for page in (OVERVIEW, REPORT):
        html = opened(page).content.decode()
        assert re.findall(r'<section class="app-verdict app-verdict--([a-z-]+)"', html) == ["green", "red"]
        assert '<strong class="nhsuk-tag nhsuk-tag--green app-rating">Fine</strong>' in html
        assert '<strong class="nhsuk-tag nhsuk-tag--red app-rating">Not fine</strong>' in html


def test_titles_with_markup_are_shown_as_they_are(opened: Callable[[str], HttpResponse], posts: list[Post]) -> None:
    html = opened("/organisations/ZZA/report/criteria/Q1.3/").content.decode()
    assert "&lt;a href=&quot;x&quot;&gt;Agency&lt;/a&gt; developer" in html
    assert "Records &amp; &lt;b&gt;more&lt;/b&gt;" in html


def test_the_report_follows_what_changes(
    opened: Callable[[str], HttpResponse], organisation: Organisation, posts: list[Post], lead: User
) -> None:
    assert "Project teams only" not in text(opened(REPORT))
    services.save_answer(by=lead, organisation=organisation, criterion="Q1.9", version=None, level=0, evidence="")
    assert "Project teams only; they end at go-live." in text(opened(REPORT))


def test_a_rubric_of_its_own(
    opened: Callable[[str], HttpResponse], small_rubric: RubricVersion, posts: list[Post]
) -> None:
    response = opened(REPORT)
    assert headings(response)[1:3] == ["Who <b>cares</b>?", "Who pays?"]
    assert "Not fine" in text(response)
    assert f"SHA-256 of its definition: {small_rubric.sha256}" in text(response)
    assert "Own people" in text(opened("/organisations/ZZA/report/criteria/care.own/"))
    assert opened(OVERVIEW)
    assert opened(PAPER).content.startswith(b"%PDF")


def test_what_hangs_on_one_post_is_named_to_lead_and_sponsor_only(
    client_of: ClientOf, lead: User, sponsor: User, contributor: User, board_member: User, organisation: Organisation
) -> None:
    make_post(organisation, post_ref="D7", title="Lone researcher", role="user_researcher", wte=Decimal(1))
    organisation.consents.create(to="board", given_by=lead)
    for user, names in ((lead, True), (sponsor, True), (contributor, False), (board_member, False)):
        client = client_of(user)
        assert ("Lone researcher" in text(client.get(REPORT))) == names
        assert ("Lone researcher" in printed(client.get(PRIVATE_PAPER).content)) == names
        assert "Lone researcher" not in printed(client.get(PAPER).content)
        assert "Posts that need cover" in text(client.get(REPORT))


def test_the_survey_stands_beside_the_verdict(
    opened: Callable[[str], HttpResponse], organisation: Organisation, posts: list[Post]
) -> None:
    make_post(organisation, post_ref="C1", role="clinical_champion", wte=Decimal(1), funded_wte=Decimal(1))
    assert "Clinicians say otherwise" not in text(opened(REPORT))
    wave = organisation.pulse_waves.create(number=1, opened_on=PAST)
    for _ in range(4):
        answer_pulse(wave=wave, said={"job_plan": "none", "hours": "none", "from_start": "yes"})
    assert "Clinicians say otherwise" not in text(opened(REPORT))
    answer_pulse(wave=wave, said={"job_plan": "none", "hours": "none", "from_start": "yes"})
    assert "by the 5 answers to the survey 0% of their time is in the job plan" in text(opened(REPORT))
    assert "by the 5 answers to the survey" in printed(opened(PAPER).content)


# One criterion -------------------------------------------------------------------------------------------------------


def test_a_criterion_is_explained(opened: Callable[[str], HttpResponse], posts: list[Post]) -> None:
    words = text(opened(CRITERION))
    for said in (
        "What was found 1 of 7 core functions are covered.",
        "Level Very weak (0 of 4)",
        "Worked out from 1 of 7",
        "Floor 0.2 funded WTE",
        "Weight in its question 22",
        "Strong (4) 7 or more",
        "Very weak (0) Anything else",
        "Software and systems Covered 2 2",
        "Clinical Some, but under the floor of 0.2 funded WTE 0.1 1",
        "Product None 0 0",
        "Why these numbers Function list from sources",
    ):
        assert said in words


def test_a_criterion_lists_the_posts_behind_it(opened: Callable[[str], HttpResponse], posts: list[Post]) -> None:
    response = opened(CRITERION)
    for post in posts[:3]:
        assert f'<a href="/organisations/ZZA/posts/{post.pk}/">' in response.content.decode()
    assert f"/posts/{posts[3].pk}/" not in response.content.decode()
    assert "D3 Champion Own team Clinical Permanent 0.5 0.1 Clinical" in text(response)


def test_a_ratio_says_which_posts_are_only_in_the_total(
    opened: Callable[[str], HttpResponse], posts: list[Post]
) -> None:
    words = text(opened("/organisations/ZZA/report/criteria/Q1.13/"))
    assert "D1 Software developer Records & <b>more</b> Software and systems Permanent 1 1 Counted" in words
    assert "Agency" not in words


def test_an_answered_criterion_has_no_posts(opened: Callable[[str], HttpResponse], posts: list[Post]) -> None:
    response = opened("/organisations/ZZA/report/criteria/Q1.7/")
    assert "The posts behind it" not in headings(response)
    assert "No sharing and no plan" in text(response)


def test_what_is_unknown_leads_to_the_posts(opened: Callable[[str], HttpResponse], organisation: Organisation) -> None:
    make_post(organisation, post_ref="D9", employment="")
    words = text(opened("/organisations/ZZA/report/criteria/Q1.13/"))
    assert "Why it is not scored" in words
    assert "Something is not known on one post." in words
    assert "Something is not known" in words[words.index("D9") :]


def test_a_criterion_that_the_rubric_has_not(client_of: ClientOf, lead: User) -> None:
    assert client_of(lead).get("/organisations/ZZA/report/criteria/Q9.9/").status_code == 404


def test_a_long_list_of_posts_has_pages(opened: Callable[[str], HttpResponse], organisation: Organisation) -> None:
    many(organisation, 250)
    assert "Posts behind Core functions covered, 201 to 250 of 250" in text(opened(f"{CRITERION}?page=3"))
    assert "1 to 100 of 250" in text(opened(f"{CRITERION}?page=nonsense"))


def test_tables_have_headings_of_their_size(opened: Callable[[str], HttpResponse], posts: list[Post]) -> None:
    html = opened(CRITERION).content.decode()
    for table in ("members", "levels"):
        assert f'<caption class="nhsuk-table__caption nhsuk-table__caption--m" id="{table}-caption">' in html


# Small numbers -------------------------------------------------------------------------------------------------------

REPRESENTATION = "/organisations/ZZA/report/criteria/Q1.10/"


def represented(organisation: Organisation, count: int, known: int) -> None:
    """A group of so many people of those of whom it is known, beside half of the workforce."""
    organisation.representation.create(
        as_at=date(2026, 6, 30),
        group="women",
        comparator="workforce",
        team_count=count,
        team_known=known,
        headcount=known,
        comparator_pct=Decimal(50),
    )


def printed(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.mark.parametrize(("count", "known"), [(7, 37), (1, 20), (30, 37)])
def test_a_figure_that_rests_on_a_small_count_is_hidden(
    opened: Callable[[str], HttpResponse], organisation: Organisation, posts: list[Post], count: int, known: int
) -> None:
    represented(organisation, count, known)
    share = f"{count * 200 / known:.0f}%"
    for words in (text(opened(REPORT)), text(opened(REPRESENTATION)), printed(opened(PAPER).content)):
        assert "The least represented group is women. The figure is hidden, because a count" in words
        assert share not in words
    words = text(opened(REPRESENTATION))
    assert "of 4)" in words[words.index(" Level ") :][:40]
    assert "Worked out from" not in words
    assert "Value" not in words


@pytest.mark.parametrize(("count", "share"), [(8, "43%"), (0, "0%")])
def test_a_figure_that_rests_on_no_small_count_is_shown_without_its_counts(
    opened: Callable[[str], HttpResponse], organisation: Organisation, posts: list[Post], count: int, share: str
) -> None:
    represented(organisation, count, 37)
    for words in (text(opened(REPORT)), text(opened(REPRESENTATION)), printed(opened(PAPER).content)):
        assert f"(women) is at {share} of its share" in words
    assert "Worked out from" not in text(opened(REPRESENTATION))


# Paper ---------------------------------------------------------------------------------------------------------------


def test_the_paper_is_a_download(opened: Callable[[str], HttpResponse], posts: list[Post]) -> None:
    response = opened(PAPER)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="ZZA-board-paper-draft.pdf"'
    assert response.content.startswith(b"%PDF")


# What a page costs ---------------------------------------------------------------------------------------------------


def many(organisation: Organisation, number: int) -> None:
    team = Team.objects.create(organisation=organisation, name=f"Team of {number}")
    Post.objects.bulk_create(
        Post(
            organisation=organisation,
            team=team,
            post_ref=f"{number}-{place:04}",
            title="Developer",
            role="software_developer",
            employment="permanent",
            wte=1,
        )
        for place in range(number)
    )
    Organisation.objects.filter(pk=organisation.pk).update(roster_version=number)


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return statements(captured)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_as_little_of_many_posts_as_of_few(
    client_of: ClientOf, lead: User, organisation: Organisation, path: str
) -> None:
    client = client_of(lead)
    services.save_answer(by=lead, organisation=organisation, criterion="Q1.9", version=None, level=0, evidence="")
    asked = []
    for number in (10, 1000):
        many(organisation, number)
        forget()
        asked.append((queries(client, path), queries(client, path)))
    assert asked[0] == asked[1]
    assert asked[0][1] <= MOST_QUERIES


@pytest.mark.parametrize("path", [OVERVIEW, REPORT])
def test_a_page_that_nothing_changed_is_not_worked_out_again(
    client_of: ClientOf, lead: User, posts: list[Post], path: str
) -> None:
    client = client_of(lead)
    first = queries(client, path)
    assert queries(client, path) < first
