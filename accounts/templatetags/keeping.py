"""What keeps a form from being lost: its token, the word that it was kept, the warning before signing out."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html

from accounts.held_forms import FIELD, token_for
from accounts.sessions import remaining

register = template.Library()

WARNED_BEFORE = 120
"""Seconds."""


@register.simple_tag(takes_context=True)
def form_token(context: Context) -> str:
    """The hidden field that says whose form this is, beside the CSRF token; nothing where it could not be kept."""
    token = token_for(context["request"], context.get("form"))
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, token) if token else ""


@register.inclusion_tag("partials/held_notice.html", takes_context=True)
def held_notice(context: Context) -> dict[str, Any]:
    """The word that the form below was kept and is not saved yet, with a button that throws it away."""
    request = context["request"]
    return {"shown": getattr(request, "shows_held_form", None), "path": request.path}


@register.inclusion_tag("partials/session_warning.html", takes_context=True)
def session_warning(context: Context) -> dict[str, Any]:
    """The dialog that a script opens two minutes before the session ends."""
    session = getattr(context["request"], "session", None)
    left = None if session is None else remaining(session)
    return {"left": left, "before": WARNED_BEFORE}
