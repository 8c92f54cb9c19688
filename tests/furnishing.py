"""Organisations with one of everything that has a key, for tests that walk over many addresses."""

from __future__ import annotations

from datetime import date

from accounts.models import Organisation, Role, User
from assessment.models import Assessment, Deadline, SignOff
from assessment.models.papers import token_hash
from teams.models import ClinicalHelp, RatingLink, Team
from tests import factories
from tests.factories import AS_AT, make_draft, make_member, make_post, make_share, make_team
from tests.planting import canary, fill, plant
from tests.with_imports import furnish_with_imports

CRITERION = "Q1.7"
"""The criterion that has an answer, an action and a reason for none."""


def furnish(organisation: Organisation, by: User) -> None:
    """Give an organisation one of everything that has a key."""
    furnish_with_records(organisation, by)
    factories.sign_off(factories.make_ready_draft(organisation), by, make_member(organisation, Role.SPONSOR))
    furnish_with_link(organisation, by)
    open_draft(organisation)


def furnish_with_records(organisation: Organisation, by: User) -> None:
    """Give it one of everything that has a key and is recorded before an assessment."""
    make_member(organisation, Role.CONTRIBUTOR)
    organisation.invitations.create(email="invited@example.org", role=Role.LEAD, invited_by=by, nonce="x")
    team = make_team(organisation)
    post = make_post(organisation, team=team, clinical_profession="medical")
    furnish_with_shares(organisation, team)
    RatingLink.objects.create(post=post, nonce="x")
    post.skill_ratings.create(skill="user_research", level=2, source="self")
    organisation.representation.create(as_at=AS_AT, group="women", comparator="workforce")
    ClinicalHelp.objects.create(organisation=organisation, clinicians=2, hours_a_week=3, confirmed_by="Ward manager")
    organisation.pulse_waves.create(number=1, opened_on=AS_AT)
    organisation.initiatives.create(name="Outpatient letters", clinical_lead=organisation.posts.first())
    supplier = organisation.suppliers.create(name="Halden Systems")
    organisation.contracts.create(supplier=supplier, service="Service desk", owner=organisation.posts.first())
    gap = {"criterion": CRITERION, "name": "Shared teams"}
    organisation.actions.create(**gap, action="Share a team", owner="Chief nurse", due_on=AS_AT, note="Agreed")
    organisation.no_actions.create(**gap, because="There is no partner")
    organisation.deadlines_set.create(name="Spring", as_at_from=AS_AT, due_on=AS_AT)
    Deadline.objects.create(name="Spring", as_at_from=AS_AT, due_on=date(2099, 1, 1)).organisations.add(organisation)
    furnish_with_imports(organisation, by)


def open_draft(organisation: Organisation) -> None:
    make_draft(organisation).answers.create(criterion=CRITERION, level=2, differs_because="New")


def furnish_with_link(organisation: Organisation, by: User) -> None:
    """A link to the signed-off report, with a token that tests know."""
    organisation.sign_offs.get().links.create(
        purpose="The board of May", sha256=token_hash(f"token-of-{organisation.pk}"), made_by=by, days=30
    )


def furnish_with_canaries(organisation: Organisation, by: User) -> None:
    """Give it a row of everything else, too, and a canary in each of its texts and those of its signed-off report."""
    furnish_with_records(organisation, by)
    organisation.posts.update(supplier="Halden Systems")  # its canary would be a finding that nobody has explained
    draft = say_everything(factories.make_ready_draft(organisation))
    plant(organisation)
    sponsor = make_member(organisation, Role.SPONSOR)
    factories.sign_off(draft, by, sponsor, canary(SignOff, "job_title"))
    furnish_with_link(organisation, by)
    open_draft(organisation)
    fill(organisation, by)
    plant(organisation)


def say_everything(draft: Assessment) -> Assessment:
    """Write something into each text that is frozen with a draft when it is submitted."""
    draft.commentary, draft.reopened_because = {"Q1": "Our own words"}, "For a reason"
    draft.save()
    draft.answers.filter(criterion=CRITERION).update(
        level=2, evidence="Minutes", link="https://fenbrook.example/", differs_because="New"
    )
    return draft


def furnish_with_shares(organisation: Organisation, team: Team) -> None:
    """A team shared with a partner that does not use the service, and the offer of a share in a partner's team."""
    partner = Organisation.objects.get_or_create(ods_code="ZZP", defaults={"name": "Partner Trust"})[0]
    make_share(team, partner, state="recorded")
    make_share(make_team(partner), organisation, state="offered")
