"""The rows of a sheet to checked posts, by a layout and by what the organisation said of its words.

Nothing that is not recognised gets a value: words of roles and employments stay blank and are listed, everything else
makes its row a rejected one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from teams.importing import MAX_ROWS, Book, Reading, Refused, RowProblem, Sheet, Unmapped, too_many_rows
from teams.importing.changes import Cells
from teams.importing.headings import TIMES, personal_kind, plain
from teams.importing.layouts import Layout, body, differ, headings_at, is_esr, own_format
from teams.importing.leftovers import left_out
from teams.importing.refs import Numbered, given_twice, make_missing, part_shared
from teams.importing.rows import RowReader, cut
from teams.importing.vacancies import is_vacancy
from teams.importing.words import LEAVE_OUT, Answers
from teams.roster import COLUMNS

RoleOf = Callable[[str, str, str, str], tuple[str, bool]]
"""A job title, its band, staff group and area of work to a role and whether a person should decide."""
_REFS_OF_OUR_OWN = "post_ref"


def interpret(book: Book, layout: Layout, answers: Answers, role_of: RoleOf) -> Reading:
    """The posts in the sheet that `layout` names. Refused: columns that every roster needs are not there."""
    return _Interpreter(book, layout, answers, role_of).reading()


@dataclass(slots=True)
class _Interpreter:
    book: Book
    layout: Layout
    answers: Answers
    role_of: RoleOf
    posts: list[Numbered] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    words: dict[tuple[str, str], Unmapped] = field(default_factory=dict)
    named: set[int] = field(default_factory=set)

    def reading(self) -> Reading:
        sheet = self.book.sheet(self.layout.sheet)
        headings = headings_at(sheet, self.layout.first, self.layout.last)
        _check_columns(self.layout)
        self.named = set(sheet.named)
        rows = body(sheet, self.layout.last)
        if len(rows) > MAX_ROWS:
            rows = [row for row in rows if len([cell for cell in row[1] if cell]) > 2]
        if len(rows) > MAX_ROWS:
            raise too_many_rows()
        reader = RowReader(sheet, headings, self.layout, self.answers)
        for number, cells in rows:
            self._row(number, cells, reader, sheet, headings)
        made = self._references(headings)
        return self._as_reading(sheet, headings, rows, made)

    def _row(self, number: int, cells: list[str], reader: RowReader, sheet: Sheet, headings: Sequence[str]) -> None:
        own = reader.texts(cells)
        why = left_out(cells, headings, own.get("title", ""), own.get("post_ref", ""))
        if why and not self._names_a_post(number, sheet):
            self.skipped.append((number, why))
            return
        if not sheet.name and not _fits(cells, headings):
            reason = (
                f"The row has {len(cells)} cells but there are {len(headings)} headings. Is there a stray separator?"
            )
            # Its cells may stand in other columns than their own, so none of them is kept, not even to be shown.
            self.problems.append(RowProblem(number, "", "", reason))
            return
        found = reader.read(number, cells)
        self.problems += [*found.problems, *self._rivals(number, cells, headings)]
        if found.left_out:
            self.skipped.append((number, found.left_out))
        elif not self.problems or self.problems[-1].row != number:
            self._keep(number, found.posts, headings)
            self.notes += [(number, note) for note in found.notes]
            if number in self.named:
                self.notes.append((number, "A cell named a person. The name was left out."))
        if not found.left_out:
            for target, word in found.unknown:
                self._unknown(number, headings, target, word, "")

    def _names_a_post(self, number: int, sheet: Sheet) -> bool:
        """Whether a row tells of a post though its job title or reference cannot be read, such as a row of formulas."""
        named_by = (self.layout.columns[target] for target in ("title", "post_ref") if target in self.layout.columns)
        return any((number, place) in sheet.faults for place in named_by)

    def _rivals(self, number: int, cells: Sequence[str], headings: Sequence[str]) -> list[RowProblem]:
        """Amounts of columns that mean the same and differ: a person has to say which counts."""
        found = []
        for target, places in self.layout.rivals.items():
            first = self.layout.columns[target]
            other = next((place for place in places if place != first and differ(target, cells, first, place)), None)
            if other is not None:
                reason = f"“{headings[other]}” says {cells[other][:40]}. Choose the column that counts"
                found.append(RowProblem(number, headings[first], cut(cells[first]), reason))
        return found

    def _keep(self, number: int, posts: list[Cells], headings: Sequence[str]) -> None:
        for cells in posts:
            if "role" not in self.layout.columns and not own_format(headings) and not is_vacancy(cells["title"]):
                self._infer_role(number, cells, headings)
            if cells.pop("staff_group", None) == LEAVE_OUT:
                self.skipped.append((number, "Its job title is not of a digital team, as you said."))
                continue
            cells.pop("area", None)
            self.posts.append((number, cells))

    def _infer_role(self, number: int, cells: Cells, headings: Sequence[str]) -> None:
        title = cells["title"]
        told = self.answers.get("title", {}).get(plain(title))
        if told == LEAVE_OUT:
            cells["staff_group"] = LEAVE_OUT
        elif told is not None:
            cells["role"] = told
        else:
            area = cells.get("area") or cells.get("team", "")
            role, ask = self.role_of(title, cells.get("grade", ""), cells.get("staff_group", ""), area)
            cells["role"] = "" if ask else role
            if not cells["role"]:
                self._unknown(number, headings, "title", title, role)

    def _unknown(self, number: int, headings: Sequence[str], target: str, word: str, suggested: str) -> None:
        place = self.layout.columns[target]
        entry = Unmapped(headings[place], target, word, [], suggested)
        self.words.setdefault((target, plain(word)), entry).rows.append(number)

    def _references(self, headings: Sequence[str]) -> int:
        place = self.layout.columns.get("post_ref")
        made = 0
        if place is None or headings[place] != _REFS_OF_OUR_OWN:
            self.notes += part_shared([post for post in self.posts if post[1].get("post_ref")])
            made = make_missing(self.posts)
        twice = given_twice(self.posts, "" if place is None else headings[place])
        wrong = {problem.row for problem in twice}
        self.problems += twice
        self.posts = [post for post in self.posts if post[0] not in wrong]
        return made

    def _as_reading(self, sheet: Sheet, headings: list[str], rows: list[tuple[int, list[str]]], made: int) -> Reading:
        own = own_format(headings)
        columns = self._columns(made)
        bad = {problem.row for problem in self.problems}
        kept = sorted(set(self.layout.columns.values()))
        return Reading(
            columns=columns,
            numbers=[number for number, _ in self.posts],
            rows=[[cells.get(column, "") for column in columns] for _, cells in self.posts],
            problems=sorted(self.problems, key=lambda problem: problem.row),
            problem_count=len(self.problems),
            not_kept=_not_kept(sheet, headings, self.layout),
            notes=[*self.book.notes, *_sentences(self.book, sheet, headings, made)],
            skipped=sorted(self.skipped + [(number, "It is hidden in the sheet.") for number in sheet.hidden_rows]),
            row_notes=sorted(self.notes),
            unmapped=list(self.words.values()),
            rejected=[
                (number, [_cell(cells, place) for place in kept])
                if not _is_ragged(self.problems, number)
                else (number, [])
                for number, cells in rows
                if number in bad
            ],
            kept=[headings[place] for place in kept],
            only_fills=[] if own or "role" in self.layout.columns else ["role"],
            source="own" if own else "esr" if is_esr(headings) else "other",
        )

    def _columns(self, made: int) -> list[str]:
        there = {column for _, cells in self.posts for column in cells} if self.posts else set()
        given = {"post_ref", *self.layout.columns, *there}
        return [column for column in COLUMNS if column in given or (column == "wte")]


def _check_columns(layout: Layout) -> None:
    missing = []
    if "title" not in layout.columns:
        missing.append("No column holds job titles. Choose the column that does.")
    if not {*TIMES} & layout.columns.keys():
        missing.append("No column holds WTE (or FTE), or hours or days a week. Choose the column that does.")
    if missing:
        raise Refused(*missing)


def _fits(cells: list[str], headings: Sequence[str]) -> bool:
    """Whether a record has a cell for each heading; columns without a heading may be missing or blank."""
    needed = max((place for place, heading in enumerate(headings, 1) if heading), default=0)
    return len(cells) >= needed and not any(cells[len(headings) :])


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _is_ragged(problems: Sequence[RowProblem], number: int) -> bool:
    return any(problem.row == number and not problem.column and "headings" in problem.reason for problem in problems)


def _not_kept(sheet: Sheet, headings: Sequence[str], layout: Layout) -> list[str]:
    used = set(layout.columns.values())
    named = []
    for place, heading in enumerate(headings):
        if place in used or not heading:
            continue
        kind = sheet.personal.get(place) or personal_kind(heading)
        named.append(f"{heading} ({kind})" if kind else heading)
    return named


def _sentences(book: Book, sheet: Sheet, headings: Sequence[str], made: int) -> list[str]:
    said = []
    if len(book.sheets) > 1:
        said.append(f"Only the sheet “{sheet.name}” was read; the workbook has {len(book.sheets) - 1} more.")
    if made:
        have = "1 post has" if made == 1 else f"{made:,} posts have"
        said.append(
            f"{have} no reference in the file, so references were made from job title, team and grade. "
            "Numbers of employees or assignments are not used: they tell of people, not of posts."
        )
    return said
