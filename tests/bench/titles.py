"""How well job titles are told, on two labelled sets, and what a whole-trust file costs.

Run as `python -m tests.bench.titles [--misses]`. `titles.csv` is the set that the vocabulary was tuned on;
`titles_held_out.csv`, from other sources, was labelled before that and is only measured, never tuned on.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from teams.titles import Suggestion, suggest

SETS = Path(__file__).parent.parent / "teams"
ROWS_OF_A_TRUST = 10_000


@dataclass(frozen=True)
class Told:
    """A labelled title and what was suggested for it. `is_clear`: the title alone tells what it is."""

    title: str
    band: str
    function: str
    role: str
    is_clear: bool
    found: Suggestion

    @property
    def is_answered(self) -> bool:
        return not self.found.ask

    @property
    def is_right(self) -> bool:
        return self.found.function == self.function


def told(name: str) -> list[Told]:
    """The titles of a labelled set, each with its suggestion."""
    with (SETS / name).open(encoding="utf-8", newline="") as file:
        return [
            Told(
                row["title"],
                row["band"],
                row["function"],
                row["role"],
                row["clear"] == "yes",
                suggest(row["title"], row["band"]),
            )
            for row in csv.DictReader(file)
        ]


def share(rows: Iterable[Told], of: Callable[[Told], bool]) -> float:
    """The share of rows for which `of` holds; 1 of no rows."""
    found = [of(row) for row in rows]
    return sum(found) / len(found) if found else 1.0


def right_of_answered(rows: Iterable[Told]) -> float:
    """How many of the titles that were not asked about, clear or not, got the right function."""
    return share((row for row in rows if row.is_answered), lambda row: row.is_right)


def asked_of_clear(rows: Iterable[Told]) -> float:
    """How many of the titles that have a clear answer were asked about."""
    return share((row for row in rows if row.is_clear), lambda row: row.found.ask)


def digital_of_others(rows: Iterable[Told]) -> float:
    """How many of the titles that are clearly not digital got a digital role, asked about or not."""
    return share((row for row in rows if row.is_clear and not row.function), lambda row: row.found.role != "")


def right_roles(rows: Iterable[Told]) -> float:
    """How many of the clear titles that were not asked about got the very role."""
    return share((row for row in rows if row.is_clear and row.is_answered), lambda row: row.found.role == row.role)


def print_table(name: str, rows: list[Told], misses: bool) -> None:
    print(f"\n{name}: {len(rows)} titles, {sum(row.is_clear for row in rows)} of them clear")
    print(f"{'function':<24}{'titles':>8}{'asked':>8}{'right':>8}{'role':>8}")
    for function in sorted({row.function for row in rows}):
        clear = [row for row in rows if row.is_clear and row.function == function]
        answered = [row for row in clear if row.is_answered]
        print(
            f"{function or '(not digital)':<24}{len(clear):>8}{asked_of_clear(clear):>8.1%}"
            f"{share(answered, lambda row: row.is_right):>8.1%}{right_roles(clear):>8.1%}"
        )
    unclear = [row for row in rows if not row.is_clear]
    print(f"Function right, of all that were not asked about: {right_of_answered(rows):.1%} (at least 90 %)")
    print(f"Asked about, of those with a clear answer: {asked_of_clear(rows):.1%} (at most 30 %)")
    print(f"Digital role, of those that are not digital: {digital_of_others(rows):.1%} (under 5 %)")
    print(f"Asked about, of the {len(unclear)} that need the unit: {share(unclear, lambda row: row.found.ask):.1%}")
    for row in rows if misses else ():
        if (row.is_answered and not row.is_right) or (row.found.ask and row.is_clear):
            print(f"  {row.title:<50} {row.function or '-':<22} {row.found.role or '-':<26}{'asked' * row.found.ask}")


def seconds_of_a_trust() -> float:
    """The seconds of CPU for 10,000 rows of which each title is another: the worst that a file can hold."""
    titles = [row.title for row in told("titles.csv") + told("titles_held_out.csv")]
    files = [f"{titles[number % len(titles)]} unit{number} {number}" for number in range(ROWS_OF_A_TRUST)]
    start = time.process_time()
    for title in files:
        suggest(title, "6", "", "Informatics")
    return time.process_time() - start


if __name__ == "__main__":
    for name in ("titles.csv", "titles_held_out.csv"):
        print_table(name, told(name), misses="--misses" in sys.argv and name == "titles.csv")
    print(f"\n{ROWS_OF_A_TRUST:,} different titles: {seconds_of_a_trust():.2f} s of CPU")
