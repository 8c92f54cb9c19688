"""Teams that their host shares with partners."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models import Membership, Organisation
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

    def of_team(self, team: Team) -> TeamShareQuerySet:
        """All shares of a team with their sides at hand, and with `partner_has_lead`: it uses this service."""
        leads = Membership.objects.leads().filter(organisation=OuterRef("partner"))
        return self.filter(team=team).listed().annotate(partner_has_lead=Exists(leads))

    def offered_to(self, organisation: Organisation) -> TeamShareQuerySet:
        """The offers that wait for the answer of `organisation`."""
        return self.filter(partner=organisation, state=TeamShare.State.OFFERED)

    def waiting_for(self, organisations: Iterable[int]) -> dict[int, int]:
        """The number of offers that wait for the answer of each of `organisations` (ids); no query for none."""
        asked = set(organisations)
        waiting = self.filter(partner__in=asked, state=TeamShare.State.OFFERED).order_by().values_list("partner")
        return dict(waiting.annotate(number=models.Count("pk"))) if asked else {}

    def running(self, day: date) -> TeamShareQuerySet:
        """The agreed ones that have not ended on `day`, also those that begin later.

        A share ends after the last day of its host or partner, which is when an organisation is closed.
        """
        goes_on = Q(counts_until__isnull=True) | Q(counts_until__gt=day)
        return self.agreed().filter(goes_on, _is_open("organisation", day), _is_open("partner", day))


def _is_open(organisation: str, day: date) -> Q:
    return Q(**{f"{organisation}__closed_on__isnull": True}) | Q(**{f"{organisation}__closed_on__gte": day})


def agreed_on(day: date, to_share: str = "") -> Q:
    """The agreed shares that count on `day`, while both sides are open; `to_share` leads to the share."""
    goes_on = Q(**{f"{to_share}counts_until__isnull": True}) | Q(**{f"{to_share}counts_until__gt": day})
    return goes_on & Q(**{f"{to_share}state__in": TeamShare.AGREED, f"{to_share}counts_from__lte": day})


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
