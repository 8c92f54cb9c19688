"""Signed-off reports over time: a table, and from the third day on a chart. Plain values in, words and numbers out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from assessment.rubric import Band
from reports.charts import TIMES, Chart, Series, Words, points, shown, zones_of
from reports.english import counted, number_word, sentence
from reports.provenance import day

HISTORY = "history"
"""The id of the chart."""
FEWEST = 3
"""Days from which there is a chart: from two one can see that a score differs, not where it is going."""
NOT_ASKED = "Not asked"
MARKS = "Each mark is the score of a question in a signed-off report, by the day that it is as at."
CHANGES = "Lines join reports by the same rubric. An upright dashed line marks a change of the rubric."


@dataclass(frozen=True, slots=True)
class Asked:
    """One question in a report: `standing` is its rating or its range in words; `score` is None where it has none."""

    id: str
    text: str
    standing: str
    score: Fraction | None


@dataclass(frozen=True, slots=True)
class Reported:
    """One signed-off report; `rubric` is the name of the version that it was scored by, a key of its own."""

    number: int
    as_at: date
    signed_on: date
    rubric: str
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One report in the table: `rubric_changed` since the report before it; `cells` has one text a question."""

    number: int
    as_at: date
    signed_on: date
    rubric: str
    rubric_changed: bool
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """Every report, the first first, under its `questions`; without a `chart`, `why_none` says why there is none."""

    questions: tuple[str, ...]
    lines: tuple[Line, ...]
    chart: Chart | None
    why_none: str


def history(reports: Sequence[Reported], bands: Sequence[Band]) -> History:
    """The history of `reports`, the first first; `bands` are those of the last one's rubric."""
    texts = _texts(reports)
    lines = tuple(
        Line(
            number=each.number,
            as_at=each.as_at,
            signed_on=each.signed_on,
            rubric=each.rubric,
            rubric_changed=place > 0 and reports[place - 1].rubric != each.rubric,
            cells=tuple(_cell(each, question) for question in texts),
        )
        for place, each in enumerate(reports)
    )
    drawn = _by_day(reports)
    chart = _chart(drawn, texts, bands) if len(drawn) >= FEWEST else None
    return History(tuple(texts.values()), lines, chart, "" if chart else _why_none(len(reports), len(drawn)))


def _texts(reports: Sequence[Reported]) -> dict[str, str]:
    """The questions by id in their latest words: those of the last report first, then those that it no longer asks."""
    texts: dict[str, str] = {}
    for report in reversed(reports):
        for question in report.questions:
            texts.setdefault(question.id, question.text)
    return texts


def _asked(report: Reported, question: str) -> Asked | None:
    return next((each for each in report.questions if each.id == question), None)


def _cell(report: Reported, question: str) -> str:
    found = _asked(report, question)
    if found is None:
        return NOT_ASKED
    return found.standing if found.score is None else f"{found.standing} ({shown(points(found.score))})"


def _by_day(reports: Sequence[Reported]) -> list[Reported]:
    """The last report as at each day, by day: a report that was reopened gives way to the one that took its place."""
    return sorted({report.as_at: report for report in reports}.values(), key=lambda report: report.as_at)


def _why_none(reports: int, days: int) -> str:
    if not reports:
        return "Nothing has been signed off yet. Each report that is signed off stays here."
    if reports == 1:
        return "One report is signed off, so there is nothing to set beside it yet. There is no chart and no arrow."
    from_third = "A chart stands here once reports are as at three days."
    if days == 1:
        which = "Both" if reports == 2 else f"All {number_word(reports)}"
        return f"{which} reports are as at one day, so there is no chart and no arrow. {from_third}"
    number = sentence(number_word(reports))
    which = f"{number} reports" if reports == days else f"{number} reports as at two days"
    return (
        f"{which} can show that a score differs, and not where it is going, so there is no chart and no arrow."
        f" {from_third}"
    )


def _chart(drawn: Sequence[Reported], texts: dict[str, str], bands: Sequence[Band]) -> Chart:
    series = tuple(
        Series(text, tuple(_score(report, question) for report in drawn)) for question, text in texts.items()
    )
    return Chart(
        id=HISTORY,
        kind=TIMES,
        heading=_heading(drawn, texts),
        sentence=f"{MARKS} {CHANGES}" if _turns(drawn) else MARKS,
        category="As at",
        unit="Score from 0 to 100",
        categories=tuple(day(report.as_at) for report in drawn),
        series=series,
        zones=zones_of(bands),
        words=(Words("Rubric", tuple(report.rubric for report in drawn)),),
        days=tuple(report.as_at for report in drawn),
    )


def _score(report: Reported, question: str) -> Decimal | None:
    found = _asked(report, question)
    return None if found is None or found.score is None else points(found.score)


def _turns(drawn: Sequence[Reported]) -> int:
    """How often the rubric changed from one report to the next."""
    return sum(before.rubric != after.rubric for before, after in pairwise(drawn))


def _heading(drawn: Sequence[Reported], texts: dict[str, str]) -> str:
    """The finding: what is higher and lower than at first, where one rubric measured both."""
    first, last = drawn[0], drawn[-1]
    turns = _turns(drawn)
    if turns:
        times = {1: "once", 2: "twice"}.get(turns, f"{number_word(turns)} times")
        return f"The rubric changed {times}, so scores before and after it are not comparable"
    pairs = [(_score(first, question), _score(last, question)) for question in texts]
    known = [(before, after) for before, after in pairs if before is not None and after is not None]
    numbers = {
        "higher": sum(after > before for before, after in known),
        "lower": sum(after < before for before, after in known),
    }
    said = [
        f"{number_word(number)} {'is' if number == 1 else 'are'} {word}" for word, number in numbers.items() if number
    ]
    if not said:
        return f"No score is known to differ from that as at {day(first.as_at)}"
    words = " and ".join(said)
    of = "One score" if len(known) == 1 else sentence(f"of {counted(len(known), 'score')}")
    return f"{of} {words.removeprefix('one ') if len(known) == 1 else words} than as at {day(first.as_at)}"
