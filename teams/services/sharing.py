"""The writes of shared teams. Each holds the team first, so that its shares are judged one change at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.urls import reverse

from accounts import audit, emails
from accounts.models import Organisation, User
from teams.models import Team, TeamShare
from teams.services.writing import Stale, add, change, one_write
from teams.shares import WHOLE, largest_total

SHARE_FIELDS = ("share_pct", "counts_from", "counts_until", "state")
State = TeamShare.State


class Why(StrEnum):
    """Why a share cannot be."""

    OWN = "the partner is the host"
    CLOSED = "the partner or the host is closed by then"
    NOBODY = "the partner has no digital lead who could answer"
    USES_SERVICE = "the partner has a digital lead, who must be asked"
    WAITS = "an offer of this team to the partner waits for an answer"
    LATER = "a share of the partner in this team begins on that day or later"
    TOO_MUCH = "the shares of the team would pass 100 per cent"
    BEFORE = "it would end before it begins"
    LONGER = "it would last longer than was agreed"


@dataclass(eq=False)
class ShareRefused(Exception):
    """A share cannot be, for `why`. `day` is the first day on which it could not, `share` the sum in 0.01 per cent."""

    why: Why
    day: date | None = None
    share: int = 0


def offer_share(
    *, by: User, team: Team, partner: Organisation, values: Mapping[str, Any], recorded: bool = False
) -> TeamShare:
    """Offer a share of `team`; `values` are share_pct, counts_from and counts_until. ShareRefused: why it cannot be.

    `recorded`: the partner does not use this service, so that the share counts at once.
    """
    with one_write():
        shares = _under_lock(team)
        leads = _addresses_of_leads(partner)
        if recorded and leads:
            raise ShareRefused(Why.USES_SERVICE)
        if partner.pk != team.organisation_id and not recorded and not leads:
            raise ShareRefused(Why.NOBODY)
        state = State.RECORDED if recorded else State.OFFERED
        share = TeamShare(organisation=team.organisation, team=team, partner=partner, state=state, **values)
        return _add(share, shares, by, leads)


def change_share(*, by: User, share: TeamShare, version: int | None, values: Mapping[str, Any]) -> TeamShare:
    """Another share for the same partner from a day: a new offer, or a new record while the partner is not here.

    ShareRefused: why it cannot be. Stale: `version` is no longer that of the share, or it is not agreed.
    """
    with one_write():
        shares = _under_lock(share.team)
        now = _one_of(shares, share, version, State.ACCEPTED, State.RECORDED)
        recorded = now.state == State.RECORDED and not now.partner_has_lead  # type: ignore[attr-defined]  # annotated
        state = State.RECORDED if recorded else State.OFFERED
        sides = {"organisation": now.organisation, "team": now.team, "partner": now.partner}
        return _add(TeamShare(state=state, **sides, **values), shares, by)


def answer_offer(*, by: User, share: TeamShare, version: int | None, accept: bool) -> TeamShare:
    """Accept or decline an offer, in the name of the partner; the host's leads are told.

    ShareRefused: it can no longer be. Stale: `version` is no longer that of the offer, or it waits no longer.
    """
    with one_write():
        shares = _under_lock(share.team)
        offer = _one_of(shares, share, version, State.OFFERED)
        replaced: audit.Changes = {}
        if accept:
            _refuse_what_cannot_be(offer, shares)
            replaced = _end_what_it_replaces(offer, shares)
        offer = change(offer, by, {"state": State.ACCEPTED if accept else State.DECLINED}, replaced)
        _tell_host(offer, by)
    return offer


def withdraw_offer(*, by: User, share: TeamShare, version: int | None) -> TeamShare:
    """Take an offer back, in the name of the host. Stale: as for `answer_offer`."""
    with one_write():
        offer = _one_of(_under_lock(share.team), share, version, State.OFFERED)
        return change(offer, by, {"state": State.WITHDRAWN})


def end_share(*, by: User, share: TeamShare, version: int | None, counts_until: date) -> TeamShare:
    """End an agreed share: `counts_until` is the first day on which it no longer counts. Either side may.

    ShareRefused: that is before it begins, or after the end that was agreed. Stale: as for `change_share`.
    """
    with one_write():
        share = _one_of(_under_lock(share.team), share, version, State.ACCEPTED, State.RECORDED)
        if counts_until < share.counts_from:
            raise ShareRefused(Why.BEFORE, share.counts_from)
        if share.counts_until and counts_until > share.counts_until:
            raise ShareRefused(Why.LONGER, share.counts_until)
        return change(share, by, {"counts_until": counts_until})


def _under_lock(team: Team) -> list[TeamShare]:
    """The shares of a team as they are stored, which nobody else can change before this is done. Stale: it is gone."""
    if Team.objects.select_for_update(no_key=True).only("pk").filter(pk=team.pk).first() is None:
        raise Stale(None)
    return list(TeamShare.objects.of_team(team))


def _one_of(shares: list[TeamShare], share: TeamShare, version: int | None, *states: State) -> TeamShare:
    """The share as it is stored. Stale: its version is another, or it is in none of `states`."""
    found = next((stored for stored in shares if stored.pk == share.pk), None)
    if found is None or found.version != version or found.state not in states:
        raise Stale(found)
    return found


def _add(share: TeamShare, shares: list[TeamShare], by: User, leads: list[str] | None = None) -> TeamShare:
    """Store a new share; where it has to be answered, tell the partner's `leads` (None: they are looked up)."""
    _refuse_what_cannot_be(share, shares)
    replaced = _end_what_it_replaces(share, shares) if share.is_agreed else {}
    add(share, by, SHARE_FIELDS, {"partner": [None, share.partner.ods_code], **replaced})
    if not share.is_agreed:
        _tell_partner(share, by, _addresses_of_leads(share.partner) if leads is None else leads)
    return share


