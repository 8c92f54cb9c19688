"""Review and publishing: what a draft needs, and that nothing published or stored ever changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Organisation, User
from assessment import offers, rubric_services, services
from assessment.models import Assessment, RubricVersion
from assessment.published import rubric_of
from assessment.scoring import scorecard_of
from teams.cells import read_post
from teams.facts import read_facts
from teams.importing.sandbox import read_upload
from teams.roster import Roster
from tests.factories import make_draft, make_post, make_rubric_administrator
from tests.forms import send

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture(autouse=True)
def _approval_required(settings: Any) -> None:
    settings.RUBRIC_APPROVAL_REQUIRED = True


@pytest.fixture
def ada(db: None) -> User:
    return make_rubric_administrator(name="Ada Min")


@pytest.fixture
def bea(db: None) -> User:
    return make_rubric_administrator(name="Bea Min")


def changed_draft(by: User, weight: int = 30) -> RubricVersion:
    """A draft of the default rubric's next version, with another weight for its first criterion."""
    draft = rubric_services.start_draft(by=by, rubric=RubricVersion.objects.current().rubric)
    definition = deepcopy(draft.definition)
    definition["criteria"][0]["weight"] = weight
    rubric_services.replace_draft(by=by, draft=draft, version=draft.version, definition=definition)
    draft.refresh_from_db()
    return draft


def published(ada: User, bea: User, weight: int = 30) -> RubricVersion:
    draft = changed_draft(ada, weight)
    rubric_services.write_notes(by=ada, draft=draft, version=draft.version, notes="Heavier")
    draft.refresh_from_db()
    rubric_services.approve(by=bea, draft=draft, version=draft.version)
    draft.refresh_from_db()
    return rubric_services.publish(by=ada, draft=draft, version=draft.version)


def test_a_draft_needs_a_change_notes_and_another_ones_approval(ada: User, bea: User) -> None:
    draft = rubric_services.start_draft(by=ada, rubric=RubricVersion.objects.current().rubric)
    assert "Nothing differs from version 1." in rubric_services.reasons_against(draft)
    rubric_services.discard_draft(by=ada, draft=draft, version=draft.version)
    draft = changed_draft(ada)
    with pytest.raises(rubric_services.NotReady) as lacking:
        rubric_services.publish(by=ada, draft=draft, version=draft.version)
    assert len(lacking.value.reasons) == 2
    with pytest.raises(rubric_services.NotReady, match="You changed this draft last"):
        rubric_services.approve(by=ada, draft=draft, version=draft.version)


def test_an_approval_falls_with_the_next_change(ada: User, bea: User) -> None:
    draft = changed_draft(ada)
    rubric_services.approve(by=bea, draft=draft, version=draft.version)
    draft.refresh_from_db()
    rubric_services.write_notes(by=ada, draft=draft, version=draft.version, notes="More")
    draft.refresh_from_db()
    assert draft.approved_by is None


def test_what_was_not_seen_is_not_published(ada: User, bea: User) -> None:
    draft = changed_draft(ada)
    with pytest.raises(rubric_services.StaleDraft):
        rubric_services.publish(by=ada, draft=draft, version=draft.version - 1)


@pytest.mark.parametrize("damage", [{"criteria": []}, {"questions": []}, {"bands": []}, {"rules": {}}])
def test_what_is_no_rubric_is_not_published(ada: User, damage: dict[str, Any]) -> None:
    draft = changed_draft(ada)
    definition = {**draft.definition, **damage}
    rubric_services.replace_draft(by=ada, draft=draft, version=draft.version, definition=definition)
    draft.refresh_from_db()
    with pytest.raises(rubric_services.NotReady, match="problem"):
        rubric_services.publish(by=ada, draft=draft, version=draft.version)


def test_the_whole_review_in_the_browser(
    client_of: Callable[[User], Client], ada: User, bea: User, client: Client
) -> None:
    draft = changed_draft(ada)
    mine, hers = client_of(ada), client_of(bea)
    pages = {
        name: reverse(f"rubric_{name}", args=[draft.rubric_id])
        for name in "draft notes comment approve publish".split()
    }
    assert send(mine, pages["notes"], notes="Core functions weigh more.").status_code == 302
    assert send(hers, pages["comment"], place="Criterion Q1.1", text="Why thirty?").status_code == 302
    assert "Why thirty?" in mine.get(pages["draft"]).content.decode()
    assert "Another administrator has to approve" in send(mine, pages["publish"]).content.decode()
    assert send(hers, pages["approve"]).status_code == 302
    done = send(mine, pages["publish"])
    version = RubricVersion.objects.current()
    assert (done.status_code, version.number) == (302, 2)
    html = client.get(done.headers["Location"]).content.decode()
    assert "Core functions weigh more." in html
    assert "by Ada Min" in html
    assert AuditEvent.objects.filter(verb="published", target=f"rubric {version.rubric_id} version 2").count() == 1


def test_a_version_is_retired_on_a_day_but_not_the_last(ada: User, bea: User) -> None:
    first, second = RubricVersion.objects.current(), published(ada, bea)
    tomorrow = timezone.localdate() + timedelta(days=1)
    rubric_services.retire(by=ada, published=second, on=tomorrow)
    assert RubricVersion.objects.current() == second
    rubric_services.retire(by=ada, published=second, on=timezone.localdate())
    assert RubricVersion.objects.current() == first
    with pytest.raises(rubric_services.LastOne):
        rubric_services.retire(by=ada, published=first, on=tomorrow)
    with pytest.raises(rubric_services.DayPassed):
        rubric_services.retire(by=ada, published=first, on=timezone.localdate() - timedelta(days=1))


