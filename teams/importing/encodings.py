"""The encoding of a CSV file, told from its bytes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from teams.importing import SAVE_AS, Refused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", ""),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_OLDER = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman"}
_USUAL = frozenset("éèêëàáâäåçíìîïñóòôöøúùûüÉÖÜÅØß£€–—‘’“”…•½¼¾°·®™ ")
_WHOLE_CHARACTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def decoded(data: bytes) -> tuple[str, list[str]]:
    """The text of a file, and a sentence where its encoding is not UTF-8.

    Refused with the number of the line: bytes that are no text, or more than one encoding in a file.
    """
    for mark, encoding, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding, name or "UTF-8"), [f"The file is in {name}."] if name else []
    if b"\0" in data:
        return _wide_without_mark(data)
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        line = _line(data, error.start)
    if _WHOLE_CHARACTER.search(data):
        raise Refused(f"Line {line} is not in UTF-8, though other lines are. {SAVE_AS}")
    encoding = max(_OLDER, key=lambda name: _likeness(data, name))
    if _likeness(data, encoding) == _IMPOSSIBLE:
        raise Refused(f"Line {line} is in an encoding that we do not know. {SAVE_AS}")
    return data.decode(encoding), [f"The file is in {_OLDER[encoding]}. Look at accents and pound signs."]


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused(f"Line {_line(data, error.start)} is not in {name}, as the file says it is. {SAVE_AS}") from None
    if "\0" in text:
        raise Refused(
            f"Line {_line(text.encode(), text.encode().find(0))} holds a NUL byte, which is not text. {SAVE_AS}"
        )
    return text


def _wide_without_mark(data: bytes) -> tuple[str, list[str]]:
    """UTF-16 has a NUL beside every plain letter; any other NUL is no text."""
    start = data[:2000]
    for encoding, nuls in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if nuls.count(b"\0") > len(start) // 3:
            return _strictly(data, encoding, "UTF-16"), ["The file is in UTF-16."]
    raise Refused(f"Line {_line(data, data.find(0))} holds a NUL byte, which is not text. {SAVE_AS}")


def _line(data: bytes, position: int) -> int:
    """The number of the line that holds `position`; lines end as the CSV reader ends them."""
    before = data[:position]
    return before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1


_IMPOSSIBLE = -(10**9)


def _likeness(data: bytes, encoding: str) -> int:
    """How much `data` reads like British text in `encoding`, which has one byte a character."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return _IMPOSSIBLE
    return sum(_plausible(*three) for three in _in_context(text)) + (encoding == "cp1252")


def _in_context(text: str) -> Iterator[tuple[str, str, str]]:
    """The first odd characters, each between its neighbours."""
    for match in list(re.finditer(r"[^\x00-\x7f]", text))[:5_000]:
        place = match.start()
        yield text[place - 1 : place], match[0], text[place + 1 : place + 2]


def _plausible(before: str, character: str, after: str) -> int:
    if character not in _USUAL:
        return -2
    if character.isalpha():
        alone = not (before.isalpha() or after.isalpha())
        return -1 if alone or (before.islower() and character.isupper()) else 2
    inside_word = before.isalpha() and after.isalpha()
    return -1 if inside_word and character not in "’'–-" else 1