def _refuse_what_cannot_be(share: TeamShare, shares: list[TeamShare]) -> None:
    if share.partner_id == share.organisation_id:
        raise ShareRefused(Why.OWN)
    if share.last_day_open and share.last_day_open < share.counts_from:
        raise ShareRefused(Why.CLOSED, share.last_day_open)
    if share.counts_until and share.counts_until <= share.counts_from:
        raise ShareRefused(Why.BEFORE, share.counts_from)
    others = [other for other in shares if other.pk != share.pk and (other.is_agreed or other.state == State.OFFERED)]
    _refuse_overlap(share, [other for other in others if other.partner_id == share.partner_id])
    total = largest_total([share.claim, *(other.claim for other in others)])
    if total and total[0] > WHOLE:
        raise ShareRefused(Why.TOO_MUCH, day=total[1], share=total[0])


def _refuse_overlap(share: TeamShare, same_partner: list[TeamShare]) -> None:
    """A share replaces those of the same partner that began earlier, and no others."""
    for other in same_partner:
        if other.state == State.OFFERED:
            raise ShareRefused(Why.WAITS)
        counts = other.counts_until is None or other.counts_until > other.counts_from
        overlaps = share.counts_until is None or other.counts_from < share.counts_until
        if counts and overlaps and other.counts_from >= share.counts_from:
            raise ShareRefused(Why.LATER, other.counts_from)


def _end_what_it_replaces(share: TeamShare, shares: list[TeamShare]) -> audit.Changes:
    """End the agreed share of the same partner on the day from which `share` counts; what the log says of it."""
    for other in shares:
        same = other.is_agreed and other.partner_id == share.partner_id and other.pk != share.pk
        if same and other.claim.holds_on(share.counts_from):
            before = audit.values(other, ("counts_until",))["counts_until"]
            other.counts_until, other.version = share.counts_from, other.version + 1
            other.save(force_update=True)
            return {"share_before": [before, share.counts_from.isoformat()]}
    return {}


def _addresses_of_leads(organisation: Organisation) -> list[str]:
    return list(organisation.memberships.leads().values_list("user__email", flat=True))


def _tell_partner(share: TeamShare, by: User, leads: list[str]) -> None:
    url = reverse("share_answer", args=[share.partner.ods_code, share.pk])
    subject = f"{share.organisation.name} offers to share a team"
    emails.send_to_each(to=leads, subject=subject, template="share_offered", context=_told(share, by, url))


def _tell_host(share: TeamShare, by: User) -> None:
    url = reverse("sharing", args=[share.organisation.ods_code])
    answer = "accepts" if share.is_agreed else "declines"
    subject = f"{share.partner.name} {answer} its share of a team"
    leads = _addresses_of_leads(share.organisation)
    emails.send_to_each(to=leads, subject=subject, template="share_answered", context=_told(share, by, url))


def _told(share: TeamShare, by: User, url: str) -> dict[str, Any]:
    """What the e-mails tell of a share."""
    return {"share": share, "who": by.name, "url": emails.link(url)}
