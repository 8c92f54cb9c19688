"""Canaries: a text of its own in every field of every row that an organisation may hold, whatever the model."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from accounts import audit
from accounts.models import Assignment, Consent, HeldForm, Organisation, OutgoingEmail, User
from assessment.models import BoardPaperCover
from teams.models import CompleteList, ImportMapping, LearntTitle, OrganisationFacts, PulseResponse
from tests.factories import AS_AT

CANARY = "canary"
OURS = ("accounts", "teams", "assessment", "reports")
WORDS = re.compile("[A-Z][a-z]")
"""What people type, in JSON: codes and keys are in small letters or in capitals."""

OF_EVERYBODY = ("assessment.Rubric", "assessment.RubricVersion", "assessment.RubricComment")
"""Models whose rows belong to no organisation, whoever wrote them: rubrics, and what administrators say of them."""

FROZEN = ("assessment.Snapshot", "assessment.SnapshotPosts", "assessment.PostsRemoval", "assessment.SignOff")
"""Models whose rows nobody can change: they hold copies of texts, as they stood when an assessment was submitted."""

CODES = {
    "accounts.ApiToken": {"sha256"},
    "accounts.AuditEvent": {"verb"},
    "accounts.Assignment": {"key"},
    "accounts.HeldForm": {"path"},
    "accounts.Invitation": {"nonce"},
    "accounts.Organisation": {"ods_code"},
    "accounts.Session": {"session_data", "session_key"},
    "accounts.User": {"password"},
    "assessment.Action": {"criterion"},
    "assessment.Answer": {"criterion"},
    "assessment.Assessment": {"returned_on"},
    "assessment.ReportLink": {"sha256"},
    "assessment.NoAction": {"criterion"},
    "teams.Contract": {"functions"},
    "teams.LearntTitle": {"role"},
    "teams.OrganisationFacts": {"external_staff"},
    "teams.Post": {"role", "employment", "employer", "clinical_profession", "control_role"},
    "teams.PulseWave": {"token"},
    "teams.RatingLink": {"nonce"},
    "teams.SkillRating": {"skill"},
}
"""Fields without choices whose text nobody types: codes, keys, secrets. Every other text field gets a canary."""


def plant(organisation: Organisation) -> None:
    """Put a canary in every text of every row that belongs to the organisation or to one of its members."""
    for model in models_of_organisations():
        for number, row in enumerate(rows_of(model, organisation), 1):
            texts = {field.name: _sung(field, row, number) for field in text_fields(model)}
            model._base_manager.filter(pk=row.pk).update(**texts)
    organisation.refresh_from_db()


def canary(model: type[models.Model], field: str) -> str:
    """How the canary of a field begins, such as `canary-post-title`; the number of the row follows.

    In JSON the text that was there takes the place of the field.
    """
    return f"{CANARY}-{model._meta.model_name}-{field}"


def canaries_in(text: str) -> set[str]:
    """The canaries of a text, without the numbers of their rows."""
    return {found.rstrip("0123456789-") for found in re.findall(rf"{CANARY}[a-z0-9_-]+", text)}


def text_fields(model: type[models.Model]) -> list[Any]:
    """The fields of a model that hold what somebody typed."""
    codes = CODES.get(model._meta.label, set())
    kinds = (models.CharField, models.TextField, models.JSONField)
    fields = [field for field in model._meta.concrete_fields if isinstance(field, kinds) and not field.choices]
    return [field for field in fields if field.name not in codes]


def models_of_organisations() -> list[type[models.Model]]:
    """The models whose rows belong to an organisation or to a person of it, however far the way."""
    found = [model for app in OURS for model in apps.get_app_config(app).get_models() if _way(model) is not None]
    return [model for model in found if model._meta.label not in (*OF_EVERYBODY, *FROZEN)]


def rows_of(model: type[models.Model], organisation: Organisation) -> list[models.Model]:
    """The rows of the model that belong to the organisation, the first first."""
    way = _way(model)
    if way is None:
        return []
    rows = model._base_manager.filter(**{"__".join(way) or "pk": organisation.pk})
    return list(rows.distinct().order_by("pk"))


def _way(start: type[models.Model]) -> tuple[str, ...] | None:
    """The shortest way by keys from a model to the organisation; from a user it leads over their memberships."""
    turn: deque[tuple[type[models.Model], tuple[str, ...]]] = deque([(start, ())])
    seen = {start}
    while turn:
        model, way = turn.popleft()
        if model is Organisation:
            return way
        for name, to in _keys(model):
            if to not in seen:
                seen.add(to)
                turn.append((to, (*way, name)))
    return None


def _keys(model: type[models.Model]) -> Iterator[tuple[str, type[models.Model]]]:
    if model is User:
        yield "memberships__organisation", Organisation
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            yield field.name, field.related_model  # type: ignore[misc]  # a model by now


def _sung(field: Any, row: models.Model, number: int) -> Any:
    text = f"{canary(type(row), field.name)}-{number}"
    if isinstance(field, models.JSONField):
        return _in_json(getattr(row, field.name), type(row), number)
    if isinstance(field, models.EmailField):
        return f"{text}@strangers.example"
    return f"https://{text}.example/" if isinstance(field, models.URLField) else text[: field.max_length]


def _in_json(value: Any, model: type[models.Model], number: int) -> Any:
    """The value with a canary for each text that people typed, the same for the same text."""
    if isinstance(value, str):
        slug = re.sub(r"\W+", "_", value.lower()).strip("_")
        return f"{canary(model, slug)}-{number}" if WORDS.search(value) else value
    if isinstance(value, dict):
        return {_in_json(key, model, number): _in_json(part, model, number) for key, part in value.items()}
    return [_in_json(part, model, number) for part in value] if isinstance(value, list) else value


def fill(organisation: Organisation, by: User) -> None:
    """Give an organisation that has one of everything with a key of its own a row of everything else."""
    post, member = organisation.posts.earliest("pk"), organisation.memberships.contributors().latest("pk")
    said = {field.name: field.choices[0][0] for field in PulseResponse._meta.concrete_fields if field.choices}
    organisation.pulse_waves.get().responses.create(**said)
    OrganisationFacts.objects.create(organisation=organisation, as_at=AS_AT)
    CompleteList.objects.create(organisation=organisation, name="initiatives")
    LearntTitle.objects.create(organisation=organisation, title="ward wizard", role="software_developer")
    organisation.assessments.filter(state="draft").update(
        commentary={"Q2": "Our own words"}, reasons={"team": "For a reason"}, vacancies=[["D0", "Ward wizard"]]
    )
    BoardPaperCover.objects.create(
        assessment=organisation.assessments.get(state="draft"), assurance="some", session="private"
    )
    organisation.staged_imports.update(problems={"count": 1, "first": ["Row 2: Ward"]}, warnings=["Row 3: Ward"])
    ImportMapping.objects.create(
        organisation=organisation, headings={"Job title": "title"}, words={"employment": {"Zero hours": "agency"}}
    )
    Assignment.objects.create(membership=member, kind="team", key=str(post.team_id))
    Consent.objects.get_or_create(organisation=organisation, to="system", defaults={"given_by": by})
    by.api_tokens.create(name="Power BI", sha256="a" * 64, days=30, with_second_factor=False)
    HeldForm.objects.create(user=by, path="/organisations/", data=[["notes", ["Typed and kept"]]])
    OutgoingEmail.objects.create(
        to=by.email, subject="Join", text="Join us", html="Join us", invitation=organisation.invitations.get()
    )
    audit.record(
        by=by, organisation=organisation, verb="changed", target="team Data", changes={"name": ["Data", "Data team"]}
    )
