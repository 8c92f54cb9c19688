"""What is held about people: every field of every model, and what becomes of it when a person is erased.

A field that is in neither table fails a test, so that nobody adds one without a decision.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.db import models

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account, or an address that was only ever invited."""

    email: str
    user: User | None = None

    @property
    def mentions(self) -> re.Pattern[str]:
        """The address, and a name of more than one word: a single word may be any word."""
        names = [self.email]
        if self.user and len(self.user.name.split()) > 1:
            names.append(self.user.name)
        either = "|".join(map(re.escape, names))
        return re.compile(rf"(?<![\w.+-])(?:{either})(?![\w-])", re.IGNORECASE)


class Fate(StrEnum):
    """What becomes of a field when a person is erased."""

    DELETED = "deleted, with its row"
    REPLACED = "replaced by what names nobody"
    SCRUBBED = "cleared of the person's address and name"
    STAYS = "stays, and tells of an account that names nobody"


Finder = Callable[[Person, type[models.Model]], Iterable[models.Model]]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one model that tell of a person. `secret` fields are held, and an export says so without their values."""

    model: str
    of: Finder
    fields: dict[str, Fate]
    secret: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_installed(self) -> bool:
        return apps.all_models[self.model.split(".")[0]] != {}

    def found(self, person: Person) -> Iterable[models.Model]:
        return self.of(person, apps.get_model(self.model))


def _by(lookup: str) -> Finder:
    """Rows that lead to the person's account."""
    return lambda person, model: (
        model._base_manager.filter(**{lookup: person.user.pk}) if person.user else model._base_manager.none()
    )


def _by_address(lookup: str) -> Finder:
    """Rows that hold the person's address."""
    return lambda person, model: model._base_manager.filter(**{f"{lookup}__iexact": person.email})


def _by_mention(*names: str) -> Finder:
    """Rows of which one of these fields has the person's address or name somewhere in its text."""

    def find(person: Person, model: type[models.Model]) -> Iterator[models.Model]:
        pattern = person.mentions
        for row in model._base_manager.order_by("pk").iterator(chunk_size=200):
            if any(pattern.search(text) for name in names for text in texts(getattr(row, name))):
                yield row

    return find


def _sessions(person: Person, model: type[models.Model]) -> Iterator[models.Model]:
    """A session says whose it is inside its data only."""
    if person.user:
        for session in model._base_manager.order_by("pk").iterator(chunk_size=200):
            if session.get_decoded().get(SESSION_KEY) == str(person.user.pk):  # type: ignore[attr-defined]  # sessions
                yield session


