"""The pages of one post: see, add, change, rate skills, close, open again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, Membership, Role
from teams.cells import read_post, write_post
from teams.models import Post, SkillRating
from tests.factories import make_member, make_post, make_team
from tests.forms import send, shown, values_of


def url_of(name, post=None, ods="ZZA"):
    return reverse(name, args=[ods, post.pk] if post else [ods])


def test_a_lead_adds_a_post_with_every_column(client_of, lead, organisation):
    team = make_team(organisation, "Integration")
    filled_in = {
        "post_ref": "D1",
        "title": "Clinical lead",
        "role": "clinical_digital_lead",
        "team": team.pk,
        "employment": "secondment_in",
        "employer": "RXX",
        "status": "filled",
        "wte": "0.6",
        "funded_wte": ".25",
        "started_on_day": "1",
        "started_on_month": "4",
        "started_on_year": "2024",
        "ends_on_day": "31",
        "ends_on_month": "March",
        "ends_on_year": "2027",
        "clinical_profession": "medical",
        "senior_leader": "no",
        "control_role": ["digital_lead", "clinical_safety_officer"],
        "grade": "Band 8a",
        "notes": "First line\r\nSecond line",
    }
    client = client_of(lead)
    response = send(client, url_of("post_add"), **filled_in)
    post = Post.objects.get()
    assert response.headers["Location"] == url_of("post", post)
    assert (post.team, post.wte, post.funded_wte) == (team, Decimal("0.6"), Decimal("0.25"))
    assert (post.started_on, post.ends_on) == (date(2024, 4, 1), date(2027, 3, 31))
    assert (post.control_role, post.senior_leader) == ("digital_lead;clinical_safety_officer", False)
    assert post.notes == "First line\nSecond line"
    assert "Saved" in client.get(response.headers["Location"]).content.decode()
    event = AuditEvent.objects.get()
    assert (event.verb, event.target, event.changes["wte"]) == ("added", "post D1", [None, "0.6"])


def test_saving_an_untouched_form_changes_nothing(client_of, lead, organisation):
    post = make_post(
        organisation,
        {"user_research": 3},
        team=make_team(organisation),
        senior_leader=True,
        control_role="cyber_lead;digital_lead",
        funded_wte=Decimal("0.5"),
        ends_on=date(2027, 1, 2),
        notes="One\nTwo",
    )
    assert send(client_of(lead), url_of("post_edit", post)).status_code == 302
    after = Post.objects.get()
    assert after.version == post.version
    assert not AuditEvent.objects.exists()
    assert after.skill_ratings.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("post_ref", " ", "Enter the post reference"),
        ("title", "", "Enter the job title"),
        ("title", "x" * 201, "Job title: enter 200 characters or fewer"),
        ("title", "a\x00b", "Job title: remove the control characters that cannot be shown"),
        ("wte", "", "WTE: enter a number above 0 and up to 1.5, for example 0.6"),
        ("wte", "0", "WTE: enter a number above 0 and up to 1.5, for example 0.6"),
        ("wte", "NaN", "WTE: enter a number above 0 and up to 1.5, for example 0.6"),
        ("wte", "1.6", "WTE: enter a number above 0 and up to 1.5, for example 0.6"),
        ("wte", "0.123456", "WTE: enter no more than 5 decimal places"),
        ("funded_wte", "-1", "Funded WTE: enter a number from 0 to 1.5, for example 0.6"),
        ("employer", "rxx", "ODS code of the employer: enter an ODS code"),
        ("role", "made_up", "Role: this is not a code of the list for role"),
        ("employment", "made_up", "How is the post engaged?: this is not a code of the list for employment"),
        ("started_on_day", "32", "Start date must be a real date"),
        ("notes", "x" * 5001, "Notes: enter 5000 characters or fewer"),
        ("control_role", ["made_up"], "Choose an answer from the list"),
    ],
)
def test_what_a_roster_file_refuses_the_form_refuses(client_of, lead, organisation, field, value, said):
    post = make_post(organisation)
    page = send(client_of(lead), url_of("post_edit", post), **{field: value})
    html = page.content.decode()
    assert page.status_code == 200
    assert said in html
    assert "<title>Error: " in html
    assert Post.objects.get().version == post.version


def test_a_post_and_its_row_in_a_roster_file_say_the_same(client_of, lead, organisation):
    send(client_of(lead), url_of("post_add"), post_ref="D1", title="Data analyst", wte="1.0", role="data_analyst")
    row = Post.objects.rows()[0]
    assert read_post(write_post(row)) == (row, [])


def test_a_reference_is_there_once_in_an_organisation(client_of, lead, organisation, other_organisation):
    make_post(organisation, post_ref="D1")
    make_post(other_organisation, post_ref="D2")
    page = send(client_of(lead), url_of("post_add"), post_ref="D1", title="T", wte="1")
    assert "There is a post with this reference already" in page.content.decode()
    assert send(client_of(lead), url_of("post_add"), post_ref="D2", title="T", wte="1").status_code == 302


def test_another_organisations_team_cannot_be_chosen(client_of, lead, organisation, other_organisation):
    theirs = make_team(other_organisation)
    page = send(client_of(lead), url_of("post_add"), post_ref="D1", title="T", wte="1", team=theirs.pk)
    assert page.status_code == 200
    assert not Post.objects.exists()


def test_fields_that_are_not_in_the_form_are_ignored(client_of, lead, organisation, other_organisation):
    post = make_post(organisation)
    extra = {"organisation": other_organisation.pk, "closed_on": "2020-01-01", "id": 999, "vacant_since": "2020-01-01"}
    send(client_of(lead), url_of("post_edit", post), title="New title", **extra)
    post.refresh_from_db()
    assert (post.title, post.organisation, post.closed_on, post.vacant_since) == ("New title", organisation, None, None)


def test_a_post_that_falls_vacant_loses_start_date_and_ratings(client_of, lead, organisation):
    post = make_post(organisation, {"user_research": 3})
    send(client_of(lead), url_of("post_edit", post), status="vacant")
    post.refresh_from_db()
    assert (post.started_on, post.skill_ratings.count()) == (None, 0)
    assert post.vacant_since


def test_two_people_who_change_a_post_choose_what_to_keep(client_of, lead, organisation):
    other = make_member(organisation, Role.LEAD, email="other@fenbrook.example", name="Olive Other")
    post = make_post(organisation, post_ref="D1", title="Developer")
    url = url_of("post_edit", post)
    client = client_of(lead)
    opened_before = shown(client, url)
    send(client_of(other), url, title="Senior developer", wte="0.5")

    conflict = client.post(url, {**opened_before, "title": "Lead developer"})
    html = conflict.content.decode()
    assert conflict.status_code == 409
    assert "Olive Other" in html
    differing = {
        difference.label: (difference.theirs, difference.yours) for difference in conflict.context["differences"]
    }
    assert differing == {"Job title": ("Senior developer", "Lead developer"), "WTE": ("0.5", "1")}
    assert url_of("post", post) in html
    post.refresh_from_db()
    assert post.title == "Senior developer"

    assert client.post(url, values_of(html)).status_code == 302
    post.refresh_from_db()
    assert (post.title, post.wte) == ("Lead developer", Decimal(1))


def test_a_third_change_during_the_choice_is_not_lost_either(client_of, lead, organisation):
    post = make_post(organisation, title="Developer")
    url = url_of("post_edit", post)
    client = client_of(lead)
    opened_before = shown(client, url)
    send(client, url, title="Second")
    choice = values_of(client.post(url, {**opened_before, "title": "Mine"}).content.decode())
    send(client, url, title="Third")
    assert client.post(url, choice).status_code == 409
    post.refresh_from_db()
    assert post.title == "Third"


def test_sending_the_same_values_twice_is_no_conflict(client_of, lead, organisation):
    post = make_post(organisation)
    url = url_of("post_edit", post)
    client = client_of(lead)
    typed = {**shown(client, url), "title": "New title"}
    assert client.post(url, typed).status_code == 302
    assert client.post(url, typed).status_code == 302
    post.refresh_from_db()
    assert post.version == 2


def test_a_form_without_a_version_overwrites_nothing(client_of, lead, organisation):
    post = make_post(organisation, title="Developer")
    url = url_of("post_edit", post)
    client = client_of(lead)
    for version in ("", "0", "99999999999999999999"):
        assert client.post(url, {**shown(client, url), "version": version, "title": "Other"}).status_code == 409
    post.refresh_from_db()
    assert post.title == "Developer"


def test_the_page_of_a_post_says_what_counts(client_of, sponsor, organisation):
    post = make_post(organisation, {"user_research": 3}, role="ccio", wte=Decimal("0.4"), notes="Seen by the sponsor")
    html = client_of(sponsor).get(url_of("post", post)).content.decode()
    assert "Chief clinical information officer" in html
    assert "Practitioner" in html
    assert "Seen by the sponsor" in html
    assert url_of("post_edit", post) not in html
    groups = dict(client_of(sponsor).get(url_of("post", post)).context["groups"])
    assert ("Funded WTE", "Not known") in groups["Time"]
    assert ("Senior leader", "Yes (worked out from the role)") in groups["Clinical work and leadership"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"funded_wte": None}, "1 (not recorded, so all of the time)"),
        ({"funded_wte": Decimal("0.5")}, "0.5"),
        ({"funded_wte": Decimal("1.5")}, "1.5 (counts as 1, the WTE)"),
        ({"status": "vacant"}, "None, because the post is vacant"),
    ],
)
def test_funded_wte_is_said_as_it_counts(client_of, lead, organisation, values, said):
    post = make_post(organisation, **values)
    groups = dict(client_of(lead).get(url_of("post", post)).context["groups"])
    assert ("Funded WTE", said) in groups["Time"]


def test_a_lead_rates_skills_and_other_ratings_stay(client_of, lead, organisation):
    post = make_post(organisation, {"user_research": 3, "cobol": 4})
    SkillRating.objects.create(post=post, skill="cyber_security", level=2, source=SkillRating.Source.SELF)
    url = url_of("post_skills", post)
    client = client_of(lead)
    assert "The person said working on" in client.get(url).content.decode()
    response = send(client, url, skill_user_research="", skill_agile_delivery="2")
    assert response.status_code == 302
    lead_ratings = post.skill_ratings.filter(source="lead").values_list("skill", "level")
    assert dict(lead_ratings) == {"cobol": 4, "agile_delivery": 2}
    assert post.skill_ratings.filter(source="self").count() == 1
    changes = AuditEvent.objects.get().changes
    assert changes["agile_delivery"] == [None, 2]
    assert "cobol" not in changes


def test_saving_the_same_ratings_keeps_their_age(client_of, lead, organisation):
    post = make_post(organisation, {"user_research": 3})
    rated_at = post.skill_ratings.get().rated_at
    send(client_of(lead), url_of("post_skills", post))
    assert post.skill_ratings.get().rated_at == rated_at


def test_a_level_off_the_list_is_refused(client_of, lead, organisation):
    post = make_post(organisation)
    page = send(client_of(lead), url_of("post_skills", post), skill_user_research="5")
    assert "Choose a level from the list: User research" in page.content.decode()
    assert not post.skill_ratings.exists()


def test_a_vacant_post_has_nobody_to_rate(client_of, lead, organisation):
    post = make_post(organisation, status="vacant")
    response = client_of(lead).post(url_of("post_skills", post), {"version": 1, "skill_user_research": "3"})
    assert response.headers["Location"] == url_of("post", post)
    assert not post.skill_ratings.exists()


def test_ratings_that_somebody_else_changed_give_a_choice(client_of, lead, organisation):
    post = make_post(organisation)
    url = url_of("post_skills", post)
    client = client_of(lead)
    opened_before = shown(client, url)
    send(client, url, skill_user_research="2")
    conflict = client.post(url, {**opened_before, "skill_user_research": "4"})
    assert conflict.status_code == 409
    assert [(d.theirs, d.yours) for d in conflict.context["differences"]] == [("Working", "Expert")]


def test_a_post_closes_and_opens_again(client_of, lead, organisation):
    post = make_post(organisation)
    client = client_of(lead)
    day = {"closed_on_day": "31", "closed_on_month": "3", "closed_on_year": "2026"}
    assert send(client, url_of("post_close", post), **day).status_code == 302
    post.refresh_from_db()
    assert post.closed_on == date(2026, 3, 31)
    page = client.get(url_of("post", post)).content.decode()
    assert "This post left the roster on 31 March 2026" in page
    assert client.get(url_of("post_reopen", post)).status_code == 405
    assert client.post(url_of("post_reopen", post), values_of(page)).status_code == 302
    post.refresh_from_db()
    assert post.closed_on is None


def test_opening_again_what_somebody_else_changed_asks_first(client_of, lead, organisation):
    post = make_post(organisation, closed_on=date(2026, 3, 31), version=2)
    client = client_of(lead)
    conflict = client.post(url_of("post_reopen", post), {"version": 1})
    assert conflict.status_code == 409
    assert "Open the post again" in conflict.content.decode()
    assert client.post(url_of("post_reopen", post), values_of(conflict.content.decode())).status_code == 302
    post.refresh_from_db()
    assert post.closed_on is None


def test_a_closing_date_must_be_real(client_of, lead, organisation):
    post = make_post(organisation)
    page = send(client_of(lead), url_of("post_close", post), closed_on_day="30", closed_on_month="2")
    assert "must be a real date" in page.content.decode()


FORMS = ("post_edit", "post_skills", "post_close", "post_reopen")


@pytest.mark.parametrize("name", FORMS)
def test_who_may_not_edit_a_post(client_of, contributor, board_member, stranger, organisation, name):
    post = make_post(organisation)
    for user, status in ((contributor, 403), (board_member, 403), (stranger, 404)):
        assert client_of(user).post(url_of(name, post), {"version": 1}).status_code == status


@pytest.mark.parametrize("name", ["post", *FORMS])
def test_another_organisations_post_is_not_there(client_of, lead, organisation, other_organisation, name):
    theirs = make_post(other_organisation)
    client = client_of(lead)
    answers = {
        client.get(url_of(name, theirs)).status_code,
        client.post(url_of(name, theirs), {"version": 1}).status_code,
    }
    assert answers <= {404, 405}
    assert 404 in answers


def test_a_role_that_was_taken_away_ends_at_once(client_of, lead, organisation):
    post = make_post(organisation)
    client = client_of(lead)
    typed = shown(client, url_of("post_edit", post))
    Membership.objects.filter(user=lead).delete()
    assert client.post(url_of("post_edit", post), typed).status_code == 404


def test_pages_of_a_post_cost_few_queries(client_of, lead, organisation, django_assert_max_num_queries):
    for _ in range(30):
        make_team(organisation)
    post = make_post(organisation, {"user_research": 3, "agile_delivery": 2})
    client = client_of(lead)
    for name in ("post", "post_edit", "post_skills", "post_close"):
        with django_assert_max_num_queries(6):
            client.get(url_of(name, post))
    typed = {**shown(client, url_of("post_edit", post)), "title": "New title"}
    with django_assert_max_num_queries(12):
        assert client.post(url_of("post_edit", post), typed).status_code == 302
    typed = {**shown(client, url_of("post_skills", post)), "skill_user_research": "1"}
    with django_assert_max_num_queries(12):
        assert client.post(url_of("post_skills", post), typed).status_code == 302
