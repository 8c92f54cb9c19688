"""What a checked rubric is made of: plain values, sets already spelt out, every number exact.

The meaning of each is in `docs/rubric-format.md`; the names are those of its keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Condition:
    """The rows whose `column` holds any of `values` (for skill: at `skill_level` or above)."""

    column: str
    values: tuple[str | bool | int, ...]
    skill_level: int = 0


Where = tuple[Condition, ...]
"""The rows for which every condition holds; sorted by column, so that equal wheres are equal values."""


@dataclass(frozen=True, slots=True)
class RosterTerm:
    """`times` the sum of `amount` (wte, funded_wte or posts) over the rows of `where`."""

    amount: str
    where: Where
    times: Fraction


@dataclass(frozen=True, slots=True)
class FactTerm:
    """`times` a fact."""

    fact: str
    times: Fraction


Term = RosterTerm | FactTerm


@dataclass(frozen=True, slots=True)
class Ratio:
    """The sum of the top terms over the sum of the bottom terms."""

    top: tuple[Term, ...]
    bottom: tuple[Term, ...]
    when_empty: Fraction | None
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Of:
    """How kept rows are grouped: by a column, into `members` (None: the values on the kept rows)."""

    column: str
    members: tuple[str, ...] | None = None
    skill_level: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many members, or what share of them, have an amount that is not below the floor."""

    of: Of
    amount: str
    at_least: Fraction
    at_least_times: FactTerm | None
    where: Where
    among: Where | None
    result: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concentration:
    """The largest member's share of the amount."""

    of: Of
    amount: str
    where: Where
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Representation:
    """The lowest of the groups' shares of the team against their shares of the comparator."""

    min_expected: Fraction
    min_disclosure: Fraction
    needs: tuple[str, ...]


Measure = Ratio | Coverage | Concentration | Representation


@dataclass(frozen=True, slots=True, order=True)
class Cut:
    """A line on the scale of a value, crossed at `number` or, where it is `strict`, only above it."""

    number: Fraction
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Cap:
    """A question's score is at most `score` where the value is `below`, `at_most` or `at_least` the number, or where
    an answered criterion's `level` is that number; `test` is the key."""

    test: str
    number: Fraction
    score: Fraction
    because: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """An answered criterion has `answers`, a measured one `measure`, `better`, `levels_from` and `says`."""

    id: str
    question: str
    name: str
    weight: Fraction
    serves: str
    basis: str
    sources: tuple[str, ...]
    caps: tuple[Cap, ...]
    answers: tuple[str, ...] = ()
    measure: Measure | None = None
    better: str = ""
    levels_from: tuple[Cut, ...] = ()
    says: str = ""

    @property
    def when_empty(self) -> Fraction | None:
        return self.measure.when_empty if isinstance(self.measure, Ratio) else None


@dataclass(frozen=True, slots=True)
class Question:
    """`verdicts` are one for each band, best first, or with `verdict_from` one for each level of that criterion."""

    id: str
    text: str
    weight: Fraction
    verdicts: tuple[str, ...]
    verdict_from: str = ""
    verdict_none: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A rating and the lowest score that has it."""

    name: str
    lowest: Fraction


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers that hold for the whole rubric; shares are from 0 to 1."""

    enough_evidence: Fraction
    evidence_needed_from: int
    level_without_evidence: int
    overall_lead: int
    unknown_tolerance: Fraction
    rated_share: Fraction
    suppress_below: int


@dataclass(frozen=True, slots=True)
class Rubric:
    """A checked rubric. `bands` are worst first; `sha256` is that of the document's canonical JSON."""

    title: str
    version: str
    levels: tuple[str, ...]
    rules: Rules
    bands: tuple[Band, ...]
    questions: tuple[Question, ...]
    criteria: tuple[Criterion, ...]
    sha256: str

    def criteria_of(self, question: str) -> tuple[Criterion, ...]:
        """The criteria of a question, in the order of the document."""
        return tuple(criterion for criterion in self.criteria if criterion.question == question)

    @property
    def skills(self) -> frozenset[str]:
        """Every skill that the rubric names, so that a roster may name it without a warning."""
        found: set[str] = set()
        for criterion in self.criteria:
            found.update(_skills_of(criterion.measure))
        return frozenset(found)


def wheres_of(measure: Measure | None) -> tuple[Where, ...]:
    """Every where of a measure, including `among`."""
    if isinstance(measure, Ratio):
        return tuple(term.where for term in measure.top + measure.bottom if isinstance(term, RosterTerm))
    if isinstance(measure, Coverage):
        return (measure.where,) if measure.among is None else (measure.where, measure.among)
    return (measure.where,) if isinstance(measure, Concentration) else ()


def _skills_of(measure: Measure | None) -> set[str]:
    named = {
        str(value)
        for where in wheres_of(measure)
        for condition in where
        if condition.column == "skill"
        for value in condition.values
    }
    if isinstance(measure, Coverage) and measure.of.column == "skill":
        named.update(measure.of.members or ())
    return named
