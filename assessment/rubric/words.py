"""The parts of a measure in plain English: numbers, conditions, amounts, and each kind as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, localcontext
from fractions import Fraction

from assessment.rubric.values import (
    Concentration,
    Condition,
    Coverage,
    Criterion,
    Cut,
    FactTerm,
    Measure,
    Ratio,
    Representation,
    Term,
    Where,
)
from teams import catalogue

AMOUNTS = {"wte": "WTE", "funded_wte": "funded WTE", "posts": "number of posts"}
FACTS = {
    "workforce_wte": "the WTE of the whole workforce",
    "goodwill_wte_elsewhere": "the clinical time given by people who are not listed",
    "service_contracts_a_year": "the yearly cost of service contracts",
    "digital_revenue_budget": "the digital revenue budget",
    "initiatives_live": "the number of live initiatives",
    "initiatives_with_clinical_lead_from_start": "the number of initiatives with a funded clinical lead from the start",
    "initiatives_tested_with_users": "the number of initiatives tested with the people who use them",
    "initiatives_led_outside_it": "the number of initiatives led outside IT",
}
MEMBERS = {
    "function": "function",
    "role": "role",
    "skill": "skill",
    "control_role": "control role",
    "clinical_profession": "clinical profession",
    "team": "team",
    "supplier": "supplier",
}
"""What a coverage or a concentration groups by."""

PLACES = {
    "share": "share",
    "rest": "the rest of the share",
    "top": "amount",
    "bottom": "whole amount",
    "gap": "difference",
    "count": "number",
    "total": "total",
    "covered": "those covered",
    "partly": "those partly covered",
    "missing": "those missing",
    "largest": "the largest",
    "group": "group",
    "ratio": "share",
}
"""What the placeholders of a sentence for the board stand for."""

NEEDS = {
    "skills": "enough skills have been rated",
    "external_staff": "it is recorded whether external staff are on the roster",
}
_OWN_WORDS: dict[tuple[str, tuple[str | bool | int, ...]], str] = {
    ("status", ("filled",)): "are filled",
    ("status", ("vacant",)): "are vacant",
    ("clinician", (True,)): "are clinicians'",
    ("clinician", (False,)): "are not clinicians'",
    ("senior_leader", (True,)): "are senior leaders'",
    ("senior_leader", (False,)): "are not senior leaders'",
    ("funded", (True,)): "have funded time",
    ("funded", (False,)): "have no funded time",
}
_VERBS = {
    "employment": "are engaged as",
    "function": "work in",
    "work": "do work that is",
    "role": "have the role",
    "grade": "have the grade",
    "team": "are in the team",
    "supplier": "come from the supplier",
    "control_role": "hold the control role",
    "clinical_profession": "are of the clinical profession",
}


def exact(number: Fraction) -> str:
    """A number in full, as a decimal. Every number of a rubric has one."""
    with localcontext(prec=80):
        text = f"{Decimal(number.numerator) / Decimal(number.denominator):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(number: Fraction) -> str:
    """A share as a percentage, in full."""
    return f"{exact(number * 100)}%"


def share(part: Fraction, whole: Fraction) -> str:
    """part / whole as a percentage with one decimal, for display."""
    if not whole:
        return "0%"
    tenths = int(part * 1000 / whole + Fraction(1, 2))
    return f"{tenths / 10:g}%"


def either(words: Iterable[str]) -> str:
    """The words with commas, and "or" before the last."""
    return _joined(list(words), "or")


def both(words: Iterable[str]) -> str:
    """The words with commas, and "and" before the last."""
    return _joined(list(words), "and")


def _joined(words: list[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else "none"


def names(column: str, values: Iterable[object]) -> list[str]:
    """The values of a column by their names."""
    return [catalogue.name_of(column, str(value)) for value in values]


def condition_words(condition: Condition) -> str:
    """What a row must be, to go on from "posts that"."""
    column, values = condition.column, condition.values
    if (column, values) in _OWN_WORDS:
        return _OWN_WORDS[column, values]
    if column == "in_post_over_months":
        return f"have been held for more than {min(int(value) for value in values)} months"
    if column == "skill":
        level = condition.skill_level
        return f"are rated at level {level} or above in {either(names(column, values))}"
    if column in _VERBS:
        return f"{_VERBS[column]} {either(names(column, values))}"
    return f"have {column.replace('_', ' ')} known"


def where_words(where: Where) -> str:
    """The posts that a where keeps."""
    first = sorted(where, key=lambda condition: condition.column != "status")
    return f"posts that {both(condition_words(condition) for condition in first)}" if where else "all posts"


def term_words(term: Term) -> str:
    """One term of a sum."""
    if isinstance(term, FactTerm):
        base = FACTS[term.fact]
    else:
        base = f"the {AMOUNTS[term.amount]} of {where_words(term.where)}"
    return base if term.times == 1 else f"{exact(term.times)} times {base}"


def measure_words(measure: Measure) -> list[str]:
    """How a measure is worked out, as sentences."""
    if isinstance(measure, Ratio):
        told = _ratio(measure)
    elif isinstance(measure, Coverage):
        told = _coverage(measure)
    elif isinstance(measure, Concentration):
        told = [
            (
                f"The value is the largest {MEMBERS[measure.of.column]}'s share of the {AMOUNTS[measure.amount]} of "
                f"{where_words(measure.where)}."
            )
        ]
    else:
        told = _representation(measure)
    needs = [f"It is scored only where {both(NEEDS[need] for need in measure.needs)}."] if measure.needs else []
    return told + needs


def _ratio(measure: Ratio) -> list[str]:
    top, bottom = (", plus ".join(map(term_words, terms)) for terms in (measure.top, measure.bottom))
    told = [f"The value is {top}, divided by {bottom}."]
    if measure.when_empty is not None:
        told.append(f"Where there is nothing to divide by, the value is {exact(measure.when_empty)}.")
    return told


def _coverage(measure: Coverage) -> list[str]:
    member = MEMBERS[measure.of.column]
    if measure.of.members is None:
        members = f"each {member} found there"
    else:
        members = f"each of these: {both(names(measure.of.column, measure.of.members))}"
    level = f" at level {measure.of.skill_level} or above" if measure.of.column == "skill" else ""
    floor = f"{exact(measure.at_least)}"
    if measure.at_least_times:
        floor += f", or {term_words(measure.at_least_times)} where that is more"
    told = [
        f"It looks at {where_words(measure.where)}, grouped by {member}{level}: {members}.",
        f"A {member} is covered when its {AMOUNTS[measure.amount]} is at least {floor}.",
    ]
    if measure.among is not None:
        told.append(f"Only a {member} that {where_words(measure.among)} cover as well counts.")
    counted = "number" if measure.result == "count" else "share"
    return [*told, f"The value is the {counted} of them that are covered."]


def _representation(measure: Representation) -> list[str]:
    return [
        (
            "For each group of people with a protected characteristic, the team's share is divided by the share of the "
            "comparator. The value is the lowest of these."
        ),
        (
            f"A group counts where at least {exact(measure.min_expected)} of the team would be "
            "expected to belong to it, "
            f"and it is known of at least {percent(measure.min_disclosure)} of the team."
        ),
    ]


def value_words(criterion: Criterion, number: Fraction) -> str:
    """A value on the scale of a criterion: as a percentage where its scale is one of shares."""
    return percent(number) if is_share(criterion) else exact(number)


def says_words(says: str) -> str:
    """A sentence for the board with words in square brackets for its placeholders."""
    return says.format_map({name: f"[{words}]" for name, words in PLACES.items()})


def is_share(criterion: Criterion) -> bool:
    """Whether the values of a measured criterion read best as percentages."""
    measure = criterion.measure
    if isinstance(measure, Coverage):
        return measure.result == "share"
    if isinstance(measure, Ratio):
        return all(cut.number <= 1 for cut in criterion.levels_from)
    return measure is not None


def cut_words(criterion: Criterion, cut: Cut, better: str) -> str:
    """The line that a value must reach."""
    value = value_words(criterion, cut.number)
    if better == "lower":
        return f"below {value}"
    return f"above {value}" if cut.strict else f"{value} or more"
