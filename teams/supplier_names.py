"""Whether two ways of writing mean the same supplier. Plain rules."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

_FORMS = frozenset({"ltd", "limited", "plc", "llp", "inc", "company", "co", "uk", "the", "group"})
"""Words that say what kind of company it is, and not which."""


def name_key(name: str) -> str:
    """What two ways of writing one supplier's name have in common: "Larkfield Testing Ltd." and "LARKFIELD TESTING"."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", name).replace("&", " and ").casefold())
    telling = [word for word in words if word not in _FORMS]
    return " ".join(telling or words)


def not_listed(named: Iterable[str], listed: Iterable[str]) -> list[str]:
    """The suppliers that are named on posts and not in the list, each written one way, by name."""
    known = {name_key(name) for name in listed}
    found: Mapping[str, str] = {name_key(name): name for name in sorted(named, reverse=True)}
    return sorted((name for key, name in found.items() if key not in known), key=str.casefold)
