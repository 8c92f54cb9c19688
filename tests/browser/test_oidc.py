"""Signing in by an OpenID Connect provider that runs beside the site: see tests/oidc_provider/."""

from __future__ import annotations

import json
import os
import re
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import Invitation, Membership, Organisation, Role, User
from tests.browser.accessibility import check_accessible
from tests.browser.conftest import Faults, Window

ROOT = Path(__file__).resolve().parents[2]
NAME = "Fenbrook login"
CLIENT = {"id": "check-your-digital-team", "secret": "known to the two of them"}
PASSWORD = "only known to the provider"
INVITED, STRANGER, UNVERIFIED = (f"{who}@fenbrook.example" for who in ("nia", "sam", "una"))
PEOPLE = [
    {"email": INVITED, "name": "Nia Newcomer", "email_is_verified": True},
    {"email": STRANGER, "name": "Sam Stranger", "email_is_verified": True},
    {"email": UNVERIFIED, "name": "Una Verified", "email_is_verified": False},
]
LONGEST_START = 60
"""Seconds after which a provider that has not said its address counts as broken."""


@pytest.fixture(scope="module")
def provider(live_server: LiveServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a provider that knows the site and PEOPLE."""
    folder = tmp_path_factory.mktemp("provider")
    back = reverse("openid_connect_callback", kwargs={"provider_id": "oidc"})
    known = {"client": {**CLIENT, "redirect_uri": live_server.url + back}, "people": PEOPLE, "password": PASSWORD}
    (folder / "known.json").write_text(json.dumps(known), encoding="utf-8")
    with (folder / "known.json").open() as stdin, (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.oidc_provider"],
            cwd=ROOT,
            env={**os.environ, "PROVIDER_DATABASE": str(folder / "db.sqlite3")},
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    with process:
        try:
            # It says its address once it listens there. Its end makes the line an empty one.
            started, _, _ = select.select([process.stdout], [], [], LONGEST_START)
            address = process.stdout.readline().strip() if started and process.stdout else ""
            assert address, f"the provider did not start:\n{(folder / 'log').read_text(encoding='utf-8')}"
            yield address
        finally:
            process.kill()


@pytest.fixture
def at_provider(provider: str, settings: Settings, window: Window, faults: Faults) -> Iterator[Callable[[str], Page]]:
    """Goes from the site's sign-in page to the provider, and signs in there with an address."""
    app = {"provider_id": "oidc", "name": NAME, "client_id": CLIENT["id"], "secret": CLIENT["secret"]}
    settings.OIDC_CLIENT_ID, settings.OIDC_NAME = CLIENT["id"], NAME
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            **settings.SOCIALACCOUNT_PROVIDERS["openid_connect"],
            "APPS": [{**app, "settings": {"server_url": provider}}],
        }
    }

    def sign_in(email: str) -> Page:
        page = window()
        page.goto("/")
        page.get_by_role("link", name=f"Sign in with {NAME}").click()
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        expect(page).to_have_url(re.compile(f"^{re.escape(provider)}/authorize/"))
        return page

    yield sign_in
    # The provider is the one other host that a window is meant to visit.
    faults[:] = [fault for fault in faults if not fault.startswith(f"request to another host: {provider}/")]


@pytest.fixture
def invite(organisation: Organisation, lead: User) -> Callable[[str], Invitation]:
    def invite_as_sponsor(email: str) -> Invitation:
        return Invitation.objects.create(
            organisation=organisation, email=email, role=Role.SPONSOR, nonce="n", invited_by=lead
        )

    return invite_as_sponsor


def allow(page: Page) -> None:
    page.get_by_role("button", name="Allow").click()


def check_refused(page: Page, email: str, *words: str) -> None:
    """The page tells why in `words`, and nobody is signed in or got an account."""
    expect(page.get_by_role("heading", level=1)).to_have_text("You cannot sign in yet")
    for said in words:
        expect(page.get_by_role("main")).to_contain_text(said)
    check_accessible(page)
    page.goto("/")
    expect(page.get_by_role("link", name=f"Sign in with {NAME}")).to_be_visible()
    assert not User.objects.filter(email=email).exists()


def test_an_invited_person_gets_the_role_of_the_invitation(
    at_provider: Callable[[str], Page], invite: Callable[[str], Invitation]
) -> None:
    invitation = invite(INVITED)
    page = at_provider(INVITED)
    allow(page)
    expect(page.get_by_role("link", name="Fenbrook Community Trust")).to_be_visible()
    check_accessible(page)
    member = Membership.objects.get(user__email=INVITED)
    assert (member.organisation, member.role) == (invitation.organisation, Role.SPONSOR)
    assert member.user.name == "Nia Newcomer"
    invitation.refresh_from_db()
    assert invitation.accepted_at


def test_a_stranger_is_refused_and_told_what_to_do(
    at_provider: Callable[[str], Page], invite: Callable[[str], Invitation]
) -> None:
    invite(INVITED)
    page = at_provider(STRANGER)
    allow(page)
    check_refused(page, STRANGER, STRANGER, "Ask the digital lead of your organisation to invite that address")


def test_an_unverified_address_is_refused_though_it_is_invited(
    at_provider: Callable[[str], Page], invite: Callable[[str], Invitation]
) -> None:
    invitation = invite(UNVERIFIED)
    page = at_provider(UNVERIFIED)
    allow(page)
    check_refused(page, UNVERIFIED, "Ask your IT department to verify your address there")
    invitation.refresh_from_db()
    assert not invitation.accepted_at


def test_who_turns_back_at_the_provider_is_at_the_sign_in_page_again(
    at_provider: Callable[[str], Page], invite: Callable[[str], Invitation]
) -> None:
    invite(INVITED)
    page = at_provider(INVITED)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text(f"You did not sign in with {NAME}.")).to_be_visible()
    expect(page.get_by_role("link", name=f"Sign in with {NAME}")).to_be_visible()
    assert not User.objects.filter(email=INVITED).exists()
