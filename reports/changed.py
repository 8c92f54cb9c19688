"""What has changed since the report before, in words: each answer then and now, and what explains it."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.english import lower_first
from reports.audience import Reader
from reports.comparing import Comparison, CriterionChange, QuestionChange
from reports.cover import Table
from reports.english import counted, ended, sentence

MOST_EXPLAINED = 3
"""Criteria that a line explains; the page that compares two reports has all of them."""


def changed_since(number: int, comparison: Comparison, *, is_restated: bool, reader: Reader) -> Table:
    """What has changed since report `number`, question by question. A public paper has levels and no posts."""
    rows = tuple((question.text, " ".join(_said(question, reader))) for question in comparison.questions)
    heading = f"What has changed since report {number}"
    restated = f"{heading}, which is scored here by the newer rubric" if is_restated else heading
    return Table("changed", restated, ("Question", "Then and now"), rows, "")


def _said(question: QuestionChange, reader: Reader) -> Iterable[str]:
    now = f"“{question.after}” ({question.standing_after})"
    if question.differs:
        yield f"“{question.before}” ({question.standing_before}) then, {now} now."
    else:
        yield f"{now}, as before."
    moved = [criterion for criterion in question.criteria if criterion.before != criterion.after]
    if not moved:
        yield "No criterion has another level."
    for criterion in moved[:MOST_EXPLAINED]:
        yield _criterion(criterion, reader)
    if len(moved) > MOST_EXPLAINED:
        more = len(moved) - MOST_EXPLAINED
        verb = "has" if more == 1 else "have"
        yield sentence(f"{counted(more, 'more criterion', 'more criteria')} {verb} another level.")


def _criterion(criterion: CriterionChange, reader: Reader) -> str:
    step = f"“{criterion.name}” went from {lower_first(criterion.before)} to {lower_first(criterion.after)}"
    if not reader.is_private or not criterion.because:
        return f"{step}."
    return f"{step}: {ended('; '.join(criterion.because))}"
