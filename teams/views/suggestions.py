"""The role that a job title suggests, in the form of a post: as one types, or by a button without JavaScript."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from accounts.pages import SignedInRequest
from accounts.permissions import Action, organisation_for
from teams import catalogue
from teams.forms.posts import PostForm
from teams.roster import TEXT_LIMIT
from teams.titles import Suggestion, suggest

ASKED = "suggest"
"""The button that asks for a suggestion instead of saving."""

AREA = "Digital"
"""Who adds a post here has said already that it is part of the digital team."""


@require_safe
def role_suggestion(request: SignedInRequest, ods: str) -> JsonResponse:
    """The role that the job title in the address suggests, and a sentence about it, as JSON."""
    access = organisation_for(request.user, ods, Action.EDIT_POSTS)
    title, grade = (request.GET.get(name, "")[:TEXT_LIMIT] for name in ("title", "grade"))
    found = _suggestion(access.organisation, title, grade)
    return JsonResponse({"role": found.role, "says": _sentence(found)})


def is_asked(request: HttpRequest) -> bool:
    """Whether a form of a post was sent by the button that asks for a suggestion."""
    return request.method == "POST" and ASKED in request.POST


def fill_in(form: PostForm, request: SignedInRequest, organisation: Organisation) -> str:
    """Put what was typed into an unsent form, and the role that its title suggests where none was chosen; say which."""
    for name, field in form.fields.items():
        form.initial[name] = field.widget.value_from_datadict(request.POST, request.FILES, name)
    found = _suggestion(organisation, str(form.initial["title"] or ""), str(form.initial["grade"] or ""))
    chosen = form.initial["role"]
    if not chosen and found.role:
        form.initial["role"] = found.role
        return f"{_sentence(found)} We have filled it in. Nothing is saved yet."
    return _sentence(found)


def _suggestion(organisation: Organisation, title: str, grade: str) -> Suggestion:
    learnt: dict[str, Any] = organisation.learnt_titles.roles_of(organisation)
    return suggest(title, band=grade, area=AREA, learnt=learnt)


def _sentence(found: Suggestion) -> str:
    if not found.title.strip():
        return "Enter a job title first."
    if not found.role:
        return "We do not know the role for this job title. Choose the closest match."
    role = catalogue.roles()[found.role]
    counts = f"It counts towards {catalogue.name_of('function', role.function)}."
    if found.ask:
        return f"This job title could mean {role.name}. {counts} Choose another role if that is closer."
    return f"This job title usually means {role.name}. {counts}"
