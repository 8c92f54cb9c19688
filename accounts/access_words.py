"""The table of who may do what in words, for the page of role cards and for the README."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Role
from accounts.permissions import ALLOWED, LIMITS, Action, can


@dataclass(frozen=True, slots=True)
class Card:
    """A role in plain words: each line of `can` and of `cannot` completes "you can ..." and "you cannot ..."."""

    role: Role
    can: list[str]
    cannot: list[str]

    @property
    def name(self) -> str:
        return str(self.role.label)


def cards() -> list[Card]:
    """A card of each role."""
    return [
        Card(
            role,
            [_with_limit(role, action) for action in Action if can(role, action)],
            [action.value for action in Action if not can(role, action)],
        )
        for role in Role
    ]


def _with_limit(role: Role, action: Action) -> str:
    limit = LIMITS.get((role, action))
    return f"{action.value}, {limit}" if limit else action.value


def markdown() -> str:
    """The table as Markdown: a line for each action, a column for each role, and a note for each limit."""
    notes: list[str] = []
    heading = ["may", *(str(role.label) for role in Role)]
    rows = [[action.value, *(_cell(role, action, notes) for role in Role)] for action in ALLOWED]
    table = [heading, ["---"] * len(heading), *rows]
    lines = [f"| {' | '.join(row)} |" for row in table]
    return "\n".join([*lines, "", *(f"{number}. {note}" for number, note in enumerate(notes, 1))]) + "\n"


def _cell(role: Role, action: Action, notes: list[str]) -> str:
    if not can(role, action):
        return ""
    limit = LIMITS.get((role, action))
    if limit is None:
        return "yes"
    if limit not in notes:
        notes.append(limit)
    return f"yes ({notes.index(limit) + 1})"
