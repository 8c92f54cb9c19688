"""Who asks: the member whose token a request carries. Sessions and cookies count for nothing here."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBasicAuth, HttpBearer

from accounts import limits
from accounts.models import ApiToken, User

NOT_WORKING = (
    "Send an API token in the Authorization header, as “Bearer” and the token, or as the password of Basic. The token"
    " of this request is missing, withdrawn or over. Nothing was read."
)
WITHOUT_SECOND_FACTOR = (
    "This service asks for a second factor by now, and this token was made without one. Sign in with your second factor"
    " and make another token. Nothing was read."
)


class Refused(Exception):
    """The request is not answered: `status` and the sentence that says why."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


TOO_MANY = "There were too many requests in a short time. Wait a minute and ask again. Nothing was read."


def member_of(request: HttpRequest, token: str) -> User:
    """Whose token it is. Refused: it does not work, or has asked too often; neither is counted with any other's."""
    found = ApiToken.objects.working(token)
    if found is None:
        known = limits.take("api-refused", request, "")
        raise Refused(401, NOT_WORKING) if known else Refused(429, TOO_MANY)
    if not limits.take("api", request, f"token {found.pk}"):
        raise Refused(429, TOO_MANY)
    if settings.SECOND_FACTOR_REQUIRED and not found.with_second_factor:
        raise Refused(401, WITHOUT_SECOND_FACTOR)
    ApiToken.objects.note_use(found, timezone.localdate())
    return found.user


class Bearer(HttpBearer):
    """The token by itself."""

    def authenticate(self, request: HttpRequest, token: str) -> User:
        return member_of(request, token)


class Basic(HttpBasicAuth):
    """The token as a password with any user name, for programs that can ask for nothing else, such as Excel."""

    def authenticate(self, request: HttpRequest, username: str, password: str) -> User:
        return member_of(request, password)
