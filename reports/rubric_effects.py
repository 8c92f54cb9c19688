"""What the pages on the effect of a draft show: tables, pictures and sentences, with names for members only."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from decimal import Decimal
from threading import Lock
from typing import Any

from accounts.models import User
from assessment import effects
from assessment.effects import WHOLE, Effect, Firm
from assessment.models import RubricVersion
from assessment.population import Entry, entries
from assessment.published import rubric_of
from assessment.rubric import Rubric, read_rubric
from assessment.weighing import Standing
from reports.charts import STACKED, Chart, Series
from reports.english import counted

DRAWS = 1000
KEPT = 4
"""Standings kept in each process; one is small, but takes a moment to work out."""

_kept: OrderedDict[tuple[Any, ...], Standing] = OrderedDict()
_lock = Lock()


def forget() -> None:
    """Let go of everything at hand, as a new process would."""
    with _lock:
        _kept.clear()


def base_of(draft: RubricVersion) -> RubricVersion:
    """What a draft is compared with: the latest published version of its rubric, else that of the default rubric."""
    own = RubricVersion.objects.published().filter(rubric=draft.rubric_id).first()
    return own or RubricVersion.objects.published().get(pk=RubricVersion.objects.current().pk)


def effect_page(user: User, draft: RubricVersion) -> dict[str, Any]:
    """The effect of a draft on every organisation; `not_yet` where the draft is no rubric."""
    base, listed = base_of(draft), entries(user)
    rubric, problems = read_rubric(draft.definition)
    context: dict[str, Any] = {"base": base, "count": len(listed)}
    if rubric is None or not listed:
        return {**context, "problems": len(problems)}
    found = effects.effect(_inputs(listed), base.definition, draft.definition, base=_standing(listed, base))
    questions = [(question.id, question.text) for question in rubric.questions]
    everything = [*questions, (WHOLE, "Overall")]
    old = rubric_of(base)
    moved = [(entry.name, moves) for entry, moves in zip(listed, found.moves, strict=True) if moves]
    return context | {
        "moved": moved,
        "still": len(listed) - len(moved),
        "steps": found.steps,
        "charts": [_chart(number, found, old, rubric, *asked) for number, asked in enumerate(everything)],
        "rows": _rows(listed, found, everything),
        "columns": ["Organisation", *(key for key, _ in questions), "Overall"],
    }


def _rows(listed: list[Entry], found: Effect, questions: list[tuple[str, str]]) -> list[list[str]]:
    """Every organisation with its words now and under the draft."""
    nothing = effects.Words(effects.NEW)
    table = []
    for entry, before, after in zip(listed, found.before, found.after, strict=True):
        cells = [(before.get(key, nothing), after.get(key, nothing)) for key, _ in questions]
        table.append([entry.name, *(str(was) if was == is_now else f"{was} → {is_now}" for was, is_now in cells)])
    return table


def _chart(number: int, found: Effect, old: Rubric, new: Rubric, key: str, text: str) -> Chart:
    """How many organisations have each rating now and under the draft."""
    names = dict.fromkeys([band.name for rubric in (new, old) for band in reversed(rubric.bands)])
    counts = [[_count(words, key, name) for words in (found.before, found.after)] for name in names]
    others = [len(found.before) - sum(column) for column in zip(*counts, strict=True)]
    series = [Series(name, (Decimal(a), Decimal(b))) for name, (a, b) in zip(names, counts, strict=True)]
    moved = sum(1 for moves in found.moves if any(move.question == key for move in moves))
    return Chart(
        id=f"effect-{number}",
        kind=STACKED,
        heading=f"{key}: {text}" if key != WHOLE else text,
        sentence=_moved(moved, len(found.before)) + ".",
        category="Rubric",
        unit="organisations",
        categories=("Now", "Under the draft"),
        series=(*series, Series("Not enough evidence", (Decimal(others[0]), Decimal(others[1])))),
    )


def _count(words: list[dict[str, effects.Words]], key: str, name: str) -> int:
    return sum(1 for found in words if key in found and found[key].rating == name)


def firmness_page(user: User, draft: RubricVersion) -> dict[str, Any]:
    """How firm the ratings of every organisation are under the draft when weights differ."""
    listed = entries(user)
    rubric, problems = read_rubric(draft.definition)
    if rubric is None or not listed:
        return {"count": len(listed), "problems": len(problems)}
    found = effects.firmness(effects.standing_of(_inputs(listed), rubric), DRAWS)
    keys = [*(question.id for question in rubric.questions), WHOLE]
    return {
        "count": len(listed),
        "draws": f"{DRAWS:,}",
        "columns": ["Organisation", *keys[:-1], "Overall"],
        "rows": [[entry.name, *(_firm(firm[key]) for key in keys)] for entry, firm in zip(listed, found, strict=True)],
        "summary_columns": ["Question", "Organisations whose rating always stays", "Ratings that stay, of all draws"],
        "summary": [_summary(key, found) for key in keys],
    }


def _firm(firm: Firm) -> str:
    hangs = f"; hangs on the weight of {', '.join(firm.hangs_on)}" if firm.hangs_on else ""
    return f"{firm.rating}: stays in {_share(firm.stays, firm.draws)}{hangs}"


def _summary(key: str, found: list[dict[str, Firm]]) -> list[str]:
    firm = [each[key] for each in found]
    always = sum(1 for each in firm if each.stays == each.draws)
    stays = _share(sum(each.stays for each in firm), sum(each.draws for each in firm))
    return ["Overall" if key == WHOLE else key, str(always), stays]


def _share(part: int, whole: int) -> str:
    """A share in words that says 100% and 0% only where it is."""
    if part in (0, whole):
        return "100% of draws" if part else "none of the draws"
    return f"{min(max(round(100 * part / whole), 1), 99)}% of draws"


def moved_by_weights(user: User, draft: RubricVersion, document: Mapping[str, Any]) -> str:
    """In a sentence, how many organisations move from the published version to `document`, whose weights are typed."""
    rubric, problems = read_rubric(document)
    listed = entries(user)
    if rubric is None:
        return f"It is not a rubric yet: {len(problems)} problem{'s' if len(problems) != 1 else ''}."
    moved = effects.moved_by(_standing(listed, base_of(draft)), _inputs(listed), rubric)
    return f"With these weights, {_moved(moved, len(listed))} from the published version."


def _moved(moved: int, of: int) -> str:
    return f"{moved} of {counted(of, 'organisation')} {'moves' if moved == 1 else 'move'}"


def _inputs(listed: list[Entry]) -> effects.Inputs:
    return [entry.roster for entry in listed], [entry.facts for entry in listed]


def _standing(listed: list[Entry], base: RubricVersion) -> Standing:
    """Every organisation under a published version, kept while none of them changes."""
    key = (base.pk, *(entry.stamp for entry in listed))
    with _lock:
        standing = _kept.get(key)
    if standing is None:
        standing = effects.standing_of(_inputs(listed), rubric_of(base))
    with _lock:
        _kept[key] = standing
        _kept.move_to_end(key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return standing
