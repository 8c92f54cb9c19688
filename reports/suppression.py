"""What a scorecard says of people by a protected characteristic, as it may be published: small numbers are hidden.

Everything that is read outside the organisation's own command line goes through `published`.
"""

from __future__ import annotations

from dataclasses import replace

from assessment.scorecard import CriterionResult, Scorecard
from teams.suppression import gives_away, is_small

HIDDEN = "The least represented group is {group}. The figure is hidden, because a count behind it is small."


def published(scorecard: Scorecard, suppress_below: int) -> Scorecard:
    """The scorecard without the counts behind a representation, and without its figure where one of them is starred.

    A count from 1 to `suppress_below` - 1, of a rubric's rules, is starred. The level and the group stay.
    """
    criteria = tuple(_published(result, suppress_below) if result.counts else result for result in scorecard.criteria)
    return replace(scorecard, criteria=criteria)


def _published(result: CriterionResult, suppress_below: int) -> CriterionResult:
    count, known = result.counts
    shown = replace(result, top=None, bottom=None, counts=())
    # Those who are not of the group are people with a characteristic too, and a share gives both away.
    if not gives_away(count, known, suppress_below) and not is_small(known, suppress_below):
        return shown
    step = shown.next_level and replace(shown.next_level, distance=None)
    return replace(shown, value=None, says=HIDDEN.format(group=result.standout), next_level=step)
