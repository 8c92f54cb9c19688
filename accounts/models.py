"""Who may act: users, organisations, memberships and the activity log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower, Now
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
    def of_member(self, user: User) -> OrganisationQuerySet:
        """The organisations in which `user` has a role, by name, with `user_role` for the role."""
        members = self.filter(memberships__user=user).order_by("name")
        return members.annotate(user_role=models.F("memberships__role"))

    def with_access(self, user: User, ods_code: str) -> OrganisationQuerySet:
        """The organisation of `ods_code` if `user` is a member, with `user_role` for the role and its facts at hand."""
        members = self.filter(ods_code=ods_code, memberships__user=user)
        return members.annotate(user_role=models.F("memberships__role")).select_related("facts")

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


class Membership(models.Model):
    """The one role of a user in an organisation."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "organisation"), name="membership_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role"),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} of {self.organisation}"


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def of(self, organisation: Organisation) -> AuditEventQuerySet:
        """The events of an organisation, latest first (by id: a server's clock may jump)."""
        return self.filter(organisation=organisation).select_related("actor").order_by("-id")

    def latest_change(self, organisation: Organisation, target: str) -> AuditEvent | None:
        """What happened last to `target`, as the log names it, alone or among the rows of an import; and who did it."""
        alone = self.of(organisation).filter(target=target).first()
        kind, _, name = target.partition(" ")
        # Imports are large and few: only later ones are read, latest first and one at a time.
        imports = self.of(organisation).filter(verb="imported", id__gt=alone.pk if alone else 0)
        with_such = imports.filter(changes__has_key=f"{kind}s").iterator(chunk_size=1)
        return next((event for event in with_such if name in event.changes[f"{kind}s"][1]), alone)

    def removal(self, organisation: Organisation, target: str, row_id: int) -> AuditEvent | None:
        """Who removed the row of `row_id`, whose name in the log starts with `target`; None if it was never here."""
        removed = self.of(organisation).filter(verb="removed", target__startswith=target)
        return removed.filter(changes__id__0=row_id).first()


class AuditEvent(models.Model):
    """One line of the activity log: when, who, in which organisation, did what to what, and the values changed."""

    at = models.DateTimeField(db_default=Now())
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=50)
    target = models.CharField(max_length=250)
    changes = models.JSONField(default=dict)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("organisation", "-id"), name="audit_by_organisation"),)

    def __str__(self) -> str:
        return f"{self.verb} {self.target}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new event. TypeError: an event that is written already is never changed."""
        if self.pk:
            raise TypeError("An audit event is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """TypeError always: an audit event is never deleted."""
        raise TypeError("An audit event is never deleted")


def codes(values: Iterable[str], field: str) -> models.Q:
    """The condition that `field` is one of `values` or blank, for a check constraint."""
    return models.Q(**{f"{field}__in": ["", *values]})
