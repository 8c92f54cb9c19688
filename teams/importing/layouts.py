"""Where the headings of a sheet stand and what its columns mean, found by itself so that a person only corrects it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from teams import catalogue
from teams.importing import Book, Refused, Sheet
from teams.importing.amounts import number
from teams.importing.headings import NOT_NEEDED, TARGETS, TIMES, meaning, personal_kind, plain, preference
from teams.roster import COLUMNS

SEARCHED = 40
"""Rows from the top among which the headings are looked for."""
REQUIRED = ("post_ref", "title", "wte")
_ENOUGH = 2
_LONGEST = 80
_AMOUNTS = (*TIMES, "budget_wte", "vacant_wte", "funded_wte")
_OF_ESR = (
    "assignment number",
    "employee number",
    "position number",
    "position title",
    "occupation code",
    "staff group",
    "assignment category",
    "assignment status",
    "employee category",
    "payscale description",
    "latest start date",
    "area of work",
)


@dataclass(slots=True)
class Layout:
    """How a sheet is to be read. `first` and `last` are the places of its heading rows among its rows.

    `columns` gives the place of the column for each of `headings.TARGETS` that there is; `rivals` the places of columns
    that mean the same and hold different values, so that a person has to choose. `engaged` is how all posts of the file
    are engaged, where no column says so ("" for not known).
    """

    sheet: str
    first: int
    last: int
    columns: dict[str, int] = field(default_factory=dict)
    rivals: dict[str, list[int]] = field(default_factory=dict)
    engaged: str = ""


def find_headings(sheet: Sheet, remembered: Collection[str] = ()) -> tuple[int, int] | None:
    """The places of the first and the last heading row among the rows of `sheet`, None where none is known.

    `remembered` are headings (as `plain` has them) that are known beside ours.
    """
    rows = [cells for _, cells in sheet.rows[:SEARCHED]]
    for index, cells in enumerate(rows):
        if all(column in cells for column in REQUIRED):
            return index, index
    best: tuple[float, int, int] = (0, 0, 0)
    for index, cells in enumerate(rows):
        alone = _known([[cell] for cell in cells]) + sum(plain(cell) in remembered for cell in cells)
        below = rows[index + 1] if index + 1 < len(rows) else []
        may_be_two = len({cell for cell in cells if cell}) >= _ENOUGH and may_be_headings(below)
        together = _known(_joined([cells, below])) if may_be_two else 0
        best = max(best, (alone, -index, 0), (together - 0.1, -index, 1))
    return (-best[1], -best[1] + best[2]) if best[0] >= _ENOUGH else None


def headings_at(sheet: Sheet, first: int, last: int) -> list[str]:
    """The heading of every column, from one or two rows."""
    rows = [cells for _, cells in sheet.rows[first : last + 1]]
    if len(rows) == 1:
        return list(rows[0])
    return [next((text for text in names if meaning(text)), names[0]) for names in _joined(rows)]


def own_format(headings: Sequence[str]) -> bool:
    """Whether the headings are those of our own format, to the letter."""
    return all(column in headings for column in REQUIRED)


def is_esr(headings: Sequence[str]) -> bool:
    """Whether the headings are those of an export of the Electronic Staff Record."""
    return sum(plain(heading) in _OF_ESR or plain(heading).startswith("org l") for heading in headings) >= 3


def suggest(book: Book, remembered: Mapping[str, str]) -> Layout:
    """The sheet with most that is known, and the meaning of its columns.

    `remembered` maps headings (as `plain` has them) to what the organisation said of them before. Refused: no sheet
    has headings that are known.
    """
    found = [(sheet, place) for sheet in book.sheets if (place := find_headings(sheet, remembered))]
    if not found:
        raise Refused(_no_headings(book.sheets[0]))
    layouts = [layout(sheet, *place, remembered) for sheet, place in found]
    return max(layouts, key=lambda one: (len(one.columns.keys() & {"title", *TIMES, "budget_wte"}), len(one.columns)))


def layout(sheet: Sheet, first: int, last: int, remembered: Mapping[str, str]) -> Layout:
    """What the columns mean below headings in these rows."""
    headings = headings_at(sheet, first, last)
    places: dict[str, list[int]] = defaultdict(list)
    own = own_format(headings)
    for place, heading in enumerate(headings):
        target = _meaning_here(heading, own, remembered)
        if target in TARGETS and place not in sheet.personal and not personal_kind(heading):
            places[target].append(place)
    _settle(places, headings, sheet, last)
    chosen = {target: min(where, key=lambda place: preference(headings[place])) for target, where in places.items()}
    rivals = {target: where for target, where in places.items() if _disagree(target, where, headings, sheet, last)}
    return Layout(sheet.name, first, last, chosen, rivals)


def body(sheet: Sheet, last: int) -> list[tuple[int, list[str]]]:
    """The rows below the headings."""
    return sheet.rows[last + 1 :]


def _no_headings(sheet: Sheet) -> str:
    number_of, cells = sheet.rows[0]
    held = (
        ", ".join(cell[:60] for cell in cells if cell and not personal_kind(cell)) if len(cells) > 1 else "one column"
    )
    return (
        "None of the first rows holds headings that we know, such as a job title and WTE. "
        f"Row {number_of} holds {held[:200] or 'none'}."
    )


def _meaning_here(heading: str, own: bool, remembered: Mapping[str, str]) -> str:
    if own and heading in COLUMNS:
        return heading
    if plain(heading) in remembered:
        return remembered[plain(heading)]
    return NOT_NEEDED if own and meaning(heading) in COLUMNS and heading not in COLUMNS else meaning(heading)


def _known(names: list[list[str]]) -> float:
    """How much of a row of headings is known: each meaning counts once, what is not needed counts half."""
    meanings: set[str] = set()
    halves: set[str] = set()
    for texts in names:
        shown = [text for text in texts if text and len(text) < _LONGEST]
        target = next((found for text in shown if (found := meaning(text))), "")
        if target and target != NOT_NEEDED:
            meanings.add(target)
        elif target or any(map(personal_kind, shown)):
            halves.add(plain(shown[0]))
    return len(meanings) + len(halves) / 2


def _joined(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """For each column, what two rows of headings may say: both together, the lower, the upper."""
    upper, lower = rows
    width = max(len(upper), len(lower))
    names: list[list[str]] = []
    over = ""
    for place in range(width):
        above = upper[place] if place < len(upper) else ""
        below = lower[place] if place < len(lower) else ""
        over = above or (over if below else "")
        both = f"{over} {below}".strip() if over != below else over
        names.append([both, below, above])
    return names


def may_be_headings(cells: Sequence[str]) -> bool:
    """Whether a row holds words as headings do, and no amounts, days or references that begin with a digit."""
    words = [cell for cell in cells if cell]
    return len(words) >= 2 and not any(character.isdigit() for cell in words for character in cell[:1])


def _settle(places: dict[str, list[int]], headings: Sequence[str], sheet: Sheet, last: int) -> None:
    """What a heading means beside the others that there are."""
    roles = [place for place in places.get("role", []) if headings[place] != "role"]
    if roles and not _holds_roles(sheet, last, roles[0]):
        del places["role"]
        if "title" not in places:
            places["title"] = roles
    loose = [place for place in places.get("funded_wte", []) if headings[place] != "funded_wte"]
    if loose and any(plain(headings[place]) not in ("wte", "fte") for place in places.get("wte", [])):
        del places["funded_wte"]
        places["budget_wte"] = loose
    if not {*TIMES} & places.keys() and "budget_wte" in places:
        places["wte"] = places.pop("budget_wte")
    worked = [place for place in places.get("wte", []) if "worked" in plain(headings[place])]
    if len(worked) < len(places.get("wte", [])):
        # Overtime and absence are in it, so beside what is contracted it says nothing of the post.
        places["wte"] = [place for place in places["wte"] if place not in worked]
    numbered = [place for place in places.get("team", []) if _only_numbers(sheet, last, place)]
    if numbered and len(numbered) < len(places["team"]):
        places["team"] = [place for place in places["team"] if place not in numbered]


def _values(sheet: Sheet, last: int, place: int) -> list[str]:
    return [cells[place] for _, cells in body(sheet, last) if place < len(cells) and cells[place]]


def _holds_roles(sheet: Sheet, last: int, place: int) -> bool:
    values = _values(sheet, last, place)
    names = {plain(role.name) for role in catalogue.roles().values()} | {plain(code) for code in catalogue.roles()}
    return sum(plain(value) in names for value in values) * 2 > len(values)


def _only_numbers(sheet: Sheet, last: int, place: int) -> bool:
    values = _values(sheet, last, place)
    return bool(values) and all(value.isdigit() for value in values)


def _disagree(target: str, where: list[int], headings: Sequence[str], sheet: Sheet, last: int) -> bool:
    """Whether a person has to say which of several columns counts: amounts, and headings that are there twice."""
    if len(where) < 2:
        return False
    names = [plain(headings[place]) for place in where]
    if target not in _AMOUNTS and len(set(names)) == len(names):
        return False
    first = min(where, key=lambda place: preference(headings[place]))
    return any(
        differ(target, cells, first, other) for _, cells in body(sheet, last) for other in where if other != first
    )


def differ(target: str, cells: Sequence[str], first: int, second: int) -> bool:
    """Whether two cells of a row that mean the same both hold something, and not the same."""
    a, b = (cells[place] if place < len(cells) else "" for place in (first, second))
    if not a or not b or a == b:
        return False
    if target not in _AMOUNTS:
        return True
    try:
        return number(a) != number(b)
    except ValueError:
        return True
