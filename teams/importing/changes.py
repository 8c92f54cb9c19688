"""What the rows of a file would change in a roster. Pure: values in, values out.

A post that is in the roster and not in the file stays as it is, unless it is to be closed. A column that is not in the
file leaves the stored values alone, and is blank for new posts. Vacant posts have no start date and no skills,
whatever the file says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from teams import catalogue
from teams.cells import read_wte
from teams.roster import WTE_UNIT

Cells = dict[str, str]
"""The text of a row by column, as `teams.cells.write_post` writes it."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A post as it is stored: its cells but for the skills, the levels that count and those that the lead rated."""

    cells: Cells
    is_open: bool = True
    levels: Mapping[str, int] = field(default_factory=dict)
    lead_levels: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """What changes in one stored post: old and new text by column, old and new level by skill (None: no rating)."""

    post_ref: str
    title: str
    cells: dict[str, tuple[str, str]]
    levels: dict[str, tuple[int | None, int | None]]
    opens_again: bool = False
    falls_vacant: bool = False
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Totals:
    """The open posts of a roster and their WTE, filled and vacant, in units of 0.00001."""

    posts: int
    wte: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do. `added` are the cells of new posts; `kept` counts open posts that the file lacks.

    `missing` are the references and titles of the open posts that the file lacks and that may be closed.
    """

    added: list[Cells]
    changed: list[Change]
    unchanged: int
    kept: int
    new_teams: list[str]
    before: Totals
    after: Totals
    missing: list[tuple[str, str]] = field(default_factory=list)

    @property
    def opened_again(self) -> int:
        return sum(change.opens_again for change in self.changed)

    @property
    def closed(self) -> int:
        return sum(change.closes for change in self.changed)

    @property
    def does_something(self) -> bool:
        return bool(self.added or self.changed)


@dataclass(frozen=True, slots=True)
class Rules:
    """How a file counts.

    The values of `only_fills` only fill what is blank; blanks of `blanks_say_nothing` change nothing. `closes_missing`:
    posts that the file lacks are closed, if they are of an employment of `may_close` (None for any).
    """

    only_fills: frozenset[str] = frozenset()
    blanks_say_nothing: frozenset[str] = frozenset()
    closes_missing: bool = False
    may_close: frozenset[str] | None = None


def plan(
    stored: Mapping[str, Stored],
    teams: Iterable[str],
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    rules: Rules = Rules(),
) -> Plan:
    """Compare checked `rows`, with one cell for each of `columns`, with the `stored` posts by reference.

    `teams` are the names of the teams that there are.
    """
    before = _totals(stored)
    posts, wte = before.posts, before.wte
    added: list[Cells] = []
    changed: list[Change] = []
    named_and_open = 0
    for row in rows:
        cells = _as_kept(dict(zip(columns, row, strict=True)))
        post = stored.get(cells["post_ref"])
        if post is None:
            added.append(cells)
            posts, wte = posts + 1, wte + read_wte(cells["wte"])
            continue
        named_and_open += post.is_open
        change = _change(post, _that_count(cells, post.cells, rules))
        if change:
            changed.append(change)
            posts += change.opens_again
            wte += read_wte(cells["wte"]) - (read_wte(post.cells["wte"]) if post.is_open else 0)
    missing = _missing(stored, columns, rows, rules)
    closing = missing if rules.closes_missing else []
    changed += [Change(ref, title, {}, {}, closes=True) for ref, title in closing]
    wte -= sum(read_wte(stored[ref].cells["wte"]) for ref, _ in closing)
    return Plan(
        added=added,
        changed=changed,
        unchanged=len(rows) - len(added) - len(changed) + len(closing),
        kept=before.posts - named_and_open - len(closing),
        new_teams=_new_teams(columns, rows, {"", *teams}),
        before=before,
        after=Totals(posts - len(closing), wte),
        missing=missing,
    )


def _new_teams(columns: Sequence[str], rows: Sequence[Sequence[str]], known: set[str]) -> list[str]:
    if "team" not in columns:
        return []
    place = columns.index("team")
    return list(dict.fromkeys(row[place] for row in rows if row[place] not in known))


def _that_count(cells: Cells, old: Cells, rules: Rules) -> Cells:
    """The cells of a row without those that say nothing about a stored post."""
    if not (rules.only_fills or rules.blanks_say_nothing):
        return cells
    return {
        column: text
        for column, text in cells.items()
        if not (column in rules.only_fills and old.get(column))
        and not (column in rules.blanks_say_nothing and text == "")
    }


def _missing(
    stored: Mapping[str, Stored], columns: Sequence[str], rows: Sequence[Sequence[str]], rules: Rules
) -> list[tuple[str, str]]:
    place = columns.index("post_ref")
    named = {row[place] for row in rows}
    return [
        (ref, post.cells["title"])
        for ref, post in stored.items()
        if post.is_open
        and ref not in named
        and (rules.may_close is None or post.cells["employment"] in rules.may_close)
    ]


def levels_of(skills: str) -> dict[str, int]:
    """The levels by skill in a checked skills cell."""
    pairs = (pair.split(":") for pair in skills.split(";") if pair)
    return {skill: int(level) for skill, level in pairs}


def wte_text(units: int) -> str:
    """A total for a page: units of 0.00001 WTE as a number with one decimal, half up."""
    tenths = (units + WTE_UNIT // 20) * 10 // WTE_UNIT
    return f"{tenths // 10:,}.{tenths % 10}"


def _totals(stored: Mapping[str, Stored]) -> Totals:
    in_roster = [post for post in stored.values() if post.is_open]
    return Totals(len(in_roster), sum(read_wte(post.cells["wte"]) for post in in_roster))


def _as_kept(cells: Cells) -> Cells:
    if cells.get("status") == "vacant":
        return {**cells, **{column: "" for column in ("started_on", "skills") if column in cells}}
    return cells


def _change(post: Stored, cells: Cells) -> Change | None:
    old = post.cells
    is_vacant = cells.get("status", old["status"]) == "vacant"
    falls_vacant = is_vacant and old["status"] != "vacant"
    if is_vacant:
        cells = {**cells, "started_on": ""}
    differing = {
        column: (old[column], new)
        for column, new in cells.items()
        if column != "skills" and old[column] != new and not _same(column, old[column], new)
    }
    levels: dict[str, tuple[int | None, int | None]] = {}
    if falls_vacant:
        levels = {skill: (level, None) for skill, level in post.levels.items()}
    elif not is_vacant and "skills" in cells:
        levels = _rated_otherwise(post, levels_of(cells["skills"]))
    if not (differing or levels) and post.is_open:
        return None
    return Change(cells["post_ref"], old["title"], differing, levels, not post.is_open, falls_vacant)


def _same(column: str, old: str, new: str) -> bool:
    """Whether two texts that differ mean the same."""
    if column == "control_role":
        return set(old.split(";")) == set(new.split(";"))
    return old.strip() == new


def _rated_otherwise(post: Stored, given: dict[str, int]) -> dict[str, tuple[int | None, int | None]]:
    """The skills whose rating by the lead must change for `given` to be so.

    A level that counts already, whoever rated it, needs no rating by the lead beside it; neither does one that the lead
    has given and that a verified rating outweighs. Detailed skills, which no export has, stay where a file has none.
    """
    before = {skill for skill in post.levels if not skill.startswith(catalogue.DETAILED)}
    return {
        skill: (post.levels.get(skill), given.get(skill))
        for skill in before | given.keys()
        if post.levels.get(skill) != given.get(skill) and post.lead_levels.get(skill) != given.get(skill)
    }
