"""For whom a report is made: the public paper, which is the default, and the private one.

Boards meet in public. The public paper has verdicts, levels, functions and the plan; posts, suppliers, money, dates on
which something ends, named skills and control roles, and what hangs on a single post are in the private one alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from assessment.rubric import (
    Concentration,
    Criterion,
    FactTerm,
    Measure,
    Ratio,
    Representation,
    RosterTerm,
    Rubric,
    Where,
)
from assessment.scorecard import CountedPosts, CriterionResult, Scorecard


class Audience(StrEnum):
    """Who may read a paper: everybody, or those to whom the organisation gives it."""

    PUBLIC = "public"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a report is made, and so what it tells. `names_posts`: what hangs on one post is told by its title; it
    never is in public. ValueError: it should be.
    """

    audience: Audience = Audience.PUBLIC
    names_posts: bool = False

    def __post_init__(self) -> None:
        if self.names_posts and not self.is_private:
            raise ValueError("A public paper names no post")

    @property
    def is_private(self) -> bool:
        return self.audience == Audience.PRIVATE


IN_PRIVATE = "It is at {level}; what was found is in the private paper."
OPEN_COLUMNS = frozenset(
    "function work employment status clinical_profession clinician senior_leader funded in_post_over_months".split()
)
"""The columns of which a public paper may tell; a criterion that reads any other is shown by its level."""
CLOSED_FACTS = frozenset({"service_contracts_a_year", "digital_revenue_budget"})
"""What is paid to suppliers, and the budget."""


def in_public(scorecard: Scorecard, rubric: Rubric) -> Scorecard:
    """The scorecard as a public paper may tell it: nothing of posts, and where a criterion is about skills, roles,
    suppliers or money its level alone. `rubric` is the one that the scorecard was scored by.
    """
    closed = {criterion.id for criterion in rubric.criteria if not _is_open(criterion)}
    return replace(scorecard, criteria=tuple(_told(result, result.id in closed) for result in scorecard.criteria))


def _told(result: CriterionResult, is_closed: bool) -> CriterionResult:
    members = tuple(replace(member, posts=()) for member in result.members)
    shown = replace(result, posts=CountedPosts(), members=members)
    if not is_closed or not result.is_scored:
        return shown
    step = shown.next_level and replace(shown.next_level, distance=None)
    nothing: dict[str, object] = dict.fromkeys(("members", "covered", "partly", "missing"), ())
    nothing |= dict.fromkeys(("value", "top", "bottom", "floor"), None)
    return replace(shown, says=IN_PRIVATE.format(level=result.level_word), standout="", next_level=step, **nothing)  # type: ignore[arg-type]  # as above


def _is_open(criterion: Criterion) -> bool:
    return criterion.measure is None or set(_read(criterion.measure)) <= OPEN_COLUMNS


def _read(measure: Measure) -> Iterable[str]:
    """The columns that a measure reads, and the closed facts."""
    if isinstance(measure, Representation):
        return ()
    if isinstance(measure, Ratio):
        terms = (*measure.top, *measure.bottom)
        facts = {term.fact for term in terms if isinstance(term, FactTerm)}
        return [*(facts & CLOSED_FACTS), *_columns(*(term.where for term in terms if isinstance(term, RosterTerm)))]
    if isinstance(measure, Concentration):
        return [measure.of.column, *_columns(measure.where)]
    times = {measure.at_least_times.fact} if measure.at_least_times else set()
    return [measure.of.column, *(times & CLOSED_FACTS), *_columns(measure.where, measure.among or ())]


def _columns(*wheres: Where) -> Iterable[str]:
    return (condition.column for where in wheres for condition in where)
