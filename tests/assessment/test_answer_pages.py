"""The pages of the questions to answer, and of the date of the assessment."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Role
from assessment.models import Answer, Assessment, Rubric, RubricVersion
from assessment.published import rubric_of
from assessment.rubric import normal_form, sha256
from tests.factories import make_draft, make_member
from tests.forms import send, shown, values_of

LIST = "/organisations/ZZA/answers/"


@pytest.fixture
def asked(db):
    """The answered criteria of the default rubric."""
    return [criterion for criterion in rubric_of(RubricVersion.objects.current()).criteria if criterion.answers]


def url_of(criterion, then=""):
    return reverse(f"answer{then}", args=["ZZA", criterion.id])


def make_answer(organisation, criterion, level=2, evidence=""):
    return Answer.objects.create(
        assessment=make_draft(organisation), criterion=criterion.id, level=level, evidence=evidence
    )


def test_the_list_shows_every_question_before_any_answer(client_of, lead, organisation, asked):
    html = client_of(lead).get(LIST).content.decode()
    for criterion in asked:
        assert criterion.name in html
        assert url_of(criterion) in html
    assert html.count("Not answered yet") == len(asked)
    assert not Assessment.objects.exists()


def test_an_answer_is_saved_and_the_next_question_follows(client_of, lead, organisation, asked):
    client = client_of(lead)
    response = send(client, url_of(asked[0]), level="3", evidence="Board minutes of May\r\nand of June")
    assert response.headers["Location"] == url_of(asked[1])
    answer = Answer.objects.get()
    assert (answer.criterion, answer.level, answer.evidence) == (asked[0].id, 3, "Board minutes of May\nand of June")
    assert answer.assessment.as_at == timezone.localdate()
    html = client.get(LIST).content.decode()
    assert asked[0].answers[3] in html
    assert "Evidence is recorded" in html
    assert f"<strong>1 of {len(asked)}</strong> answered" in html


def test_the_last_answer_leads_back_to_the_list(client_of, lead, organisation, asked):
    assert send(client_of(lead), url_of(asked[-1]), level="1").headers["Location"] == LIST


def test_we_do_not_know_is_an_answer(client_of, lead, organisation, asked):
    client = client_of(lead)
    send(client, url_of(asked[0]), level="unknown")
    assert Answer.objects.get().level is None
    assert shown(client, url_of(asked[0]))["level"] == ["unknown"]
    assert "We do not know" in client.get(LIST).content.decode()


def test_an_answer_without_the_evidence_it_needs_says_what_it_counts_as(client_of, lead, organisation, asked):
    make_answer(organisation, asked[0], level=4, evidence="  ")
    html = client_of(lead).get(LIST).content.decode()
    assert "Needs evidence" in html
    assert f"it counts as “{asked[0].answers[2]}”" in html


def test_an_answer_is_needed(client_of, lead, organisation, asked):
    page = send(client_of(lead), url_of(asked[0]), evidence="Something")
    assert page.status_code == 200
    assert "<title>Error: " in page.content.decode()
    assert "Something" in page.content.decode()
    assert not Answer.objects.exists()


@pytest.mark.parametrize(("field", "value"), [("level", "5"), ("level", "-1"), ("evidence", "x" * 5001)])
def test_what_cannot_be_is_refused(client_of, lead, organisation, asked, field, value):
    page = send(client_of(lead), url_of(asked[0]), **{"level": "1", field: value})
    assert page.status_code == 200
    assert not Answer.objects.exists()


def test_a_question_that_the_rubric_does_not_ask_is_not_there(client_of, lead, organisation):
    rubric = rubric_of(RubricVersion.objects.current())
    measured = next(criterion for criterion in rubric.criteria if criterion.measure)
    for criterion in (measured.id, "made-up"):
        assert client_of(lead).get(reverse("answer", args=["ZZA", criterion])).status_code == 404


def test_an_answer_is_cleared(client_of, lead, organisation, asked):
    make_answer(organisation, asked[0])
    client = client_of(lead)
    assert url_of(asked[0], "_clear") in client.get(url_of(asked[0])).content.decode()
    assert send(client, url_of(asked[0], "_clear")).headers["Location"] == LIST
    assert not Answer.objects.exists()
    assert client.get(url_of(asked[0], "_clear")).status_code == 302


def test_two_people_who_answer_choose_what_to_keep(client_of, lead, organisation, asked):
    other = make_member(organisation, Role.LEAD, name="Olive Other")
    client = client_of(lead)
    url = url_of(asked[0])
    nobody_had_answered = shown(client, url)
    send(client_of(other), url, level="2", evidence="Theirs")
    conflict = client.post(url, {**nobody_had_answered, "level": "1", "evidence": "Mine"})
    html = conflict.content.decode()
    assert conflict.status_code == 409
    assert "Olive Other" in html
    assert [(d.theirs, d.yours) for d in conflict.context["differences"]] == [
        (f"2: {asked[0].answers[2]}", f"1: {asked[0].answers[1]}"),
        ("Theirs", "Mine"),
    ]
    assert Answer.objects.get().evidence == "Theirs"
    assert client.post(url, values_of(html)).status_code == 302
    assert Answer.objects.get().evidence == "Mine"


def test_an_answer_that_was_cleared_meanwhile_can_be_given_anew(client_of, lead, organisation, asked):
    make_answer(organisation, asked[0])
    client = client_of(lead)
    url = url_of(asked[0])
    opened_before = shown(client, url)
    send(client, url_of(asked[0], "_clear"))
    gone = client.post(url, {**opened_before, "evidence": "Long text"})
    assert gone.status_code == 409
    assert "Long text" in gone.content.decode()
    assert client.post(url, values_of(gone.content.decode())).status_code == 302
    assert Answer.objects.get().evidence == "Long text"


def test_an_answer_given_anew_is_another_version(client_of, lead, organisation, asked):
    client = client_of(lead)
    url = url_of(asked[0])
    send(client, url, level="1")
    opened_before = shown(client, url)
    send(client, url_of(asked[0], "_clear"))
    send(client, url, level="2", evidence="Anew")
    assert client.post(url, {**opened_before, "evidence": "Old page"}).status_code == 409
    assert Answer.objects.get().evidence == "Anew"


def test_who_may_not_answer_reads(client_of, contributor, sponsor, board_member, stranger, organisation, asked):
    make_answer(organisation, asked[0], level=3, evidence="See the minutes")
    for user in (contributor, sponsor):
        html = client_of(user).get(url_of(asked[0])).content.decode()
        assert "See the minutes" in html
        assert "<textarea" not in html
        assert client_of(user).get(LIST).status_code == 200
        assert client_of(user).post(url_of(asked[0]), {"level": "1"}).status_code == 403
        assert client_of(user).post(url_of(asked[0], "_clear")).status_code == 403
    assert client_of(board_member).get(LIST).status_code == 403
    assert client_of(stranger).get(LIST).status_code == 404


def test_another_rubric_asks_its_own_questions(client_of, lead, organisation):
    current = RubricVersion.objects.current()
    definition = normal_form({**current.definition, "title": "Another"})
    asked = [criterion for criterion in definition["criteria"] if "answers" in criterion]
    asked[0]["name"] = "A question of another rubric"
    Rubric.objects.update(is_default=False)
    rubric = Rubric.objects.create(name="Another", is_default=True)
    RubricVersion.objects.create(
        rubric=rubric,
        number=1,
        state="published",
        definition=definition,
        sha256=sha256(definition),
        published_at=timezone.now(),
    )
    assert "A question of another rubric" in client_of(lead).get(LIST).content.decode()


def test_the_date_of_the_assessment_is_set(client_of, lead, organisation):
    url = reverse("as_at", args=["ZZA"])
    day = {"as_at_day": "30", "as_at_month": "9", "as_at_year": "2026"}
    assert send(client_of(lead), url, **day).status_code == 302
    assert Assessment.objects.get().as_at == date(2026, 9, 30)
    page = send(client_of(lead), url, as_at_day="31")
    assert "Date of the assessment must be a real date" in page.content.decode()


def test_a_date_that_somebody_else_changed_gives_a_choice(client_of, lead, organisation):
    make_draft(organisation)
    url = reverse("as_at", args=["ZZA"])
    client = client_of(lead)
    opened_before = shown(client, url)
    send(client, url, as_at_day="1")
    conflict = client.post(url, {**opened_before, "as_at_day": "2"})
    assert conflict.status_code == 409
    difference = conflict.context["differences"][0]
    assert (difference.theirs, difference.yours) == ("1 September 2026", "2 September 2026")
    assert client.post(url, values_of(conflict.content.decode())).status_code == 302
    assert Assessment.objects.get().as_at == date(2026, 9, 2)


def test_answering_meanwhile_is_no_conflict_with_the_date(client_of, lead, organisation, asked):
    make_draft(organisation)
    client = client_of(lead)
    opened_before = shown(client, reverse("as_at", args=["ZZA"]))
    send(client, url_of(asked[0]), level="1")
    response = client.post(reverse("as_at", args=["ZZA"]), {**opened_before, "as_at_day": "2"})
    assert response.status_code == 302


def test_only_a_lead_sets_the_date(client_of, contributor, stranger, organisation):
    url = reverse("as_at", args=["ZZA"])
    assert client_of(contributor).get(url).status_code == 403
    assert client_of(stranger).get(url).status_code == 404


def test_another_organisations_answers_stay_theirs(client_of, lead, organisation, other_organisation, asked):
    make_answer(other_organisation, asked[0], evidence="Secret")
    assert "Secret" not in client_of(lead).get(url_of(asked[0])).content.decode()
    send(client_of(lead), url_of(asked[0]), level="1")
    assert Answer.objects.get(assessment__organisation=other_organisation).evidence == "Secret"


def test_pages_of_questions_cost_few_queries(client_of, lead, organisation, asked, django_assert_max_num_queries):
    client = client_of(lead)
    for criterion in asked:
        send(client, url_of(criterion), level="1")
    for url, most in ((LIST, 7), (url_of(asked[0]), 6), (reverse("as_at", args=["ZZA"]), 6)):
        with django_assert_max_num_queries(most):
            client.get(url)
    typed = {**shown(client, url_of(asked[0])), "level": "2"}
    with CaptureQueriesContext(connection) as captured:
        assert client.post(url_of(asked[0]), typed).status_code == 302
    assert len(captured) <= 12
    assert AuditEvent.objects.first() is not None
