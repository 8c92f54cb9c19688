"""The pages of people and access in a real browser, wide and narrow, and somebody who joins with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts import invitation_links, services
from accounts.models import Invitation, Organisation, Role, User
from tests.browser.accessibility import check_accessible, check_error_summary, check_fits
from tests.browser.conftest import Window
from tests.factories import make_member, make_organisation, make_team, make_user

Picture = Callable[[Page, str], Path]


@pytest.fixture
def peopled(organisation: Organisation, lead: User, contributor: User, sponsor: User) -> Organisation:
    """Members in each role, teams, and invitations that wait and that have expired."""
    long = {"name": "Alexandra Longname-Featherstonehaugh", "email": f"{'long' * 12}@fenbrook.example"}
    make_member(organisation, Role.BOARD, **long)
    for name in ("Integration", "Data and analytics"):
        make_team(organisation, name)
    for number, role in enumerate((Role.BOARD, Role.CONTRIBUTOR)):
        services.invite(by=lead, organisation=organisation, email=f"new{number}@fenbrook.example", role=role)
    Invitation.objects.filter(role=Role.BOARD).update(sent_at="2026-01-01T12:00:00Z")
    return organisation


def look(page: Page, picture: Picture, path: str, name: str) -> None:
    """Check the page at both widths; SCREENSHOTS names the folder that the pictures go to."""
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(path)
        check_accessible(page)
        check_fits(page)
        picture(page, f"{name}-{width}")


def test_the_pages_of_a_lead(page: Page, picture: Picture, peopled: Organisation, contributor: User) -> None:
    member = peopled.memberships.get(user=contributor).pk
    for name, args in (
        ("home", []),
        ("overview", ["ZZA"]),
        ("members", ["ZZA"]),
        ("member_invite", ["ZZA"]),
        ("member_role", ["ZZA", member]),
        ("member_remove", ["ZZA", member]),
        ("member_assignments", ["ZZA", member]),
        ("member_leave", ["ZZA"]),
        ("access", ["ZZA"]),
        ("consent", ["ZZA"]),
    ):
        look(page, picture, reverse(name, args=args), name)


def test_the_pages_of_an_administrator(window: Window, picture: Picture, peopled: Organisation) -> None:
    user = make_user(name="Ada Administrator")
    user.is_service_administrator = user.is_rubric_administrator = True
    user.save()
    empty = make_organisation("ZZ7", "New Trust")
    services.invite(by=user, organisation=empty, email="first@new.example", role=Role.LEAD)
    page = window(user)
    look(page, picture, reverse("home"), "administrator_home")
    look(page, picture, f"{reverse('administration')}?search=trust", "administration")
    look(page, picture, reverse("administration_add"), "administration_add")
    look(page, picture, reverse("administration_organisation", args=["ZZ7"]), "administration_organisation")
    look(page, picture, reverse("administration_organisation", args=["ZZA"]), "administration_organisation_led")
    look(page, picture, reverse("administration_invite", args=["ZZ7"]), "administration_invite")


def test_the_pages_of_an_invitation(window: Window, picture: Picture, peopled: Organisation, stranger: User) -> None:
    invitation = peopled.invitations.get(role=Role.CONTRIBUTOR)
    path = reverse("invitation", args=[invitation_links.token_of(invitation)])
    look(window(stranger), picture, path, "invitation_other")
    look(window(), picture, reverse("invitation", args=["forged"]), "invitation_cannot_be_used")
    look(window(), picture, path, "invitation_new")
    user = make_user(invitation.email)
    look(window(), picture, path, "invitation_sign_in")
    look(window(user), picture, path, "invitation_confirm")


def test_a_new_person_joins_with_the_keyboard(window: Window, peopled: Organisation) -> None:
    page = window(width=320)
    page.goto(reverse("invitation", args=[invitation_links.token_of(peopled.invitations.get(role=Role.CONTRIBUTOR))]))
    page.get_by_role("button", name="Join").press("Enter")
    check_error_summary(page, "Enter the full name", "Enter the password")
    check_accessible(page)
    page.get_by_label("Full name").focus()
    page.keyboard.type("New Person")
    page.get_by_label("Password", exact=True).fill("paper lantern orbit")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("You are now a member of Fenbrook Community Trust")
