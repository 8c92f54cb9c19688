"""What the pages are measured against: the least that a page, a form and a save cost on the same stack."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template import engines
from django.urls import include, path

from accounts.permissions import Action, organisation_for
from teams.forms.posts import PostForm
from teams.models import OrganisationFacts, Post

FLOOR = """{% extends "base.html" %}
{% block content %}<p>{{ organisation.name }} has {{ teams }} teams. Facts as at {{ facts.as_at }}.</p>{% endblock %}"""
FORM = """{% extends "base.html" %}
{% block content %}<form method="post">{% csrf_token %}{{ form.as_div }}<button>Save</button></form>{% endblock %}"""


def floor(request: HttpRequest, ods: str) -> HttpResponse:
    """Five queries, two of them for the session and the user, and the base layout."""
    organisation = organisation_for(request.user, ods, Action.SEE_ROSTER).organisation
    context = {
        "heading": "Floor",
        "organisation": organisation,
        "teams": organisation.teams.count(),
        "facts": OrganisationFacts.objects.get(organisation=organisation),
    }
    return _page(FLOOR, request, context)


def plain_form(request: HttpRequest, ods: str, pk: int) -> HttpResponse:
    """As many fields as the form of a post, all of them lines of text, drawn by Django."""
    organisation = organisation_for(request.user, ods, Action.SEE_ROSTER).organisation
    post = get_object_or_404(Post, organisation=organisation, pk=pk)
    initial = {name: getattr(post, name, None) for name in PlainForm.base_fields}
    return _page(FORM, request, {"heading": "Plain form", "form": PlainForm(initial=initial)})


def bare_save(request: HttpRequest, ods: str, pk: int) -> HttpResponse:
    """One row read and written."""
    organisation = organisation_for(request.user, ods, Action.SEE_ROSTER).organisation
    post = get_object_or_404(Post, organisation=organisation, pk=pk)
    post.title = request.POST["title"]
    post.save()
    return redirect("home")


def _page(template: str, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return HttpResponse(_TEMPLATES[template].render(context, request))


def _plain(field: forms.Field) -> forms.Field:
    return forms.CharField(label=field.label, help_text=field.help_text, required=False)


_TEMPLATES = {source: engines["django"].from_string(source) for source in (FLOOR, FORM)}
PlainForm = type("PlainForm", (forms.Form,), {name: _plain(field) for name, field in PostForm.base_fields.items()})

urlpatterns = [
    path("floor/<ods>/", floor),
    path("floor/<ods>/form/<int:pk>/", plain_form),
    path("floor/<ods>/save/<int:pk>/", bare_save),
    path("", include("config.urls")),
]
handler403 = "accounts.errors.forbidden"
handler404 = "accounts.errors.not_found"
handler500 = "accounts.errors.server_error"
