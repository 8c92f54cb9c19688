"""Each criterion of one organisation explained: the same sums and states, followed down to the posts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from assessment import wording
from assessment.known import Reason
from assessment.measures import ConcentrationOf, CoverageOf, Parts, RatioOf, RepresentationOf
from assessment.plan import EMPTY, TOP_LEVEL, AnsweredPlan, CriterionPlan, MeasuredPlan, Plan
from assessment.posts import some
from assessment.rubric import Cut, Of
from assessment.rubric.words import FACTS
from assessment.scorecard import CountedPosts, CriterionResult, HeldCap, Member, NextLevel
from assessment.sums import Batch


@dataclass(frozen=True, slots=True)
class Account:
    """What is told of one criterion, answered or measured: fields of `CriterionResult`."""

    level: int | None
    not_scored: str | None = None
    reason: str | None = None
    caps: tuple[HeldCap, ...] = ()
    value: Fraction | None = None
    top: Fraction | None = None
    bottom: Fraction | None = None
    says: str = ""
    standout: str = ""
    counts: tuple[int, ...] = ()
    members: tuple[Member, ...] = ()
    floor: Fraction | None = None
    posts: CountedPosts = field(default_factory=CountedPosts)
    when_empty_used: bool = False
    answered: int | None = None
    unknown_answer: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What a kind of measure shows beside its value."""

    top: Fraction
    bottom: Fraction
    words: Mapping[str, str]
    posts: CountedPosts = field(default_factory=CountedPosts)
    members: tuple[Member, ...] = ()
    floor: Fraction | None = None
    standout: str = ""
    counts: tuple[int, ...] = ()


def explain(plan: Plan, number: int, batch: Batch) -> CriterionResult:
    """Criterion `number` of the organisation that `batch` is."""
    own = plan.criteria[number]
    account = _measured(own, batch) if isinstance(own, MeasuredPlan) else _answered(own, batch)
    criterion = own.criterion
    untold = () if "{partly}" in criterion.says else ("partly",)
    return CriterionResult(
        id=criterion.id,
        question=criterion.question,
        name=criterion.name,
        weight=criterion.weight,
        better=criterion.better,
        level_word=None if account.level is None else plan.rubric.levels[account.level],
        covered=_codes(account.members, "covered"),
        partly=_codes(account.members, "partly"),
        missing=_codes(account.members, "missing", *untold),
        next_level=_next_level(plan, own, account),
        **{each.name: getattr(account, each.name) for each in fields(account)},
    )


def _codes(members: Iterable[Member], *statuses: str) -> tuple[str, ...]:
    return tuple(member.code for member in members if member.status in statuses)


def _unscored(reason: Reason, why: str, unknown: tuple[str, ...] = ()) -> Account:
    return Account(None, not_scored=why, reason=reason.name.lower(), says=why, posts=CountedPosts(unknown=unknown))


def _answered(own: AnsweredPlan, batch: Batch) -> Account:
    criterion = own.criterion
    answer = batch.posts.facts[0].answers.get(criterion.id)
    if answer is None:
        return _unscored(Reason.NOT_ANSWERED, wording.REASONS[Reason.NOT_ANSWERED])
    level = own.level_of(answer)
    return Account(
        level,
        caps=_held(own, own.state_of(answer)),
        says=wording.UNKNOWN_ANSWER if answer.level is None else criterion.answers[level],
        answered=answer.level if answer.level != level else None,
        unknown_answer=answer.level is None,
    )


def _measured(own: MeasuredPlan, batch: Batch) -> Account:
    parts = own.measure.parts(batch.rows)
    state = int(own.state_of(parts, batch.rows)[0])
    level = own.states[state].level
    unknown = _refs(batch, own.known.unknown) if own.known.unknown >= 0 else ()
    if level is None:
        return _unscored(Reason(state), _why_not(own, batch, Reason(state)), unknown)
    value = own.criterion.when_empty if state == EMPTY else Fraction(int(parts.top[0]), int(np.ravel(parts.over)[0]))
    found = _found(own, batch, parts, value or Fraction(0))
    return Account(
        level,
        caps=_held(own, state),
        value=value,
        top=found.top,
        bottom=found.bottom,
        says=own.criterion.says.format_map(found.words),
        standout=found.standout,
        counts=found.counts,
        members=found.members,
        floor=found.floor,
        posts=CountedPosts(found.posts.top, found.posts.bottom, unknown),
        when_empty_used=state == EMPTY,
    )


