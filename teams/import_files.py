"""Files as trusts have them, read by what their organisation said of earlier ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from accounts.models import Organisation
from teams import titles
from teams.importing import Book, Reading, Refused
from teams.importing.changes import Rules
from teams.importing.headings import plain
from teams.importing.interpreting import RoleOf, interpret
from teams.importing.layouts import Layout, headings_at, layout, suggest
from teams.importing.words import BLANK_IS_UNKNOWN, LEAVE_OUT
from teams.models import ImportMapping, LearntTitle

IN_ESR = frozenset(("permanent", "fixed_term", "bank", ""))
"""The employments of which an export of the Electronic Staff Record holds every post."""


@dataclass(slots=True)
class Memory:
    """What an organisation said of headings, words and job titles. Words by column, headings and words as `plain`."""

    headings: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    learnt: Mapping[str, str] = field(default_factory=dict)

    @property
    def role_of(self) -> RoleOf:
        return partial(_role_of, self.learnt)


@dataclass(slots=True)
class FileRead:
    """A book with its layout, and the reading that it gives, or why it gives none."""

    book: Book
    layout: Layout
    reading: Reading | None
    fatal: list[str]
    headings_known: bool = False
    """Whether the organisation has said before what each of its headings means."""

    @property
    def asks(self) -> bool:
        """Whether a person has to look at the columns or the words before the rows count."""
        if self.reading is None or self.layout.rivals:
            return True
        return self.reading.source != "own" or bool(self.reading.unmapped)


def memory_of(organisation: Organisation) -> Memory:
    """What `organisation` said before."""
    mapping = ImportMapping.objects.filter(organisation=organisation).first()
    learnt = LearntTitle.objects.roles_of(organisation)
    return Memory(mapping.headings, mapping.words, learnt) if mapping else Memory(learnt=learnt)


def read_file(book: Book, memory: Memory, chosen: Layout | None = None) -> FileRead:
    """Read `book` by the layout that was chosen, or else by the one that suggests itself."""
    first = Layout(book.sheets[0].name, 0, 0)
    try:
        first = chosen or suggest(book, memory.headings)
        reading = interpret(book, first, memory.words, memory.role_of)
        return FileRead(book, first, reading, [], _headings_known(book, first, memory))
    except Refused as refusal:
        return FileRead(book, first, None, list(refusal.reasons))


def _headings_known(book: Book, layout: Layout, memory: Memory) -> bool:
    sheet = book.sheet(layout.sheet)
    headings = enumerate(headings_at(sheet, layout.first, layout.last))
    asked = [heading for place, heading in headings if heading and place not in sheet.personal]
    return not layout.rivals and all(plain(heading) in memory.headings for heading in asked)


def layout_from(book: Book, memory: Memory, stored: Mapping[str, Any]) -> Layout:
    """The layout that `findings_of` kept, with the rivals that there are now."""
    sheet = book.sheet(stored["sheet"])
    found = layout(sheet, stored["first"], stored["last"], memory.headings)
    places = stored["sheet"], stored["first"], stored["last"]
    return Layout(*places, dict(stored["columns"]), found.rivals, stored.get("engaged", ""))


def headings_of(file: FileRead) -> list[str]:
    """The headings of the chosen sheet."""
    return headings_at(file.book.sheet(file.layout.sheet), file.layout.first, file.layout.last)


def findings_of(file: FileRead) -> dict[str, Any]:
    """What of a reading is kept beside its rows until the import is applied."""
    layout_kept = asdict(file.layout)
    if file.reading is None:
        return {"layout": layout_kept, "fatal": file.fatal}
    more = {"layout": layout_kept, "headings_known": file.headings_known}
    return {**more, **findings_of_reading(file.reading)}


def findings_of_reading(reading: Reading) -> dict[str, Any]:
    """What is kept of a reading beside its rows."""
    return {
        "accepted": reading.accepted,
        "skipped": [list(pair) for pair in reading.skipped],
        "row_notes": [list(pair) for pair in reading.row_notes],
        "unmapped": [asdict(word) for word in reading.unmapped],
        "rejected": [list(pair) for pair in reading.rejected],
        "kept": reading.kept,
        "only_fills": reading.only_fills,
        "source": reading.source,
    }


def rules_of(findings: Mapping[str, Any], *, closes_missing: bool = False) -> Rules:
    """How the rows of a file with these findings count against the posts that are stored."""
    own = findings.get("source", "own") == "own"
    return Rules(
        only_fills=frozenset(findings.get("only_fills", ())),
        blanks_say_nothing=frozenset() if own else frozenset(BLANK_IS_UNKNOWN),
        closes_missing=closes_missing,
        may_close=IN_ESR if findings.get("source") == "esr" else None,
    )


def _role_of(learnt: Mapping[str, str], title: str, band: str, staff_group: str, area: str) -> tuple[str, bool]:
    """The role of a job title, and whether a person should decide; a title that is not digital may be left out."""
    found = titles.suggest(title, band, staff_group, area, learnt)
    return (found.role, found.ask) if found.role or found.ask else (LEAVE_OUT, True)
