"""Words for coded columns: those of the Electronic Staff Record and of trusts, to our codes."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache

from teams import catalogue
from teams.importing.headings import DATA, plain

LEAVE_OUT = "leave_out"
"""The answer to a word whose rows are to be left out of the roster."""
CODED = ("role", "employment", "status", "absence", "clinical_profession", "senior_leader", "control_role")
BLANK_IS_UNKNOWN = ("role", "employment")
"""Columns in which a word that nobody has explained may stay blank, as a blank there says "not known"."""

Answers = Mapping[str, Mapping[str, str]]
"""By column: what an organisation said of its words (as `plain` has them): a code, "" for blank, or `LEAVE_OUT`."""

_LEADING_CODE = re.compile(r"^[0-9]{1,3}\s*[-–:.]\s*")
_ESR_GRADE = re.compile(r".*\bband ?([2-9])(?:[ -]*(?:range)?[ -]*([a-d]))?\b.*")
_ALREADY_GRADE = re.compile(r"([2-9]|8[a-d])")


def code_of(column: str, word: str, answers: Answers) -> str | None:
    """Our code for a `word` in `column`, "" where it means a blank, `LEAVE_OUT`, or None for not recognised."""
    words = plain(word)
    if words in answers.get(column, {}):
        return answers[column][words]
    table = _table(column)
    without = plain(_LEADING_CODE.sub("", word))
    return table.get(words, table.get(without))


def choices(column: str) -> list[tuple[str, str]]:
    """The codes of a column with their names, from which a person chooses."""
    if column == "senior_leader":
        return [("yes", "Yes"), ("no", "No")]
    if column == "absence":
        return [("present", "At work")]
    return [(code, catalogue.name_of(column, code).capitalize()) for code in catalogue.values(column) or ()]


def grade(text: str) -> str:
    """A grade as our lists write it: "8a" for "Review Body Band 8 - Range A"; what is no band stays as it is."""
    words = text.casefold().replace("|", " ")
    if _ALREADY_GRADE.fullmatch(words):
        return words
    match = _ESR_GRADE.fullmatch(words)
    return f"{match[1]}{match[2] or ''}" if match else text


@cache
def _table(column: str) -> dict[str, str]:
    with (DATA / "import_words.csv").open(encoding="utf-8", newline="") as file:
        known = {row["word"]: row["code"] for row in csv.DictReader(file) if row["column"] == column}
    codes = catalogue.values(column) or ()
    return {**known, **{plain(catalogue.name_of(column, code)): code for code in codes}, **{plain(c): c for c in codes}}
