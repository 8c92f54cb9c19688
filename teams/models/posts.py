"""Posts, filled or vacant, and the rows of a roster that they make."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import models
from django.db.models import Exists, FilteredRelation, Min, OuterRef, Q

from accounts.models import Organisation, codes
from teams import catalogue
from teams.clinical_time import UNITS
from teams.lists import PostLists, open_at
from teams.models.limits import FUNDED_IS_ITS_PARTS, PARTS_FIT_THE_WHOLE, part_of_wte, within
from teams.models.sharing import TeamShare, agreed_on, hundredths
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

    def in_roster_or(self, day: date, condition: Q, chosen: int | None) -> PostQuerySet:
        """What a choice among posts offers: those in the roster on `day` that meet `condition`, and the chosen one."""
        return self.filter((open_at(day) & condition) | Q(pk=chosen)).order_by("post_ref")

    def of_teams(self, teams: Iterable[int] | None) -> PostQuerySet:
        """The posts of the teams with these ids; None is every post, also of the organisation's own team."""
        return self.all() if teams is None else self.filter(team__in=teams)

    def rows(self) -> list[PostRow]:
        """The posts as checked rows of a roster, in the order of their references."""
        return list(self.rows_by_id().values())

    def unrated_rows(self, organisation: Organisation, day: date) -> tuple[list[PostRow], int]:
        """The roster of `organisation` on `day` without skills, and how many teams it shares. One query."""
        shared = TeamShare.objects.running(day).filter(team=OuterRef("team"), counts_from__lte=day)
        posts = self.readable_by(organisation, day).open_at(day).annotate(is_shared=Exists(shared))
        found = list(posts.order_by("post_ref", "pk").values("organisation", "team", "is_shared", *_IN_ROW))
        own = [_row(post, {}) for post in found if post["organisation"] == organisation.pk]
        return own, len({post["team"] for post in found if post["is_shared"]})

    def rows_with_ages(self) -> list[tuple[int, PostRow, int | None, date | None, datetime | None]]:
        """Id, checked row, team, day of vacancy and moment of the oldest rating, of each post by reference."""
        rated = self.annotate(rated_at=Min("skill_ratings__rated_at")).order_by("post_ref")
        posts = list(rated.values(*_IN_ROW, "team", "vacant_since", "rated_at"))
        skills = self._levels()
        beside = ("team", "vacant_since", "rated_at")
        return [
            (post["id"], _row(post, skills.get(post["id"], {})), *(post[name] for name in beside)) for post in posts
        ]

    def rows_by_id(self) -> dict[int, PostRow]:
        """The posts by id as checked rows, with the skill levels that count, in the order of their references."""
        posts = list(self.order_by("post_ref").values(*_IN_ROW))
        skills = self._levels()
        return {post["id"]: _row(post, skills.get(post["id"], {})) for post in posts}

    def _levels(self) -> dict[int, dict[str, int]]:
        return SkillRating.objects.filter(post__in=self.order_by()).scored().levels_by_post()

    def as_scored(self, organisation: Organisation, as_at: date, *, with_skills: bool = True) -> dict[int, PostRow]:
        """The roster that is scored on `as_at`, by id of the post: own posts, and those of teams shared with it.

        Of a shared team each organisation counts its share, by the rule of `teams.shares`.
        """
        return self.rosters_as_scored([organisation], as_at, with_skills=with_skills)[organisation.pk]

    def rosters_as_scored(
        self, organisations: Collection[Organisation], as_at: date, *, with_skills: bool = True
    ) -> dict[int, dict[int, PostRow]]:
        """The rosters of several organisations as each is scored on `as_at`, by their ids. Two queries, or one without
        the skills of holders."""
        received = TeamShare.objects.agreed().filter(partner__in=organisations)
        own_or_shared = Q(organisation__in=organisations) | Q(team__in=received.values("team"))
        counted = self.filter(own_or_shared).open_at(as_at)
        # One line for each share of a post's team, and one for a post without; in one query, as pages are few queries.
        lines = counted.annotate(share=FilteredRelation("team__shares", condition=agreed_on(as_at, "team__shares__")))
        skills = counted._levels() if with_skills else {}
        rosters: dict[int, dict[int, PostRow]] = {organisation.pk: {} for organisation in organisations}
        for pk, found in groupby(lines.order_by("post_ref", "pk").values(*_IN_ROW, *_OF_SHARES), itemgetter("id")):
            of_post = list(found)
            post = _row(of_post[0], skills.get(pk, {}))
            for organisation in rosters.keys() & _counting(of_post):
                row = _as_scored(post, of_post, organisation, as_at)
                if row:
                    rosters[organisation][pk] = row
        return rosters

    def readable_by(self, organisation: Organisation, day: date) -> PostQuerySet:
        """The posts of `organisation`, and those of teams that a partner shares with it on `day` or later."""
        shared = TeamShare.objects.running(day).filter(partner=organisation)
        return self.filter(Q(organisation=organisation) | Q(team__in=shared.values("team")))


