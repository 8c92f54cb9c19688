"""Reading one table of a rubric key by key, gathering every refusal instead of stopping at the first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessment.rubric.document import is_number
from teams.cells import read_text

TEXT_LIMIT = 5000
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,49}")


@dataclass(frozen=True, slots=True)
class RubricProblem:
    """One refusal: the place ("Criterion Q1.1, measure"), the key, what was expected there and what was found."""

    place: str
    key: str
    expected: str
    found: str = ""

    def __str__(self) -> str:
        found = f", not {self.found}" if self.found else ""
        return f"{self.place}: {self.key}: expected {self.expected}{found}"


class Table:
    """One table of the document.

    Each reader marks its key as known and gives the value, or notes a problem and gives a stand-in of the same type,
    so that reading goes on. `close` refuses the keys that nobody read.
    """

    def __init__(self, problems: list[RubricProblem], place: str, value: object) -> None:
        self.problems = problems
        self.place = place
        self._rows: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
        self._read: set[str] = set()
        if not isinstance(value, Mapping):
            self.refuse("the whole", "a table of keys and values", value)

    def refuse(self, key: str, expected: str, found: object = "") -> None:
        """Note that `key` should have been `expected`."""
        shown = "" if found == "" else str(found).lower() if isinstance(found, bool) else repr(found)
        self.problems.append(
            RubricProblem(self.place, key, expected, shown if len(shown) <= 80 else shown[:77] + "...")
        )

    def has(self, key: str) -> bool:
        return key in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def value(self, key: str, expected: str) -> Any:
        """What stands at `key`; None, and a problem, where nothing does."""
        self._read.add(key)
        if key not in self._rows:
            self.refuse(key, f"{expected}; the key is missing")
        return self._rows.get(key)

    def text(self, key: str, *, blank: bool = False) -> str:
        """Trimmed text, not blank unless `blank` says that it may be."""
        value = self.value(key, "text")
        return self.read_text(key, value, blank=blank) if key in self._rows else ""

    def identifier(self, key: str) -> str:
        """A short text that can stand in an address and in a file name."""
        found = self.text(key)
        if found and not _IDENTIFIER.fullmatch(found):
            self.refuse(key, "up to 50 letters, digits, dots, dashes and underscores, a letter or digit first", found)
        return found

    def read_text(self, key: str, value: object, *, blank: bool = False) -> str:
        if not isinstance(value, str) or not (blank or value.strip()):
            self.refuse(key, "text", value)
            return ""
        try:
            return read_text(value.strip(), TEXT_LIMIT)
        except ValueError as error:
            self.refuse(key, f"text ({error})")
            return ""

    def one_of(self, key: str, choices: Iterable[str]) -> str:
        expected = "one of " + ", ".join(choices)
        value = self.value(key, expected)
        if key in self._rows and value not in choices:
            self.refuse(key, expected, value)
        return value if value in choices else next(iter(choices))

    def number(
        self, key: str, *, low: int | None = None, high: int | None = None, above: int | None = None
    ) -> Fraction:
        """A number within the limits given: from `low`, to `high`, more than `above`."""
        expected = _numbers(low, high, above)
        value = self.value(key, expected)
        number = Fraction(value) if is_number(value) else None
        if key in self._rows and (number is None or not _fits(number, low, high, above)):
            self.refuse(key, expected, value)
        return Fraction(low or 0) if number is None else number

    def whole(self, key: str, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        value = self.value(key, f"a whole number from {low} to {high}")
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        if key in self._rows:
            self.refuse(key, f"a whole number from {low} to {high}", value)
        return low

    def items(self, key: str, expected: str = "a list", *, least: int = 0, scalar: bool = False) -> list[Any]:
        """A list of at least `least`; a single value counts as a list of one where `scalar` says so."""
        value = self.value(key, expected)
        if scalar and key in self._rows and not isinstance(value, list | Mapping):
            return [value]
        if key in self._rows and not (isinstance(value, list) and len(value) >= least):
            self.refuse(key, expected + (" that is not empty" if value == [] else ""), value)
        return value if isinstance(value, list) else []

    def texts(self, key: str, *, count: int | None = None, what: str = "texts") -> tuple[str, ...]:
        """A list of texts that are not blank, exactly `count` of them where that is given."""
        expected = f"a list of {what}" if count is None else f"a list of {count} {what}"
        found = self.items(key, expected)
        if self.has(key) and count is not None and isinstance(self._rows[key], list) and len(found) != count:
            self.refuse(key, expected, f"{len(found)} of them")
        return tuple(self.read_text(f"{key} {number}", entry) for number, entry in enumerate(found, 1))

    def table(self, key: str) -> Table:
        """The table at `key`, with this one's place before its name."""
        return Table(self.problems, f"{self.place}, {key}", self.value(key, "a table"))

    def tables(self, key: str, name: str, *, least: int = 1) -> list[Table]:
        """The list of tables at `key`, each placed by `name` and its number."""
        rows = enumerate(self.items(key, "a list of tables", least=least), 1)
        return [Table(self.problems, f"{self.place}, {name} {number}", row) for number, row in rows]

    def close(self) -> None:
        """Refuse every key that no reader asked for."""
        for key in self._rows:
            if key not in self._read:
                self.refuse(key, "no such key")


def _fits(number: Fraction, low: int | None, high: int | None, above: int | None) -> bool:
    return (low is None or number >= low) and (high is None or number <= high) and (above is None or number > above)


def _numbers(low: int | None, high: int | None, above: int | None) -> str:
    if above is not None:
        return f"a number above {above}"
    if low is not None and high is not None:
        return f"a number from {low} to {high}"
    return "a number" if low is None else f"a number from {low} up"
