"""How much is recorded of an organisation: the counts behind its task list, in one query."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Organisation
from accounts.permissions import Access
from teams import catalogue
from teams.counted_facts import CONTRACTS, GIVES, HELP, INITIATIVES, source_of
from teams.first_lists import of_clinicians
from teams.models import (
    ClinicalHelp,
    CompleteList,
    Initiative,
    OrganisationFacts,
    Post,
    RepresentationCount,
    SkillRating,
    Supplier,
    TeamShare,
)
from teams.progress import Counts
from teams.services import FACT_FIELDS

FACTS = tuple(name for name in FACT_FIELDS if name != "as_at" and not source_of(name))
"""The facts that somebody has to type; others come from lists. Their date is filled in for them, and says nothing."""


def recorded(organisation: Organisation, day: date) -> Counts:
    """The counts of what `organisation` has recorded, with its roster as on `day`; of the questions there are none."""
    rows = {name: _count(counted) for name, counted in _rows(day).items()}
    running, offered = TeamShare.objects.running(day), TeamShare.objects.filter(state=TeamShare.State.OFFERED)
    rows["shares"] = _count(running) + _count(running, "partner")
    rows["offers_to_answer"] = _count(offered, "partner")
    counts = {f"counted_{name}": number for name, number in rows.items()}
    found: dict[str, Any] = Organisation.objects.filter(pk=organisation.pk).annotate(**counts).values(*counts).get()
    facts = getattr(organisation, "facts", None)
    return Counts(
        facts=len(FACTS),
        facts_known=_known(facts, FACTS),
        external_told=_known(facts, ("external_staff",)),
        help_told=_known(facts, GIVES[HELP]) or found["counted_help"],
        **{name: found[f"counted_{name}"] for name in rows if name != "help"},
    )


def offers_waiting(accesses: Iterable[Access]) -> dict[int, int]:
    """How many offers to share a team wait for the answer of one person, by organisation (id). One query at most."""
    return TeamShare.objects.waiting_for(access.organisation.pk for access in accesses if access.may_share_teams)


def _known(facts: OrganisationFacts | None, names: Iterable[str]) -> int:
    return sum(getattr(facts, name) not in (None, "") for name in names) if facts else 0


def _rows(day: date) -> dict[str, QuerySet[Any]]:
    """What each count counts, over all organisations."""
    posts, groups = Post.objects.open_at(day), RepresentationCount.objects.latest_of_each()
    complete, held = CompleteList.objects.all(), posts.filter(status="filled")
    rated = SkillRating.objects.filter(post=OuterRef("pk"), skill__in=catalogue.skills())
    return {
        "posts": posts,
        "with_role": posts.exclude(role=""),
        "held": held,
        "rated": held.filter(Exists(rated)),
        "clinicians_unfunded": held.filter(of_clinicians(), funded_wte=None),
        "clinicians": held.filter(of_clinicians()),
        "help": ClinicalHelp.objects.all(),
        "initiatives": Initiative.objects.all(),
        "initiatives_complete": complete.filter(name=INITIATIVES),
        "suppliers": Supplier.objects.all(),
        "contracts_complete": complete.filter(name=CONTRACTS),
        "described": posts.exclude(Q(role="") | Q(employment="")),
        "offers": TeamShare.objects.filter(state=TeamShare.State.OFFERED),
        "groups": groups,
        "groups_known": groups.known(),
    }


def _count(rows: QuerySet[Any], owner: str = "organisation") -> Any:
    own = rows.filter(**{owner: OuterRef("pk")}).order_by().values(owner)
    return Coalesce(Subquery(own.values(number=Count("pk")), output_field=IntegerField()), 0)
