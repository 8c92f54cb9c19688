"""Teams that their host shares with partners."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from teams.models.limits import within
from teams.models.teams import Team
from teams.shares import Claim


class TeamShareQuerySet(models.QuerySet["TeamShare"]):
    def of(self, organisation: Organisation) -> TeamShareQuerySet:
        """The shares that `organisation` gives or receives."""
        return self.filter(Q(organisation=organisation) | Q(partner=organisation))

    def listed(self) -> TeamShareQuerySet:
        """With team, host and partner, by team, partner and day: the history of each share in order."""
        return self.select_related("team", "organisation", "partner").order_by(
            "organisation__name", "team__name", "partner__name", "counts_from", "pk"
        )

    def agreed(self) -> TeamShareQuerySet:
        """Those that count on their days: accepted, or recorded for a partner that does not use this service."""
        return self.filter(state__in=TeamShare.AGREED)

    def claims(self) -> TeamShareQuerySet:
        """Those that count or would count once accepted."""
        return self.filter(state__in=(*TeamShare.AGREED, TeamShare.State.OFFERED))

    def offered_to(self, organisation: Organisation) -> TeamShareQuerySet:
        """The offers that wait for the answer of `organisation`."""
        return self.filter(partner=organisation, state=TeamShare.State.OFFERED)

    def running(self, day: date) -> TeamShareQuerySet:
        """The agreed ones that have not ended on `day`, also those that begin later.

        A share ends after the last day of its host or partner, which is when an organisation is closed.
        """
        goes_on = Q(counts_until__isnull=True) | Q(counts_until__gt=day)
        return self.agreed().filter(goes_on, _is_open("organisation", day), _is_open("partner", day))

    def counting(self, day: date) -> TeamShareQuerySet:
        """The agreed ones that count on `day`."""
        return self.running(day).filter(counts_from__lte=day)

    def shared_out(self, organisation: Organisation, day: date) -> SharedOut:
        """Who counts what on `day` of the teams that `organisation` shares or that are shared with it. One query."""
        columns = ("organisation", "organisation__ods_code", "team", "share_pct")
        rows = self.counting(day).of(organisation).order_by().values_list(*columns)
        given: dict[int, list[int]] = {}
        received: dict[int, tuple[str, int]] = {}
        for host, ods_code, team, share_pct in rows:
            if host == organisation.pk:
                given.setdefault(team, []).append(hundredths(share_pct))
            else:
                received[team] = (ods_code, hundredths(share_pct))
        return SharedOut(given, received)


def _is_open(organisation: str, day: date) -> Q:
    return Q(**{f"{organisation}__closed_on__isnull": True}) | Q(**{f"{organisation}__closed_on__gte": day})


@dataclass(frozen=True, slots=True)
class SharedOut:
    """Shares that count on a day, by team: what partners have of the own ones, and of partners' the host and the share.

    Shares are whole numbers of 0.01 per cent.
    """

    given: dict[int, list[int]]
    received: dict[int, tuple[str, int]]


def hundredths(share_pct: Decimal) -> int:
    """A share in per cent as a whole number of 0.01 per cent."""
    return round(share_pct * 100)


class TeamShare(models.Model):
    """The share of a team that a partner counts, from a day until before another; null is without an end.

    `organisation` is the team's host. Rows are kept: a share that changes ends on the day from which a new row counts.
    """

    class State(models.TextChoices):
        OFFERED = "offered", "Waits for an answer"
        ACCEPTED = "accepted", "Accepted"
        RECORDED = "recorded", "Recorded: the partner does not use this service"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    AGREED = (State.ACCEPTED, State.RECORDED)

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="shares_given")
    team = models.ForeignKey(Team, models.PROTECT, related_name="shares")
    partner = models.ForeignKey(Organisation, models.PROTECT, related_name="shares_received")
    share_pct = models.DecimalField("share in per cent", max_digits=5, decimal_places=2)
    counts_from = models.DateField()
    counts_until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFFERED)
    version = models.PositiveIntegerField(default=1)

    objects = TeamShareQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=within("share_pct", "0.01", "100"), name="team_share_pct"),
            models.CheckConstraint(
                condition=Q(state__in=("offered", "accepted", "recorded", "declined", "withdrawn")),
                name="team_share_state",
            ),
            models.CheckConstraint(condition=~Q(partner=F("organisation")), name="team_share_is_with_another"),
            models.CheckConstraint(
                condition=Q(counts_until__isnull=True) | Q(counts_until__gte=F("counts_from")),
                name="team_share_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=("team", "partner"), condition=Q(state="offered"), name="team_share_one_offer"
            ),
            models.UniqueConstraint(
                fields=("team", "partner"),
                condition=Q(state__in=("accepted", "recorded"), counts_until__isnull=True),
                name="team_share_one_without_an_end",
            ),
        )

    def __str__(self) -> str:
        return f"{self.team} with {self.partner}"

    @property
    def is_agreed(self) -> bool:
        return self.state in self.AGREED

    @property
    def last_day_open(self) -> date | None:
        """The last day of the host or the partner, whichever closed first; None where both are open."""
        return min(filter(None, (self.organisation.closed_on, self.partner.closed_on)), default=None)

    def has_ended(self, day: date) -> bool:
        """Whether it no longer counts on `day` nor later."""
        closed = self.last_day_open is not None and self.last_day_open < day
        return closed or (self.counts_until is not None and self.counts_until <= day)

    @property
    def claim(self) -> Claim:
        return Claim(self.partner_id, hundredths(self.share_pct), self.counts_from, self.counts_until)
