"""A published rubric on paper, and what a draft would do to every organisation.

Typst and the engine cost time to import, so that only the pages that need them do so.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.pages import SignedInRequest
from assessment.published import rubric_of
from assessment.rubric_pages.finding import draft_of, draft_way, name_of, published_version
from assessment.rubric_pages.forms.whole import WeightsForm


@login_not_required
@require_safe
def pdf(request: HttpRequest, rubric: int, number: int) -> HttpResponse:
    """One published version in plain English, as a PDF to download."""
    found = published_version(rubric, number)
    from reports.exports import rubric_paper

    content = rubric_paper.rubric_paper(rubric_of(found), name_of(found))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="rubric-{rubric}-version-{number}.pdf"'
    return response


@require_safe
def effect(request: SignedInRequest, rubric: int) -> HttpResponse:
    """Whose ratings and verdicts a draft would move, and why."""
    draft = draft_of(request.user, rubric)
    from reports import rubric_effects

    context = {"draft": draft, "crumbs": draft_way(draft), **rubric_effects.effect_page(request.user, draft)}
    return render(request, "reports/rubric_effect.html", context)


@require_safe
def firmness(request: SignedInRequest, rubric: int) -> HttpResponse:
    """How firm the ratings are under a draft when weights differ."""
    draft = draft_of(request.user, rubric)
    from reports import rubric_effects

    context = {"draft": draft, "crumbs": draft_way(draft), **rubric_effects.firmness_page(request.user, draft)}
    return render(request, "reports/rubric_firmness.html", context)


def effect_of_weights(request: SignedInRequest, rubric: int) -> HttpResponse:
    """In a sentence, what the weights that are typed would move. Nothing is saved."""
    draft = draft_of(request.user, rubric)
    if request.method != "POST":  # only now, or the address would tell others that there is something
        return HttpResponseNotAllowed(["POST"])
    from reports import rubric_effects

    form = WeightsForm(request.POST, document=draft.definition)
    typed = form.applied(draft.definition) if form.is_valid() else draft.definition
    return HttpResponse(rubric_effects.moved_by_weights(request.user, draft, typed), content_type="text/plain")
