"""What the short way to a first answer reads of posts: what is not known of them yet."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from teams import catalogue

if TYPE_CHECKING:
    from teams.models import Post  # noqa: F401  # the rows of the class below, by name


class FirstLists(QuerySet["Post"]):
    def titles_without_role(self) -> list[tuple[str, list[int], list[str]]]:
        """The distinct titles of posts without a role, whatever their case: title, ids of its posts, their grades.

        The most frequent come first.
        """
        found: dict[str, tuple[str, list[int], list[str]]] = {}
        for pk, title, grade in self.filter(role="").order_by("pk").values_list("pk", "title", "grade"):
            _, posts, grades = found.setdefault(" ".join(title.split()).casefold(), (title, [], []))
            posts.append(pk)
            if grade and grade not in grades:
                grades.append(grade)
        return sorted(found.values(), key=lambda titled: -len(titled[1]))

    def clinicians_without_funding(self) -> QuerySet[Any, tuple[int, str, str, Decimal]]:
        """The filled posts of clinicians whose funded WTE is not known, largest first: id, reference, title, WTE."""
        unknown = self.filter(of_clinicians(), status="filled", funded_wte=None)
        return unknown.order_by("-wte", "post_ref").values_list("pk", "post_ref", "title", "wte")


def of_clinicians() -> Q:
    """The posts that are a clinician's, by their role or their profession."""
    roles = [role.code for role in catalogue.roles().values() if role.clinician]
    return Q(role__in=roles) | ~Q(clinical_profession="")
