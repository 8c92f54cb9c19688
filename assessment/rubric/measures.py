"""Reading a measure of each kind (`docs/rubric-format.md`, "Measures")."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from string import Formatter

from assessment.rubric.checks import Table
from assessment.rubric.values import (
    Concentration,
    Coverage,
    FactTerm,
    Measure,
    Of,
    Ratio,
    Representation,
    RosterTerm,
    Term,
    Where,
)
from assessment.rubric.wheres import GROUPS, SINGLE_VALUED, Sets, read_members, read_where
from teams.facts import NUMBERS

AMOUNTS = ("wte", "funded_wte", "posts")
RESULTS = ("count", "share")
NEEDS = ("skills", "external_staff")
PLACEHOLDERS = {
    "ratio": ("share", "rest", "top", "bottom", "gap"),
    "coverage": ("count", "total", "share", "covered", "partly", "missing"),
    "concentration": ("largest", "share", "top", "bottom"),
    "representation": ("group", "ratio"),
}
"""What the sentence of each kind may speak of."""


def read_measure(table: Table, sets: Sets) -> Measure:
    """The measure that `table` is."""
    skill_level = table.whole("skill_level", 0, 4) if table.has("skill_level") else 1
    needs = _needs(table)
    read = _READERS[table.one_of("kind", tuple(_READERS))]
    measure = read(table, sets, skill_level, needs)
    table.close()
    return measure


def check_says(table: Table, kind: str) -> str:
    """The sentence at `says`, with no placeholder that `kind` does not give."""
    says = table.text("says")
    allowed = PLACEHOLDERS.get(kind, ())
    expected = "a sentence with no placeholders but " + ", ".join(f"{{{name}}}" for name in allowed)
    try:
        parts = list(Formatter().parse(says))
    except ValueError:
        table.refuse("says", expected, says)
        return says
    for _, name, form, conversion in parts:
        if name is not None and (name not in allowed or form or conversion):
            table.refuse("says", expected, f"{{{name}}}")
    return says


def _ratio(table: Table, sets: Sets, skill_level: int, needs: tuple[str, ...]) -> Ratio:
    return Ratio(
        top=_terms(table, "top", sets, skill_level),
        bottom=_terms(table, "bottom", sets, skill_level),
        when_empty=table.number("when_empty", low=0) if table.has("when_empty") else None,
        needs=needs,
    )


def _terms(table: Table, key: str, sets: Sets, skill_level: int) -> tuple[Term, ...]:
    return tuple(_term(row, sets, skill_level) for row in table.tables(key, f"{key} term"))


def _term(table: Table, sets: Sets, skill_level: int) -> Term:
    times = table.number("times", low=0) if table.has("times") else Fraction(1)
    if table.has("fact"):
        term: Term = FactTerm(table.one_of("fact", NUMBERS), times)
    else:
        term = RosterTerm(table.one_of("amount", AMOUNTS), _where(table, "where", sets, skill_level), times)
    table.close()
    return term


def _where(table: Table, key: str, sets: Sets, skill_level: int) -> Where:
    return read_where(table.table(key), sets, skill_level) if table.has(key) else ()


def _coverage(table: Table, sets: Sets, skill_level: int, needs: tuple[str, ...]) -> Coverage:
    return Coverage(
        of=read_members(table, table.one_of("of", GROUPS), sets, skill_level),
        amount=table.one_of("amount", AMOUNTS),
        at_least=table.number("at_least", above=0),
        at_least_times=_fact_times(table.table("at_least_times")) if table.has("at_least_times") else None,
        where=_where(table, "where", sets, skill_level),
        among=_where(table, "among", sets, skill_level) if table.has("among") else None,
        result=table.one_of("result", RESULTS),
        needs=needs,
    )


def _fact_times(table: Table) -> FactTerm:
    term = FactTerm(table.one_of("fact", NUMBERS), table.number("times", low=0))
    table.close()
    return term


def _concentration(table: Table, sets: Sets, skill_level: int, needs: tuple[str, ...]) -> Concentration:
    return Concentration(
        of=Of(table.one_of("of", SINGLE_VALUED)),
        amount=table.one_of("amount", AMOUNTS),
        where=_where(table, "where", sets, skill_level),
        needs=needs,
    )


def _representation(table: Table, sets: Sets, skill_level: int, needs: tuple[str, ...]) -> Representation:
    return Representation(
        min_expected=table.number("min_expected", low=0),
        min_disclosure=table.number("min_disclosure", low=0, high=1),
        needs=needs,
    )


def _needs(table: Table) -> tuple[str, ...]:
    needs = table.texts("needs", what="needs") if table.has("needs") else ()
    for need in needs:
        if need not in NEEDS:
            table.refuse("needs", "a list of " + " or ".join(NEEDS), need)
    return tuple(need for need in NEEDS if need in needs)


_READERS: dict[str, Callable[[Table, Sets, int, tuple[str, ...]], Measure]] = {
    "ratio": _ratio,
    "coverage": _coverage,
    "concentration": _concentration,
    "representation": _representation,
}


def kind_of(measure: Measure) -> str:
    """The `kind` that a measure was read from."""
    return type(measure).__name__.lower()


def needed(measures: Iterable[Measure | None]) -> set[str]:
    """Everything that any of the measures needs."""
    return {need for measure in measures if measure for need in measure.needs}
