"""What clinicians say in the survey, beside the verdict that rests on what is recorded of their time."""

from __future__ import annotations

from collections.abc import Iterable

from assessment.rubric import Criterion, Ratio, RosterTerm, Rubric, Term
from assessment.wording import percentage
from teams.pulse import Published, beside_recorded
from teams.roster import UNKNOWN, Roster


def beside_survey(rubric: Rubric, roster: Roster, survey: Published | None) -> dict[str, str]:
    """A sentence by the id of each question that reads the funded share of clinicians' time, where what they say is
    more than twenty points from what the roster records; nothing where the two agree or one of them is not known.
    """
    known = [
        (funded, wte)
        for filled, clinician, funded, wte in zip(
            roster.filled, roster.clinician, roster.funded_wte, roster.wte, strict=True
        )
        if filled and clinician == 1 and funded != UNKNOWN
    ]
    beside = beside_recorded(survey, funded=sum(funded for funded, _ in known), wte=sum(wte for _, wte in known))
    if survey is None or beside is None or not beside.is_apart:
        return {}
    said = (
        f"Clinicians say otherwise: by the {survey.answers:,} answers to the survey {percentage(beside.said)} of their"
        f" time is in the job plan; the roster records {percentage(beside.recorded)}."
    )
    return {criterion.question: said for criterion in rubric.criteria if _reads_clinical_funding(criterion)}


def _reads_clinical_funding(criterion: Criterion) -> bool:
    """Whether it is a share of the time of clinicians that is funded."""
    measure = criterion.measure
    if not isinstance(measure, Ratio):
        return False
    return _clinicians(measure.top) == {"funded_wte"} and _clinicians(measure.bottom) == {"wte"}


def _clinicians(terms: Iterable[Term]) -> set[str]:
    """The amounts that are summed over clinicians alone; "" for any other sum."""
    return {
        term.amount if any(each.column == "clinician" and each.values == (True,) for each in term.where) else ""
        for term in terms
        if isinstance(term, RosterTerm)
    }
