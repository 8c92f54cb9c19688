"""One row of a file to the cells of its posts: our own format as it is, everything else after conversion."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from teams.cells import MAX_WTE, read_post, write_post
from teams.importing import MAX_CELL, RowProblem, Sheet, amounts
from teams.importing.changes import Cells
from teams.importing.headings import TIMES, plain
from teams.importing.layouts import Layout, body, own_format
from teams.importing.vacancies import is_vacancy, vacant_title
from teams.importing.words import BLANK_IS_UNKNOWN, CODED, LEAVE_OUT, Answers, code_of
from teams.importing.words import grade as grade_of
from teams.roster import COLUMNS

SHOWN_VALUE = 100
"""Characters of a refused value that are kept to be shown."""
_SHEET_ERROR = re.compile(r"#(?:REF!|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|NAME\?|N/A)", re.IGNORECASE)
"""What a sheet that was saved as text shows where a formula failed."""
_TYPED = ("post_ref", "title", "team", "grade", "supplier")
"""Columns in which our own format holds whatever people typed, so that an export can be imported again."""
_DAYS = ("started_on", "ends_on")
_EACH_ITS_OWN = ("post_ref", *TIMES, "budget_wte", "vacant_wte", "funded_wte")
"""Columns whose merged cells cannot count for each row."""
_LEFT_OUT = {
    "employment": "“{}” is not employed in the team.",
    "status": "The position is “{}”.",
    "absence": "The holder is away: “{}”. Who covers for them counts in a row of their own.",
    "role": "You said that “{}” is to be left out.",
}


@dataclass(slots=True)
class Found:
    """What a row holds: its posts, or why it is left out, or what is wrong; and words that nobody has explained."""

    posts: list[Cells] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    left_out: str = ""
    notes: list[str] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)


class RowReader:
    """Reads the rows of one sheet."""

    def __init__(self, sheet: Sheet, headings: Sequence[str], layout: Layout, answers: Answers) -> None:
        self.sheet = sheet
        self.headings = headings
        self.columns = layout.columns
        self.answers = answers
        self.own = own_format(headings)
        self.engaged = "" if "employment" in layout.columns else layout.engaged
        self.month_first = {
            column: amounts.order_of(
                cells[self.columns[column]]
                for _, cells in body(sheet, layout.last)
                if self.columns[column] < len(cells)
            )
            for column in _DAYS
            if column in self.columns
        }
        self.rows_of = Counter(_position(self.texts(cells)) for _, cells in body(sheet, layout.last))

    def texts(self, cells: Sequence[str]) -> Cells:
        """The cells of a row by what their columns mean."""
        width = len(cells)
        return {target: cells[place] for target, place in self.columns.items() if place < width}

    def read(self, number: int, cells: Sequence[str]) -> Found:
        """The posts of a row."""
        texts = self.texts(cells)
        found = Found()
        if self._faulty(number, texts, found):
            return found
        if self.own and not self.engaged and (texts.get("status") or not vacant_title(texts["title"])[0]):
            post, problems = read_post(texts)
            if post is not None and not problems:
                written = write_post(post)
                found.posts = [{column: written[column] for column in COLUMNS if column in texts}]
                return found
        return self._converted(number, cells, texts, found)

    def _faulty(self, number: int, texts: Cells, found: Found) -> bool:
        """Whether cells of the row cannot be read at all, told as problems."""
        for target, text in texts.items():
            place = self.columns[target]
            if len(text) > MAX_CELL:
                self._wrong(found, number, target, text, f"Enter {MAX_CELL:,} characters or fewer")
            elif (number, place) in self.sheet.faults:
                self._wrong(found, number, target, *self.sheet.faults[number, place])
            elif _SHEET_ERROR.fullmatch(text) and not (self.own and target in _TYPED):
                self._wrong(found, number, target, text, "This is an error of a sheet. Put the value in its place")
            elif target in _EACH_ITS_OWN and (number, place) in self.sheet.merged:
                self._wrong(found, number, target, text, "This cell is merged with another. Enter a value for each row")
        return bool(found.problems)

    def _wrong(self, found: Found, number: int, target: str, value: str, reason: str) -> None:
        found.problems.append(RowProblem(number, self.headings[self.columns[target]], cut(value), reason))

    def _converted(self, number: int, cells: Sequence[str], texts: Cells, found: Found) -> Found:
        codes = self._codes(number, texts, found)
        if found.left_out:
            found.problems.clear()
            return found
        ours = {
            column: text for column, text in {**texts, **codes}.items() if column in (*COLUMNS, "staff_group", "area")
        }
        if self.engaged:
            ours["employment"] = self.engaged
        self._title_and_status(cells, ours, found)
        self._plain_values(number, texts, ours, found)
        for post in self._amounts(number, texts, ours, found):
            self._checked(number, post, texts, found)
        if found.problems:
            found.posts.clear()
        return found

    def _codes(self, number: int, texts: Cells, found: Found) -> Cells:
        codes: Cells = {}
        for target in CODED:
            word = texts.get(target, "")
            if target == "status" and plain(self.headings[self.columns.get(target, 0)]) == "vacant":
                word = {"yes": "vacant", "y": "vacant", "no": "filled", "n": "filled"}.get(word.casefold(), word)
            parts = word.split(";") if target == "control_role" else [word]
            known = [code_of(target, part.strip(), self.answers) for part in parts if part.strip()]
            if LEAVE_OUT in known:
                found.left_out = _LEFT_OUT.get(target, _LEFT_OUT["role"]).format(cut(word))
            elif None not in known:
                codes[target] = ";".join(filter(None, known))
            else:
                self._not_known(number, target, word, found)
                codes[target] = ""
        return {target: code for target, code in codes.items() if target in texts}

    def _not_known(self, number: int, target: str, word: str, found: Found) -> None:
        found.unknown.append((target, cut(word)))
        if target not in BLANK_IS_UNKNOWN:
            self._wrong(found, number, target, word, "We do not know this word. Say what it means, or change it")

    def _title_and_status(self, cells: Sequence[str], ours: Cells, found: Found) -> None:
        says_vacant, title = vacant_title(ours.get("title", ""))
        nobody = any(is_vacancy(cells[place]) for place in self.sheet.personal if place < len(cells))
        if ours.get("status") not in ("filled", "vacant"):
            ours["status"] = "vacant" if says_vacant or nobody else ours.get("status", "")
        if not self.own:
            ours["title"] = " ".join(title.split())

    def _plain_values(self, number: int, texts: Cells, ours: Cells, found: Found) -> None:
        for column in _DAYS:
            if texts.get(column):
                self._convert(number, column, texts, ours, found, self._day_of(column))
        if texts.get("funded_wte"):
            self._convert(number, "funded_wte", texts, ours, found, amounts.wte)
        if "grade" in ours and self.headings[self.columns["grade"]] != "grade":
            ours["grade"] = grade_of(ours["grade"])
        if "employer" in ours:
            ours["employer"] = ours["employer"].upper()

    def _day_of(self, column: str) -> Callable[[str], str]:
        return lambda text: amounts.day(text, self.month_first[column])

    def _convert(
        self, number: int, column: str, texts: Cells, ours: Cells, found: Found, convert: Callable[[str], str]
    ) -> None:
        try:
            ours[column] = convert(texts[column])
        except ValueError as error:
            self._wrong(found, number, column, texts[column], str(error))
            ours.pop(column, None)

    def _amounts(self, number: int, texts: Cells, ours: Cells, found: Found) -> list[Cells]:
        """The post with its WTE; and a second one for the part that is vacant, where the file says how much."""
        values: Cells = {}
        for target in (*TIMES, "budget_wte", "vacant_wte"):
            if not amounts.is_blank(texts.get(target, "")):
                read = partial(amounts.wte_of_week, unit=target) if target in ("hours", "days") else amounts.wte
                self._convert(number, target, texts, values, found, read)
        if found.problems:
            return []
        in_post = next((values[target] for target in TIMES if target in values), "")
        budget = values.get("budget_wte", "")
        vacant = values.get("vacant_wte", "") or self._unfilled(in_post, budget, texts)
        if ours["status"] != "filled" and in_post in ("", "0") and (ours["status"] or in_post):
            empty = next((amount for amount in (vacant, budget) if amount not in ("", "0")), "")
            if empty or ours["status"]:
                return [{**ours, "status": "vacant", "wte": empty or in_post}]
        posts = [{**ours, "wte": in_post}]
        if ours["status"] != "vacant" and vacant not in ("", "0"):
            ref = f"{ours['post_ref']}/vacant" if ours.get("post_ref") else ""
            posts.append({**ours, "post_ref": ref, "status": "vacant", "wte": vacant, "started_on": "", "skills": ""})
            found.notes.append(f"The post is filled for {in_post} WTE and vacant for {vacant}: kept as two posts.")
        return posts

    def _unfilled(self, in_post: str, budget: str, texts: Cells) -> str:
        """The WTE of the establishment that nobody fills, "" for none or not known.

        Several rows of one position each tell of its whole establishment, and only the file's own column of vacant WTE
        says what is left of it.
        """
        if "vacant_wte" in self.columns or "" in (in_post, budget) or self.rows_of[_position(texts)] > 1:
            return ""
        left = Decimal(budget) - Decimal(in_post)
        return amounts.wte(str(left)) if 0 < left <= MAX_WTE else ""

    def _checked(self, number: int, post: Cells, texts: Cells, found: Found) -> None:
        """Check a post by the rules of a roster; what is wrong is told in the words of the file."""
        post = {column: text for column, text in post.items() if text or column in self.columns or column == "wte"}
        checked, problems = read_post({**post, "post_ref": post.get("post_ref") or "made"})
        for problem in problems:
            known_by = TIMES if problem.column == "wte" else (problem.column,)
            target = next((target for target in known_by if target in self.columns), "title")
            self._wrong(found, number, target, texts.get(target, problem.value), problem.reason)
        if checked is None or (self.own and not post.get("post_ref")):
            if not problems:
                self._wrong(found, number, "post_ref", "", "This must not be blank")
            return
        written = write_post(checked)
        hints: Cells = {name: post[name] for name in ("staff_group", "area") if name in post}
        cells = {column: written[column] for column in COLUMNS if column in post or column in ("status",)}
        found.posts.append({**cells, "post_ref": post.get("post_ref", ""), **hints})


def _position(texts: Cells) -> tuple[str, ...]:
    """What tells the position of a row from those of others."""
    ref = texts.get("post_ref", "")
    return (ref,) if ref else tuple(texts.get(target, "") for target in ("title", "team", "grade"))


def cut(text: str) -> str:
    """A value as it is shown where it is refused."""
    return text if len(text) <= SHOWN_VALUE else text[: SHOWN_VALUE - 1] + "…"
