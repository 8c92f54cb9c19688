"""The criteria of a report as rows of a list, for a sheet of the workbook and for a CSV file."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from reports.board_report import BoardReport

COLUMNS = (
    "Code",
    "Criterion",
    "Question",
    "Weight",
    "Level",
    "Level in words",
    "Value",
    "What was found",
    "What would raise it",
    "Caps",
)


def rows(report: BoardReport) -> Iterator[list[str | int | Decimal | None]]:
    """A row of `COLUMNS` for each criterion, by question."""
    for question in report.found.questions:
        for criterion in question.criteria:
            share = report.scorecard.criterion(criterion.id).weight
            weight = Decimal(share.numerator) / share.denominator
            words = (criterion.level_words, criterion.value, criterion.found, criterion.next_step)
            caps = " ".join(criterion.caps)
            yield [criterion.id, criterion.name, question.id, weight, criterion.level, *words, caps]
