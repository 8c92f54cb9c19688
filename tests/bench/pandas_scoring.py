"""A straightforward pandas version of the engine, for comparison: one frame a roster, a mask a where, a sum a term.

It works out the levels of all criteria and the raw scores of the questions; caps, ranges and ratings are left out.
Amounts are whole numbers of 0.00001 WTE, unknown values are missing.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from assessment.rubric import (
    Concentration,
    Coverage,
    Criterion,
    FactTerm,
    Measure,
    Ratio,
    Representation,
    RosterTerm,
    Rubric,
    Term,
    Where,
)
from teams import catalogue
from teams.facts import Facts
from teams.roster import Roster

Frame = pd.DataFrame
Mask = Any
READ_FROM = {"function": "role", "work": "role", "funded": "funded_wte", "in_post_over_months": "started_on"}
CAN_BE_UNKNOWN = ["role", "employment", "clinician", "senior_leader", "funded_wte", "started_on"]
UNIT = 100_000


def frame_of(roster: Roster) -> Frame:
    """A roster as a frame, codes spelt out."""
    roles = catalogue.roles()
    role = _spelt(roster.role, tuple(roles))
    frame = pd.DataFrame(
        {
            "role": role,
            "function": role.map({code: each.function for code, each in roles.items()}),
            "work": role.map({code: each.work for code, each in roles.items()}),
            "employment": _spelt(roster.employment, catalogue.values("employment") or ()),
            "status": np.where(np.asarray(roster.filled), "filled", "vacant"),
            "wte": np.asarray(roster.wte, dtype=np.int64),
            "funded_wte": _known(roster.funded_wte),
            "clinician": _known(roster.clinician),
            "senior_leader": _known(roster.senior_leader),
            "clinical_profession": _spelt(roster.clinical_profession, catalogue.values("clinical_profession") or ()),
            "started_on": _known(roster.started_on, -(2**31)),
        }
    )
    for place, control in enumerate(catalogue.values("control_role") or ()):
        frame[f"control:{control}"] = (np.asarray(roster.control_role) >> place) & 1 == 1
    for place, skill in enumerate(roster.skill_codes):
        frame[f"skill:{skill}"] = np.asarray(roster.skills)[:, place]
    return frame


def _spelt(codes: Any, names: tuple[str, ...]) -> pd.Series[Any]:
    return pd.Series(np.asarray(codes)).map(dict(enumerate(names)))


def _known(values: Any, unknown: int = -1) -> pd.Series[Any]:
    series = pd.Series(np.asarray(values, dtype=np.float64))
    return series.mask(series == unknown)


def score_frame(frame: Frame, facts: Facts, rubric: Rubric) -> tuple[list[int], list[float | None]]:
    """The level of each criterion, -1 where it is not scored, and the raw score of each question."""
    levels = {criterion.id: _level(criterion, frame, facts, rubric) for criterion in rubric.criteria}
    raws: list[float | None] = []
    for question in rubric.questions:
        scored = [each for each in rubric.criteria_of(question.id) if levels[each.id] >= 0]
        weight = sum(each.weight for each in scored)
        raws.append(float(sum(25 * each.weight * levels[each.id] for each in scored) / weight) if weight else None)
    return list(levels.values()), raws


def _level(criterion: Criterion, frame: Frame, facts: Facts, rubric: Rubric) -> int:
    if criterion.measure is None:
        return _answered_level(criterion, facts, rubric)
    value = _value(criterion, criterion.measure, frame, facts, rubric)
    if value is None:
        return -1
    reached = sum(value > cut.number if cut.strict else value >= cut.number for cut in criterion.levels_from)
    return reached if criterion.better == "higher" else 4 - reached


def _answered_level(criterion: Criterion, facts: Facts, rubric: Rubric) -> int:
    answer = facts.answers.get(criterion.id)
    if answer is None:
        return -1
    level = answer.level or 0
    held = level >= rubric.rules.evidence_needed_from and not answer.evidence
    return min(level, rubric.rules.level_without_evidence) if held else level


def _value(criterion: Criterion, measure: Measure, frame: Frame, facts: Facts, rubric: Rubric) -> Fraction | None:
    if isinstance(measure, Representation):
        return _representation(measure, facts)
    wheres = _deciding(measure)
    if wheres and not (frame["status"] == "filled").any():
        return None
    if "external_staff" in measure.needs and facts.external_staff not in ("recorded", "none"):
        return None
    if "skills" in measure.needs and not _enough_rated(wheres, frame, facts, rubric):
        return None
    if wheres and _too_much_unknown(measure, wheres, frame, facts, rubric):
        return None
    lower = criterion.better == "lower"
    if isinstance(measure, Ratio):
        return _ratio(measure, lower, frame, facts)
    if isinstance(measure, Coverage):
        return _coverage(measure, lower, frame, facts)
    raise TypeError(f"The default rubric has no {type(measure).__name__}")


def _deciding(measure: Ratio | Coverage | Concentration) -> list[Where]:
    if not isinstance(measure, Ratio):
        return [measure.where]
    bottom = [term.where for term in measure.bottom if isinstance(term, RosterTerm)]
    return bottom or [term.where for term in measure.top if isinstance(term, RosterTerm)]


def _passing(where: Where, frame: Frame, facts: Facts, possibly: bool) -> Mask:
    mask = pd.Series(True, index=frame.index)
    for condition in where:
        column = condition.column
        if column == "in_post_over_months":
            since = pd.Timestamp(facts.as_at) - pd.DateOffset(months=int(condition.values[0]))
            holds = frame["started_on"] < (since - pd.Timestamp(0)).days
        elif column == "funded":
            holds = (frame["funded_wte"] > 0).isin(condition.values) & frame["funded_wte"].notna()
        else:
            holds = frame[column].isin(condition.values)
        read_from = READ_FROM.get(column, column)
        if possibly and read_from in CAN_BE_UNKNOWN:
            holds |= frame[read_from].isna()
        mask &= holds
    return mask


def _enough_rated(wheres: list[Where], frame: Frame, facts: Facts, rubric: Rubric) -> bool:
    rows = frame[_any_of(wheres, frame, facts, False)]
    rated = (rows.filter(like="skill:") >= 0).any(axis=1)
    needed = int(rows["wte"].sum()) * rubric.rules.rated_share
    return len(rows) > 0 and int(rows.loc[rated, "wte"].sum()) >= needed


def _any_of(wheres: list[Where], frame: Frame, facts: Facts, possibly: bool) -> Mask:
    mask = pd.Series(False, index=frame.index)
    for where in wheres:
        mask |= _passing(where, frame, facts, possibly)
    return mask


def _too_much_unknown(measure: Any, wheres: list[Where], frame: Frame, facts: Facts, rubric: Rubric) -> bool:
    rows = frame[_any_of(wheres, frame, facts, True)]
    columns = _named(measure)
    unknown = rows.loc[rows[columns].isna().any(axis=1), "wte"].sum() if columns else 0
    return int(unknown) > int(rows["wte"].sum()) * rubric.rules.unknown_tolerance


def _named(measure: Ratio | Coverage) -> list[str]:
    if isinstance(measure, Ratio):
        terms = [term for term in measure.top + measure.bottom if isinstance(term, RosterTerm)]
        named = {term.amount for term in terms}
        wheres = [term.where for term in terms]
    else:
        named = {measure.amount, measure.of.column}
        wheres = [measure.where, measure.among or ()]
    named |= {condition.column for where in wheres for condition in where}
    return sorted({READ_FROM.get(column, column) for column in named}.intersection(CAN_BE_UNKNOWN))


def _amount(name: str, lower: bool, frame: Frame) -> Any:
    if name == "posts":
        return pd.Series(1, index=frame.index)
    if name == "funded_wte":
        return frame["funded_wte"].fillna(frame["wte"] if lower else 0)
    return frame[name]


def _ratio(measure: Ratio, lower: bool, frame: Frame, facts: Facts) -> Fraction | None:
    sides = []
    for terms, keep in ((measure.top, lower), (measure.bottom, False)):
        parts = [_term(term, keep, frame, facts) for term in terms]
        if None in parts:
            return None
        sides.append(sum(part for part in parts if part is not None))
    return Fraction(sides[0]) / Fraction(sides[1]) if sides[1] else measure.when_empty


def _term(term: Term, lower: bool, frame: Frame, facts: Facts) -> Fraction | None:
    if isinstance(term, FactTerm):
        fact = facts.numbers.get(term.fact)
        return None if fact is None else Fraction(fact) * term.times
    amount = _amount(term.amount, lower, frame)[_passing(term.where, frame, facts, lower)]
    return Fraction(int(amount.sum()), 1 if term.amount == "posts" else UNIT) * term.times


def _coverage(measure: Coverage, lower: bool, frame: Frame, facts: Facts) -> Fraction | None:
    floor = measure.at_least
    if measure.at_least_times and measure.at_least_times.fact in facts.numbers:
        floor = max(floor, Fraction(facts.numbers[measure.at_least_times.fact]) * measure.at_least_times.times)
    sums = _grouped(measure, measure.where, lower, frame, facts)
    members = [str(member) for member in (measure.of.members or sums.index)]
    unit = 1 if measure.amount == "posts" else UNIT
    if measure.among is not None:
        others = _grouped(measure, measure.among, lower, frame, facts)
        members = [member for member in members if int(others.get(member, 0)) >= floor * unit]
    if not members and (measure.among is not None or measure.result == "share"):
        return None
    covered = sum(int(sums.get(member, 0)) >= floor * unit for member in members)
    return Fraction(covered, len(members)) if measure.result == "share" else Fraction(covered)


def _grouped(measure: Coverage, where: Where, lower: bool, frame: Frame, facts: Facts) -> pd.Series[Any]:
    mask = _passing(where, frame, facts, lower)
    amount = _amount(measure.amount, lower, frame)[mask]
    column = measure.of.column
    if column == "skill":
        held = frame.loc[mask].filter(like="skill:") >= measure.of.skill_level
    elif column == "control_role":
        held = frame.loc[mask].filter(like="control:")
    else:
        sums: pd.Series[Any] = amount.groupby(frame.loc[mask, column]).sum()
        return sums
    by_member: pd.Series[Any] = held.mul(amount, axis=0).sum()
    return by_member.rename(lambda name: str(name).partition(":")[2])


def _representation(measure: Representation, facts: Facts) -> Fraction | None:
    ratios = []
    for group in facts.representation:
        numbers = (group.team_count, group.team_known, group.headcount, group.comparator_pct)
        if None not in numbers and 0 not in numbers[1:]:
            count, known, headcount, percent = (Fraction(number or 0) for number in numbers)
            if percent / 100 * known >= measure.min_expected and known / headcount >= measure.min_disclosure:
                ratios.append(count / known / (percent / 100))
    return min(ratios, default=None)
