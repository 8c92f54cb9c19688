"""What is true of an organisation: its teams, posts, skills and facts. No personal names anywhere."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Organisation, User, codes
from teams import catalogue
from teams.facts import COMPARATORS, COUNTS, EXTERNAL_STAFF
from teams.lists import PostLists, TeamLists, open_at
from teams.roster import COLUMNS, TEXT_LIMIT, WTE_UNIT
from teams.roster import Post as PostRow


def _within(field: str, low: str, high: str) -> Q:
    """Low to high, both included, or null. `field = field` keeps NaN out."""
    inside = Q(**{f"{field}__gte": Decimal(low), f"{field}__lte": Decimal(high), field: F(field)})
    return Q(**{f"{field}__isnull": True}) | inside


def _not_above(field: str, limit: str) -> Q:
    """At most the other field, as far as both are known."""
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{limit}__isnull": True}) | Q(**{f"{field}__lte": F(limit)})


class Team(models.Model):
    """A standing or a project team of an organisation."""

    class Kind(models.TextChoices):
        STANDING = "standing", "Standing team"
        PROJECT = "project", "Project team"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="teams")
    name = models.CharField(max_length=TEXT_LIMIT)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.STANDING)
    version = models.PositiveIntegerField(default=1)

    objects = TeamLists.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "name"), name="team_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="team_has_a_name"),
            models.CheckConstraint(condition=Q(kind__in=("standing", "project")), name="team_kind"),
        )

    def __str__(self) -> str:
        return self.name


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
        fields = ("id", "team__name", "wte", "funded_wte", "control_role", *_SAME_IN_ROW)
        posts = list(self.order_by("post_ref").values(*fields))
        skills = SkillRating.objects.filter(post__in=self.order_by()).levels_by_post()
        return {post["id"]: _row(post, skills.get(post["id"], {})) for post in posts}


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
            models.CheckConstraint(condition=_within("wte", "0.00001", "1.5"), name="post_wte"),
            models.CheckConstraint(condition=_within("funded_wte", "0", "1.5"), name="post_funded_wte"),
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


class SkillRatingQuerySet(models.QuerySet["SkillRating"]):
    def levels_by_post(self) -> dict[int, dict[str, int]]:
        """The level that counts, by post and skill: verified beats the lead's, which beats the holder's own."""
        rows = sorted(self.values_list("source", "post_id", "skill", "level"), key=lambda row: _SOURCES.index(row[0]))
        levels: dict[int, dict[str, int]] = {}
        for _, post, skill, level in rows:
            levels.setdefault(post, {})[skill] = level
        return levels


class SkillRating(models.Model):
    """The level of one skill of a post's holder, as one kind of person rated it last."""

    class Source(models.TextChoices):
        SELF = "self", "Self"
        LEAD = "lead", "Lead"
        VERIFIED = "verified", "Verified"

    post = models.ForeignKey(Post, models.CASCADE, related_name="skill_ratings")
    skill = models.CharField(max_length=50)
    level = models.PositiveSmallIntegerField(validators=[MaxValueValidator(4)])
    source = models.CharField(max_length=10, choices=Source.choices)
    rated_at = models.DateTimeField(default=timezone.now)

    objects = SkillRatingQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("post", "skill", "source"), name="skill_rating_once"),
            models.CheckConstraint(condition=Q(level__range=(0, 4)), name="skill_rating_level"),
            models.CheckConstraint(condition=Q(source__in=("self", "lead", "verified")), name="skill_rating_source"),
        )

    def __str__(self) -> str:
        return f"{self.skill}: {self.level}"


_SOURCES = (SkillRating.Source.SELF, SkillRating.Source.LEAD, SkillRating.Source.VERIFIED)


def _fact(label: str, digits: int, places: int, top: str | None = None) -> models.DecimalField[Any, Any]:
    limits = [MinValueValidator(0)] + ([MaxValueValidator(Decimal(top))] if top else [])
    return models.DecimalField(
        label, max_digits=digits, decimal_places=places, null=True, blank=True, validators=limits
    )


