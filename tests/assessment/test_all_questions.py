"""All questions on one page, the list to print, and what the records say of an answer."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from assessment.models import Answer, RubricVersion
from assessment.published import rubric_of
from assessment.records import Records, statements
from assessment.rubric import parse_toml, read_rubric
from teams.models import Initiative
from tests.factories import AS_AT, make_draft, make_post, make_team
from tests.forms import send, shown
from tests.reports.cases import SMALL

ALL = "/organisations/ZZA/answers/all/"


@pytest.fixture
def rubric(db):
    return rubric_of(RubricVersion.objects.current())


def test_several_questions_are_answered_at_once(client_of, lead, organisation):
    client = client_of(lead)
    link = "https://example.org/minutes"
    data = {"Q1_8-level": "2", "Q1_8-link": link, "Q1_8-confidence": "low", "Q1_9-level": "unknown"}
    assert send(client, ALL, **data).headers["Location"] == reverse("answers", args=["ZZA"])
    first, second = Answer.objects.order_by("criterion")
    assert (first.criterion, first.level, first.link, first.confidence) == ("Q1.8", 2, link, "low")
    assert (second.criterion, second.level) == ("Q1.9", None)
    assert list(AuditEvent.objects.values_list("verb", "target")) == [
        ("answered", "question Q1.8"),
        ("answered", "question Q1.9"),
    ]


def test_what_nobody_touched_is_left_alone(client_of, lead, organisation):
    answer = make_draft(organisation).answers.create(criterion="Q1.8", level=1, evidence="Theirs")
    page = shown(client_of(lead), ALL)
    Answer.objects.filter(pk=answer.pk).update(level=2, version=2)
    response = client_of(lead).post(ALL, {**page, "Q1_9-level": "3", "Q1_9-evidence": "Minutes"})
    assert response.status_code == 302
    answer.refresh_from_db()
    assert (answer.level, answer.version) == (2, 2)


def test_a_clash_saves_nothing_and_lets_the_person_choose(client_of, lead, organisation):
    answer = make_draft(organisation).answers.create(criterion="Q1.8", level=1)
    client, page = client_of(lead), shown(client_of(lead), ALL)
    Answer.objects.filter(pk=answer.pk).update(level=2, version=2)
    conflict = client.post(ALL, {**page, "Q1_8-level": "0", "Q1_9-level": "1"})
    assert conflict.status_code == 409
    assert not Answer.objects.filter(criterion="Q1.9").exists()
    html = conflict.content.decode()
    resent = dict(re.findall(r'type="hidden" name="(Q[^"]+)" value="([^"]*)"', html))
    assert client.post(ALL, resent).status_code == 302
    assert dict(Answer.objects.values_list("criterion", "level")) == {"Q1.8": 0, "Q1.9": 1}


def test_a_wrong_block_is_named_and_nothing_is_saved(client_of, lead, organisation):
    page = send(client_of(lead), ALL, **{"Q1_8-level": "1", "Q1_9-link": "javascript:alert(1)"})
    html = page.content.decode()
    assert "<title>Error: " in html
    assert 'href="#id_Q1_9-level_0"' in html
    assert 'href="#id_Q1_9-link"' in html
    assert not Answer.objects.exists()


def test_one_block_is_saved_at_the_address_of_its_question(client_of, lead, organisation):
    page = shown(client_of(lead), ALL)
    block = {name: value for name, value in page.items() if name.startswith("Q1_8")}
    assert (
        client_of(lead).post(reverse("answer", args=["ZZA", "Q1.8"]), {**block, "Q1_8-level": "2"}).status_code == 302
    )
    assert Answer.objects.get().level == 2


def test_a_block_saves_by_itself_and_says_what_clashes(client_of, lead, organisation):
    client, url = client_of(lead), reverse("answer", args=["ZZA", "Q1.8"])

    def save(version, **typed):
        block = {"Q1_8-evidence": "", "version": version, "Q1_8-version": version} | typed
        return client.post(url, block, headers={"Autosave-Key": str(uuid4())}).json()

    first = save("", **{"Q1_8-level": "1"})
    assert first["saved"]
    assert Answer.objects.get().version == first["version"]
    assert save(first["version"], **{"Q1_8-level": "2"})["saved"]
    clash = save(first["version"], **{"Q1_8-level": "0"})
    assert clash["reason"] == "conflict"
    assert clash["values"]["Q1_8-level"] == "2"
    assert list(save("", **{"Q1_8-evidence": "Minutes"})["errors"]) == ["Q1_8-level"]


def test_the_list_to_print_shows_every_level_and_no_answer(client_of, lead, organisation, rubric):
    make_draft(organisation).answers.create(criterion="Q1.8", level=1, evidence="Secret")
    html = client_of(lead).get("/organisations/ZZA/answers/print/").content.decode()
    assert html.count("We do not know") == sum(bool(criterion.answers) for criterion in rubric.criteria)
    assert "A named executive owner" in html
    assert "Secret" not in html


def test_an_answer_that_differs_from_the_records_needs_a_sentence(client_of, lead, organisation, rubric):
    make_post(organisation, role="clinical_safety_officer", funded_wte=0)
    client, url = client_of(lead), reverse("answer", args=["ZZA", "Q2.6"])
    assert "1 filled post is one of: Clinical safety officer; none is funded." in client.get(url).content.decode()
    page = send(client, url, level="4", evidence="Appointed")
    assert "Say why your answer differs from the records" in page.content.decode()
    assert not Answer.objects.exists()
    assert send(client, url, level="4", evidence="Appointed", differs_because="Paid by the system").status_code == 302
    html = client.get(reverse("answers", args=["ZZA"])).content.decode()
    assert "Differs from the records" in html
    assert "Paid by the system" in html
    send(client, url, level="1", differs_because="")
    assert "Differs from the records" not in client.get(reverse("answers", args=["ZZA"])).content.decode()


@pytest.mark.parametrize(
    ("funded", "agree"), [(None, range(1, 5)), ("0", range(1, 3)), ("0.2", range(3, 5))], ids=["unknown", "no", "yes"]
)
def test_funding_decides_which_levels_agree(organisation, rubric, funded, agree):
    make_post(organisation, role="clinical_safety_officer", funded_wte=funded, wte="0.5")
    statement = statements(rubric.criteria, Records(organisation.posts.rows()))["Q2.6"]
    assert [level for level in range(5) if not statement.differs_from(level)] == list(agree)
    assert not statement.differs_from(None)


def test_a_shared_team_is_spoken_of_on_both_sides(client_of, lead, organisation, other_organisation):
    team = make_team(other_organisation)
    make_post(other_organisation, team=team)
    make_post(organisation)
    url = reverse("answer", args=["ZZA", "Q1.7"])
    assert "No team and no post is shared" in client_of(lead).get(url).content.decode()
    other_organisation.shares_given.create(
        team=team, partner=organisation, share_pct=50, counts_from=AS_AT.replace(year=2024), state="accepted"
    )
    assert "1 shared team recorded." in client_of(lead).get(url).content.decode()


def test_an_empty_roster_and_another_rubric_say_nothing(organisation, rubric):
    assert statements(rubric.criteria, Records([])) == {}
    make_post(organisation)
    small, _ = read_rubric(parse_toml(SMALL))
    assert statements(small.criteria, Records(organisation.posts.rows())) == {}


@pytest.mark.parametrize(
    ("sponsors", "says", "agrees"),
    [
        ([True, True], "Of 2 live initiatives, 2 have a sponsor outside IT and 0 inside IT.", range(2, 5)),
        ([True, False, None], "1 has a sponsor outside IT and 1 inside IT; of 1 it is not known.", range(2, 3)),
        ([False], "Of 1 live initiative, 0 have a sponsor outside IT and 1 inside IT.", range(3)),
        ([True, None], "1 has a sponsor outside IT and 0 inside IT; of 1 it is not known.", range(5)),
    ],
)
def test_live_initiatives_speak_to_who_sponsors_digital_work(organisation, rubric, sponsors, says, agrees):
    make_post(organisation)
    said = statements(rubric.criteria, Records(organisation.posts.rows(), sponsors=sponsors))["Q1.8"]
    assert says in said.says
    assert [level for level in range(5) if not said.differs_from(level)] == list(agrees)


def test_without_a_live_initiative_nothing_is_said_of_sponsors(organisation, rubric):
    make_post(organisation)
    organisation.initiatives.create(name="Old portal", status="ended", sponsor_outside_it=True)
    assert Initiative.objects.sponsors(organisation) == []
    assert "Q1.8" not in statements(rubric.criteria, Records(organisation.posts.rows(), sponsors=[]))
