"""How allauth behaves here."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User


class ClosedSignUp(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts come from an organisation's lead, never from a public form."""

    # The same words whether or not there is an account, so that nobody can find out who has one.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The email address or password is not right. Check both and try again",
        "too_many_login_attempts": "There were too many tries. Wait 5 minutes and try again",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Somebody with the right password whose account is closed."""
        return render(request, "account/account_inactive.html", status=403)
