"""Documents that are hashed: one JSON text for one content, and values in and out of it without loss.

Keys are sorted, texts are in Unicode NFC, there are no spaces, and no number with decimals: a fraction or a decimal is
text, a day is ISO text, a moment is ISO text in UTC.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints
from unicodedata import normalize

T = TypeVar("T")


def canonical_text(document: Any) -> str:
    """The one JSON text of `document`. TypeError: it holds a float, or what JSON cannot hold."""
    return json.dumps(_normal(document), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(text: str) -> str:
    """The SHA-256 of `text` in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def as_document(value: Any) -> Any:
    """A value made of dataclasses, mappings, sequences and plain values, as a document."""
    if is_dataclass(value):
        return {field.name: as_document(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): as_document(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [as_document(entry) for entry in value]
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Fraction) else value


def value_of(kind: type[T], document: Any) -> T:
    """The value of a dataclass `kind` that `as_document` made `document` of. KeyError or ValueError: it did not."""
    found: T = _read(kind, document)
    return found


def _normal(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {normalize("NFC", str(key)): _normal(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_normal(entry) for entry in value]
    if isinstance(value, float):
        raise TypeError("A number with decimals is written as text")
    return normalize("NFC", value) if isinstance(value, str) else value


def _read(kind: Any, document: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        [inner] = [each for each in get_args(kind) if each is not NoneType]
        return None if document is None else _read(inner, document)
    if origin is tuple:
        kinds = get_args(kind)
        repeated = kinds[:1] * len(document) if kinds[-1] is Ellipsis else kinds
        return tuple(_read(each, entry) for each, entry in zip(repeated, document, strict=True))
    if origin is not None:
        return {key: _read(get_args(kind)[1], entry) for key, entry in document.items()}
    if is_dataclass(kind):
        make: Any = kind
        hints = _hints(make)
        return make(**{name: _read(hints[name], entry) for name, entry in document.items()})
    if kind in (Fraction, Decimal):
        return kind(document)
    return date.fromisoformat(document) if kind is date else document


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
