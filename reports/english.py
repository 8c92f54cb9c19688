"""Small pieces of plain English: counted things, lists, the start of a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.english import sentence

__all__ = ["WORDS", "counted", "ended", "listed", "number_word", "sentence"]

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def number_word(number: int) -> str:
    """A whole number from 0 up as it stands in a sentence: up to nine in words."""
    return WORDS[number] if number < len(WORDS) else f"{number:,}"


def counted(number: int, thing: str, things: str = "") -> str:
    """`number` of `thing`: "one post", "eight posts", "no posts"; `things` where the plural is irregular."""
    return f"{number_word(number)} {thing if number == 1 else things or thing + 's'}"


def listed(names: Sequence[str]) -> str:
    """The names as a list in a sentence: "a, b and c"; "none" where there is none.

    Where a name has an "and" or a comma of its own, semicolons keep them apart: "a and b; c".
    """
    if not names:
        return "none"
    if len(names) == 1:
        return names[0]
    if any(" and " in name or "," in name for name in names):
        return "; ".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def ended(text: str) -> str:
    """`text` with a full stop, unless it ends a sentence already."""
    text = text.strip()
    return text if not text or text[-1] in ".!?" else f"{text}."