def test_another_rubric_stands_beside_the_default_and_may_become_it(ada: User, bea: User) -> None:
    current = RubricVersion.objects.current()
    draft = rubric_services.add_rubric(by=ada, name="For mental health trusts", definition=current.definition)
    with pytest.raises(rubric_services.AlreadyThere):
        rubric_services.add_rubric(by=ada, name="For mental health trusts", definition=current.definition)
    with pytest.raises(rubric_services.LastOne):
        rubric_services.make_default(by=ada, rubric=draft.rubric)
    rubric_services.write_notes(by=ada, draft=draft, version=draft.version, notes="For them")
    draft.refresh_from_db()
    rubric_services.approve(by=bea, draft=draft, version=draft.version)
    draft.refresh_from_db()
    other = rubric_services.publish(by=ada, draft=draft, version=draft.version)
    assert RubricVersion.objects.choices() == [current, other]
    rubric_services.retire(by=ada, published=other, on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(rubric_services.LastOne):
        rubric_services.make_default(by=ada, rubric=other.rubric)
    rubric_services.retire(by=ada, published=other, on=None)
    rubric_services.make_default(by=ada, rubric=other.rubric)
    assert RubricVersion.objects.current() == other


# What is stored stays ------------------------------------------------------------------------------------------------


def example_scorecards(version: RubricVersion) -> str:
    """The scorecards of the worked examples by a stored version, as text."""
    found = []
    for roster in sorted(EXAMPLES.glob("*-roster.csv")):
        facts_file = roster.with_name(roster.name.replace("-roster.csv", "-facts.json"))
        facts, _ = read_facts(json.loads(facts_file.read_text(encoding="utf-8"), parse_float=Decimal))
        assert facts is not None
        reading = read_upload(roster.read_bytes())
        posts = [read_post(dict(zip(reading.columns, row, strict=True)))[0] for row in reading.rows]
        scorecard = scorecard_of(Roster.of([post for post in posts if post]), facts, rubric_of(version))
        found.append(scorecard.to_document())
    assert found
    return json.dumps(found)


def stored(version: RubricVersion) -> dict[str, Any]:
    return RubricVersion.objects.filter(pk=version.pk).values().get()


def test_five_later_versions_change_nothing_that_is_stored(
    organisation: Organisation, other_organisation: Organisation, lead: User, ada: User, bea: User
) -> None:
    first = RubricVersion.objects.current()
    for each in (organisation, other_organisation):
        make_draft(each)
        services.save_answer(by=lead, organisation=each, criterion="Q1.7", version=None, level=2, evidence="")
    before = (stored(first), example_scorecards(first), list(Assessment.objects.order_by("pk").values()))
    for weight in range(31, 36):
        published(ada, bea, weight)
    assert RubricVersion.objects.current().number == 6
    assert (stored(first), example_scorecards(first), list(Assessment.objects.order_by("pk").values())) == before


def test_a_lead_is_offered_the_new_version_and_answers_stay(
    client_of: Callable[[User], Client], organisation: Organisation, lead: User, ada: User, bea: User
) -> None:
    make_post(organisation)
    make_draft(organisation)
    for criterion in ("Q1.7", "Q1.8"):
        services.save_answer(
            by=lead, organisation=organisation, criterion=criterion, version=None, level=2, evidence=""
        )
    draft = changed_draft(ada)
    definition = deepcopy(draft.definition)
    definition["criteria"] = [criterion for criterion in definition["criteria"] if criterion["id"] != "Q1.8"]
    rubric_services.replace_draft(by=ada, draft=draft, version=draft.version, definition=definition)
    draft.refresh_from_db()
    rubric_services.write_notes(by=ada, draft=draft, version=draft.version, notes="Without sponsorship")
    draft.refresh_from_db()
    rubric_services.approve(by=bea, draft=draft, version=draft.version)
    draft.refresh_from_db()
    second = rubric_services.publish(by=ada, draft=draft, version=draft.version)
    client = client_of(lead)
    page = f"{reverse('assessment_rubric', args=[organisation.ods_code])}?to={second.pk}"
    for name in ("answers", "overview"):
        assert "See what would change" in client.get(reverse(name, args=[organisation.ods_code])).content.decode()
    html = client.get(page).content.decode()
    assert "Q1.8 is no longer asked. What you answered is kept, but hidden." in html
    assert send(client, page).status_code == 302
    moved = Assessment.objects.get(organisation=organisation)
    assert moved.rubric_version == second
    assert sorted(moved.answers.values_list("criterion", flat=True)) == ["Q1.7", "Q1.8"]
    answers = client.get(reverse("answers", args=[organisation.ods_code])).content.decode()
    assert "Senior sponsorship" not in answers
    assert "See what would change" not in client.get(reverse("overview", args=[organisation.ods_code])).content.decode()


def test_an_assessment_that_changed_is_not_moved_unseen(
    organisation: Organisation, lead: User, ada: User, bea: User
) -> None:
    draft = make_draft(organisation)
    second = published(ada, bea)
    with pytest.raises(offers.Moved):
        offers.move(by=lead, organisation=organisation, to=second, seen=draft.version + 1)
    assert Assessment.objects.get().rubric_version.number == 1
