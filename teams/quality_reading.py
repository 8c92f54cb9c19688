"""The quality checks of an organisation as it is stored: everything they find, and how much, for the task list."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from threading import Lock

from django.utils import timezone

from accounts.models import Organisation
from teams.models import OrganisationFacts, Post, TeamShare
from teams.quality import count, findings
from teams.quality_matters import Counts, Finding, Known, KnownFacts, KnownPost, KnownTeam
from teams.shares import largest_total

KEPT = 500
"""Organisations whose counts are kept in each process."""

_kept: OrderedDict[int, tuple[tuple[int, date], Counts]] = OrderedDict()
_lock = Lock()


def findings_of(organisation: Organisation, day: date) -> list[Finding]:
    """What the checks find in the roster of `organisation` on `day`, and in the facts and shares beside it."""
    return findings(known_of(organisation, day), day)


def counts_of(organisation: Organisation, day: date) -> Counts:
    """How many findings there are, worked out anew only for another roster version or day, and else without a query."""
    key = (organisation.roster_version, day)
    with _lock:
        kept = _kept.get(organisation.pk)
    if kept and kept[0] == key:
        return kept[1]
    counts = count(findings_of(organisation, day))
    with _lock:
        _kept[organisation.pk] = (key, counts)
        _kept.move_to_end(organisation.pk)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return counts


def forget() -> None:
    """Let go of every count at hand, as a new process would."""
    with _lock:
        _kept.clear()


def known_of(organisation: Organisation, day: date) -> Known:
    """All that the checks read of `organisation`, with its roster on `day`."""
    shares = list(TeamShare.objects.running(day).of(organisation).select_related("team", "organisation"))
    return Known(
        posts=_posts(organisation, day),
        facts=_facts(getattr(organisation, "facts", None)),
        teams=_teams([share for share in shares if share.organisation_id == organisation.pk]),
        hosts=frozenset(share.organisation.ods_code for share in shares if share.organisation_id != organisation.pk),
    )


def _facts(stored: OrganisationFacts | None) -> KnownFacts:
    if stored is None:
        return KnownFacts()
    return KnownFacts(stored.as_at, stored.workforce_wte, stored.external_staff, stored.goodwill_wte_elsewhere)


def _posts(organisation: Organisation, day: date) -> list[KnownPost]:
    return [
        KnownPost(pk, row, team, vacant_since, rated_at and timezone.localtime(rated_at).date())
        for pk, row, team, vacant_since, rated_at in Post.objects.of(organisation).open_at(day).rows_with_ages()
    ]


def _teams(shares: list[TeamShare]) -> list[KnownTeam]:
    """The teams that are shared, with the most that partners count of each on any day."""
    names = {share.team_id: share.team.name for share in shares}
    totals = {pk: largest_total(share.claim for share in shares if share.team_id == pk) for pk in names}
    return [KnownTeam(pk, names[pk], total[0]) for pk, total in totals.items() if total]
