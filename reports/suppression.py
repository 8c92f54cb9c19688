"""What a scorecard says of people by a protected characteristic, as it may be published: small numbers are hidden.

Everything that is read outside the organisation's own command line goes through `published`.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from assessment.rubric import Criterion, Rubric
from assessment.scorecard import CriterionResult, Scorecard
from reports.raising import as_shown
from teams.suppression import gives_away, is_small

HIDDEN = "The least represented group is {group}. The figure is hidden, because a count behind it is small."


def published(scorecard: Scorecard, rubric: Rubric) -> Scorecard:
    """The scorecard without the counts behind a representation, and without its figure where one of them is starred.

    A count from 1 to one less than the rubric's `suppress_below` is starred. The level and the group stay. A figure is
    no finer than it is shown, as the exact share would tell exact counts; `rubric` is the one that it was scored by.
    """
    known = {criterion.id: criterion for criterion in rubric.criteria}
    below = rubric.rules.suppress_below
    criteria = tuple(
        _published(result, known[result.id], below) if result.counts else result for result in scorecard.criteria
    )
    return replace(scorecard, criteria=criteria)


def _published(result: CriterionResult, criterion: Criterion, suppress_below: int) -> CriterionResult:
    count, known = result.counts
    step = result.next_level and replace(result.next_level, distance=None)
    shown = replace(result, top=None, bottom=None, counts=(), next_level=step)
    # Those who are not of the group are people with a characteristic too, and a share gives both away.
    if gives_away(count, known, suppress_below) or is_small(known, suppress_below) or result.value is None:
        return replace(shown, value=None, says=HIDDEN.format(group=result.standout))
    return replace(shown, value=Fraction(as_shown(criterion, result.value)))
