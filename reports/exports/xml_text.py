"""Text as an Office file may hold it: no character that XML refuses, and none that turns the direction of a line."""

from __future__ import annotations

import unicodedata

TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that would turn what follows; letters that are written from right to left need none of them."""
KEPT = frozenset("\t\n")
REFUSED = ("Cc", "Cs")


def xml_text(text: str) -> str:
    """`text` without control characters, halves of characters, and marks that turn the direction of what follows."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(character for character in lines if character in KEPT or _is_allowed(character))


def _is_allowed(character: str) -> bool:
    is_noncharacter = ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF
    return unicodedata.category(character) not in REFUSED and character not in TURNS and not is_noncharacter
