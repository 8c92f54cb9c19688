"""Questions with the answers yes, no and "not known", and choices among posts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.permissions import Access
from teams import catalogue
from teams.lists import may_be_clinical
from teams.models import Post

_WORDS = {True: "yes", False: "no", None: ""}
_TRUTHS = {word: truth for truth, word in _WORDS.items()}


class Truth(forms.ChoiceField):
    """Yes, no, or not known: True, False, or None."""

    def __init__(self, *, yes: str = "Yes", no: str = "No", **kwargs: Any) -> None:
        choices = [("yes", yes), ("no", no), ("", "Not known")]
        widget = forms.RadioSelect({"class": "nhsuk-radios--inline"} if (yes, no) == ("Yes", "No") else {})
        super().__init__(required=False, choices=choices, widget=widget, **kwargs)

    def clean(self, value: Any) -> bool | None:
        return _TRUTHS[super().clean(value)]

    def prepare_value(self, value: Any) -> Any:
        return _WORDS[value] if value is None or isinstance(value, bool) else value


class PostChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # a field of posts
    """One of the organisation's posts, or none. Which ones are offered is decided when the form is made."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Post.objects.none(), required=False, empty_label="Not known", **kwargs)


def clinical_posts(access: Access, chosen: int | None) -> QuerySet[Post]:
    """The posts in the roster that are, or may be, a clinician's; and the one that is chosen already."""
    return _offered(access, may_be_clinical(), chosen)


def in_house_posts(access: Access, chosen: int | None) -> QuerySet[Post]:
    """The posts in the roster that are, or may be, in-house; and the one that is chosen already."""
    return _offered(access, Q(employment__in=("", *catalogue.IN_HOUSE)), chosen)


def _offered(access: Access, condition: Q, chosen: int | None) -> QuerySet[Post]:
    posts: QuerySet[Post] = access.organisation.posts.in_roster_or(timezone.localdate(), condition, chosen)
    return posts
