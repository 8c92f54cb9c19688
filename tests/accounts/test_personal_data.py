"""What is held about a person can be written out, and be made nameless everywhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore as PlainSessionStore
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test import Client
from django.utils import timezone

from accounts import audit, personal_data
from accounts.models import (
    Assignment,
    AuditEvent,
    Consent,
    HeldForm,
    Invitation,
    Organisation,
    OutgoingEmail,
    Role,
    User,
)
from accounts.personal_data import NOT_PERSONAL, PERSONAL, texts
from assessment.models import Rubric, RubricVersion
from teams.models import StaffTold
from tests.factories import AS_AT, make_member, make_team

EMAIL = "canary.person@canary.example"
NAME = "Canary Personname"
CANARY = "canary"
CLEAR = "clear text password canary"


def written_out(email: str = EMAIL) -> dict[str, list[dict[str, Any]]]:
    out = StringIO()
    call_command("export_person", email, stdout=out)
    return dict(json.loads(out.getvalue()))


def erase(email: str = EMAIL, **options: Any) -> str:
    out = StringIO()
    call_command("erase_person", email, stdout=out, **options)
    return out.getvalue()


# The registry --------------------------------------------------------------------------------------------------------


def test_every_field_of_every_model_is_decided_on() -> None:
    assert personal_data.undecided() == []


def test_a_new_field_and_one_that_is_gone_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    fewer = NOT_PERSONAL | {"teams.Team": "id organisation kind version shoe_size"}
    monkeypatch.setattr(personal_data, "NOT_PERSONAL", fewer)
    assert personal_data.undecided() == ["teams.Team.name", "teams.Team.shoe_size"]


# The canaries --------------------------------------------------------------------------------------------------------


@pytest.fixture
def person(organisation: Organisation, lead: User) -> User:
    """A person of whom everything that can be held is held, with a canary in every field that holds text."""
    person = make_member(organisation, Role.CONTRIBUTOR, email=EMAIL, name=NAME, password=CLEAR)
    team = make_team(organisation)
    Assignment.objects.create(membership=person.memberships.get(), kind="team", key=str(team.pk))
    invitation = Invitation.objects.create(
        organisation=organisation, email=EMAIL, role="lead", invited_by=lead, nonce="canary-nonce"
    )
    Invitation.objects.create(organisation=organisation, email="x@y.example", role="lead", invited_by=person, nonce="n")
    OutgoingEmail.objects.create(
        to=EMAIL, subject="canary subject", text="canary text", html="canary html", invitation=invitation
    )
    OutgoingEmail.objects.create(
        to="x@y.example", subject=f"{NAME} invites", text=f"By {NAME}.", html=f"<p>{EMAIL}</p>"
    )
    Consent.objects.create(organisation=organisation, to="board", given_by=person)
    person.api_tokens.create(name="canary token", sha256="canary-hash", days=30, with_second_factor=True)
    HeldForm.objects.create(user=person, path="/canary-path/", data=[["notes", ["canary notes"]]])
    audit.record(by=person, organisation=organisation, verb="added", target="post D1")
    audit.record(
        by=lead, organisation=organisation, verb="added", target=f"member {NAME}", changes={EMAIL: [None, [NAME]]}
    )
    organisation.staged_imports.create(by=person, roster_version=0, rows=[], problems={"count": 0}, warnings=[])
    StaffTold.objects.create(organisation=organisation, confirmed_by=person)
    draft = RubricVersion(rubric=Rubric.objects.get(), number=2, definition={}, published_by=person, changed_by=person)
    draft.save()
    draft.comments.create(by=person, text="Why so much?")
    RubricVersion.objects.create(rubric=Rubric.objects.create(name="X"), number=1, definition={}, approved_by=person)
    plant_assessments(organisation, person, lead)
    client = Client()
    client.force_login(person)
    plain = PlainSessionStore()
    plain["_auth_user_id"] = str(person.pk)
    plain.save()
    plant_libraries(person)
    return person


def plant_assessments(organisation: Organisation, person: User, lead: User) -> None:
    """One that the person submitted and is to sign off, and one that they did sign off, with a link to its report."""
    rubric = {"rubric_version": RubricVersion.objects.current(), "as_at": AS_AT}
    organisation.assessments.create(state="submitted", sponsor=person, submitted_by=person, **rubric)
    signed = {"sponsor": lead, "submitted_by": lead, "signed_off_by": person}
    found = organisation.assessments.create(state="signed_off", **signed, **rubric)
    hashes = dict.fromkeys(("content_sha256", "posts_sha256", "sha256"), "a" * 64)
    now = timezone.now()
    snapshot = found.snapshots.create(
        organisation=organisation, assessment_version=1, sequence=1, content="{}", frozen_at=now, **hashes
    )
    report = organisation.sign_offs.create(
        number=1, snapshot=snapshot, sha256="a" * 64, job_title="Chief nurse", signed_at=now
    )
    report.links.create(purpose="The board of May", sha256="b" * 64, made_by=person, days=30)


def plant_libraries(person: User) -> None:
    """The same in the tables of libraries, of those that are there."""
    planted: dict[str, dict[str, Any]] = {
        "account.EmailAddress": {"user": person, "email": EMAIL},
        "mfa.Authenticator": {"user": person, "type": "totp", "data": {"secret": "canary-totp"}},
        "usersessions.UserSession": {
            "user": person, "ip": "192.0.2.7", "session_key": "canary-key", "user_agent": "canary-agent",
            "data": {"canary": "canary-session"}, "last_seen_at": timezone.now(),
        },
        "socialaccount.SocialAccount": {
            "user": person, "provider": "canary-provider", "uid": "canary-uid", "extra_data": {"sub": "canary-sub"},
        },
        "django_tasks_database.DBTaskResult": {
            "args_kwargs": {"args": [EMAIL], "kwargs": {}}, "task_path": "a.b", "queue_name": "default",
            "backend_name": "default", "run_after": timezone.now() + timedelta(1), "exception_class_path": "",
            "traceback": f"Refused: {EMAIL}", "return_value": f"Sent to {EMAIL}",
        },
    }  # fmt: skip
    for label, values in planted.items():
        if apps.all_models[label.split(".")[0]]:
            apps.get_model(label).objects.create(**values)
    if apps.is_installed("allauth.socialaccount"):
        account = apps.get_model("socialaccount.SocialAccount").objects.get()
        apps.get_model("socialaccount.SocialToken").objects.create(
            account=account, token="canary-token", token_secret="canary-token-secret"
        )
    address = apps.get_model("account.EmailAddress").objects.get()
    apps.get_model("account.EmailConfirmation").objects.create(email_address=address, key="canary-confirmation")


def of_free_text() -> Iterator[tuple[str, str, bool]]:
    """Model, field and whether it is secret, of every personal field that may hold any text."""
    for rows in PERSONAL:
        for name in rows.fields if rows.is_installed else ():
            field = apps.get_model(rows.model)._meta.get_field(name)
            if isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices:
                yield rows.model, name, name in rows.secret


NOT_FREE = {
    ("accounts.Assignment", "key"),  # an id or the name of a section
    ("accounts.AuditEvent", "verb"),  # words of ours
    ("accounts.User", "password"),  # only ever a hash
    ("accounts.Session", "session_data"),
    ("accounts.Session", "session_key"),
    ("sessions.Session", "session_data"),
    ("sessions.Session", "session_key"),
    ("accounts.Invitation", "role"),
}


def test_a_canary_is_in_every_personal_field(person: User) -> None:
    for label, name, _ in of_free_text():
        if (label, name) not in NOT_FREE:
            values = apps.get_model(label).objects.values_list(name, flat=True)
            assert any(CANARY in text.lower() for value in values for text in texts(value)), f"plant {label}.{name}"


def test_the_export_holds_every_canary_but_what_would_let_somebody_sign_in(person: User) -> None:
    found = written_out()
    for label, name, is_secret in of_free_text():
        if (label, name) not in NOT_FREE:
            held = [text for row in found[label] for text in texts(row.get(name))]
            assert any(CANARY in text.lower() for text in held) is not is_secret, f"{label}.{name}"
    assert [user["id"] for user in found["accounts.User"]] == [person.pk]
    assert {rows.model for rows in PERSONAL if rows.is_installed} == found.keys()
    everything = json.dumps(found)
    assert "totp" not in json.dumps([row["data"] for row in found.get("mfa.Authenticator", [])])
    assert person.password not in everything
    assert "x@y.example" not in everything


def dump() -> str:
    """Every row of every table."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows += [f"{table}: {row!r}" for row in cursor.fetchall()]
    return "\n".join(rows)


