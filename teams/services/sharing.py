"""The writes of shared teams. Each holds the team first, so that its shares are judged one change at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.urls import reverse

from accounts import emails
from accounts.models import Organisation, User
from teams.models import Team, TeamShare
from teams.services.writing import Stale, add, change, locked, one_write
from teams.shares import WHOLE, largest_total

SHARE_FIELDS = ("partner", "share_pct", "counts_from", "counts_until", "state")
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
        team = _held(team)
        state = State.RECORDED if recorded else State.OFFERED
        share = TeamShare(organisation=team.organisation, team=team, partner=partner, state=state, **values)
        _refuse_what_cannot_be(share)
        if recorded:
            _end_what_it_replaces(share, by)
        share = add(share, by, SHARE_FIELDS)
        if not recorded:
            _tell_partner(share, by)
    return share


def change_share(*, by: User, share: TeamShare, version: int | None, values: Mapping[str, Any]) -> TeamShare:
    """Another share for the same partner from a day: a new offer, or a new record.

    ShareRefused: why it cannot be. Stale: `version` is no longer that of the share, or it is not agreed.
    """
    with one_write():
        _held(share.team)
        current = locked(share, version)
        if not current.is_agreed:
            raise Stale(current)
        recorded = current.state == State.RECORDED and not _leads(current.partner).exists()
        return offer_share(by=by, team=share.team, partner=current.partner, values=values, recorded=recorded)


def answer_offer(*, by: User, share: TeamShare, version: int | None, accept: bool) -> TeamShare:
    """Accept or decline an offer, in the name of the partner; the host's leads are told.

    ShareRefused: it can no longer be. Stale: `version` is no longer that of the offer, or it waits no longer.
    """
    with one_write():
        share = _offer(share, version)
        if accept:
            _refuse_what_cannot_be(share)
            _end_what_it_replaces(share, by)
        share = change(share, by, {"state": State.ACCEPTED if accept else State.DECLINED})
        _tell_host(share, by)
    return share


def withdraw_offer(*, by: User, share: TeamShare, version: int | None) -> TeamShare:
    """Take an offer back, in the name of the host. Stale: as for `answer_offer`."""
    with one_write():
        return change(_offer(share, version), by, {"state": State.WITHDRAWN})


def end_share(*, by: User, share: TeamShare, version: int | None, counts_until: date) -> TeamShare:
    """End an agreed share: `counts_until` is the first day on which it no longer counts. Either side may.

    ShareRefused: that is before it begins, or after the end that was agreed. Stale: as for `change_share`.
    """
    with one_write():
        _held(share.team)
        share = locked(share, version)
        if not share.is_agreed:
            raise Stale(share)
        if counts_until < share.counts_from:
            raise ShareRefused(Why.BEFORE, share.counts_from)
        if share.counts_until and counts_until > share.counts_until:
            raise ShareRefused(Why.LONGER, share.counts_until)
        return change(share, by, {"counts_until": counts_until})


def _held(team: Team) -> Team:
    """The team as it is stored, held for this transaction. Stale: it is gone."""
    held = Team.objects.select_for_update(of=("self",)).select_related("organisation").filter(pk=team.pk).first()
    if held is None:
        raise Stale(None)
    return held


def _offer(share: TeamShare, version: int | None) -> TeamShare:
    _held(share.team)
    share = locked(share, version)
    if share.state != State.OFFERED:
        raise Stale(share)
    return share


def _refuse_what_cannot_be(share: TeamShare) -> None:
    if share.partner_id == share.organisation_id:
        raise ShareRefused(Why.OWN)
    if share.last_day_open and share.last_day_open < share.counts_from:
        raise ShareRefused(Why.CLOSED, share.last_day_open)
    if share.counts_until and share.counts_until <= share.counts_from:
        raise ShareRefused(Why.BEFORE, share.counts_from)
    if share.pk is None:
        _refuse_wrong_way(share)
    others = list(share.team.shares.claims().exclude(pk=share.pk))
    _refuse_overlap(share, [other for other in others if other.partner_id == share.partner_id])
    total = largest_total([share.claim, *(other.claim for other in others)])
    if total and total[0] > WHOLE:
        raise ShareRefused(Why.TOO_MUCH, day=total[1], share=total[0])


def _refuse_wrong_way(share: TeamShare) -> None:
    """A partner that uses this service is asked; one that does not cannot be."""
    has_lead = _leads(share.partner).exists()
    if share.state == State.OFFERED and not has_lead:
        raise ShareRefused(Why.NOBODY)
    if share.state == State.RECORDED and has_lead:
        raise ShareRefused(Why.USES_SERVICE)


def _refuse_overlap(share: TeamShare, same_partner: list[TeamShare]) -> None:
    """A share replaces those of the same partner that began earlier, and no others."""
    for other in same_partner:
        if other.state == State.OFFERED:
            raise ShareRefused(Why.WAITS)
        counts = other.counts_until is None or other.counts_until > other.counts_from
        overlaps = share.counts_until is None or other.counts_from < share.counts_until
        if counts and overlaps and other.counts_from >= share.counts_from:
            raise ShareRefused(Why.LATER, other.counts_from)


def _end_what_it_replaces(share: TeamShare, by: User) -> None:
    earlier = share.team.shares.agreed().filter(partner=share.partner, counts_from__lt=share.counts_from)
    for other in earlier.select_related("organisation", "partner", "team"):
        if other.claim.holds_on(share.counts_from):
            change(other, by, {"counts_until": share.counts_from})


def _leads(organisation: Organisation) -> Any:
    return organisation.memberships.leads()


def _tell_partner(share: TeamShare, by: User) -> None:
    url = reverse("share_answer", args=[share.partner.ods_code, share.pk])
    subject = f"{share.organisation.name} offers to share a team"
    _tell(share.partner, share, subject, "share_offered", by, url)


def _tell_host(share: TeamShare, by: User) -> None:
    url = reverse("sharing", args=[share.organisation.ods_code])
    answer = "accepts" if share.is_agreed else "declines"
    subject = f"{share.partner.name} {answer} its share of a team"
    _tell(share.organisation, share, subject, "share_answered", by, url)


def _tell(organisation: Organisation, share: TeamShare, subject: str, template: str, by: User, url: str) -> None:
    """Put an e-mail to each lead of `organisation` in the queue."""
    context = {"share": share, "who": by.name, "url": emails.link(url)}
    for address in _leads(organisation).values_list("user__email", flat=True):
        emails.send(to=address, subject=subject, template=template, context=context)
