"""A rubric as a document: read from text, brought into one normal form, hashed.

In the normal form every text is in Unicode NFC, a whole number is an integer and any other number is text without
trailing noughts. TOML's 0.20, 0.2 and the "0.2" that the database gives back are therefore one and the same, in what
they mean and in their hash.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from unicodedata import normalize

NUMBER_KEYS = frozenset(
    "at_least at_most below enough_evidence evidence_needed_from from in_post_over_months level level_without_evidence "
    "levels_from min_disclosure min_expected overall_lead rated_share score skill_level suppress_below times "
    "unknown_tolerance weight when_empty".split()
)
"""The keys whose values are numbers, so that text there is a number as well."""

MAX_DIGITS = 30
_NUMBER = re.compile(rf"-?\d{{1,{MAX_DIGITS}}}(\.\d{{1,{MAX_DIGITS}}})?", re.ASCII)


def parse_toml(text: str) -> dict[str, Any]:
    """The document in `text`, its decimals as Decimal. ValueError: `text` is not TOML."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        raise ValueError("The document is nested too deeply") from None


def normal_form(document: Mapping[str, Any]) -> dict[str, Any]:
    """`document` in the normal form described above; what is no JSON value stays as it is, for a check to refuse."""
    normal: dict[str, Any] = _normal(document, numeric=False)
    if "sets" in document:
        normal["sets"] = _normal(document["sets"], numeric=False, keyed=False)
    return normal


def canonical_json(document: Mapping[str, Any]) -> str:
    """The one JSON text of `document`: normal form, sorted keys, no spaces. TypeError: it holds what JSON cannot."""
    return json.dumps(normal_form(document), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def sha256(document: Mapping[str, Any]) -> str:
    """The SHA-256 of the canonical JSON in UTF-8, in hexadecimal."""
    return hashlib.sha256(canonical_json(document).encode()).hexdigest()


def is_number(value: object) -> bool:
    """Whether `value`, from a normal form, is a number (true and false are none)."""
    if isinstance(value, str):
        return _NUMBER.fullmatch(value) is not None
    return isinstance(value, int) and not isinstance(value, bool)


def _normal(value: Any, *, numeric: bool, keyed: bool = True) -> Any:
    """`numeric`: text here is a number; `keyed`: the keys below say so themselves (the names of sets say nothing)."""
    if isinstance(value, Mapping):
        return {
            _text(key): _normal(entry, numeric=keyed and key in NUMBER_KEYS, keyed=keyed)
            for key, entry in value.items()
        }
    if isinstance(value, list | tuple):
        return [_normal(entry, numeric=numeric, keyed=keyed) for entry in value]
    if isinstance(value, float):
        return _number(Decimal(repr(value)))
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, str):
        return _number(Decimal(value)) if numeric and is_number(value) else _text(value)
    return value


def _text(value: object) -> str:
    return normalize("NFC", str(value))


def _number(value: Decimal) -> int | str:
    if not value.is_finite() or not -MAX_DIGITS <= value.adjusted() < MAX_DIGITS:
        return str(value)
    if value == value.to_integral_value():
        return int(value)
    return f"{value:f}".rstrip("0")