_OTHERWISE_IN_ROW = ("team", "wte", "funded_wte", "control_role", "skills")
_SAME_IN_ROW = tuple(column for column in COLUMNS if column not in _OTHERWISE_IN_ROW)
_IN_ROW = ("id", "team__name", "wte", "funded_wte", "control_role", *_SAME_IN_ROW)
_OF_SHARES = (
    "organisation",
    "organisation__ods_code",
    "organisation__closed_on",
    "share__partner",
    "share__share_pct",
    "share__partner__closed_on",
)


def _counting(lines: list[dict[str, Any]]) -> set[int]:
    """The ids of those who may count the post of these lines: its host, and the partners of its team."""
    return {lines[0]["organisation"], *(line["share__partner"] for line in lines)}


def _as_scored(row: PostRow, lines: list[dict[str, Any]], organisation: int, as_at: date) -> PostRow | None:
    """The row as the organisation of that id counts it, from the lines of its post; None where it counts nothing."""
    shares = {line["share__partner"]: hundredths(line["share__share_pct"]) for line in lines if _counts(line, as_at)}
    if lines[0]["organisation"] == organisation:
        return as_host(row, shares.values()) if shares else row
    share = shares.get(organisation)
    return as_guest(row, lines[0]["organisation__ods_code"], share) if share else None


def _counts(line: dict[str, Any], as_at: date) -> bool:
    """Whether the line has a share, and both its sides are open on `as_at`."""
    closed = (line["organisation__closed_on"], line["share__partner__closed_on"])
    return line["share__partner"] is not None and all(day is None or day >= as_at for day in closed)


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

    # Without an index of its own: that of the unique references starts with it.
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="posts")
    post_ref = models.CharField("post reference", max_length=TEXT_LIMIT)
    title = models.CharField("job title", max_length=TEXT_LIMIT)
    role = models.CharField(max_length=50, blank=True)
    employment = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.FILLED)
    wte = models.DecimalField("WTE", max_digits=6, decimal_places=5)
    funded_wte = models.DecimalField("funded WTE", max_digits=6, decimal_places=5, null=True, blank=True)
    job_planned_wte = part_of_wte("time in the job plan, in WTE")
    backfilled_wte = part_of_wte("time that is backfilled, in WTE")
    extra_wte = part_of_wte("time paid as extra sessions, in WTE")
    time_unit = models.CharField(max_length=5, choices=UNITS, default="wte")
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
            models.CheckConstraint(condition=within("job_planned_wte", "0", "1.5"), name="post_job_planned_wte"),
            models.CheckConstraint(condition=within("backfilled_wte", "0", "1.5"), name="post_backfilled_wte"),
            models.CheckConstraint(condition=within("extra_wte", "0", "1.5"), name="post_extra_wte"),
            models.CheckConstraint(condition=FUNDED_IS_ITS_PARTS, name="post_funded_is_its_parts"),
            models.CheckConstraint(condition=PARTS_FIT_THE_WHOLE, name="post_parts_fit_the_whole"),
            models.CheckConstraint(condition=Q(time_unit__in=[unit for unit, _ in UNITS]), name="post_time_unit"),
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
