"""What the page of a draft shows: problems with the way to each, weights with their shares, review."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.urls import reverse

from accounts.models import User
from assessment import rubric_services
from assessment.models import RubricVersion
from assessment.rubric import RubricProblem
from assessment.rubric.comparing import compare
from assessment.rubric.document import is_number
from assessment.rubric.editing import Row, ids, own_criteria, rows
from assessment.rubric.words import share
from assessment.rubric_pages.reading import grouped

SCALE_KEYS = ("levels_from", "says", "better", "cap", "answers")


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal and the page on which to mend it."""

    words: str
    url: str


def draft_context(user: User, draft: RubricVersion) -> dict[str, Any]:
    """Everything that the page of a draft shows."""
    document = draft.definition
    published = RubricVersion.objects.published().filter(rubric=draft.rubric_id).first()
    return {
        "draft": draft,
        "problems": [
            Problem(str(problem), mended_at(draft, problem)) for problem in rubric_services.problems_of(draft)
        ],
        "reasons": rubric_services.reasons_against(draft),
        "questions": [
            (row, share_of(row, rows(document, "questions")), _own(draft, row)) for row in rows(document, "questions")
        ],
        "published": published,
        "groups": grouped(compare(published.definition, document)) if published else [],
        "comments": list(draft.comments.select_related("by")),
        "changed_it": draft.changed_by_id == user.pk,
    }


def _own(draft: RubricVersion, question: Row) -> list[tuple[Row, str]]:
    own = own_criteria(draft.definition, str(question.get("id")))
    return [(row, share_of(row, own)) for row in own]


def share_of(row: Row, peers: list[Row]) -> str:
    """The share of all weights that one has; blank where they are not numbers yet."""
    weights = [peer.get("weight") for peer in peers]
    if not all(is_number(weight) for weight in weights):
        return ""
    return share(Fraction(row["weight"]), sum((Fraction(weight) for weight in weights), Fraction(0)))  # type: ignore[arg-type]  # numbers


def mended_at(draft: RubricVersion, problem: RubricProblem) -> str:
    """The page on which what a problem is about can be changed."""
    place = [draft.rubric_id]
    first, _, rest = problem.place.partition(", ")
    word, _, name = first.partition(" ")
    if word == "Criterion" and name in ids(draft.definition, "criteria"):
        return reverse(_page_of_criterion(rest, problem.key), args=[*place, name])
    if word == "Question" and name in ids(draft.definition, "questions"):
        return reverse("rubric_question", args=[*place, name])
    for part in ("rules", "bands", "sets"):
        if rest.startswith(part.rstrip("s")) or problem.key == part:
            return reverse("rubric_part", args=[*place, part])
    if problem.key in ("questions", "criteria"):
        return reverse("rubric_weights", args=place)
    return reverse("rubric_part", args=[*place, "about"])


def _page_of_criterion(rest: str, key: str) -> str:
    if rest.startswith("measure"):
        return "rubric_measure"
    if rest.startswith("cap") or key.split(" ", maxsplit=1)[0] in SCALE_KEYS:
        return "rubric_scale"
    return "rubric_criterion"
