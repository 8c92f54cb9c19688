"""Which characters the documents' font can show, read from the font itself.

A PDF/UA document is refused when one character has no glyph, so what the font lacks is shown as a box.
"""

from __future__ import annotations

import struct
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

FONTS = Path(__file__).parents[2] / "static" / "fonts"
BOX = "\N{WHITE SQUARE}"
SPACES = {"\t": " ", "\r\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n"}


@cache
def covered() -> frozenset[int]:
    """The code points that every font of the folder has a glyph for."""
    return frozenset.intersection(*(_characters(path.read_bytes()) for path in sorted(FONTS.glob("*.ttf"))))


def printable(text: str) -> str:
    """`text` as the font can show it: one box for each character that it cannot, none for those that nobody sees.

    Marks that turn the direction of what follows are dropped, so that no title can reverse its page.
    """
    for found, space in SPACES.items():
        text = text.replace(found, space)
    return "".join(_shown(character) for character in unicodedata.normalize("NFC", text))


@lru_cache(maxsize=4096)
def _shown(character: str) -> str:
    if character == "\n" or (ord(character) in covered() and unicodedata.category(character) not in ("Cc", "Cf")):
        return character
    if unicodedata.category(character) in ("Cc", "Cf", "Mn", "Me"):
        return ""
    return BOX


def _characters(font: bytes) -> frozenset[int]:
    """The code points of a TrueType font's character map (format 4, the one for Unicode's first plane)."""
    tables = {
        tag: offset
        for tag, _, offset, _ in struct.iter_unpack(">4sIII", font[12 : 12 + 16 * struct.unpack_from(">H", font, 4)[0]])
    }
    start = tables[b"cmap"]
    count = struct.unpack_from(">H", font, start + 2)[0]
    for number in range(count):
        offset = start + struct.unpack_from(">I", font, start + 8 + 8 * number)[0]
        if struct.unpack_from(">H", font, offset)[0] == 4:
            return _segments(font, offset)
    raise ValueError("The font has no character map of format 4")


def _segments(font: bytes, offset: int) -> frozenset[int]:
    number = struct.unpack_from(">H", font, offset + 6)[0] // 2
    at = offset + 14
    ends = struct.unpack_from(f">{number}H", font, at)
    starts, deltas, ranges = (
        struct.unpack_from(f">{number}H", font, at + 2 + 2 * number * place) for place in (1, 2, 3)
    )
    found = set()
    for segment, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if ranges[segment]:
                place = at + 2 + 6 * number + 2 * segment + ranges[segment] + 2 * (code - first)
                glyph = struct.unpack_from(">H", font, place)[0]
            if glyph and (glyph + deltas[segment]) % 0x10000:
                found.add(code)
    return frozenset(found)