def texts(value: Any) -> Iterator[str]:
    """Every text in a value of a field, also inside JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for part in pair for text in texts(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in texts(part))


def _all(fate: Fate, names: str) -> dict[str, Fate]:
    return dict.fromkeys(names.split(), fate)


PERSONAL: tuple[Rows, ...] = (
    Rows("accounts.Assignment", _by("membership__user"), _all(Fate.DELETED, "membership kind key")),
    Rows("accounts.Membership", _by("user"), _all(Fate.DELETED, "user organisation role")),
    Rows("accounts.OutgoingEmail", _by_address("to"), _all(Fate.DELETED, "to subject text html created_at")),
    Rows(
        "accounts.OutgoingEmail",
        _by_mention("subject", "text", "html"),
        _all(Fate.SCRUBBED, "subject text html"),
    ),
    Rows(
        "accounts.Invitation",
        _by_address("email"),
        _all(Fate.DELETED, "organisation email role sent_at nonce accepted_at withdrawn_at"),
        secret=frozenset({"nonce"}),
    ),
    Rows("accounts.Invitation", _by("invited_by"), _all(Fate.STAYS, "invited_by organisation sent_at")),
    Rows("accounts.Consent", _by("given_by"), _all(Fate.STAYS, "organisation to given_by given_at")),
    Rows(
        "accounts.ApiToken",
        _by("user"),
        _all(Fate.DELETED, "user name sha256 made_at days last_used_on with_second_factor"),
        secret=frozenset({"sha256"}),
    ),
    Rows("accounts.HeldForm", _by("user"), _all(Fate.DELETED, "user path data held_at")),
    Rows("accounts.AuditEvent", _by("actor"), _all(Fate.STAYS, "actor at organisation verb target")),
    Rows("accounts.AuditEvent", _by_mention("target", "changes"), _all(Fate.SCRUBBED, "target changes")),
    Rows("teams.StaffTold", _by("confirmed_by"), _all(Fate.STAYS, "confirmed_by organisation confirmed_at")),
    Rows("teams.StagedImport", _by("by"), _all(Fate.STAYS, "by organisation created_at")),
    Rows("assessment.Assessment", _by("sponsor"), _all(Fate.STAYS, "sponsor organisation")),
    Rows("assessment.Assessment", _by("submitted_by"), _all(Fate.STAYS, "submitted_by organisation")),
    Rows("assessment.Assessment", _by("signed_off_by"), _all(Fate.STAYS, "signed_off_by organisation")),
    Rows("assessment.ReportLink", _by("made_by"), _all(Fate.STAYS, "made_by made_at")),
    Rows("assessment.RubricVersion", _by("published_by"), _all(Fate.STAYS, "published_by published_at")),
    Rows("assessment.RubricVersion", _by("changed_by"), _all(Fate.STAYS, "changed_by")),
    Rows("assessment.RubricVersion", _by("approved_by"), _all(Fate.STAYS, "approved_by")),
    Rows("assessment.RubricComment", _by("by"), _all(Fate.STAYS, "by at")),
    Rows(
        "accounts.Session",
        _by("user"),
        _all(Fate.DELETED, "user session_key session_data expire_date"),
        secret=frozenset({"session_key", "session_data"}),
    ),
    Rows(
        "sessions.Session",
        _sessions,
        _all(Fate.DELETED, "session_key session_data expire_date"),
        secret=frozenset({"session_key", "session_data"}),
    ),
    Rows(
        "usersessions.UserSession",
        _by("user"),
        _all(Fate.DELETED, "user created_at ip last_seen_at session_key user_agent data"),
        secret=frozenset({"session_key"}),
    ),
    Rows(
        "mfa.Authenticator",
        _by("user"),
        _all(Fate.DELETED, "user type data created_at last_used_at"),
        secret=frozenset({"data"}),
    ),
    Rows(
        "socialaccount.SocialToken",
        _by("account__user"),
        _all(Fate.DELETED, "account token token_secret expires_at"),
        secret=frozenset({"token", "token_secret"}),
    ),
    Rows(
        "socialaccount.SocialAccount",
        _by("user"),
        _all(Fate.DELETED, "user provider uid last_login date_joined extra_data"),
    ),
    Rows(
        "account.EmailConfirmation",
        _by("email_address__user"),
        _all(Fate.DELETED, "email_address created sent key"),
        secret=frozenset({"key"}),
    ),
    Rows("account.EmailAddress", _by("user"), _all(Fate.DELETED, "user email verified primary")),
    Rows(
        "django_tasks_database.DBTaskResult",
        _by_mention("args_kwargs", "return_value", "traceback"),
        _all(Fate.DELETED, "args_kwargs return_value traceback"),
    ),
    Rows(
        "accounts.User",
        _by("pk"),
        _all(Fate.REPLACED, "email name password last_login joined_at is_active")
        | _all(Fate.REPLACED, "is_service_administrator is_rubric_administrator erased_at"),
        secret=frozenset({"password"}),
    ),
)
"""What is held about a person, in the order in which it is erased: what hangs on another row before that row."""

NOT_PERSONAL: dict[str, str] = {
    # The account's number stands in the log for ever; it leads to an account that names nobody.
    "accounts.User": "id",
    "accounts.Membership": "id version",
    "accounts.Assignment": "id",
    "accounts.Invitation": "id",
    "accounts.OutgoingEmail": "id invitation tries",
    "accounts.Consent": "id",
    "accounts.ApiToken": "id",
    "accounts.PeerAgreement": "id organisation since until",
    "accounts.HeldForm": "id",
    "accounts.AuditEvent": "id request_key",
    "accounts.Organisation": "id ods_code name kind region parent opened_on closed_on successors roster_version",
    "accounts.Organisation_successors": "id from_organisation to_organisation",
    # A roster holds posts, not people: no name is asked for, and the forms say so.
    "teams.Team": "id organisation name kind version",
    "teams.TeamShare": "id organisation team partner share_pct counts_from counts_until state version",
    "teams.Post": (
        "id organisation team post_ref title role employment status wte funded_wte grade employer clinical_profession"
        " senior_leader control_role started_on ends_on vacant_since closed_on supplier notes version"
        " job_planned_wte backfilled_wte extra_wte time_unit"
    ),
    "teams.SkillRating": "id post skill level source rated_at",
    # To whom a link went is not kept. A comment is the post holder's, asked for without names, and goes with them.
    "teams.RatingLink": "id post nonce sent_at is_revoked comment",
    "teams.StaffTold": "id",
    "teams.OrganisationFacts": (
        "id organisation as_at workforce_wte external_staff goodwill_wte_elsewhere initiatives_live"
        " initiatives_with_clinical_lead_from_start initiatives_tested_with_users initiatives_led_outside_it"
        " service_contracts_a_year digital_revenue_budget version"
    ),
    # Job titles and posts, no names.
    "teams.Initiative": (
        "id organisation name status changes_care sponsor sponsor_outside_it led_by led_outside_it lead_joined"
        " clinical_lead lead_funded tested_with_users outcome_named adoption_measured version"
    ),
    "teams.CompleteList": "id organisation name",
    "teams.ClinicalHelp": "id organisation clinicians hours_a_week confirmed_by version",
    "teams.Supplier": "id organisation name version",
    "teams.Contract": (
        "id organisation supplier service kind value_a_year is_open_ended ends_on notice_months knowledge_transfer"
        " exit_terms owner functions version"
    ),
    # Nobody can be found by an answer: it holds no account, no address and no time.
    "teams.PulseWave": "id organisation number token opened_on closed_on steps version",
    "teams.PulseResponse": "id wave step job_plan hours from_start",
    # Counts of groups, never of one person's group.
    "teams.RepresentationCount": (
        "id organisation as_at group comparator team_count team_known headcount comparator_count"
        " comparator_total comparator_pct version"
    ),
    "teams.LearntTitle": "id organisation title role",
    # Columns with personal data are taken out before anything is stored.
    "teams.StagedImport": "id roster_version rows problems warnings book findings",
    "teams.ImportMapping": "id organisation headings words version",
    "assessment.Rubric": "id name is_default",
    "assessment.RubricVersion": "id rubric number state definition sha256 notes retires_on version",
    "assessment.RubricComment": "id rubric_version place text",
    "assessment.Assessment": (
        "id rubric_version as_at state started_from reopened_because commentary reasons returned_on returned_because"
        " vacancies version"
    ),
    "assessment.Answer": (
        "id assessment criterion level evidence link evidence_on confidence differs_because is_carried version"
    ),
    # Owners by job title; texts that look like names are asked about.
    "assessment.Action": (
        "id organisation criterion name action owner due_on cost progress done_on note added_at version"
    ),
    "assessment.NoAction": "id organisation criterion name because version",
    # People on the cover of a paper are job titles; texts that look like names are asked about.
    "assessment.BoardPaperCover": (
        "id assessment meeting meeting_on agenda_item title purpose author presenter executive_sponsor considered_by"
        " objectives risks assurance assured_by session exemption decisions version"
    ),
    "assessment.ReportLink": "id report purpose sha256 days revoked_at opened last_opened_at",
    # What is submitted holds job titles of posts and of the approver; texts that look like names are asked about.
    "assessment.Snapshot": (
        "id organisation assessment assessment_version sequence content content_sha256 posts_sha256 previous_sha256"
        " sha256 frozen_at"
    ),
    "assessment.SnapshotPosts": "id snapshot text",
    "assessment.PostsRemoval": "id snapshot reason removed_at",
    "assessment.SignOff": "id organisation number snapshot sha256 job_title signed_at",
    # The activity log says who set a deadline.
    "assessment.Deadline": "id set_by name as_at_from due_on organisations withdrawn_at version",
    "assessment.DeadlineOrganisation": "id deadline organisation",
    "assessment.DeadlineReminder": "id deadline organisation due_on stage sent_at",
    "auth.Permission": "id name content_type codename",
    "auth.Group": "id name permissions",
    "auth.Group_permissions": "id group permission",
    "contenttypes.ContentType": "id app_label model",
    "account.EmailAddress": "id",
    "account.EmailConfirmation": "id",
    "mfa.Authenticator": "id",
    "usersessions.UserSession": "id",
    "socialaccount.SocialApp": "id provider provider_id name client_id secret key settings",
    "socialaccount.SocialAccount": "id",
    "socialaccount.SocialToken": "id app",
    "django_tasks_database.DBTaskResult": (
        "id status enqueued_at started_at finished_at priority task_path worker_ids queue_name backend_name run_after"
        " exception_class_path"
    ),
}
"""The fields that tell of no person, by model."""


def undecided() -> list[str]:
    """Fields of installed models that are in no table or in both, and names in the tables that are no field."""
    wrong = []
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        held = {name for rows in PERSONAL if rows.model == label for name in rows.fields}
        not_held = set(NOT_PERSONAL.get(label, "").split())
        named = {entry.name for entry in (*model._meta.concrete_fields, *model._meta.local_many_to_many)}
        wrong += [f"{label}.{name}" for name in (named ^ (held | not_held)) | (held & not_held)]
    return sorted(wrong)
