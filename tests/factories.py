"""Makers of rows for tests: each needs nothing and takes what the test is about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from accounts.models import Membership, Organisation, Role, User
from assessment.models import Assessment, RubricVersion
from teams.models import Post, SkillRating, Team, TeamShare

_numbers = count(1)

AS_AT = date(2026, 9, 30)


def make_organisation(ods_code: str = "ZZA", name: str = "Fenbrook Community Trust", **values: Any) -> Organisation:
    return Organisation.objects.create(ods_code=ods_code, name=name, **values)


def make_user(email: str = "", name: str = "", password: str | None = None) -> User:
    number = next(_numbers)
    return User.objects.create_user(email or f"person{number}@example.org", name or f"Person {number}", password)


def make_rubric_administrator(**user: Any) -> User:
    administrator = make_user(**user)
    User.objects.filter(pk=administrator.pk).update(is_rubric_administrator=True)
    administrator.is_rubric_administrator = True
    return administrator


def make_member(organisation: Organisation, role: Role, **user: Any) -> User:
    member = make_user(**user)
    Membership.objects.create(user=member, organisation=organisation, role=role)
    return member


def make_team(organisation: Organisation, name: str = "", **values: Any) -> Team:
    return Team.objects.create(organisation=organisation, name=name or f"Team {next(_numbers)}", **values)


def make_post(organisation: Organisation, skills: dict[str, int] | None = None, **values: Any) -> Post:
    """A filled, permanent software developer's post of 1 WTE, unless `values` say otherwise."""
    plain = {
        "post_ref": f"D{next(_numbers)}",
        "title": "Software developer",
        "role": "software_developer",
        "employment": "permanent",
        "wte": Decimal(1),
        "started_on": date(2024, 4, 1),
    }
    post = Post.objects.create(organisation=organisation, **{**plain, **values})
    for skill, level in (skills or {}).items():
        SkillRating.objects.create(post=post, skill=skill, level=level, source=SkillRating.Source.LEAD)
    return post


def make_share(team: Team, partner: Organisation, share_pct: str = "40", **values: Any) -> TeamShare:
    """An accepted share without an end, from 1 April 2026, unless `values` say otherwise."""
    plain = {"state": TeamShare.State.ACCEPTED, "counts_from": date(2026, 4, 1), "share_pct": Decimal(share_pct)}
    return TeamShare.objects.create(organisation=team.organisation, team=team, partner=partner, **{**plain, **values})


def make_draft(organisation: Organisation, as_at: date = AS_AT) -> Assessment:
    return Assessment.objects.create(
        organisation=organisation, rubric_version=RubricVersion.objects.current(), as_at=as_at
    )
