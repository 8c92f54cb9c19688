"""How people come to an organisation, and what its leads give to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models.people import Membership, Organisation, Role, User


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unused(self) -> InvitationQuerySet:
        """Those that nobody has used or withdrawn, latest first. `is_waiting`: the e-mail has not been sent yet."""
        waiting = models.Exists(OutgoingEmail.objects.filter(invitation=models.OuterRef("pk")))
        return self.filter(accepted_at=None, withdrawn_at=None).annotate(is_waiting=waiting).order_by("-id")

    def open_for(self, email: str) -> InvitationQuerySet:
        """The invitations of `email` that can still be accepted."""
        since = timezone.now() - timedelta(days=settings.INVITATION_DAYS)
        return self.filter(email=email.lower(), accepted_at=None, withdrawn_at=None, sent_at__gt=since)


class Invitation(models.Model):
    """An address asked to join an organisation in a role. Its link holds `nonce`, which each sending renews."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=20, choices=Role.choices)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    nonce = models.CharField(max_length=32)
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_open_once",
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="invitation_role"),
        )

    def __str__(self) -> str:
        return f"Invitation to {self.organisation}"

    @property
    def expires_at(self) -> datetime:
        return self.sent_at + timedelta(days=settings.INVITATION_DAYS)

    @property
    def is_open(self) -> bool:
        """Whether it can still be accepted."""
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()


class OutgoingEmailQuerySet(models.QuerySet["OutgoingEmail"]):
    def to(self, address: str) -> OutgoingEmailQuerySet:
        """The e-mails to one address, in any case."""
        return self.filter(to__iexact=address)


class OutgoingEmail(models.Model):
    """An e-mail that the mail server has not taken yet. It is deleted as soon as it is sent."""

    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=500)
    text = models.TextField()
    html = models.TextField()
    invitation = models.ForeignKey(Invitation, models.CASCADE, null=True, blank=True, related_name="emails")
    created_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveIntegerField(default=0)

    objects = OutgoingEmailQuerySet.as_manager()

    def __str__(self) -> str:
        return f"E-mail {self.pk}"


Assigned = dict[str, set[str]]
"""The keys of what a lead has given to one membership, by `Assignment.Kind`."""


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def by_membership(self, memberships: Iterable[int]) -> dict[int, Assigned]:
        """What is assigned to each of `memberships`, in one query; none for no memberships."""
        found: dict[int, Assigned] = {membership: {} for membership in memberships}
        if found:
            for membership, kind, key in self.filter(membership__in=found).values_list("membership", "kind", "key"):
                found[membership].setdefault(kind, set()).add(key)
        return found

    def of_team(self, organisation: Organisation, team: int) -> AssignmentQuerySet:
        """To whom of `organisation` the team of that id is assigned."""
        return self.filter(membership__organisation=organisation, kind="team", key=str(team))


class Assignment(models.Model):
    """What a lead has given a contributor to edit: a team by its id, or a section of the task list by name."""

    class Kind(models.TextChoices):
        TEAM = "team", "Team"
        SECTION = "section", "Section"

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="assignments")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=50)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("membership", "kind", "key"), name="assignment_once"),
            models.CheckConstraint(condition=models.Q(kind__in=("team", "section")), name="assignment_kind"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def to_boards(self, organisations: Iterable[int]) -> set[int]:
        """Which of `organisations` (ids) let their board read the live report; no query for none."""
        asked = set(organisations)
        return set(self.filter(organisation__in=asked, to=Consent.To.BOARD).values_list("organisation", flat=True))


class Consent(models.Model):
    """What an organisation lets others read: its board the live report, its system the signed-off reports.

    With `PEERS` nobody reads its reports: their levels count in the bands by which others compare themselves.
    """

    class To(models.TextChoices):
        BOARD = "board", "Board members read the live report"
        SYSTEM = "system", "The integrated care board reads signed-off reports"
        PEERS = "peers", "Our ratings and levels count, without our name, when others compare themselves with peers"

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="consents")
    to = models.CharField(max_length=10, choices=To.choices)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "to"), name="consent_once"),
            models.CheckConstraint(condition=models.Q(to__in=("board", "system", "peers")), name="consent_to"),
        )

    def __str__(self) -> str:
        return self.get_to_display()


class PeerAgreementQuerySet(models.QuerySet["PeerAgreement"]):
    def note(self, organisation: Organisation, *, agrees: bool) -> None:
        """Note that an organisation agrees from now on, or no longer does."""
        if agrees:
            self.create(organisation=organisation)
        else:
            self.filter(organisation=organisation, until=None).update(until=timezone.now())


class PeerAgreement(models.Model):
    """When an organisation let its levels count in comparisons: the history of its consent to `PEERS`.

    A comparison must know who counted before, so that what differs between two of them tells of nobody.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="peer_agreements")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    objects = PeerAgreementQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("organisation",), condition=models.Q(until=None), name="peer_agreement_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")), name="peer_agreement_ends"
            ),
        )

    def __str__(self) -> str:
        return f"Agreement of {self.organisation} to be compared"
