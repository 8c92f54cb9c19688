"""A rubric document written as TOML, so that reading it again gives the same normal form and the same hash."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from assessment.rubric.document import NUMBER_KEYS, is_number, normal_form

ORDER = (
    "id question title version levels name from text weight serves better levels_from says basis sources verdicts "
    "verdict_from verdict_none answers caps kind of skill_level members amount at_least at_least_times fact times "
    "where among result top bottom when_empty needs"
).split()
"""The keys that come first in their table, in this order; the others follow as they stand."""

TABLES = ("rules", "sets")
LISTS = ("bands", "questions", "criteria")
_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def write_toml(document: Mapping[str, Any]) -> str:
    """The TOML text of a document. TypeError: it holds what TOML cannot, such as nothing for a value."""
    normal = normal_form(document)
    plain = {key: value for key, value in normal.items() if not _is_block(key, value)}
    parts = ["\n".join(_lines(plain))]
    parts += [_table(f"[{key}]", normal[key]) for key in TABLES if _is_block(key, normal.get(key))]
    parts += [part for key in LISTS if _is_block(key, normal.get(key)) for part in _rows(key, normal[key])]
    return "\n\n".join(part for part in parts if part) + "\n"


def _is_block(key: str, value: Any) -> bool:
    """Whether a key gets a table, or a table for each of its rows, of its own."""
    if key in TABLES:
        return isinstance(value, Mapping)
    return key in LISTS and isinstance(value, list) and bool(value) and all(isinstance(row, Mapping) for row in value)


def _rows(key: str, rows: list[Mapping[str, Any]]) -> Iterator[str]:
    for row in rows:
        measure = row.get("measure") if key == "criteria" else None
        own = {name: value for name, value in row.items() if name != "measure" or not isinstance(measure, Mapping)}
        text = _table(f"[[{key}]]", own)
        yield f"{text}\n{_table(f'[{key}.measure]', measure)}" if isinstance(measure, Mapping) else text


def _table(heading: str, rows: Mapping[str, Any]) -> str:
    return "\n".join([heading, *_lines(rows, numeric=heading != "[sets]")])


def _lines(rows: Mapping[str, Any], *, numeric: bool = True) -> Iterator[str]:
    return (f"{_key(key)} = {_value(rows[key], numeric=numeric and key in NUMBER_KEYS)}" for key in _ordered(rows))


def _ordered(rows: Mapping[str, Any]) -> list[str]:
    return sorted(rows, key=lambda key: ORDER.index(key) if key in ORDER else len(ORDER))


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _value(value: Any, *, numeric: bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return value if numeric and is_number(value) and "." in value and _plain(value) else _text(value)
    if isinstance(value, list):
        return _list(value, numeric=numeric)
    if isinstance(value, Mapping):
        inner = ", ".join(_lines(value))
        return f"{{ {inner} }}" if inner else "{}"
    raise TypeError(f"TOML has no value for {value!r}")


def _list(values: list[Any], *, numeric: bool) -> str:
    entries = [_value(entry, numeric=numeric) for entry in values]
    if any(isinstance(entry, Mapping) for entry in values) or sum(map(len, entries)) > 100:
        return "[\n" + "".join(f"    {entry},\n" for entry in entries) + "]"
    return f"[{', '.join(entries)}]"


def _plain(number: str) -> bool:
    """Whether TOML reads the digits as they stand: it knows no leading noughts."""
    return re.fullmatch(r"-?(0|[1-9][0-9]*)\.[0-9]+", number) is not None


def _text(value: str) -> str:
    return (
        '"'
        + "".join(_ESCAPES.get(char, char) if char >= " " and char != "\x7f" else _escape(char) for char in value)
        + '"'
    )


def _escape(char: str) -> str:
    return _ESCAPES.get(char) or f"\\u{ord(char):04x}"
