"""What a password must be: long enough, and not what somebody would try first. Nothing is asked of its characters."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from accounts.models import Organisation

SHORTEST, LONGEST = 12, 128
SERVICE_WORDS = (
    "check your digital team", "check", "your", "digital", "team", "teams", "nhs", "nhsuk", "nhsengland", "health",
    "healthcare", "service", "trust", "foundation", "hospital", "hospitals", "board", "clinical", "doctor", "nurse",
    "patient", "password", "passw0rd", "welcome", "letmein", "secret", "admin", "qwerty", "qwertyuiop",
    "azerty", "asdfgh", "iloveyou", "summer", "winter", "spring", "autumn",
)  # fmt: skip
ENOUGH_BESIDE = 8
"""Letters and digits that must be left when the words that anybody here would guess are taken out."""

_common = CommonPasswordValidator()


class Length:
    """From 12 to 128 characters."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < SHORTEST:
            raise ValidationError(f"Password must be {SHORTEST} characters or more", code="password_too_short")
        if len(password) > LONGEST:
            raise ValidationError(f"Password must be {LONGEST} characters or fewer", code="password_too_long")

    def get_help_text(self) -> str:
        return (
            f"Use {SHORTEST} characters or more. Three or four words that do not belong together are easy to remember."
        )


class NotCommon:
    """None of the 20,000 passwords that are used most, whatever its case."""

    def validate(self, password: str, user: Any = None) -> None:
        if is_common(password):
            raise ValidationError("Choose a password that is less common", code="password_too_common")

    def get_help_text(self) -> str:
        return "Do not use a password that many people use."


class NotAboutUs:
    """Not made of the words of this service, the NHS, an organisation or the person alone."""

    def validate(self, password: str, user: Any = None) -> None:
        left = plain(password)
        # The longest first, or "digital" would leave half of "digitalteam".
        for word in sorted(guessable_words(user), key=len, reverse=True):
            left = left.replace(word, "")
        if left != plain(password) and (len(left) < ENOUGH_BESIDE or is_common(left)):
            raise ValidationError(
                "Choose a password that is not made of your name, your organisation or words of this service",
                code="password_about_us",
            )

    def get_help_text(self) -> str:
        return "Do not use your name, your organisation or words such as NHS on their own."


def plain(text: str) -> str:
    """Letters and digits in lower case."""
    return re.sub(r"[\W_]", "", text.lower())


def is_common(password: str) -> bool:
    """Whether Django's list of common passwords has it, also with digits behind or signs between."""
    spellings = {password.lower().strip(), plain(password), re.sub(r"\d+$", "", plain(password))}
    return any(spelling in _common.passwords for spelling in spellings if len(spelling) >= 4)


def guessable_words(user: Any) -> set[str]:
    """The words that somebody who knows where `user` works would try; of names those of four letters or more."""
    names = [*Organisation.objects.values_list("name", flat=True), getattr(user, "name", "")]
    names += getattr(user, "email", "").split("@")
    words = {plain(word) for name in names for word in (name, *re.split(r"[\W_]+", name))}
    return {word for word in words if len(word) >= 4} | {plain(word) for word in SERVICE_WORDS}
