"""Who may act: users, organisations and their memberships."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

ODS_CODE = RegexValidator(r"^[A-Z0-9]{3,5}\Z", "Enter an ODS code of three to five capital letters and digits.")


class Role(models.TextChoices):
    """A member's role in an organisation."""

    LEAD = "lead", "Digital lead"
    CONTRIBUTOR = "contributor", "Contributor"
    SPONSOR = "sponsor", "Executive sponsor"
    BOARD = "board", "Board member"
    SYSTEM = "system", "System member"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, name: str, password: str | None = None) -> User:
        """A new user who may sign in. `email` is kept in lower case; without `password` none will work."""
        user = self.model(email=email.lower(), name=name)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in with an e-mail address."""

    email = models.EmailField("email address", max_length=254, unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    is_service_administrator = models.BooleanField(default=False)
    is_rubric_administrator = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="user_email_in_any_case_once"),)

    def __str__(self) -> str:
        return self.name


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def shared_with(self, user: User) -> OrganisationQuerySet:
        """The organisations that share with an integrated care board of which `user` is a system member."""
        of_system_member = models.Q(parent__memberships__user=user, parent__memberships__role=Role.SYSTEM)
        return self.filter(of_system_member, consents__to="system")

    def sharing_with(self, board: Organisation) -> OrganisationQuerySet:
        """The organisations that share with an integrated care board, by name."""
        return self.filter(parent=board, consents__to="system").order_by("name", "ods_code")

    def using_the_service(self) -> OrganisationQuerySet:
        """The organisations that have a digital lead who can sign in, by name."""
        leads = Membership.objects.leads().filter(organisation=models.OuterRef("pk"))
        return self.filter(models.Exists(leads)).order_by("name", "ods_code")

    def open_on(self, day: date) -> OrganisationQuerySet:
        """Those that are not closed on `day`; an organisation is open on its last day."""
        return self.filter(models.Q(closed_on=None) | models.Q(closed_on__gte=day))

    def in_system(self, board: Organisation) -> list[tuple[Organisation, bool]]:
        """The open organisations that belong to an integrated care board, by name, and whether each shares with it."""
        sharing = self.filter(consents__to="system", pk=models.OuterRef("pk"))
        found = (
            self.open_on(timezone.localdate())
            .filter(parent=board)
            .annotate(shares=models.Exists(sharing))
            .order_by("name")
        )
        return [(each, each.shares) for each in found]  # type: ignore[attr-defined]  # of the query

    def gone_into_one_of(self, user: User) -> OrganisationQuerySet:
        """The closed organisations of which one that `user` is a member of is a successor."""
        roles = [role for role in Role if role != Role.SYSTEM]
        of_member = {"successors__memberships__user": user, "successors__memberships__role__in": roles}
        return self.filter(**of_member, closed_on__lt=timezone.localdate())

    def search(self, text: str) -> OrganisationQuerySet:
        """The organisations whose name holds `text` or whose ODS code starts with it, by name."""
        found = models.Q(name__icontains=text) | models.Q(ods_code__istartswith=text)
        return self.filter(found).order_by("name", "ods_code")

    def closings(self) -> dict[int, date]:
        """The last day of each organisation that closes or has closed, by its id."""
        return {pk: day for pk, day in self.values_list("pk", "closed_on") if day}

    def hold(self, organisation: Organisation) -> None:
        """Keep others from holding `organisation` until this transaction ends; rows that refer to it can be written."""
        self.select_for_update(no_key=True).only("pk").get(pk=organisation.pk)


class Organisation(models.Model):
    """A trust, an integrated care board or another NHS partner. The ODS code is its key in every address."""

    ods_code = models.CharField(max_length=5, unique=True, validators=[ODS_CODE])
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=50, blank=True)
    region = models.CharField(max_length=50, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="members")
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    successors = models.ManyToManyField("self", symmetrical=False, related_name="predecessors", blank=True)
    roster_version = models.PositiveIntegerField(default=0)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ods_code__regex=r"^[A-Z0-9]{3,5}$"), name="organisation_ods_code"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True)
                | models.Q(opened_on__isnull=True)
                | models.Q(closed_on__gte=models.F("opened_on")),
                name="organisation_closes_after_it_opens",
            ),
        )

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of(self, user: User) -> MembershipQuerySet:
        """The memberships of `user`, with the organisation and its facts at hand."""
        return self.filter(user=user).select_related("organisation__facts")

    def listed(self) -> MembershipQuerySet:
        """The members with their users, by name; `assigned` is the number of things that a lead assigned to them."""
        return (
            self.select_related("user")
            .annotate(assigned=models.Count("assignments"))
            .order_by(Lower("user__name"), "pk")
        )

    def contributors(self) -> MembershipQuerySet:
        """The contributors with their users."""
        return self.filter(role=Role.CONTRIBUTOR).select_related("user")

    def who_can_sign_in(self) -> MembershipQuerySet:
        """The members who can sign in, with their users, by name."""
        return self.filter(user__is_active=True).select_related("user").order_by(Lower("user__name"))

    def assigned_to_team(self, team: int) -> MembershipQuerySet:
        """The contributors to whom the team of that id is assigned, with their users, by name."""
        assigned = self.filter(assignments__kind="team", assignments__key=str(team))
        return assigned.select_related("user").order_by(Lower("user__name"))

    def leads(self) -> MembershipQuerySet:
        """The digital leads who can sign in."""
        return self.filter(role=Role.LEAD, user__is_active=True)


class Membership(models.Model):
    """The one role of a user in an organisation."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    version = models.PositiveIntegerField(default=1)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "organisation"), name="membership_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role"),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} of {self.organisation}"

    def assigned_keys(self) -> dict[str, set[str]]:
        """The keys of what a contributor may change, by kind: "team" (ids) and "section"."""
        found: dict[str, set[str]] = {}
        for kind, key in self.assignments.values_list("kind", "key"):
            found.setdefault(kind, set()).add(key)
        return found
