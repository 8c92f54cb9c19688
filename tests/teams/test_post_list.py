"""The list of posts: filters, orders, totals, pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.urls import reverse

from teams.lists import PostFilter
from teams.models import Post
from teams.roster import UNKNOWN
from tests.factories import make_post, make_team


def refs(client, query=""):
    """The references on the page, in order."""
    return [row[1] for row in client.get(f"{reverse('posts', args=['ZZA'])}?{query}").context["page"].object_list]


def test_an_empty_roster_says_how_to_start(client_of, lead, contributor):
    html = client_of(lead).get(reverse("posts", args=["ZZA"])).content.decode()
    assert "There are no posts yet" in html
    assert reverse("import", args=["ZZA"]) in html
    html = client_of(contributor).get(reverse("posts", args=["ZZA"])).content.decode()
    assert "The digital lead of the organisation adds them" in html
    assert reverse("import", args=["ZZA"]) not in html


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["A1", "B2", "C3", "D4"]),
        ("search=b2", ["B2"]),
        ("search=Nurse", ["C3"]),
        ("team=own", ["A1", "C3", "D4"]),
        ("function=clinical", ["C3"]),
        ("function=unknown", ["D4"]),
        ("role=software_developer", ["A1", "B2"]),
        ("role=unknown", ["D4"]),
        ("employment=agency", ["B2"]),
        ("employment=external", ["B2"]),
        ("employment=unknown", ["D4"]),
        ("status=vacant", ["D4"]),
        ("closed=yes", ["E5"]),
        ("closed=all", ["A1", "B2", "C3", "D4", "E5"]),
        ("function=technical&status=filled&search=developer", ["A1", "B2"]),
        ("sort=-reference", ["D4", "C3", "B2", "A1"]),
        ("sort=wte", ["B2", "A1", "C3", "D4"]),
        ("sort=-team", ["B2", "A1", "C3", "D4"]),
        ("sort=title", ["C3", "A1", "B2", "D4"]),
        ("search=nobody", []),
        ("function=nonsense&sort=nonsense&closed=nonsense&team=x", ["A1", "B2", "C3", "D4"]),
        ("team=99999999999999999999999", ["A1", "B2", "C3", "D4"]),
        ("team=999999", []),
        ("search=%00", ["A1", "B2", "C3", "D4"]),
    ],
)
def test_filters_and_orders_live_in_the_address(client_of, lead, organisation, query, expected):
    make_post(organisation, post_ref="A1")
    make_post(organisation, post_ref="B2", employment="agency", team=make_team(organisation), wte=Decimal("0.5"))
    make_post(organisation, post_ref="C3", title="Nurse lead", role="clinical_digital_lead")
    make_post(organisation, post_ref="D4", title="Unknown thing", role="", employment="", status="vacant")
    make_post(organisation, post_ref="E5", closed_on=date(2020, 1, 1))
    assert refs(client_of(lead), query) == expected


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("écologie", True),
        ("ÉCOLOGIE D'ÉTÉ", True),
        ("été (100%)", True),
        ("ecologie", False),
        ("e.ologie", False),
        ("(100", True),
        ("*", False),
        ("\\", False),
    ],
)
def test_a_search_finds_text_as_it_is_in_large_and_small_letters(client_of, lead, organisation, search, found):
    make_post(organisation, post_ref="A1", title="Écologie d'été (100%)")
    assert refs(client_of(lead), urlencode({"search": search})) == (["A1"] if found else [])


def test_a_team_is_filtered_by_its_id(client_of, lead, organisation):
    team = make_team(organisation)
    make_post(organisation, post_ref="A1", team=team)
    make_post(organisation, post_ref="B2")
    assert refs(client_of(lead), f"team={team.pk}") == ["A1"]


def test_filters_stay_when_the_list_is_sorted_or_turned(client_of, lead, organisation):
    for _ in range(101):
        make_post(organisation)
    html = client_of(lead).get(f"{reverse('posts', args=['ZZA'])}?status=filled&sort=title").content.decode()
    assert "?status=filled&amp;sort=title&amp;page=2" in html
    assert "?status=filled&amp;sort=-title" in html


def test_pages_hold_a_hundred_posts_and_never_overlap(client_of, lead, organisation):
    for number in range(205):
        make_post(organisation, post_ref=f"D{number:03}", title="The same title")
    client = client_of(lead)
    pages = [refs(client, f"sort=title&page={number}") for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [100, 100, 5]
    assert [ref for page in pages for ref in page] == [f"D{number:03}" for number in range(205)]
    assert refs(client, "sort=title&page=99") == pages[2]
    assert refs(client, "sort=title&page=x") == pages[0]


def test_totals_are_of_all_that_is_filtered(client_of, lead, organisation):
    for _ in range(120):
        make_post(organisation, wte=Decimal("0.1"))
    make_post(organisation, role="ccio", wte=Decimal("0.4"))
    make_post(organisation, role="ccio", wte=Decimal("0.4"), funded_wte=Decimal("0.3"))
    make_post(organisation, status="vacant", wte=Decimal("1"))
    html = client_of(lead).get(reverse("posts", args=["ZZA"])).content.decode()
    assert "123 posts" in html
    assert "13.8 WTE, of which 12.3 funded" in html
    assert "(not known for 1 post)" in html


def test_totals_count_each_post_as_the_roster_does(organisation):
    roles = ("", "software_developer", "ccio")
    for role in roles:
        for profession in ("", "medical"):
            for status in ("filled", "vacant"):
                for funded in (None, Decimal("0.2"), Decimal("1.5")):
                    make_post(
                        organisation,
                        role=role,
                        clinical_profession=profession,
                        status=status,
                        funded_wte=funded,
                        wte=Decimal("0.6"),
                    )
    rows = Post.objects.rows()
    counted = [row.effective_funded_wte for row in rows]
    totals = Post.objects.totals()
    assert totals.funded_wte == sum(units for units in counted if units != UNKNOWN)
    assert totals.unknown == counted.count(UNKNOWN) > 0
    assert totals.wte == sum(row.wte for row in rows)


def test_what_people_typed_is_shown_as_text(client_of, lead, organisation):
    team = make_team(organisation, "<b>Team</b>")
    make_post(organisation, post_ref="<i>1</i>", title="<script>alert(1)</script>", team=team)
    html = client_of(lead).get(f"{reverse('posts', args=['ZZA'])}?search=%3Cscript").content.decode()
    assert "&lt;script&gt;alert(1)" in html
    assert "&lt;i&gt;1" in html
    assert "&lt;b&gt;Team" in html
    assert "<script>alert" not in html
    assert "<b>Team" not in html


def test_the_page_costs_the_same_number_of_queries_for_ten_posts_and_for_a_thousand(
    client_of, lead, organisation, django_assert_num_queries
):
    team = make_team(organisation)
    client = client_of(lead)
    for many in (10, 990):
        Post.objects.bulk_create(
            Post(organisation=organisation, team=team, post_ref=f"N{many}-{n}", title="T", wte=1) for n in range(many)
        )
        with django_assert_num_queries(6):
            client.get(reverse("posts", args=["ZZA"]))


def test_who_may_see_the_list(client_of, contributor, sponsor, board_member, stranger):
    url = reverse("posts", args=["ZZA"])
    assert client_of(contributor).get(url).status_code == 200
    assert client_of(sponsor).get(url).status_code == 200
    assert client_of(board_member).get(url).status_code == 403
    assert client_of(stranger).get(url).status_code == 404


def test_other_organisations_posts_are_not_listed(client_of, lead, organisation, other_organisation):
    make_post(other_organisation, post_ref="THEIRS")
    assert refs(client_of(lead), "closed=all") == []


def test_a_filter_and_its_address_are_two_ways_of_writing_the_same():
    query = "search=a&team=own&function=data&role=ccio&employment=external&status=vacant&closed=all&sort=-wte"
    assert PostFilter.read(QueryDict(query)).query == query