class OrganisationFacts(models.Model):
    """What is known of an organisation beside its roster, and the day on which it was true. Null is not known."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="facts")
    as_at = models.DateField()
    workforce_wte = _fact("workforce of the whole organisation, in WTE", 12, 5)
    external_staff = models.CharField(
        max_length=10, blank=True, choices=[(code, code) for code in EXTERNAL_STAFF], default=""
    )
    goodwill_wte_elsewhere = _fact("clinical time of people who are not on the roster, in WTE", 12, 5)
    initiatives_live = models.PositiveIntegerField(null=True, blank=True)
    initiatives_with_clinical_lead_from_start = models.PositiveIntegerField(null=True, blank=True)
    initiatives_tested_with_users = models.PositiveIntegerField(null=True, blank=True)
    initiatives_led_outside_it = models.PositiveIntegerField(null=True, blank=True)
    service_contracts_a_year = _fact("services run by others, in pounds a year", 14, 2)
    digital_revenue_budget = _fact("digital revenue budget, in pounds a year", 14, 2)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=codes(EXTERNAL_STAFF, "external_staff"), name="facts_external_staff"),
            models.CheckConstraint(condition=_within("workforce_wte", "0", "9999999"), name="facts_workforce_wte"),
            models.CheckConstraint(
                condition=_within("goodwill_wte_elsewhere", "0", "9999999"), name="facts_goodwill_wte_elsewhere"
            ),
            models.CheckConstraint(
                condition=_within("service_contracts_a_year", "0", "999999999999"), name="facts_service_contracts"
            ),
            models.CheckConstraint(
                condition=_within("digital_revenue_budget", "0", "999999999999"), name="facts_digital_budget"
            ),
            *(
                models.CheckConstraint(condition=_not_above(name, "initiatives_live"), name=f"facts_{name}"[:60])
                for name in COUNTS[1:]
            ),
        )

    def __str__(self) -> str:
        return f"Facts of {self.organisation}"


class RepresentationCountQuerySet(models.QuerySet["RepresentationCount"]):
    def of(self, organisation: Organisation) -> RepresentationCountQuerySet:
        """The groups counted for an organisation, by name and comparator."""
        return self.filter(organisation=organisation).order_by("group", "comparator")


class RepresentationCount(models.Model):
    """How many of the digital team belong to a group, beside a comparator. Counts only; null is not known."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="representation")
    as_at = models.DateField()
    group = models.CharField(max_length=TEXT_LIMIT)
    comparator = models.CharField(max_length=10, choices=[(code, code.capitalize()) for code in COMPARATORS])
    team_count = models.PositiveIntegerField(null=True, blank=True)
    team_known = models.PositiveIntegerField(null=True, blank=True)
    headcount = models.PositiveIntegerField(null=True, blank=True)
    comparator_pct = _fact("share of the comparator, in per cent", 8, 5, "100")
    version = models.PositiveIntegerField(default=1)

    objects = RepresentationCountQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "group", "comparator"), name="representation_once"),
            models.CheckConstraint(condition=~Q(group=""), name="representation_has_a_group"),
            models.CheckConstraint(condition=Q(comparator__in=COMPARATORS), name="representation_comparator"),
            models.CheckConstraint(condition=_within("comparator_pct", "0", "100"), name="representation_pct"),
            models.CheckConstraint(
                condition=_not_above("team_count", "team_known") & _not_above("team_known", "headcount"),
                name="representation_counts",
            ),
        )

    def __str__(self) -> str:
        return f"{self.group} against {self.comparator}"


STAGED_FOR = timedelta(days=1)


class StagedImportQuerySet(models.QuerySet["StagedImport"]):
    def waiting(self, organisation: Organisation) -> StagedImportQuerySet:
        """The imports of an organisation that may still be applied."""
        return self.filter(organisation=organisation, created_at__gt=timezone.now() - STAGED_FOR)

    def expired(self) -> StagedImportQuerySet:
        """The imports, of any organisation, that nobody confirmed in time."""
        return self.filter(created_at__lte=timezone.now() - STAGED_FOR)


class StagedImport(models.Model):
    """The checked rows of an uploaded file, waiting for a day to be confirmed. The file itself is not kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="staged_imports")
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    roster_version = models.PositiveIntegerField()
    rows = models.JSONField()
    problems = models.JSONField()
    warnings = models.JSONField()

    objects = StagedImportQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Import of {len(self.rows) - 1} rows"  # the first holds the columns
