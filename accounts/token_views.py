"""The pages of one's own API tokens."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts import held_forms, second_factor
from accounts.pages import SignedInRequest, saved
from accounts.security_views import fresh
from accounts.services import tokens
from accounts.token_forms import NAME_TAKEN, TOO_MANY, TokenForm


def api_tokens(request: SignedInRequest) -> HttpResponse:
    """One's own tokens; withdraws one of them."""
    if request.method != "POST":
        listed = request.user.api_tokens.order_by("-pk")
        return render(request, "account/api_tokens.html", {"tokens": listed, "most": tokens.MOST})
    key = request.POST.get("token", "")
    name = tokens.withdraw_token(user=request.user, key=int(key)) if _is_key(key) else None
    if name is None:
        return redirect("api_tokens")
    return saved(request, f"The token “{name}” is withdrawn. Nothing can read with it any more.", reverse("api_tokens"))


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


@fresh
@never_cache
def api_token_add(request: SignedInRequest) -> HttpResponse:
    """Make a token, which is shown once: in the answer to the form."""
    form = TokenForm(held_forms.posted(request))
    if request.method == "POST" and form.is_valid():
        passed = second_factor.PASSED in request.session
        try:
            token = tokens.make_token(user=request.user, with_second_factor=passed, **form.cleaned_data)
        except tokens.NameTaken:
            form.add_error("name", NAME_TAKEN)
        except tokens.TooMany:
            form.add_error(None, TOO_MANY)
        else:
            held_forms.discard(request.user, request.path)
            context = {"token": token, "name": form.cleaned_data["name"]}
            return render(request, "account/api_token_made.html", context)
    context = {"form": form, "heading": "Make an API token", "button": "Make token"}
    return render(request, "account/api_token_add.html", {**context, "cancel_url": reverse("api_tokens")})
