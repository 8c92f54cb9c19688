"""How people come to an organisation: by an invitation to their own address, once, in time."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings
from django.core import mail, signing
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts import invitation_links, services
from accounts.emails import deliver
from accounts.models import AuditEvent, Invitation, Membership, OutgoingEmail, Role, User
from tests.factories import make_member, make_organisation, make_user

ADDRESS = "new.person@fenbrook.example"
PASSWORD = "paper lantern orbit"
CANNOT = "This invitation cannot be used"


@pytest.fixture(autouse=True)
def _no_earlier_tries(db):
    """Invitations are counted in the cache."""
    cache.clear()


@pytest.fixture
def invitation(organisation, lead):
    return services.invite(by=lead, organisation=organisation, email=ADDRESS, role=Role.CONTRIBUTOR)


def path_in(message) -> str:
    """The path of the link in an e-mail."""
    (url,) = re.findall(r"\S+/invitation/\S+", message.body)
    assert url.startswith(f"{settings.SITE_ADDRESS}/")
    return urlsplit(url).path


def path_of(invitation) -> str:
    return reverse("invitation", args=[invitation_links.token_of(invitation)])


def join(client, path, name="New Person", password=PASSWORD):
    return client.post(path, {"name": name, "password": password})


def events() -> list[tuple[str, str]]:
    return list(AuditEvent.objects.order_by("pk").values_list("verb", "target"))


def test_a_lead_invites_and_a_new_person_joins_with_a_name_and_a_password(client_of, lead, organisation):
    response = client_of(lead).post(
        reverse("member_invite", args=["ZZA"]), {"email": "New.Person@Fenbrook.example", "role": "contributor"}
    )
    assert response.status_code == 302
    (message,) = mail.outbox
    assert message.to == [ADDRESS]
    assert message.alternatives[0].mimetype == "text/html"
    path, client = path_in(message), Client()
    html = client.get(path).content.decode()
    assert "Lee Lead invites you to join Fenbrook Community Trust" in html
    assert "contributor" in html
    response = join(client, path)
    assert response.headers["Location"] == reverse("overview", args=["ZZA"])
    user = User.objects.get(email=ADDRESS)
    assert user.check_password(PASSWORD)
    assert Membership.objects.get(user=user, organisation=organisation).role == Role.CONTRIBUTOR
    html = client.get(reverse("overview", args=["ZZA"])).content.decode()
    assert "You are now a member of Fenbrook Community Trust" in html
    invitation = Invitation.objects.get()
    assert events() == [("invited", f"invitation {invitation.pk}"), ("joined", "the organisation")]
    assert list(AuditEvent.objects.order_by("pk").values_list("actor", flat=True)) == [lead.pk, user.pk]


def test_the_new_person_gets_a_new_session(invitation):
    client = Client()
    client.session.save()
    before = client.session.session_key
    join(client, path_of(invitation))
    assert client.session.session_key != before
    assert client.get(reverse("home")).status_code == 200


def test_the_link_comes_from_the_settings_and_not_from_the_request(client_of, lead, organisation, settings):
    settings.SITE_ADDRESS = "https://check.example"
    settings.ALLOWED_HOSTS = ["evil.example"]
    client_of(lead).post(
        reverse("member_invite", args=["ZZA"]), {"email": ADDRESS, "role": "board"}, headers={"host": "evil.example"}
    )
    (message,) = mail.outbox
    assert "https://check.example/invitation/" in message.body
    assert "evil.example" not in message.body + message.alternatives[0].content


def test_an_ampersand_is_one_in_text_and_html(lead):
    organisation = make_organisation("ZZC", "Barking & <b>Dagenham</b>")
    services.invite(by=lead, organisation=organisation, email=ADDRESS, role=Role.BOARD)
    (message,) = mail.outbox
    assert "Barking & <b>Dagenham</b>" in message.body
    assert "Barking &amp; &lt;b&gt;" in message.alternatives[0].content


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        ("", PASSWORD, "Enter the full name"),
        ("New Person", "", "Enter the password"),
        ("New Person", "short", "12"),
        ("New Person", "x" * 129, "128 characters or fewer"),
        ("New Person", "passwordpassword", "not made of"),
    ],
)
def test_a_name_and_a_good_password_are_needed(invitation, name, password, said):
    response = join(Client(), path_of(invitation), name, password)
    assert response.status_code == 200
    html = response.content.decode()
    assert said in html
    assert "Error: " in html
    assert not User.objects.filter(email=ADDRESS).exists()
    assert not password or f'value="{password}"' not in html


def test_a_person_with_an_account_signs_in_and_comes_back_to_confirm(invitation, organisation):
    user = make_user(ADDRESS, "Has Account", PASSWORD)
    client, path = Client(), path_of(invitation)
    html = client.get(path).content.decode()
    assert 'name="password"' not in html
    sign_in = f"{reverse('account_login')}?next={path}"
    assert sign_in in unquote(html)
    assert client.post(path, {"name": "X", "password": PASSWORD}).status_code == 200
    assert not organisation.memberships.filter(user=user).exists()
    response = client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD, "next": path})
    assert response.headers["Location"] == path
    assert "Join Fenbrook Community Trust?" in client.get(path).content.decode()
    assert not organisation.memberships.filter(user=user).exists()
    assert client.post(path).headers["Location"] == reverse("overview", args=["ZZA"])
    assert organisation.memberships.get(user=user).role == Role.CONTRIBUTOR


def test_somebody_signed_in_with_another_address_is_told_and_nothing_is_accepted(client_of, invitation, stranger):
    client = client_of(stranger)
    for response in (client.get(path_of(invitation)), client.post(path_of(invitation))):
        html = response.content.decode()
        assert response.status_code == 403
        assert "This invitation is for another address" in html
        assert stranger.email in html
        assert ADDRESS not in html
    invitation.refresh_from_db()
    assert invitation.accepted_at is None
    assert not stranger.memberships.filter(organisation=invitation.organisation).exists()


def test_a_member_already_keeps_the_role_they_have(client_of, invitation, organisation):
    user = make_member(organisation, Role.SPONSOR, email=ADDRESS)
    client_of(user).post(path_of(invitation))
    assert organisation.memberships.get(user=user).role == Role.SPONSOR
    invitation.refresh_from_db()
    assert invitation.accepted_at


def used(invitation, lead):
    services.join_as_new(invitation=invitation, name="New Person", password=PASSWORD)


def withdrawn(invitation, lead):
    services.withdraw(by=lead, invitation=invitation)


def expired(invitation, lead):
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=settings.INVITATION_DAYS, seconds=1))


def sent_again(invitation, lead):
    services.send_again(by=lead, invitation=invitation)


def deleted(invitation, lead):
    invitation.delete()


def body(response) -> str:
    """The page without what differs from request to request."""
    html = response.content.decode()
    reference = response.headers["X-Request-Reference"]
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html).replace(reference, "")


@pytest.mark.parametrize("spoil", [used, withdrawn, expired, sent_again, deleted])
def test_a_link_that_is_no_good_gets_the_same_answer_as_a_forged_one(invitation, lead, spoil):
    path = path_of(invitation)
    spoil(invitation, lead)
    before = User.objects.count(), Membership.objects.count()
    forged = Client().get(reverse("invitation", args=["forged"]))
    assert CANNOT in forged.content.decode()
    for response in (Client().get(path), join(Client(), path)):
        assert response.status_code == forged.status_code == 404
        assert body(response) == body(forged)
    assert (User.objects.count(), Membership.objects.count()) == before


def test_a_link_signed_for_something_else_opens_nothing(invitation):
    token = signing.dumps([invitation.pk, invitation.nonce], salt="something else")
    assert Client().get(reverse("invitation", args=[token])).status_code == 404


def test_an_invitation_works_to_its_last_moment(invitation):
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=settings.INVITATION_DAYS, minutes=-1))
    assert Client().get(path_of(invitation)).status_code == 200


def test_two_who_send_the_form_at_once_make_one_account(invitation):
    found = invitation_links.find(invitation_links.token_of(invitation))
    services.join_as_new(invitation=found, name="First", password=PASSWORD)
    with pytest.raises(services.NotOpen):
        services.join_as_new(invitation=found, name="Second", password=PASSWORD)
    assert User.objects.get(email=ADDRESS).name == "First"


def test_sending_again_renews_the_link_and_the_time(client_of, lead, invitation):
    expired(invitation, lead)
    old = path_in(mail.outbox[0])
    response = client_of(lead).post(reverse("invitation_send_again", args=["ZZA", invitation.pk]), follow=True)
    assert "Only the new link works" in response.content.decode()
    new = path_in(mail.outbox[1])
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200
    assert ("sent again", f"invitation {invitation.pk}") in events()


def test_withdrawing_takes_it_off_the_list(client_of, lead, invitation):
    client = client_of(lead)
    assert ADDRESS in client.get(reverse("members", args=["ZZA"])).content.decode()
    client.post(reverse("invitation_withdraw", args=["ZZA", invitation.pk]))
    client.get(reverse("members", args=["ZZA"]))  # the word that it was withdrawn
    assert ADDRESS not in client.get(reverse("members", args=["ZZA"])).content.decode()
    assert ("withdrew", f"invitation {invitation.pk}") in events()
    again = client.post(reverse("invitation_withdraw", args=["ZZA", invitation.pk]), follow=True)
    assert "Nothing was changed" in again.content.decode()


@pytest.mark.parametrize("route", ["invitation_send_again", "invitation_withdraw"])
def test_another_organisations_invitation_is_out_of_reach(client_of, stranger, invitation, route):
    assert client_of(stranger).post(reverse(route, args=["ZZB", invitation.pk])).status_code == 404
    assert client_of(stranger).post(reverse(route, args=["ZZA", invitation.pk])).status_code == 404
    invitation.refresh_from_db()
    assert invitation.is_open


@pytest.mark.parametrize(
    ("email", "role", "said"),
    [
        ("", "board", "Enter the email address"),
        ("nobody", "board", "must look like"),
        (ADDRESS, "", "What is their role?"),
        (ADDRESS, "system", "Choose an answer from the list"),
        (ADDRESS, "emperor", "Choose an answer from the list"),
        ("LEAD@fenbrook.example", "board", "is a member already"),
    ],
)
def test_who_cannot_be_invited(client_of, lead, organisation, email, role, said):
    html = client_of(lead).post(reverse("member_invite", args=["ZZA"]), {"email": email, "role": role}).content.decode()
    assert said in html
    assert not Invitation.objects.exists()
    assert mail.outbox == []


def test_an_integrated_care_board_invites_system_members(client_of):
    board = make_organisation("QZZ", "Fenland ICB", kind="Integrated care board")
    lead = make_member(board, Role.LEAD)
    client_of(lead).post(reverse("member_invite", args=["QZZ"]), {"email": ADDRESS, "role": "system"})
    assert Invitation.objects.get().role == Role.SYSTEM


def test_an_address_is_invited_once_at_a_time(client_of, lead, invitation):
    client, url = client_of(lead), reverse("member_invite", args=["ZZA"])
    html = client.post(url, {"email": ADDRESS.upper(), "role": "board"}).content.decode()
    assert "is invited already" in html
    services.withdraw(by=lead, invitation=invitation)
    assert client.post(url, {"email": ADDRESS, "role": "board"}).status_code == 302


def test_extra_fields_of_the_form_count_for_nothing(client_of, lead, organisation, other_organisation):
    extra = {"organisation": other_organisation.pk, "invited_by": 1, "nonce": "x", "accepted_at": "2026-01-01"}
    client_of(lead).post(reverse("member_invite", args=["ZZA"]), {"email": ADDRESS, "role": "board", **extra})
    invitation = Invitation.objects.get()
    assert (invitation.organisation, invitation.invited_by, invitation.accepted_at) == (organisation, lead, None)
    assert invitation.nonce != "x"


def test_too_many_invitations_have_to_wait(client_of, lead, organisation):
    client, url = client_of(lead), reverse("member_invite", args=["ZZA"])
    answers = [client.post(url, {"email": f"p{n}@fenbrook.example", "role": "board"}).status_code for n in range(40)]
    assert answers[0] == 302
    assert answers[-1] == 429
    assert Invitation.objects.count() < 40


def test_no_name_or_address_stands_in_the_log(client_of, lead, invitation):
    join(Client(), path_of(invitation))
    for event in AuditEvent.objects.all():
        words = f"{event.target} {event.changes}"
        assert "fenbrook.example" not in words
        assert "Person" not in words


# The queue -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def queue(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def broken_mail_server(settings):
    settings.EMAIL_BACKEND = "tests.accounts.test_invitations.Refusing"


class Refusing:
    """A mail server that is down."""

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError("no one answers new.person@fenbrook.example")


def work():
    """Let the worker do all that is due."""
    call_command("db_worker", "--batch", "--interval=0", "--no-startup-delay", verbosity=0)


def test_the_page_does_not_wait_for_the_mail_server(client_of, lead, organisation, queue, broken_mail_server):
    client = client_of(lead)
    response = client.post(reverse("member_invite", args=["ZZA"]), {"email": ADDRESS, "role": "board"}, follow=True)
    html = response.content.decode()
    assert f"Invited: {ADDRESS}" in html
    assert "Not sent yet" in html
    assert OutgoingEmail.objects.get().tries == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_worker_tries_again_until_the_mail_server_is_back(client_of, lead, organisation, queue, settings, caplog):
    works = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.accounts.test_invitations.Refusing"
    services.invite(by=lead, organisation=organisation, email=ADDRESS, role=Role.BOARD)
    work()
    assert OutgoingEmail.objects.get().tries == 1
    assert ADDRESS not in caplog.text
    assert "Not sent yet" in client_of(lead).get(reverse("members", args=["ZZA"])).content.decode()
    settings.EMAIL_BACKEND = works
    work()
    assert mail.outbox == [], "it waits a minute before it tries again"
    make_due()
    work()
    assert len(mail.outbox) == 1
    assert not OutgoingEmail.objects.exists()
    assert "Not sent yet" not in client_of(lead).get(reverse("members", args=["ZZA"])).content.decode()


class Killed(Refusing):
    """A mail server in whose middle the worker is killed."""

    def send_messages(self, messages):
        raise SystemExit


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_email_whose_worker_was_killed_is_sent_by_itself(lead, organisation, queue, settings):
    works = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.accounts.test_invitations.Killed"
    services.invite(by=lead, organisation=organisation, email=ADDRESS, role=Role.BOARD)
    task = DBTaskResult.objects.get()
    task.claim("a worker")
    with pytest.raises(SystemExit):
        deliver.call(*task.args_kwargs["args"])
    settings.EMAIL_BACKEND = works
    make_due()
    work()
    assert [message.to for message in mail.outbox] == [[ADDRESS]]
    assert not OutgoingEmail.objects.exists()
    make_due()
    work()
    assert len(mail.outbox) == 1


def make_due():
    DBTaskResult.objects.update(run_after=timezone.now())


def test_the_queue_of_tasks_holds_no_address(lead, organisation, queue):
    services.invite(by=lead, organisation=organisation, email=ADDRESS, role=Role.BOARD)
    assert ADDRESS not in str(list(DBTaskResult.objects.values()))


def test_a_withdrawn_invitation_is_not_sent_any_more(lead, organisation, queue):
    invitation = services.invite(by=lead, organisation=organisation, email=ADDRESS, role=Role.BOARD)
    services.withdraw(by=lead, invitation=invitation)
    assert not OutgoingEmail.objects.exists()


def test_an_email_that_nobody_takes_is_given_up_when_its_link_is_no_good(lead, organisation, broken_mail_server):
    services.invite(by=lead, organisation=organisation, email=ADDRESS, role=Role.BOARD)
    email = OutgoingEmail.objects.get()
    OutgoingEmail.objects.update(created_at=timezone.now() - timedelta(days=settings.INVITATION_DAYS, seconds=1))
    deliver.call(email.pk)
    assert not OutgoingEmail.objects.exists()
