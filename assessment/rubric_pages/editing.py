"""The pages on which the parts of a draft are edited."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import render
from django.urls import reverse

from accounts.pages import SignedInRequest, saved
from assessment import rubric_services
from assessment.models import RubricVersion
from assessment.rubric.editing import Document, ids, own_criteria, row
from assessment.rubric_pages import parts_of_measures
from assessment.rubric_pages.changing import part_page
from assessment.rubric_pages.finding import draft_of, draft_way, version_url
from assessment.rubric_pages.forms.base import DraftForm
from assessment.rubric_pages.forms.measures import KINDS, MeasureForm, TermForm
from assessment.rubric_pages.forms.parts import CriterionForm, QuestionForm, ScaleForm
from assessment.rubric_pages.forms.whole import AboutForm, BandsForm, RulesForm, SetsForm, WeightsForm

WHOLE: dict[str, tuple[type[DraftForm], str]] = {
    "about": (AboutForm, "Title and levels"),
    "rules": (RulesForm, "Rules for the whole rubric"),
    "bands": (BandsForm, "Ratings"),
    "sets": (SetsForm, "Sets"),
}
"""The pages of what holds for the whole rubric: the form and the heading of each."""

WORDS = {"questions": "question", "criteria": "criterion"}


def whole(request: SignedInRequest, rubric: int, part: str) -> HttpResponse:
    """What holds for the whole rubric. Http404: there is no such part."""
    draft = draft_of(request.user, rubric)
    if part not in WHOLE:
        raise Http404
    form, heading = WHOLE[part]
    return part_page(request, draft, _maker(form), heading)


def weights(request: SignedInRequest, rubric: int) -> HttpResponse:
    """Every weight, with the share that each makes."""
    draft = draft_of(request.user, rubric)
    return part_page(request, draft, _maker(WeightsForm), "Weights", template="assessment/rubrics/weights.html")


def question_add(request: SignedInRequest, rubric: int) -> HttpResponse:
    """Add a question."""
    draft = draft_of(request.user, rubric)
    return part_page(request, draft, _maker(QuestionForm), "Add a question")


def question(request: SignedInRequest, rubric: int, name: str) -> HttpResponse:
    """Change a question. Http404: there is none of that id."""
    draft = _with(request, rubric, "questions", name)
    return part_page(request, draft, _maker(QuestionForm, name=name), f"Question {name}")


def criterion_add(request: SignedInRequest, rubric: int) -> HttpResponse:
    """Add a criterion, and go on to its scale."""
    draft = draft_of(request.user, rubric)
    make = _maker(CriterionForm, question=request.GET.get("question", ""))
    return part_page(request, draft, make, "Add a criterion")


def criterion(request: SignedInRequest, rubric: int, name: str) -> HttpResponse:
    """Change what a criterion is. Http404: there is none of that id."""
    draft = _with(request, rubric, "criteria", name)
    return part_page(request, draft, _maker(CriterionForm, name=name), f"Criterion {name}")


def scale(request: SignedInRequest, rubric: int, name: str) -> HttpResponse:
    """Change how a criterion is judged."""
    draft = _with(request, rubric, "criteria", name)
    return part_page(request, draft, _maker(ScaleForm, name=name), f"Scale of criterion {name}")


def measure(request: SignedInRequest, rubric: int, name: str) -> HttpResponse:
    """Build the measure of a criterion, with its value on a chosen organisation."""
    draft = _with(request, rubric, "criteria", name)
    make = _maker(MeasureForm, name=name, kind=request.GET.get("kind", ""))
    context = {
        "kinds": KINDS.items(),
        "pieces": parts_of_measures.pieces(draft.definition, name),
        "trial": parts_of_measures.trial_of(request.user, draft, name, request.GET.get("organisation", "")),
        "criterion": name,
    }
    here = reverse("rubric_measure", args=[rubric, name])
    heading = f"Measure of criterion {name}"
    return part_page(
        request,
        draft,
        make,
        heading,
        after=here,
        template="assessment/rubrics/measure.html",
        cancel_url=version_url(draft),
        **context,
    )


def term(request: SignedInRequest, rubric: int, name: str, way: str) -> HttpResponse:
    """One term of a measure, or its conditions. Http404: there is no such part."""
    draft = _with(request, rubric, "criteria", name)
    if not parts_of_measures.is_way(draft.definition, name, way) and request.method != "POST":
        raise Http404
    if not parts_of_measures.WAY.fullmatch(way):
        raise Http404
    make = _maker(TermForm, name=name, way=way)
    after = reverse("rubric_measure", args=[rubric, name])
    piece = parts_of_measures.piece_name(way)
    return part_page(request, draft, make, f"{piece[:1].upper()}{piece[1:]} of criterion {name}", after=after)


def remove(request: SignedInRequest, rubric: int, name: str, key: str) -> HttpResponse:
    """Ask whether to remove a question or criterion, and remove it."""
    draft = _with(request, rubric, key, name)
    if request.method == "POST":
        rubric_services.remove_row(by=request.user, draft=draft, key=key, name=name)
        return saved(request, f"Removed: {WORDS[key]} {name}", version_url(draft))
    own = own_criteria(draft.definition, name) if key == "questions" else []
    context = {
        "heading": f"Remove {WORDS[key]} {name}?",
        "row": row(draft.definition, key, name),
        "own": own,
        "button": f"Remove {WORDS[key]} {name}",
        "button_class": "nhsuk-button--warning",
        "crumbs": draft_way(draft),
        "cancel_url": version_url(draft),
    }
    return render(request, "assessment/rubrics/remove.html", context)


def move(request: SignedInRequest, rubric: int, name: str, key: str, step: int) -> HttpResponse:
    """Move a question or criterion one place up or down."""
    draft = _with(request, rubric, key, name)
    if request.method != "POST":  # only now, or the address would tell others that there is something
        return HttpResponseNotAllowed(["POST"])
    rubric_services.move_row(by=request.user, draft=draft, key=key, name=name, step=step)
    way = "up" if step < 0 else "down"
    return saved(request, f"Moved {way}: {WORDS[key]} {name}", f"{version_url(draft)}#{key}-{name}")


def _maker(form: type[DraftForm], **values: Any) -> Callable[[QueryDict | None, Document], DraftForm]:
    return lambda data, document: partial(form, data, document=document, **values)()


def _with(request: SignedInRequest, rubric: int, key: str, name: str) -> RubricVersion:
    """The draft, with the row of that name. Http404: it has none, unless a form was sent, which must not be lost."""
    draft = draft_of(request.user, rubric)
    if name not in ids(draft.definition, key) and not (request.method == "POST" and "version" in request.POST):
        raise Http404
    return draft
