"""Posts, filled or vacant, and the rows of a roster that they make."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q

from accounts.models import Organisation, codes
from teams import catalogue
from teams.lists import PostLists, open_at
from teams.models.limits import within
from teams.models.sharing import SharedOut, TeamShare
from teams.models.skills import SkillRating
from teams.models.teams import Team
from teams.roster import COLUMNS, TEXT_LIMIT, WTE_UNIT
from teams.roster import Post as PostRow
from teams.shares import as_guest, as_host


class PostQuerySet(PostLists):
    def of(self, organisation: Organisation) -> PostQuerySet:
        return self.filter(organisation=organisation)

    def open_at(self, as_at: date) -> PostQuerySet:
        """The posts that are in the roster on `as_at`: those closed on or before that day have left it."""
        return self.filter(open_at(as_at))

    def rows(self) -> list[PostRow]:
        """The posts as checked rows of a roster, in the order of their references."""
        return list(self.rows_by_id().values())

    def rows_by_id(self) -> dict[int, PostRow]:
        """The posts by id as checked rows, with the skill levels that count, in the order of their references."""
        return {pk: row for pk, _, row in self._with_teams()}

    def _with_teams(self) -> list[tuple[int, int | None, PostRow]]:
        fields = ("id", "team_id", "team__name", "wte", "funded_wte", "control_role", *_SAME_IN_ROW)
        posts = list(self.order_by("post_ref").values(*fields))
        skills = SkillRating.objects.filter(post__in=self.order_by()).levels_by_post()
        return [(post["id"], post["team_id"], _row(post, skills.get(post["id"], {}))) for post in posts]

    def as_scored(self, organisation: Organisation, as_at: date) -> dict[int, PostRow]:
        """The roster that is scored on `as_at`, by id of the post: own posts, and those of teams shared with it.

        Of a shared team each organisation counts its share, by the rule of `teams.shares`.
        """
        shared = TeamShare.objects.shared_out(organisation, as_at)
        counted = Q(organisation=organisation)
        if shared.received:
            counted |= Q(team__in=shared.received)
        rows = {}
        for pk, team, row in self.filter(counted).open_at(as_at)._with_teams():
            scored = _as_scored(row, team, shared)
            if scored:
                rows[pk] = scored
        return dict(sorted(rows.items(), key=lambda entry: entry[1].post_ref))

    def readable_by(self, organisation: Organisation, day: date) -> PostQuerySet:
        """The posts of `organisation`, and those of teams that a partner shares with it on `day` or later."""
        shared = TeamShare.objects.running(day).filter(partner=organisation)
        return self.filter(Q(organisation=organisation) | Q(team__in=shared.values("team")))


def _as_scored(row: PostRow, team: int | None, shared: SharedOut) -> PostRow | None:
    if team in shared.received:
        return as_guest(row, *shared.received[team])
    return as_host(row, shared.given[team]) if team in shared.given else row


_OTHERWISE_IN_ROW = ("team", "wte", "funded_wte", "control_role", "skills")
_SAME_IN_ROW = tuple(column for column in COLUMNS if column not in _OTHERWISE_IN_ROW)


def _units(wte: Decimal | None) -> int | None:
    return None if wte is None else round(wte * WTE_UNIT)


def _row(post: dict[str, Any], skills: dict[str, int]) -> PostRow:
    return PostRow(
        wte=_units(post["wte"]) or 0,
        funded_wte=_units(post["funded_wte"]),
        team=post["team__name"] or "",
        control_role=tuple(filter(None, post["control_role"].split(";"))),
        skills=skills,
        **{name: post[name] for name in _SAME_IN_ROW},
    )


class Post(models.Model):
    """A post, filled or vacant, with the columns of a roster file. Closed posts stay, with the day they closed."""

    class Status(models.TextChoices):
        FILLED = "filled", "Filled"
        VACANT = "vacant", "Vacant"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="posts")
    post_ref = models.CharField("post reference", max_length=TEXT_LIMIT)
    title = models.CharField("job title", max_length=TEXT_LIMIT)
    role = models.CharField(max_length=50, blank=True)
    employment = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.FILLED)
    wte = models.DecimalField("WTE", max_digits=6, decimal_places=5)
    funded_wte = models.DecimalField("funded WTE", max_digits=6, decimal_places=5, null=True, blank=True)
    grade = models.CharField(max_length=TEXT_LIMIT, blank=True)
    employer = models.CharField(max_length=5, blank=True)
    clinical_profession = models.CharField(max_length=20, blank=True)
    senior_leader = models.BooleanField(null=True, blank=True)
    control_role = models.CharField(max_length=200, blank=True)
    started_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    vacant_since = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    supplier = models.CharField(max_length=TEXT_LIMIT, blank=True)
    notes = models.TextField(max_length=5000, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "post_ref"), name="post_ref_once"),
            models.CheckConstraint(condition=~Q(post_ref="") & ~Q(title=""), name="post_has_a_reference_and_a_title"),
            models.CheckConstraint(condition=within("wte", "0.00001", "1.5"), name="post_wte"),
            models.CheckConstraint(condition=within("funded_wte", "0", "1.5"), name="post_funded_wte"),
            models.CheckConstraint(condition=Q(status__in=catalogue.STATUSES), name="post_status"),
            models.CheckConstraint(
                condition=codes(catalogue.terms("employment"), "employment"), name="post_employment"
            ),
            models.CheckConstraint(
                condition=codes(catalogue.terms("clinical_profession"), "clinical_profession"),
                name="post_clinical_profession",
            ),
        )

    def __str__(self) -> str:
        return f"{self.post_ref} {self.title}"
