"""What each section of the task list would settle: the criteria that are not scored, by the section that they wait for.

Nothing here is about a particular criterion: the reason why one is not scored, and what its measure reads, decide.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from assessment.rubric import Criterion, FactTerm, Ratio, Rubric
from assessment.scorecard import CriterionResult, Scorecard

BY_REASON = {
    "not_answered": "questions",
    "no_group": "representation",
    "external_staff_not_recorded": "facts",
    "too_few_rated": "skills",
    "no_post_to_rate": "skills",
}
"""The section that settles a criterion by the reason why it is not scored, where the reason alone tells."""

BY_FACT = {
    "goodwill_wte_elsewhere": "clinical_time",
    "initiatives_live": "initiatives",
    "initiatives_with_clinical_lead_from_start": "initiatives",
    "initiatives_tested_with_users": "initiatives",
    "initiatives_led_outside_it": "initiatives",
    "service_contracts_a_year": "suppliers",
}
"""Where a fact is recorded, if not in the section of facts."""


def settled_by(scorecard: Scorecard, rubric: Rubric, known_facts: Collection[str]) -> dict[str, list[str]]:
    """The names of the criteria that are not scored, by the code of a section that they wait for.

    A criterion that waits for several sections stands under each. `known_facts` are names of facts.
    """
    found: dict[str, list[str]] = {}
    for criterion in rubric.criteria:
        result = scorecard.criterion(criterion.id)
        for section in _sections(criterion, result, known_facts) if not result.is_scored else ():
            found.setdefault(section, []).append(criterion.name)
    return found


def _sections(criterion: Criterion, result: CriterionResult, known_facts: Collection[str]) -> Iterable[str]:
    if result.reason == "fact_missing":
        return dict.fromkeys(BY_FACT.get(fact, "facts") for fact in _facts(criterion) if fact not in known_facts)
    return (BY_REASON.get(result.reason or "", "posts"),)


def _facts(criterion: Criterion) -> list[str]:
    """The facts that the measure of a criterion reads as terms."""
    if not isinstance(criterion.measure, Ratio):
        return []
    terms = criterion.measure.top + criterion.measure.bottom
    return [term.fact for term in terms if isinstance(term, FactTerm)]
