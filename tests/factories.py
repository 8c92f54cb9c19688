"""Makers of rows for tests: each needs nothing and takes what the test is about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.models import Membership, Organisation, Role, User
from assessment import cycle_services, submission
from assessment.models import Answer, Assessment, RubricVersion, SignOff, Snapshot
from assessment.published import rubric_of
from assessment.readiness import accepted
from teams.models import Post, SkillRating, Team, TeamShare
from teams.quality_reading import findings_of

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


def make_ready_draft(organisation: Organisation, **values: Any) -> Assessment:
    """A draft that can be submitted: a post, and "we do not know" to every question; `values` are of the assessment."""
    if not organisation.posts.exists():
        make_post(organisation)
    draft = make_draft(organisation)
    Assessment.objects.filter(pk=draft.pk).update(**values)
    draft.refresh_from_db()
    make_ready(draft)
    return draft


def make_ready(draft: Assessment) -> None:
    """Say "we do not know" to every question without an answer, and accept every warning."""
    asked = {criterion.id for criterion in rubric_of(draft.rubric_version).criteria if criterion.answers}
    left = sorted(asked - set(draft.answers.values_list("criterion", flat=True)))
    Answer.objects.bulk_create(Answer(assessment=draft, criterion=criterion) for criterion in left)
    warnings = accepted(findings_of(draft.organisation, timezone.localdate()), {})
    draft.reasons = {warning.matter: "We know, and mend it by spring" for warning in warnings}
    draft.save()


def submit(draft: Assessment, by: User, sponsor: User, job_title: str = "Chief executive") -> Snapshot:
    """Submit a draft as it stands."""
    draft.refresh_from_db()
    organisation = Organisation.objects.get(pk=draft.organisation_id)
    seen = submission.Seen(draft.version, organisation.roster_version)
    return submission.submit(by=by, assessment=draft, seen=seen, sponsor=sponsor, job_title=job_title)


def sign_off(draft: Assessment, by: User, sponsor: User, job_title: str = "Chief executive") -> SignOff:
    """Submit a draft as it stands, and sign it off."""
    snapshot = submit(draft, by, sponsor, job_title)
    return cycle_services.sign_off(by=sponsor, assessment=draft, sha256=snapshot.sha256)
