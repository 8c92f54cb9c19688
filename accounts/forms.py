"""Forms of accounts."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django.core.validators import EmailValidator

from accounts.fields import PlainMessages


class SignInForm(PlainMessages, LoginForm):  # type: ignore[misc]  # allauth has no types
    """E-mail address and password, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email, password = self.fields["login"], self.fields["password"]
        email.label = "Email address"
        email.error_messages["required"] = "Enter your email address"
        email.error_messages["invalid"] = "Enter an email address in the correct format, like name@example.com"
        email.validators = [EmailValidator(email.error_messages["invalid"])]
        password.error_messages["required"] = "Enter your password"
        password.help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
