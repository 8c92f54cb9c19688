"""References of posts in files that have none, or that give the same position to several posts.

A made reference comes from the job title, the team and the grade, and from the place among posts of which these are the
same. So the same file makes the same references, and a file that is imported again changes nothing. Numbers of
employees and of assignments tell of a person and not of a post, and are never used.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from teams.importing import RowProblem
from teams.importing.changes import Cells
from teams.importing.headings import plain

_TITLE, _TEAM, _GRADE = 50, 40, 12
Numbered = tuple[int, Cells]
"""A row number and the cells of a post."""


def make_missing(posts: Sequence[Numbered]) -> int:
    """Give each of `posts` that lacks one a reference; give how many were made."""
    taken = {cells["post_ref"] for _, cells in posts if cells.get("post_ref")}
    counts: Counter[str] = Counter()
    made = 0
    for _, cells in posts:
        if cells.get("post_ref"):
            continue
        stem = _stem(cells)
        counts[stem] += 1
        while f"{stem}-{counts[stem]}" in taken:
            counts[stem] += 1
        cells["post_ref"] = f"{stem}-{counts[stem]}"
        made += 1
    return made


def part_shared(posts: Sequence[Numbered]) -> list[tuple[int, str]]:
    """Give posts that share a position a reference each: "P7", "P7/2"; give a sentence for each row that changed."""
    said: list[tuple[int, str]] = []
    by_ref = _by_ref(posts)
    taken = set(by_ref)
    for ref, sharing in by_ref.items():
        if len({plain(cells["title"]).split(" ")[0] for _, cells in sharing}) > 1:
            continue
        step = 2
        for number, cells in sharing[1:]:
            while f"{ref}/{step}" in taken:
                step += 1
            cells["post_ref"] = f"{ref}/{step}"
            taken.add(cells["post_ref"])
            said.append(
                (number, f"The position {ref} is in row {sharing[0][0]} too: kept as a post of its own, {ref}/{step}.")
            )
    return said


def given_twice(posts: Sequence[Numbered], heading: str) -> list[RowProblem]:
    """The rows of references that several posts have."""
    problems = []
    for ref, sharing in _by_ref(posts).items():
        numbers = [number for number, _ in sharing]
        for number in numbers if len(numbers) > 1 else ():
            other = numbers[1] if number == numbers[0] else numbers[0]
            problems.append(RowProblem(number, heading, ref[:100], f"Row {other} has the same reference"))
    return problems


def _by_ref(posts: Sequence[Numbered]) -> dict[str, list[Numbered]]:
    found: dict[str, list[Numbered]] = defaultdict(list)
    for number, cells in posts:
        found[cells["post_ref"]].append((number, cells))
    return found


def _stem(cells: Cells) -> str:
    parts = ((cells["title"], _TITLE), (cells.get("team", ""), _TEAM), (cells.get("grade", ""), _GRADE))
    return "-".join(filter(None, (plain(text)[:most].strip().replace(" ", "-") for text, most in parts))) or "post"
