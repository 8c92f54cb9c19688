"""The forms of signing in, and of changing how one signs in."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as PasswordAgain
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from accounts.fields import PlainMessages
from accounts.models import User

EMAIL_FORMAT = "Enter an email address in the correct format, like name@example.com"
CODE_LASTS = 120
"""Seconds for which a code of an authenticator app could be used again, if we did not remember it."""


def email_field(label: str, hint: str = "") -> forms.EmailField:
    return forms.EmailField(
        label=label,
        help_text=hint,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        validators=[EmailValidator(EMAIL_FORMAT)],
        error_messages={"required": "Enter an email address", "invalid": EMAIL_FORMAT},
    )


def password_field(label: str, autocomplete: str, hint: str = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, help_text=hint, strip=False, widget=widget)


class SignInForm(PlainMessages, LoginForm):  # type: ignore[misc]  # allauth has no types
    """E-mail address and password, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email, password = self.fields["login"], self.fields["password"]
        email.label = "Email address"
        email.error_messages["required"] = "Enter your email address"
        email.error_messages["invalid"] = EMAIL_FORMAT
        email.validators = [EmailValidator(email.error_messages["invalid"])]
        password.error_messages["required"] = "Enter your password"
        password.help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class PasswordAgainForm(PlainMessages, PasswordAgain):  # type: ignore[misc]  # allauth has no types
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        password = self.fields["password"]
        password.error_messages["required"] = "Enter your password"
        password.help_text = ""
        password.widget.attrs.pop("placeholder", None)


class CodeField(PlainMessages):
    """Mixin: how a code is asked for."""

    user: User
    fields: dict[str, forms.Field]
    code_label = "Code from your authenticator app"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = self.code_label
        code.error_messages["required"] = "Enter the code"
        code.widget.attrs = {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "spellcheck": "false",
            "class": "nhsuk-input--width-10",
        }


class OnceOnly:
    """Mixin: a code of an authenticator app works once, also in the half minutes around its own."""

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]  # of the form beside
        authenticator = self.authenticator  # type: ignore[attr-defined]  # of the form beside
        if authenticator.type == Authenticator.Type.TOTP:
            digits = "".join(filter(str.isdigit, code))
            used = hashlib.sha256(f"{authenticator.pk} {digits}".encode()).hexdigest()
            if not cache.add(f"code:{used}", 1, CODE_LASTS):
                raise ValidationError("The code was used already. Wait for the next one")
        return code


class SecondStepForm(CodeField, OnceOnly, AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The code of an authenticator app, or a recovery code, after the password."""

    code_label = "Security code"


class CodeAgainForm(CodeField, OnceOnly, ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """A code once more, before something that matters."""

    code_label = "Security code"


class SetUpAppForm(CodeField, ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    """The first code of an authenticator app, which proves that it has the secret."""


@contextmanager
def _no_passkey() -> Iterator[None]:
    """What the library of passkeys raises for bytes that are none: anything that reading them may raise."""
    try:
        yield
    except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError, struct.error):
        raise ValidationError("This is no passkey. Try again") from None


class AddPasskeyForm(PlainMessages, AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey, which the browser makes, and a name to know it by."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        credential = self.fields["credential"]
        credential.error_messages |= dict.fromkeys(("required", "invalid"), "Your browser made no passkey. Try again")
        self.fields["name"] = forms.CharField(
            label="Name of the passkey",
            help_text="So that you can tell your passkeys apart, for example “Work laptop”",
            required=False,
            max_length=60,
        )

    def clean(self) -> Any:
        with _no_passkey():
            return super().clean()


class PasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey after the password."""

    def clean_credential(self) -> Any:
        with _no_passkey():
            return super().clean_credential()


class PasskeyAgainForm(ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey once more, before something that matters."""

    def clean_credential(self) -> Any:
        with _no_passkey():
            return super().clean_credential()


class NewPasswordForm(forms.Form):
    """A new password, typed once: it can be shown, and pasted."""

    password = password_field("New password", "new-password")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].help_text = " ".join(password_validators_help_texts())
        self.fields["password"].error_messages["required"] = "Enter a new password"

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password


class ChangePasswordForm(NewPasswordForm):
    """The password as it is, and as it shall be."""

    current = password_field("Current password", "current-password")
    field_order = ("current", "password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["current"].error_messages["required"] = "Enter your current password"

    def clean_current(self) -> str:
        current: str = self.cleaned_data["current"]
        if not self.user.check_password(current):
            raise ValidationError("The current password is not right. Check it and try again")
        return current


class ResetPasswordForm(forms.Form):
    """The address to send a link to."""

    email = email_field("Email address")


class NewEmailForm(forms.Form):
    """The address to sign in with from now on."""

    email = email_field("New email address", "We will send a link to it, to make sure that it is yours")
