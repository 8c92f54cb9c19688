"""The sheets that recompute the scores: what was counted as values, everything after it as formulas.

An analyst can follow each score from its top and bottom, change a weight or a threshold and see what becomes of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from assessment.rubric import Cap, Coverage, Criterion, Rubric
from assessment.scorecard import CriterionResult, QuestionResult, Scorecard
from reports.exports.sheets import Sheet, Workbook

TERMS = "Terms"
CAPS = "Caps"
SCORES = "Scores"
EXACT = 9
"""Decimals to which a value is compared with its lines, so that no binary fraction falls on the wrong side of one."""

TERM_COLUMNS = (
    "Code",
    "Criterion",
    "Question",
    "Weight",
    "Top",
    "Bottom",
    "Value",
    "Level 1 from",
    "Level 2 from",
    "Level 3 from",
    "Level 4 from",
    "Level",
    "Weight scored",
    "Weight times level",
)
NAME, WEIGHT, TOP, BOTTOM, VALUE, LINES, LEVEL, SCORED, GAIN = 1, 3, 4, 5, 6, 7, 11, 12, 13
"""Places of the columns of terms."""
CAP_COLUMNS = ("Code", "Question", "Holds where", "Number", "At most", "Value", "Score allowed")
SCORE_COLUMNS = ("Question", "Weight", "Before caps", "Lowest cap", "Score", "Score in the report", "Difference")


def write_scores(book: Workbook, scorecard: Scorecard, rubric: Rubric) -> None:
    """Add the sheets of terms, caps and scores; `rubric` is the one that the scorecard was scored by."""
    rows = _terms(book.sheet(TERMS, TERM_COLUMNS, (8, 40, *[10] * 12)), scorecard, rubric)
    caps = _caps(book.sheet(CAPS, CAP_COLUMNS, (8, 10, 40)), scorecard, rubric, rows)
    _scores(book.sheet(SCORES, SCORE_COLUMNS, (60,)), scorecard, rows, caps)


# Terms ---------------------------------------------------------------------------------------------------------------


def _terms(sheet: Sheet, scorecard: Scorecard, rubric: Rubric) -> dict[str, int]:
    """One row a criterion, those of a question together; the row of each by its id."""
    rows: dict[str, int] = {}
    for question in scorecard.questions:
        for result in scorecard.criteria_of(question.id):
            criterion = next(each for each in rubric.criteria if each.id == result.id)
            rows[result.id] = sheet.next_row
            _term(sheet, criterion, result)
    return rows


def _term(sheet: Sheet, criterion: Criterion, result: CriterionResult) -> None:
    row = sheet.next_row
    sheet.write(row, 0, result.id)
    sheet.write(row, NAME, result.name)
    sheet.write(row, 2, result.question)
    sheet.write(row, WEIGHT, result.weight)
    sheet.write(row, TOP, result.top)
    sheet.write(row, BOTTOM, result.bottom)
    _value(sheet, row, criterion, result)
    for place, line in enumerate(criterion.levels_from):
        sheet.write(row, LINES + place, line.number)
    _level(sheet, row, criterion, result)
    level, weight = sheet.cell(row, LEVEL), sheet.cell(row, WEIGHT)
    counted = result.weight if result.level is not None else Fraction(0)
    sheet.formula(row, SCORED, f'IF({level}="",0,{weight})', counted)
    sheet.formula(row, GAIN, f'IF({level}="",0,{weight}*{level})', counted * (result.level or 0))


def _value(sheet: Sheet, row: int, criterion: Criterion, result: CriterionResult) -> None:
    """The value from top and bottom, where both are told; as it is where the measure was empty."""
    if result.value is None:
        return
    if result.top is None or not result.bottom or result.when_empty_used:
        sheet.write(row, VALUE, result.value)
        return
    is_count = isinstance(criterion.measure, Coverage) and criterion.measure.result == "count"
    top, bottom = sheet.cell(row, TOP), sheet.cell(row, BOTTOM)
    sheet.formula(row, VALUE, f"ROUND({top},{EXACT})" if is_count else f"ROUND({top}/{bottom},{EXACT})", result.value)


def _level(sheet: Sheet, row: int, criterion: Criterion, result: CriterionResult) -> None:
    """The level from the value and its lines; as it is where it is an answer or the value is not told."""
    if result.value is None or not criterion.levels_from:
        sheet.write(row, LEVEL, result.level)
        return
    value = sheet.cell(row, VALUE)
    reached = "+".join(
        f"IF({value}{'>' if line.strict else '>='}ROUND({sheet.cell(row, LINES + place)},{EXACT}),1,0)"
        for place, line in enumerate(criterion.levels_from)
    )
    sheet.formula(
        row, LEVEL, reached if criterion.better == "higher" else f"4-({reached})", Fraction(result.level or 0)
    )


# Caps ----------------------------------------------------------------------------------------------------------------


def _caps(sheet: Sheet, scorecard: Scorecard, rubric: Rubric, rows: dict[str, int]) -> dict[str, list[str]]:
    """One row a cap; the cells with the scores that they allow, by question."""
    allowed: dict[str, list[str]] = {}
    for criterion in rubric.criteria:
        result = scorecard.criterion(criterion.id)
        for cap in criterion.caps:
            row = sheet.next_row
            sheet.add((criterion.id, criterion.question, cap.test.replace("_", " "), cap.number, cap.score))
            _cap(sheet, row, cap, result, rows[criterion.id])
            allowed.setdefault(criterion.question, []).append(f"{CAPS}!{sheet.cell(row, 6)}")
    return allowed


def _cap(sheet: Sheet, row: int, cap: Cap, result: CriterionResult, term: int) -> None:
    """The value, or the level, that a cap is about, and the score that it allows: 100 where it does not hold.

    Where the value is not told, the score allowed is as it is.
    """
    about, number, most = sheet.cell(row, 5), sheet.cell(row, 3), sheet.cell(row, 4)
    known = result.level if cap.test == "level" else result.value
    source = f"{TERMS}!{sheet.cell(term, LEVEL if cap.test == 'level' else VALUE)}"
    sheet.formula(row, 5, f'IF({source}="","",{source})', "" if known is None else Fraction(known))
    signs = {"below": "<", "at_most": "<=", "at_least": ">=", "level": "="}
    holds = f"{about}{signs[cap.test]}ROUND({number},{EXACT})"
    held = any(each.score == cap.score and each.because == cap.because for each in result.caps)
    if known is None and held:
        sheet.write(row, 6, cap.score)
        return
    sheet.formula(row, 6, f'IF({about}="",100,IF({holds},{most},100))', cap.score if held else Fraction(100))


# Scores --------------------------------------------------------------------------------------------------------------


def _scores(sheet: Sheet, scorecard: Scorecard, rows: dict[str, int], caps: dict[str, list[str]]) -> None:
    first = sheet.next_row
    for question in scorecard.questions:
        own = [rows[result.id] for result in scorecard.criteria_of(question.id)]
        _score(sheet, question, own, caps.get(question.id, []))
    last = sheet.next_row - 1
    row = sheet.next_row
    sheet.write(row, 0, "The whole (index)")
    pairs = [(sheet.cell(each, 1), sheet.cell(each, 4)) for each in range(first, last + 1)]
    top = "+".join(f'IF({score}="",0,{weight}*{score})' for weight, score in pairs)
    bottom = "+".join(f'IF({score}="",0,{weight})' for weight, score in pairs)
    index = scorecard.overall.index
    sheet.formula(row, 4, f'IF(({bottom})=0,"",({top})/({bottom}))', "" if index is None else index)
    _difference(sheet, row, index)


def _score(sheet: Sheet, question: QuestionResult, own: Sequence[int], caps: Iterable[str]) -> None:
    row = sheet.next_row
    gain, scored = (f"{TERMS}!{sheet.cell(own[0], place)}:{sheet.cell(own[-1], place)}" for place in (GAIN, SCORED))
    sheet.write(row, 0, question.text)
    sheet.write(row, 1, question.weight)
    sheet.formula(row, 2, f'IF(SUM({scored})=0,"",25*SUM({gain})/SUM({scored}))', _shown(question.raw))
    lowest = question.capped_by[0].score if question.capped_by else Fraction(100)
    sheet.formula(row, 3, f"MIN({','.join(['100', *caps])})", lowest)
    raw, cap = sheet.cell(row, 2), sheet.cell(row, 3)
    sheet.formula(row, 4, f'IF({raw}="","",MIN({raw},{cap}))', _shown(question.score))
    _difference(sheet, row, question.score)


def _difference(sheet: Sheet, row: int, score: Fraction | None) -> None:
    """What the report says, and how far the recomputed score is from it: nought to six decimals."""
    ours, theirs = sheet.cell(row, 5), sheet.cell(row, 4)
    sheet.write(row, 5, score)
    sheet.formula(row, 6, f'IF({theirs}="",0,ROUND({theirs}-{ours},6))', Fraction(0))


def _shown(score: Fraction | None) -> Fraction | str:
    return "" if score is None else score
