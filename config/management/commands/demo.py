"""Three fictional trusts that contrast, and the people to look at them with."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, Organisation, OutgoingEmail, Role, User
from assessment import services as assessment_services
from config.demo_cycle import sign_off, sign_off_and_reopen
from config.demo_lists import record_lists
from config.demo_plan import record_plan
from config.demo_rubrics import PEOPLE as RUBRIC_PEOPLE
from config.demo_rubrics import add_draft, add_rubric_administrators
from config.demo_system import PERSON as SYSTEM_MEMBER
from config.demo_system import add_system
from teams import import_services
from teams import services as team_services
from teams.facts import Facts, read_facts
from teams.importing.sandbox import read_upload
from teams.models import TeamShare

DATA = Path(__file__).parents[2] / "demo"
TRUSTS = ("ZZN", "ZZS", "ZZG")
PASSWORD = "demo digital team"  # noqa: S105  # of demonstration accounts, which production refuses
PEOPLE = (
    ("lead@demo.example", "Demo digital lead", Role.LEAD),
    ("contributor@demo.example", "Demo contributor", Role.CONTRIBUTOR),
    ("sponsor@demo.example", "Demo executive sponsor", Role.SPONSOR),
    ("board@demo.example", "Demo board member", Role.BOARD),
)


class Command(BaseCommand):
    help = (
        "Add three fictional trusts (robust, supplier-led, goodwill-led), their integrated care board, and people to"
        " sign in as. Safe to run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demonstration has known passwords, so it is not for production. Nothing was added.")
        started = timezone.now()
        people = [_person(email, name) for email, name, _ in PEOPLE]
        for ods_code in TRUSTS:
            self.stdout.write(_add_trust(ods_code, people))
        _share_teams(people[0])
        robust, supplier_led, goodwill_led = trusts = [Organisation.objects.get(ods_code=code) for code in TRUSTS]
        record_plan(supplier_led, people[0])
        sign_off_and_reopen(robust, people[0], people[2])
        sign_off(supplier_led, people[0], people[2])
        sign_off(goodwill_led, people[0], people[2])
        add_system(trusts, people[0], PASSWORD)
        add_draft(add_rubric_administrators(PASSWORD)[0])
        # Nobody reads this mail, and printed it would hide the lines that a newcomer needs.
        OutgoingEmail.objects.filter(created_at__gte=started).delete()
        self.stdout.write(f"Sign in as one of these, with the password {PASSWORD!r}:")
        for email, name in [*((email, name) for email, name, _ in PEOPLE), SYSTEM_MEMBER, *RUBRIC_PEOPLE]:
            self.stdout.write(f"  {email}  ({name})")


def _person(email: str, name: str) -> User:
    return User.objects.filter(email=email).first() or User.objects.create_user(email, name, PASSWORD)


@transaction.atomic
def _add_trust(ods_code: str, people: list[User]) -> str:
    """Add the trust of the data files, if it is not there yet, and say what was done."""
    document = json.loads((DATA / f"{ods_code}-facts.json").read_text(encoding="utf-8"), parse_float=Decimal)
    name = document["organisation"]["name"]
    organisation, is_new = Organisation.objects.get_or_create(ods_code=ods_code, defaults={"name": name})
    if not is_new:
        return f"{organisation.name} is there already, and was left as it is."
    for person, (_, _, role) in zip(people, PEOPLE, strict=True):
        Membership.objects.create(user=person, organisation=organisation, role=role)
    facts, problems = read_facts(document)
    if facts is None:
        raise CommandError(f"The facts of {ods_code} have problems: {problems}")
    _record(organisation, people[0], facts, (DATA / f"{ods_code}-roster.csv").read_bytes())
    lists = json.loads((DATA / f"{ods_code}-lists.json").read_text(encoding="utf-8"), parse_float=Decimal)
    record_lists(organisation, people[0], lists)
    return f"{organisation.name} was added."


def _record(organisation: Organisation, lead: User, facts: Facts, roster: bytes) -> None:
    """Record everything as the lead would in the browser: the roster file, the facts, the answers."""
    staged = import_services.stage(by=lead, organisation=organisation, reading=read_upload(roster))
    import_services.apply(by=lead, organisation=organisation, staged_id=staged.pk)
    _rate_themselves(organisation, lead)
    values = {"as_at": facts.as_at, "external_staff": facts.external_staff, **facts.numbers}
    team_services.save_facts(by=lead, organisation=organisation, version=None, values=values)
    for group in facts.representation:
        values = {"as_at": facts.as_at, **asdict(group)}
        team_services.add_representation(by=lead, organisation=organisation, values=values)
    assessment_services.set_as_at(by=lead, organisation=organisation, as_at=facts.as_at)
    for criterion, answer in facts.answers.items():
        assessment_services.save_answer(
            by=lead,
            organisation=organisation,
            criterion=criterion,
            version=None,
            level=answer.level,
            evidence=answer.evidence,
        )


SHARED_FROM = date(2026, 10, 1)
"""After the date of the assessments, so that the three trusts contrast as they are."""


@transaction.atomic
def _share_teams(lead: User) -> None:
    """One team that two of the trusts share, and one offer that waits, if no team is shared yet."""
    if TeamShare.objects.exists():
        return
    robust, _, goodwill = (Organisation.objects.get(ods_code=ods_code) for ods_code in TRUSTS)
    values = {"share_pct": Decimal(25), "counts_from": SHARED_FROM, "counts_until": None}
    data = robust.teams.get(name="Data and insight")
    offer = team_services.offer_share(by=lead, team=data, partner=goodwill, values=values)
    team_services.answer_offer(by=lead, share=offer, version=offer.version, accept=True)
    network = goodwill.teams.get(name="Clinical network")
    team_services.offer_share(by=lead, team=network, partner=robust, values=values)


def _rate_themselves(organisation: Organisation, lead: User) -> None:
    """Let the holders of two posts rate their own skills by a link: one as the lead did, who verifies it; one lower.

    So the levels that count stay those of the data file.
    """
    team_services.confirm_staff_told(by=lead, organisation=organisation)
    held = organisation.posts.filter(status="filled", skill_ratings__isnull=False).distinct().order_by("post_ref")[:2]
    for number, post in enumerate(held):
        levels = {rating.skill: max(rating.level - number, 0) for rating in post.skill_ratings.all()}
        link = team_services.make_link(by=lead, post=post)
        said = team_services.OwnLevels(levels, "I have taught this to two colleagues." if number == 0 else "")
        team_services.rate_own(link=link, said=said)
        if number == 0:
            team_services.verify_skills(by=lead, post=post, version=post.version, levels=levels)