def _held(own: CriterionPlan, state: int) -> tuple[HeldCap, ...]:
    caps = sorted(own.states[state].caps, key=lambda cap: cap.score)
    return tuple(HeldCap(own.criterion.id, cap.score, cap.because) for cap in caps)


def _next_level(plan: Plan, own: CriterionPlan, account: Account) -> NextLevel | None:
    if account.level is None or account.level == TOP_LEVEL:
        return None
    level = account.level + 1
    word = plan.rubric.levels[level]
    if account.value is None:
        return NextLevel(level, word, answer=own.criterion.answers[level])
    higher = own.criterion.better == "higher"
    cut = own.criterion.levels_from[level - 1 if higher else TOP_LEVEL - level]
    return NextLevel(level, word, cut.number, cut.strict, abs(cut.number - account.value))


# What each kind shows ------------------------------------------------------------------------------------------------


def _found(own: MeasuredPlan, batch: Batch, parts: Parts, value: Fraction) -> Found:
    cuts, measure = own.scale.cuts, own.measure
    if isinstance(measure, RatioOf):
        return _ratio(measure, batch, parts, value, cuts)
    if isinstance(measure, CoverageOf):
        return _coverage(measure, batch, "{partly}" in own.criterion.says, cuts)
    if isinstance(measure, ConcentrationOf):
        return _concentration(measure, batch, parts, value, cuts)
    if isinstance(measure, RepresentationOf):
        return _representation(measure, batch, value, cuts)
    raise TypeError(f"{type(measure).__name__} has no explanation")


def _ratio(measure: RatioOf, batch: Batch, parts: Parts, value: Fraction, cuts: Sequence[Cut]) -> Found:
    top, bottom = (Fraction(int(side[0]), parts.scale) for side in (parts.top, parts.bottom))
    words = {
        "share": wording.percentage(value, cuts),
        "rest": wording.rest_percentage(value, cuts),
        "top": wording.amount(top),
        "bottom": wording.amount(bottom),
        "gap": wording.amount(bottom - top),
    }
    counted = [_refs(batch, *(number for number, _ in side.sums)) for side in (measure.top, measure.bottom)]
    return Found(top, bottom, words, CountedPosts(*counted))


def _coverage(measure: CoverageOf, batch: Batch, partly_told: bool, cuts: Sequence[Cut]) -> Found:
    members = _members(measure, batch)
    names = {s: [m.name for m in members if m.status == s] for s in ("covered", "partly", "missing")}
    missing = [m.name for m in members if m.status == "missing" or (m.status == "partly" and not partly_told)]
    count, total = len(names["covered"]), len(members)
    share_cuts = cuts if measure.coverage.result == "share" else ()
    words = {
        "count": str(count),
        "total": str(total),
        "share": wording.percentage(Fraction(count, max(total, 1)), share_cuts),
        "covered": wording.with_commas(names["covered"]),
        "partly": wording.with_commas(names["partly"]),
        "missing": wording.with_commas(missing),
    }
    held = {ref for member in members for ref in member.posts}
    among = _refs(batch, measure.among) if measure.among >= 0 else ()
    posts = CountedPosts(tuple(ref for ref in _all_refs(batch) if ref in held), among)
    floor = Fraction(int(measure.members(batch.rows).floor[0]), measure.unit)
    return Found(Fraction(count), Fraction(total), words, posts, members, floor)


def _members(measure: CoverageOf, batch: Batch) -> tuple[Member, ...]:
    found = measure.members(batch.rows)
    of = measure.coverage.of
    terms = batch.matrix[batch.layout[measure.amounts]]
    members = []
    for slot, code in enumerate(batch.posts.labels(of)):
        if found.member[slot, 0]:
            amount = int(found.amounts[slot, 0])
            status = "covered" if found.covered[slot, 0] else "partly" if amount else "missing"
            posts = _refs_where(batch, terms[slot] > 0)
            members.append(
                Member(code, wording.name_of(of.column, code), status, Fraction(amount, measure.unit), posts)
            )
    return tuple(_in_order(members, of))