def test_after_an_erasure_no_canary_is_anywhere(
    person: User, lead: User, organisation: Organisation, client_of: Callable[[User], Client]
) -> None:
    assert CANARY in dump().lower()
    erase()
    left = [line for line in dump().splitlines() if CANARY in line.lower() or "192.0.2.7" in line]
    assert left == []
    assert PlainSessionStore.get_model_class().objects.count() == 0
    client = client_of(lead)
    for page in ("/", "/organisations/ZZA/activity/", "/organisations/ZZA/activity.csv", "/organisations/ZZA/members/"):
        assert CANARY not in client.get(page).content.decode().lower()


def test_an_erasure_leaves_the_history_true(
    person: User, lead: User, organisation: Organisation, client_of: Callable[[User], Client]
) -> None:
    before = AuditEvent.objects.count()
    erase()
    person.refresh_from_db()
    assert person.erased_at is not None
    assert not person.is_active
    assert not person.has_usable_password()
    assert not person.memberships.exists()
    assert AuditEvent.objects.count() == before + 1
    assert AuditEvent.objects.get(target="post D1").actor == person
    html = client_of(lead).get("/organisations/ZZA/activity/").content.decode()
    assert "A former member added post D1" in html
    assert "The service erased a former member" in html


def test_an_erased_person_is_signed_out_at_once_and_stays_out(
    person: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(person)
    assert client.get("/").status_code == 200
    erase()
    assert client.get("/").status_code == 302
    assert not client.login(email=EMAIL, password=CLEAR)


def test_others_stay_as_they_are(person: User, lead: User, stranger: User) -> None:
    make_team(stranger.memberships.get().organisation, "Canaryville")
    erase()
    lead.refresh_from_db()
    assert lead.name == "Lee Lead"
    assert lead.memberships.count() == stranger.memberships.count() == 1
    assert "Canaryville" in dump()
    assert Invitation.objects.get().email == "x@y.example"


def test_a_name_inside_another_word_is_left_alone(organisation: Organisation) -> None:
    member = make_member(organisation, Role.BOARD, email="ann@fenbrook.example", name="Ann Lee")
    audit.record(by=None, organisation=organisation, verb="added", target="team Joann Leeds, for Ann Lee")
    audit.record(by=None, organisation=organisation, verb="added", target="post joann@fenbrook.example")
    erase(member.email)
    targets = set(AuditEvent.objects.values_list("target", flat=True))
    assert {"team Joann Leeds, for a former member", "post joann@fenbrook.example"} < targets


def test_two_people_can_be_erased(organisation: Organisation) -> None:
    for number in (1, 2):
        make_member(organisation, Role.BOARD, email=f"p{number}@canary.example", name="Canary")
        erase(f"P{number}@CANARY.example")
    assert User.objects.filter(name="A former member").count() == 2
    assert CANARY not in dump().lower()


def test_an_address_that_was_only_invited_is_held_and_erased_too(organisation: Organisation, lead: User) -> None:
    Invitation.objects.create(organisation=organisation, email=EMAIL, role="lead", invited_by=lead, nonce="n")
    assert written_out()["accounts.Invitation"][0]["email"] == EMAIL
    erase()
    assert Invitation.objects.count() == 0


def test_the_only_lead_is_erased_only_when_that_is_asked_for(organisation: Organisation, lead: User) -> None:
    with pytest.raises(CommandError, match=r"only digital lead of Fenbrook Community Trust\. Nothing was changed"):
        erase(lead.email)
    lead.refresh_from_db()
    assert lead.is_active
    said = erase(lead.email, even_last_lead=True)
    assert "Fenbrook Community Trust has no digital lead now" in said
    assert not organisation.memberships.exists()


def test_an_unknown_address_is_said_to_be_unknown(db: None) -> None:
    with pytest.raises(CommandError, match="Nothing is held"):
        written_out("nobody@canary.example")
    with pytest.raises(CommandError, match="Nothing was changed"):
        erase("nobody@canary.example")
