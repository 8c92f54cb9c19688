"""The texts that people typed and that a snapshot would hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assessment.improvement import Recorded
from assessment.models import Answer, Assessment
from teams.roster import Post

TEXTS = ("evidence", "link", "differs_because")
"""Those of an answer."""


def texts_of(
    posts: Sequence[Post], answers: Iterable[Answer], assessment: Assessment, plan: Iterable[Recorded]
) -> list[tuple[str, str]]:
    """Every text that a snapshot would hold, each with what it is: what is searched for names of people."""
    found = [
        (f"{post.post_ref}, {name.replace('_', ' ')}", getattr(post, name))
        for post in posts
        for name in ("title", "team", "grade", "supplier")
    ]
    found += [
        (f"answer {answer.criterion}, {name.replace('_', ' ')}", getattr(answer, name))
        for answer in answers
        for name in TEXTS
    ]
    found += [(f"plan, {each.name}", text) for each in plan for text in each.texts]
    found += [("commentary", text) for text in assessment.commentary.values()]
    found += [("explanation of a warning", text) for text in assessment.reasons.values()]
    found += [("reason for reopening", assessment.reopened_because)]
    return list(dict.fromkeys((what, text) for what, text in found if text))