def _in_order(members: list[Member], of: Of) -> list[Member]:
    """In the order of the rubric or the catalogue; an organisation's own words by the alphabet."""
    own_words = of.members is None and of.column in ("team", "supplier")
    return sorted(members, key=lambda member: member.code) if own_words else members


def _concentration(measure: ConcentrationOf, batch: Batch, parts: Parts, value: Fraction, cuts: Sequence[Cut]) -> Found:
    slots = batch.layout[measure.amounts]
    amounts = batch.totals[slots, 0]
    codes = batch.posts.labels(measure.of)
    equals = [slot for slot in range(len(codes)) if amounts[slot] == parts.top[0]]
    own_words = measure.of.column in ("team", "supplier")
    largest = min(equals, key=lambda slot: codes[slot]) if own_words else equals[0]
    name = wording.name_of(measure.of.column, codes[largest])
    top, bottom = (Fraction(int(side[0]), measure.unit) for side in (parts.top, parts.bottom))
    words = {
        "largest": name,
        "share": wording.percentage(value, cuts),
        "top": wording.amount(top),
        "bottom": wording.amount(bottom),
    }
    terms = batch.matrix[slots]
    posts = CountedPosts(_refs_where(batch, terms[largest] > 0), _refs(batch, measure.amounts))
    return Found(top, bottom, words, posts, standout=name)


def _representation(measure: RepresentationOf, batch: Batch, value: Fraction, cuts: Sequence[Cut]) -> Found:
    lowest = measure.lowest(batch.posts.facts[0])
    if lowest is None:
        raise ValueError("No group is compared")
    group = lowest[0]
    name = wording.group_name(group.group)
    comparator = Fraction(group.comparator_pct or 0) / 100
    words = {"group": name, "ratio": wording.percentage(value, cuts)}
    counts = (group.team_count or 0, group.team_known or 0)
    return Found(value * comparator, comparator, words, standout=name, counts=counts)


# Posts and reasons ---------------------------------------------------------------------------------------------------


def _all_refs(batch: Batch) -> tuple[str, ...]:
    return tuple(str(ref) for ref in batch.posts.rosters[0].post_ref)


def _refs(batch: Batch, *numbers: int) -> tuple[str, ...]:
    """The posts that add something to any of the sums."""
    slots = [batch.matrix[batch.layout[number]] > 0 for number in numbers]
    return _refs_where(batch, some(np.concatenate(slots))) if slots else ()


def _refs_where(batch: Batch, mask: NDArray[np.bool_]) -> tuple[str, ...]:
    refs = batch.posts.rosters[0].post_ref
    return tuple(str(refs[place]) for place in np.flatnonzero(mask).tolist())


def _why_not(own: MeasuredPlan, batch: Batch, reason: Reason) -> str:
    """The reason for not scoring as a sentence."""
    words: dict[str, str] = {}
    if reason is Reason.FACT_MISSING and isinstance(own.measure, RatioOf):
        named = dict.fromkeys(name for side in (own.measure.top, own.measure.bottom) for name, _ in side.facts)
        words["facts"] = " and ".join(FACTS[name] for name in named if not batch.fact(name).known[0])
    elif reason is Reason.TOO_MUCH_UNKNOWN:
        known = own.known
        words |= _share_words(batch, known.unknown, known.could_pass, Cut(known.tolerance, strict=True))
        words["columns"] = " or ".join(wording.COLUMNS[column] for column in known.unknown_in)
    elif reason is Reason.TOO_FEW_RATED:
        known = own.known
        words |= _share_words(batch, known.rated_wte, known.definite_wte, Cut(known.rated_share))
    return wording.REASONS[reason].format_map(words)


def _share_words(batch: Batch, part: int, whole: int, limit: Cut) -> dict[str, str]:
    share = Fraction(int(batch.rows.sum(part)[0]), int(batch.rows.sum(whole)[0]))
    return {"share": wording.percentage(share, [limit]), "limit": wording.percentage(limit.number)}
