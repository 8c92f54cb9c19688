"""Every step of the cycle by every member of the cast in every state, through the pages, against a table written here.

The table is written by hand and not from the code, so that a slip in either shows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Assignment, AuditEvent, Membership, Organisation, Role, User
from assessment import cycle, cycle_services, services
from assessment.cycle_services import text_version
from assessment.models import Answer, Assessment, SignOff, Snapshot
from tests.factories import make_member, make_organisation, make_post, make_ready, make_ready_draft, sign_off, submit
from tests.walk import Asked, Caller, taken_back

HOME = "/organisations/ZZA/"
CYCLE = f"{HOME}assessments/"
State = Assessment.State

MAY = {
    "open": {"lead"},
    "change": {"lead", "contributor"},
    "describe": {"lead"},
    "submit": {"lead"},
    "withdraw": {"lead"},
    "return": {"sponsor"},
    "sign_off": {"sponsor"},
    "reopen": {"lead"},
}
"""Who takes each step, where the state allows it."""

WHEN = {
    "open": {"none", "signed off", "after the next"},
    "change": {"none", "draft", "next draft"},
    "describe": {"none", "draft", "next draft"},
    "submit": {"draft", "next draft"},
    "withdraw": {"submitted", "next submitted"},
    "return": {"submitted", "next submitted"},
    "sign_off": {"submitted", "next submitted"},
    "reopen": {"signed off"},
}
"""In which situations of `SITUATIONS` each step can be taken; "next" is with a report that is signed off already."""

LEADS_TO = {
    "open": "draft",
    "change": "draft",
    "describe": "draft",
    "submit": "submitted",
    "withdraw": "draft",
    "return": "draft",
    "sign_off": "signed_off",
    "reopen": "draft",
}
TOLD = {"submit": "sponsor", "withdraw": "sponsor", "return": "lead", "sign_off": "lead"}
"""Whose turn it is then, or who has nothing more to do: who is told so by e-mail."""

TURN = {"submit": "It is your turn", "return": "It is your turn"}
"""What the e-mail says; else that there is nothing to do."""

NOT_THEIRS = {"return": {"other_sponsor"}, "sign_off": {"other_sponsor"}}
"""Who could take the step if it had been submitted to them, and is told that it was not."""

REFUSED = {"stranger": 404, "anonymous": 302, "removed": 404}
"""The answer to those who are not of the organisation; everybody else of it who may not take a step gets 403."""

SITUATIONS = ("none", "draft", "submitted", "signed off", "next draft", "next submitted", "after the next")


def test_the_code_allows_what_the_table_says() -> None:
    roles = {"lead": Role.LEAD, "contributor": Role.CONTRIBUTOR, "sponsor": Role.SPONSOR}
    states = {"none": cycle.NONE, "draft": State.DRAFT, "submitted": State.SUBMITTED, "signed off": State.SIGNED_OFF}
    assert {step.name for step in cycle.STEPS} == MAY.keys()
    for step in cycle.STEPS:
        assert {name for name, state in states.items() if state in step.states} == WHEN[step.name] & states.keys()
        assert {role for role in Role if role in cycle.ALLOWED[step.action]} == {roles[who] for who in MAY[step.name]}
        assert step.to == LEADS_TO[step.name]


@pytest.fixture
def situation(request: pytest.FixtureRequest, organisation: Organisation, lead: User, sponsor: User) -> str:
    """Bring the organisation into a situation of `SITUATIONS`."""
    name: str = request.param
    make_post(organisation, title="Interface developer")
    if name != "none":
        draft = make_ready_draft(organisation)
        if name == "submitted":
            submit(draft, lead, sponsor)
        elif name != "draft":
            sign_off(draft, lead, sponsor)
    if name in ("next draft", "next submitted", "after the next"):
        current = services.draft_for(organisation)
        following = cycle_services.reopen(by=lead, organisation=organisation, assessment=current, because="Wrong")
        make_ready(following)
        if name == "next submitted":
            submit(following, lead, sponsor)
        elif name == "after the next":
            sign_off(following, lead, sponsor)
    return name


@pytest.fixture
def cast(
    organisation: Organisation,
    lead: User,
    contributor: User,
    sponsor: User,
    board_member: User,
    stranger: User,
) -> list[Caller]:
    Assignment.objects.create(membership=Membership.objects.get(user=contributor), kind="section", key="questions")
    board = make_organisation("QZZ", "Fenland ICB", kind="Integrated care board")
    Organisation.objects.filter(pk=organisation.pk).update(parent=board)
    for to in ("board", "system"):
        organisation.consents.create(to=to, given_by=lead)
    removed = make_member(organisation, Role.LEAD)
    people = {
        "lead": lead,
        "contributor": contributor,
        "unassigned contributor": make_member(organisation, Role.CONTRIBUTOR),
        "sponsor": sponsor,
        "other_sponsor": make_member(organisation, Role.SPONSOR),
        "board_member": board_member,
        "system_member": make_member(organisation, Role.SYSTEM),
        "system_member of its board": make_member(board, Role.SYSTEM),
        "stranger": stranger,
        "removed": removed,
        "anonymous": None,
    }
    callers = [Caller(name, user) for name, user in people.items()]
    Membership.objects.get(user=removed).delete()
    return callers


def forms(organisation: Organisation, sponsor: User) -> dict[str, tuple[str, dict[str, Any]]]:
    """Where each step is taken, and a form that is filled in as it should be."""
    assessment = Assessment.objects.working(organisation)
    answer = Answer.objects.filter(assessment=assessment, criterion="Q1.7").first()
    snapshot = Snapshot.objects.latest_of(assessment) if assessment else None
    said = assessment.commentary.get("Q1", "") if assessment else ""
    day = {"as_at_day": "31", "as_at_month": "3", "as_at_year": "2027"}
    roster = Organisation.objects.get(pk=organisation.pk).roster_version
    versions = {"version": assessment.version if assessment else 1, "roster": roster}
    return {
        "open": (f"{CYCLE}start/", day),
        "change": (
            f"{HOME}answers/Q1.7/",
            {"level": "2", "evidence": "x", "differs_because": "x", "version": answer.version if answer else ""},
        ),
        "describe": (f"{CYCLE}commentary/Q1/", {"text": "Our own words", "version": text_version(said)}),
        "submit": (f"{CYCLE}submit/", {"sponsor": sponsor.pk, "job_title": "Chief executive", **versions}),
        "withdraw": (f"{CYCLE}withdraw/", {"x": ""}),
        "return": (f"{CYCLE}return/", {"section": "Q1", "because": "Look again"}),
        "sign_off": (f"{CYCLE}sign-off/", {"agreed": "on", "sha256": snapshot.sha256 if snapshot else ""}),
        "reopen": (f"{HOME}reports/1/reopen/", {"because": "A post was missing"}),
    }


def what_came(caller: Caller, path: str, form: dict[str, Any]) -> tuple[Asked, list[Any], list[str]]:
    """The answer to a form, what the assessment and its signatures are then, and who did what by the log."""
    seen: list[Any] = []
    events: list[str] = []
    before = AuditEvent.objects.count()
    post = caller.client.post

    def watched(*args: Any, **kwargs: Any) -> Any:
        response = post(*args, **kwargs)
        seen.extend(stored())
        events.extend(AuditEvent.objects.order_by("pk").values_list("verb", flat=True)[before:])
        return response

    caller.client.post = watched  # type: ignore[method-assign]  # what it changes is taken back at once
    try:
        return caller.ask("POST", path, form), seen, events
    finally:
        caller.client.post = post  # type: ignore[method-assign]


def stored() -> list[Any]:
    answers = list(Answer.objects.order_by("pk").values())
    return [
        list(Assessment.objects.order_by("pk").values()),
        answers,
        Snapshot.objects.count(),
        SignOff.objects.count(),
    ]


@pytest.mark.parametrize("situation", SITUATIONS, indirect=True)
def test_every_step_by_everybody(
    situation: str, cast: list[Caller], organisation: Organisation, lead: User, sponsor: User
) -> None:
    before = stored()
    addresses = {"lead": lead.email, "sponsor": sponsor.email}
    wrong = []
    for step, (path, form) in forms(organisation, sponsor).items():
        for caller in cast:
            asked, after, events = what_came(caller, path, form)
            name = f"{step} by {caller.name}, {asked}"
            if caller.name in MAY[step] and situation in WHEN[step]:
                last = Assessment.State(after[0][-1]["state"])
                told = [address for mail in asked.emails for address in mail.to]
                expected = [addresses[TOLD[step]]] if step in TOLD else []
                texts = [mail.body for mail in asked.emails]
                if asked.response.status_code != 302 or last != LEADS_TO[step] or len(events) != 1:
                    wrong.append(f"{name}: not done, {last}, {events}")
                if told != expected or not all(TURN.get(step, "nothing for you to do") in text for text in texts):
                    wrong.append(f"{name}: told {told}, {texts}")
                if asked.actors != [caller.user]:
                    wrong.append(f"{name}: in the log it was {asked.actors}")
                continue
            if after != before or events or asked.emails:
                wrong.append(f"{name}: refused, and something was changed or sent: {events}")
            if asked.response.status_code != refusal(step, caller.name, situation):
                wrong.append(f"{name}: not {refusal(step, caller.name, situation)}")
    assert not wrong, "\n" + "\n".join(wrong)


def refusal(step: str, who: str, situation: str) -> int:
    """The status of a refusal: to another page that says why, to the sign-in page, or an error."""
    if who in REFUSED:
        return REFUSED[who]
    if who not in MAY[step] | NOT_THEIRS.get(step, set()):
        return 403
    has_report = situation not in ("none", "draft", "submitted")
    return 302 if step != "reopen" or has_report else 404


SENTENCES: list[tuple[str, str, str, str]] = [
    ("submitted", "lead", "submit", "It is already submitted. Nothing was submitted a second time."),
    ("signed off", "sponsor", "sign_off", "It is already signed off. Nothing was signed off a second time."),
    ("none", "lead", "submit", "Nothing was changed. There is no assessment yet."),
    ("draft", "lead", "withdraw", "Nothing was changed. The assessment is a draft."),
    ("draft", "sponsor", "sign_off", "Nothing was changed. The assessment is a draft."),
    ("submitted", "lead", "change", "Nothing was changed. The assessment is submitted and waits for the sponsor."),
    ("submitted", "other_sponsor", "sign_off", "only the sponsor to whom it was submitted can do this"),
    ("submitted", "other_sponsor", "return", "only the sponsor to whom it was submitted can do this"),
    ("signed off", "lead", "change", "Nothing was changed. The report is signed off."),
    ("next draft", "lead", "reopen", "Nothing was changed. The assessment is a draft."),
    ("after the next", "lead", "reopen", "Nothing was changed."),
]


@pytest.mark.parametrize(("situation", "who", "step", "says"), SENTENCES, indirect=["situation"])
def test_a_refusal_says_why(
    situation: str, who: str, step: str, says: str, cast: list[Caller], organisation: Organisation, sponsor: User
) -> None:
    [caller] = [caller for caller in cast if caller.name == who]
    path, form = forms(organisation, sponsor)[step]
    with taken_back():
        page = caller.client.post(path, form, follow=True)
    assert says in page.content.decode()


PAGES: dict[str, Callable[[str], bool]] = {
    step: (lambda situation, step=step: situation in WHEN[step]) for step in ("open", "submit", "return", "sign_off")
}


@pytest.mark.parametrize("situation", SITUATIONS, indirect=True)
def test_the_page_of_a_step_offers_it_only_where_it_can_be_taken(
    situation: str, cast: list[Caller], organisation: Organisation, sponsor: User
) -> None:
    for step, can in PAGES.items():
        path, _ = forms(organisation, sponsor)[step]
        for caller in cast:
            if caller.name in MAY[step]:
                page = caller.ask("GET", path).response
                assert page.status_code == 200
                assert ("You cannot" not in page.content.decode()) == can(situation), (step, caller.name)
